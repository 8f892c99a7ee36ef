"""Signing a platform in through the seller's browser, against the Emulator's own login."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pytest_django.fixtures import Settings

from kogge_cloud.accounts.applications import set_application
from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.rules import ClientSecret
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES, Caller

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

OFFICE = "http://localhost:8700"


@pytest.fixture
def emulator(settings: Settings) -> Iterator[RunningEmulator]:
    with running_emulator() as running:
        settings.KOGGE_CLOUD_SPAPI_URL = settings.KOGGE_CLOUD_SELLER_CENTRAL_URL = running.url
        settings.KOGGE_CLOUD_LWA_URL = running.login_url
        yield running


@pytest.fixture
def reference(http: httpx.Client) -> str:
    now = datetime.now(UTC)
    secret = ClientSecret(secret="wrong", created_at=now)
    set_application("amazon", application_id="amzn1.sp.solution.x", client_id="nobody", secret=secret, now=now)
    return Caller(http).sign_in("Werft").register()


def begin(http: httpx.Client, reference: str) -> dict[str, str]:
    path = f"/platforms/{reference}/authorization/sessions"
    session = Caller(http).ask("POST", path, 201, json={"return_url": f"{OFFICE}/platforms", "language": "de"})
    return {name: values[0] for name, values in parse_qs(urlsplit(session["url"]).query).items()}


def come_back(http: httpx.Client, **query: str) -> httpx.Response:
    return http.get("/oauth/amazon/callback", params=query)


def test_unknown_state_is_refused(http: httpx.Client, reference: str) -> None:
    assert reference
    answer = come_back(http, state="forged", spapi_oauth_code="x", selling_partner_id="A1")
    assert answer.status_code == 400
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "not known" in answer.text


def test_denied_and_replayed(http: httpx.Client, reference: str) -> None:
    state = begin(http, reference)["state"]
    denied = come_back(http, state=state, error="access_denied")
    assert denied.status_code == 403
    assert "nicht zugestimmt" in denied.text
    assert f"{OFFICE}/platforms" in denied.text
    assert come_back(http, state=state, spapi_oauth_code="x", selling_partner_id="A1").status_code == 409
    assert Registration.objects.get(reference=reference).state == "not_authenticated"


def test_code_missing(http: httpx.Client, reference: str) -> None:
    assert come_back(http, state=begin(http, reference)["state"]).status_code == 400


def test_wrong_application(http: httpx.Client, reference: str, emulator: RunningEmulator) -> None:
    assert emulator.url
    state = begin(http, reference)["state"]
    answer = come_back(http, state=state, spapi_oauth_code="x", selling_partner_id="A1")
    assert answer.status_code == 502
    assert Registration.objects.get(reference=reference).credentials_encrypted is None
