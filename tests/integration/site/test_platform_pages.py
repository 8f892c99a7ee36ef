"""Credentials and platforms: who may change them, what is stored, and what the embedded Cloud says to it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kogge.audit.models import AuditEntry
from kogge.companies.models import Role
from kogge.infrastructure.cloud import connect
from kogge.infrastructure.plugins import load_embedded_cloud
from kogge.infrastructure.secrets import decrypt, encrypt
from kogge.platforms.models import AuthorizationState, CloudCredentials, Platform
from kogge_contract.messages import NewPlatform
from tests.integration.site.factory import Books, add_person, keep_books

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "cloud"])

ACTIONS = ("edit", "access", "defaults", "sign-in", "refresh", "authorize", "renew-secret", "sign-out", "notifications")


@pytest.fixture
def books() -> Books:
    return keep_books("Nord")


@pytest.fixture
def sign_in(books: Books) -> Callable[[Role], Client]:
    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "de"})
        client.force_login(add_person(f"person-{role}", books.company, role))
        return client

    return sign_in


@pytest.fixture
def credentials(books: Books) -> CloudCredentials:
    assert settings.CLOUD_URLS
    client_id, secret = load_embedded_cloud().create_account("Nord")
    return CloudCredentials.objects.create(
        company=books.company, name="Kogge Cloud", client_id=client_id, client_secret_encrypted=encrypt(secret)
    )


def platform_form(**changed: str) -> dict[str, str]:
    return {"name": "Amazon Süd", "kind": "amazon", "is_active": "on", "uses_cloud": "on"} | changed


def access_form(credentials: CloudCredentials, **changed: str) -> dict[str, str]:
    return {"region": "EU", "marketplaces": "de; fr", "credentials": str(credentials.pk)} | changed


def make_platform(client: Client, credentials: CloudCredentials) -> Platform:
    """Enter “Amazon Süd” as a person does: the platform first, then its register Credentials."""
    platform = name_platform(client, credentials)
    page = reverse("platforms:access", args=[platform.pk])
    assert client.post(page, access_form(credentials)).status_code == 302
    platform.refresh_from_db()
    return platform


def name_platform(client: Client, credentials: CloudCredentials) -> Platform:
    """Enter “Amazon Süd”, and nothing yet of where its orders come from."""
    assert client.post(reverse("platforms:add"), platform_form()).status_code == 302
    return Platform.objects.get(company=credentials.company, name="Amazon Süd")


@pytest.mark.parametrize("role", [Role.CLERK, Role.READER])
def test_administrators_alone_may(books: Books, sign_in: Callable[[Role], Client], role: Role) -> None:
    client = sign_in(role)
    for name in ("credentials", "add-credentials", "add"):
        assert client.get(reverse(f"platforms:{name}")).status_code == 403, name
    for name in ACTIONS:
        assert client.post(reverse(f"platforms:{name}", args=[books.platform.pk])).status_code == 403, name
    assert client.post(reverse("platforms:try-credentials")).status_code == 403


def test_nobody_reaches_another_company(books: Books, credentials: CloudCredentials) -> None:
    client = Client()
    client.force_login(add_person("stranger", keep_books("Süd").company, Role.ADMIN))
    assert client.get(reverse("platforms:edit-credentials", args=[credentials.pk])).status_code == 404
    for name in ACTIONS:
        assert client.post(reverse(f"platforms:{name}", args=[books.platform.pk])).status_code == 404, name


def test_secret_is_kept_and_never_shown(books: Books, sign_in: Callable[[Role], Client]) -> None:
    client = sign_in(Role.ADMIN)
    entered = {"name": "Kogge Cloud", "client_id": "kc-1", "client_secret": "s3cret-value"}
    assert client.post(reverse("platforms:add-credentials"), entered).status_code == 302
    stored = CloudCredentials.objects.get(company=books.company)
    page = reverse("platforms:edit-credentials", args=[stored.pk])
    assert "s3cret-value" not in client.get(page).content.decode()
    assert client.post(page, entered | {"client_id": "kc-2", "client_secret": ""}).status_code == 302
    stored.refresh_from_db()
    assert (stored.client_id, decrypt(stored.client_secret_encrypted)) == ("kc-2", "s3cret-value")
    noted = [str((each.action, each.before, each.after)) for each in AuditEntry.objects.order_by("pk")]
    assert len(noted) == 2
    assert not any("s3cret-value" in each for each in noted)


def test_new_credentials_need_a_secret_and_a_name_of_their_own(
    sign_in: Callable[[Role], Client], credentials: CloudCredentials
) -> None:
    answer = sign_in(Role.ADMIN).post(
        reverse("platforms:add-credentials"), {"name": credentials.name, "client_id": "x", "client_secret": ""}
    )
    text = answer.content.decode()
    assert "Andere Zugangsdaten heißen bereits so." in text
    assert "Bitte geben Sie das Client-Secret ein." in text


def test_try_says_what_is_wrong(sign_in: Callable[[Role], Client], credentials: CloudCredentials) -> None:
    client = sign_in(Role.ADMIN)
    form = {"credentials": str(credentials.pk), "client_id": credentials.client_id, "client_secret": ""}

    def try_with(**changed: str) -> str:
        return client.post(reverse("platforms:try-credentials"), form | changed).content.decode()

    assert "Die Anmeldung funktioniert" in try_with()
    assert "Die Cloud kennt diese Client-ID nicht." in try_with(client_id="unknown")
    assert "Die Cloud kennt die Client-ID, aber das Client-Secret ist falsch." in try_with(client_secret="wrong")
    assert "Bitte geben Sie das Client-Secret ein." in try_with(credentials="")


def test_new_platform_is_stored_with_its_marketplaces(
    sign_in: Callable[[Role], Client], credentials: CloudCredentials
) -> None:
    client = sign_in(Role.ADMIN)
    platform = make_platform(client, credentials)
    assert (platform.marketplaces, platform.credentials) == (["DE", "FR"], credentials)
    known = connect(credentials.client_id, credentials.client_secret_encrypted).get_platform(platform.cloud_reference)
    assert (known.name, known.marketplaces) == ("Amazon Süd", ("DE", "FR"))
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["create_platform", "register_platform"]
    page = client.get(reverse("platforms:access", args=[platform.pk])).content.decode()
    assert "DE, FR" in page
    assert "nicht authentifiziert" in page


def test_name_of_another_platform_is_refused(sign_in: Callable[[Role], Client]) -> None:
    answer = sign_in(Role.ADMIN).post(reverse("platforms:add"), platform_form(name="Amazon"))
    assert "Eine andere Plattform heißt bereits so." in answer.content.decode()


def test_own_application_is_handed_over_and_read_back(
    sign_in: Callable[[Role], Client], credentials: CloudCredentials
) -> None:
    client = sign_in(Role.ADMIN)
    platform = make_platform(client, credentials)
    given = {"client_id": "a", "client_secret": "s3cret-value", "refresh_token": "t0ken-value", "seller_reference": "S"}
    client.post(reverse("platforms:authorize", args=[platform.pk]), given)
    platform.refresh_from_db()
    assert (platform.authorization, platform.seller_reference) == (AuthorizationState.AUTHENTICATED, "S")
    Platform.objects.filter(pk=platform.pk).update(authorization=AuthorizationState.NOT_AUTHENTICATED)
    page = client.post(reverse("platforms:refresh", args=[platform.pk]), follow=True).content.decode()
    assert "s3cret-value" not in page
    assert "t0ken-value" not in page
    platform.refresh_from_db()
    assert platform.authorization == AuthorizationState.AUTHENTICATED


@pytest.mark.parametrize("button", ["access", "sign-in", "refresh"])
def test_unknown_marketplace_is_named(
    sign_in: Callable[[Role], Client], credentials: CloudCredentials, button: str
) -> None:
    client = sign_in(Role.ADMIN)
    platform = name_platform(client, credentials)
    entered = access_form(credentials, marketplaces="DE, XX")
    page = client.post(reverse(f"platforms:{button}", args=[platform.pk]), entered).content.decode()
    assert "keinen Marktplatz „XX“" in page
    assert 'value="DE, XX"' in page
    platform.refresh_from_db()
    assert (platform.marketplaces, platform.cloud_reference) == ([], "")


def test_a_name_that_the_cloud_account_has_already_is_refused(
    sign_in: Callable[[Role], Client], credentials: CloudCredentials
) -> None:
    client = sign_in(Role.ADMIN)
    connect(credentials.client_id, credentials.client_secret_encrypted).register_platform(
        NewPlatform(kind="amazon", name="Amazon Süd", region="EU", marketplaces=())
    )
    page = reverse("platforms:access", args=[name_platform(client, credentials).pk])
    answer = client.post(page, access_form(credentials)).content.decode()
    assert "Im Cloud-Konto gibt es schon eine Plattform mit dem Namen „Amazon Süd“" in answer


@pytest.mark.parametrize(
    ("days", "colour"), [(30, "info"), (14, "warning"), (4, "warning"), (3, "danger"), (0, "danger")]
)
def test_what_runs_out_is_told_on_every_page(
    books: Books, sign_in: Callable[[Role], Client], days: int, colour: str
) -> None:
    ends_at = datetime.now(UTC) + timedelta(days=days, hours=1)
    warning = {"kind": "authorization", "expires_at": ends_at.isoformat(), "days_left": days}
    Platform.objects.filter(pk=books.platform.pk).update(warnings=[warning])
    page = sign_in(Role.ADMIN).get(reverse("start")).content.decode()
    assert f"Die Berechtigung des Verkäufers endet am {timezone.localtime(ends_at):%d.%m.%Y}" in page
    assert f"alert-{colour}" in page
    assert "Berechtigung des Verkäufers endet" not in sign_in(Role.READER).get(reverse("start")).content.decode()


def test_a_secret_that_ran_out_can_be_renewed_on_the_platforms_page(
    books: Books, sign_in: Callable[[Role], Client]
) -> None:
    refused = {"authorization": AuthorizationState.NOT_AUTHENTICATED, "authorization_reason": "invalid_client"}
    platforms = Platform.objects.filter(pk=books.platform.pk)
    platforms.update(authorized_at=datetime.now(UTC), cloud_reference="1", uses_cloud=True, **refused)
    page = sign_in(Role.ADMIN).get(reverse("platforms:access", args=[books.platform.pk])).content.decode()
    assert reverse("platforms:renew-secret", args=[books.platform.pk]) in page


@pytest.mark.parametrize(
    ("state", "reason", "colour", "told"),
    [
        (AuthorizationState.REVOKED, "withdrawn", "danger", "Der Verkäufer hat den Zugang zurückgenommen"),
        (
            AuthorizationState.NOT_AUTHENTICATED,
            "invalid_client",
            "danger",
            "Die Plattform nimmt die Anwendung oder die Schlüssel nicht mehr an",
        ),
        (AuthorizationState.NOT_AUTHENTICATED, "", "warning", "noch keinen Zugriff"),
    ],
)
def test_a_platform_without_access_is_told_with_what_to_do(
    books: Books, sign_in: Callable[[Role], Client], state: AuthorizationState, reason: str, colour: str, told: str
) -> None:
    Platform.objects.filter(pk=books.platform.pk).update(authorization=state, authorization_reason=reason)
    page = sign_in(Role.ADMIN).get(reverse("start")).content.decode()
    assert f"alert-{colour}" in page
    assert told in page
    assert told in sign_in(Role.CLERK).get(reverse("orders:platform", args=[books.platform.pk])).content.decode()


def test_a_registered_platform_stays_with_its_account(
    sign_in: Callable[[Role], Client], books: Books, credentials: CloudCredentials
) -> None:
    client = sign_in(Role.ADMIN)
    platform = make_platform(client, credentials)
    client_id, secret = load_embedded_cloud().create_account("Süd")
    others = CloudCredentials.objects.create(
        company=books.company, name="Andere", client_id=client_id, client_secret_encrypted=encrypt(secret)
    )
    refused = client.post(reverse("platforms:access", args=[platform.pk]), access_form(others))
    assert "kennt diese Plattform nicht" in refused.content.decode()
    platform.refresh_from_db()
    assert platform.credentials == credentials
