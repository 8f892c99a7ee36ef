"""A platform's notifications, a newer secret, the end of its access: pages, embedded Cloud and Emulator."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kogge.articles.models import Article
from kogge.audit.models import AuditEntry
from kogge.companies.models import Role
from kogge.documents.models import DocumentType
from kogge.orders.models import DocumentCreation
from kogge.orders.preparing import prepare_platform
from kogge.platforms.models import CloudCredentials, Platform
from kogge.site.installation import DEMO_AUTHORIZATION
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.test_emulator import point_to
from tests.integration.site.factory import Books
from tests.integration.site.test_platform_pages import (  # noqa: F401 - fixtures
    books,
    credentials,
    make_platform,
    platform_form,
    sign_in,
)
from tests.queues import RunningQueue, running_queue

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "cloud"])


@pytest.fixture(scope="module")
def queue() -> Iterator[RunningQueue]:
    with running_queue() as running:
        yield running


@pytest.fixture(scope="module")
def emulator(queue: RunningQueue) -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "3", "--quota", "1000", "--sqs-endpoint", queue.endpoint_url) as running:
        yield running


@pytest.fixture
def admin(sign_in: Callable[[Role], Client]) -> Client:  # noqa: F811
    return sign_in(Role.ADMIN)


@pytest.fixture
def platform(
    admin: Client,
    credentials: CloudCredentials,  # noqa: F811
    emulator: RunningEmulator,
    settings: Settings,
) -> Platform:
    point_to(settings, emulator.url)
    made = make_platform(admin, credentials)
    given = DEMO_AUTHORIZATION.model_dump(exclude_none=True)
    admin.post(reverse("platforms:authorize", args=[made.pk]), given)
    made.refresh_from_db()
    assert made.authorization == "authenticated"
    return made


def panel(client: Client, platform: Platform, **posted: str) -> str:
    page = reverse("platforms:notifications", args=[platform.pk])
    return (client.post(page, posted) if posted else client.get(page)).content.decode()


def test_without_a_queue_the_page_says_so(admin: Client, platform: Platform) -> None:
    assert "Diese Cloud hat weder eine Warteschlange" in panel(admin, platform)


def test_notifications_are_switched_on_and_off(
    admin: Client,
    platform: Platform,
    queue: RunningQueue,
    emulator: RunningEmulator,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.KOGGE_CLOUD_SQS_QUEUE_ARN = queue.queue_arn
    settings.KOGGE_CLOUD_SQS_ENDPOINT_URL = queue.endpoint_url
    for name, value in queue.environment.items():
        monkeypatch.setenv(name, value)
    assert "Plattform benachrichtigen lassen" in panel(admin, platform)
    assert "Benachrichtigungen beenden" in panel(admin, platform, enabled="yes")
    httpx.post(f"{emulator.url}/emulator/generate", json={"count": 1}).raise_for_status()
    published = httpx.get(f"{emulator.url}/emulator/notifications").json()["notifications"]
    assert len(published) == 1
    assert "Plattform benachrichtigen lassen" in panel(admin, platform, enabled="no")
    actions = list(AuditEntry.objects.values_list("action", flat=True).order_by("pk"))
    assert actions[-2:] == ["start_notifications", "stop_notifications"]


def test_a_newer_secret_is_handed_over_and_shown_nowhere(admin: Client, platform: Platform) -> None:
    page = reverse("platforms:renew-secret", args=[platform.pk])
    answer = admin.post(page, {"client_secret": "n3w-s3cret"}, follow=True).content.decode()
    assert "n3w-s3cret" not in answer
    assert "alert-danger" not in answer
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, "n3w-s3cret" in str(entry.after)) == ("renew_secret", False)
    assert "Bitte geben Sie das neue Client-Secret ein." in admin.post(page, follow=True).content.decode()


def test_access_is_ended(admin: Client, platform: Platform) -> None:
    page = admin.post(reverse("platforms:sign-out", args=[platform.pk]), follow=True).content.decode()
    platform.refresh_from_db()
    assert platform.authorization == "not_authenticated"
    assert "noch keinen Zugriff" in page
    assert AuditEntry.objects.latest("pk").action == "sign_out_platform"


def test_a_new_platform_takes_the_companys_own_settings(
    admin: Client,
    books: Books,  # noqa: F811
    platform: Platform,
) -> None:
    articles = {kind: add_article(books, kind) for kind in ("freight", "service", "discount", "placeholder")}
    assert not DocumentCreation.objects.filter(platform=platform).exists()
    admin.post(reverse("platforms:edit", args=[platform.pk]), platform_form())
    platform.refresh_from_db()
    creation = DocumentCreation.objects.get(platform=platform)
    assert creation.document_type == books.document_type
    assert {kind: getattr(creation, f"{kind}_article") for kind in articles} == articles
    assert platform.customer_status is not None
    add_article(books, "freight", "SPEDITION")
    assert prepare_platform(platform) == []
    assert DocumentCreation.objects.get(platform=platform).freight_article == articles["freight"]


def test_what_the_company_lacks_is_named(books: Books, platform: Platform) -> None:  # noqa: F811
    add_article(books, "freight")
    assert prepare_platform(platform) == [
        "an article for service",
        "an article for discount",
        "an article for placeholder",
    ]
    DocumentType.objects.filter(company=books.company).update(kind="offer")
    assert "a document type for customers' orders (Vorgangsart)" in prepare_platform(platform)
    assert not DocumentCreation.objects.filter(platform=platform).exists()


def add_article(books: Books, kind: str, number: str = "") -> Article:  # noqa: F811
    return Article.objects.create(company=books.company, number=number or kind.upper(), name=kind, kind=kind)
