"""Sellers sign platforms in through the Emulator's pages: what works, what is refused, and what it says."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from kogge_cloud.accounts.applications import rotate_secret, set_application
from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.rules import ClientSecret
from kogge_cloud.signin.models import SignIn
from kogge_contract.messages import FetchState
from tests.emulators import RunningEmulator, running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES, Caller
from tests.integration.kogge_cloud.test_emulator import fetch, point_to, read_feed
from tests.sellers import DEMO, HARBOR, NORDLICHT, consent

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=DATABASES),
    pytest.mark.parametrize("http", ["in-process"], indirect=True),
]

APPLICATION = "amzn1.sp.solution.kogge-demo"
CLIENT = "amzn1.application-oa2-client.kogge-demo"
SECRET = "amzn1.oa2-cs.v1.kogge-demo-secret"
OFFICE = "http://localhost:8700/platforms"


@pytest.fixture
def emulator(settings: Settings) -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "12", "--quota", "100000") as running:
        point_to(settings, running.url)
        settings.KOGGE_CLOUD_SELLER_CENTRAL_URL = running.url
        settings.KOGGE_CLOUD_PUBLIC_URL = "http://127.0.0.1:9/cloud"
        yield running


@pytest.fixture
def signed(caller: Caller, emulator: RunningEmulator) -> Caller:
    """A caller whose Cloud has the Emulator's application."""
    assert emulator.url
    keep_application(SECRET)
    return caller


def keep_application(secret: str, **changes: Any) -> None:
    now = datetime.now(UTC)
    fields = {"application_id": APPLICATION, "client_id": CLIENT, "secret": ClientSecret(secret=secret, created_at=now)}
    set_application("amazon", now=now, **fields | changes)


def begin(caller: Caller, reference: str, language: str = "de") -> str:
    body = {"return_url": OFFICE, "language": language}
    url: str = caller.ask("POST", f"/platforms/{reference}/authorization/sessions", 201, json=body)["url"]
    return url


def come_back(caller: Caller, query: dict[str, str]) -> httpx.Response:
    return caller.http.get("/oauth/amazon/callback", params=query)


def sign_in(caller: Caller, reference: str, email: str = DEMO, language: str = "de") -> httpx.Response:
    return come_back(caller, consent(begin(caller, reference, language), email).query)


def state_of(caller: Caller, reference: str) -> dict[str, Any]:
    state: dict[str, Any] = caller.ask("GET", f"/platforms/{reference}")
    return state


def control(emulator: RunningEmulator, path: str, **body: Any) -> None:
    httpx.post(f"{emulator.url}/emulator/{path}", json=body).raise_for_status()


def fetch_patiently(caller: Caller, platform: str, reference: str) -> FetchState:
    """Fetch, waiting as long as is asked for."""
    path = f"/platforms/{platform}/fetches"
    state = FetchState.model_validate(caller.ask("POST", path, 201, json={"reference": reference}))
    while state.progress == "running":
        time.sleep(state.retry_after_s)
        state = FetchState.model_validate(caller.ask("POST", f"{path}/{reference}/advance"))
    return state


def test_a_seller_signs_in_and_his_orders_come(signed: Caller) -> None:
    reference = signed.register()
    assert state_of(signed, reference)["state"] == "not_authenticated"
    answer = sign_in(signed, reference)
    assert (answer.status_code, "„Amazon“ ist angemeldet" in answer.text) == (200, True)
    assert OFFICE in answer.text
    state = state_of(signed, reference)
    assert (state["state"], state["seller_reference"], state["warnings"]) == ("authenticated", "A2KOGGEDEMOSELLER", [])
    assert datetime.now(UTC) - datetime.fromisoformat(state["authorized_at"]) < timedelta(minutes=5)
    assert fetch(signed, reference, backfill=True).orders_listed == 12
    assert len(read_feed(signed, reference)) == 12


def test_what_amazon_gave_is_kept_encrypted_and_the_secret_stays_with_the_application(signed: Caller) -> None:
    reference = signed.register()
    sign_in(signed, reference)
    kept = bytes(Registration.objects.get(reference=reference).credentials_encrypted or b"")
    assert kept
    assert b"Atzr" not in kept
    rotate_secret("amazon", ClientSecret(secret="of-no-use", created_at=datetime.now(UTC)), datetime.now(UTC))
    # Two secrets are valid while one is exchanged for the other: the one that Amazon does not know yet is passed over.
    assert fetch(signed, reference).progress == "done"


def test_denied_then_done(signed: Caller) -> None:
    reference = signed.register()
    denied = come_back(signed, consent(begin(signed, reference, "en"), DEMO, "cancel").query)
    assert (denied.status_code, "did not give your consent" in denied.text) == (403, True)
    assert sign_in(signed, reference).status_code == 200


def test_an_address_that_was_used_is_of_no_use_again(signed: Caller) -> None:
    reference = signed.register()
    back = consent(begin(signed, reference), DEMO).query
    assert come_back(signed, back).status_code == 200
    again = come_back(signed, back)
    assert (again.status_code, "schon benutzt" in again.text) == (409, True)
    assert state_of(signed, reference)["state"] == "authenticated"


def test_a_code_works_once(signed: Caller) -> None:
    first, second = signed.register(), signed.register("Zweite")
    used = consent(begin(signed, first), DEMO).query
    assert come_back(signed, used).status_code == 200
    stolen = consent(begin(signed, second), NORDLICHT).query | {"spapi_oauth_code": used["spapi_oauth_code"]}
    answer = come_back(signed, stolen)
    assert (answer.status_code, "nimmt den Code nicht an" in answer.text) == (400, True)
    assert state_of(signed, second)["state"] == "not_authenticated"


def test_a_code_lives_five_minutes(signed: Caller, emulator: RunningEmulator) -> None:
    reference = signed.register()
    back = consent(begin(signed, reference), DEMO).query
    control(emulator, "expire", what="codes")
    assert come_back(signed, back).status_code == 400


def test_a_sign_in_lives_fifteen_minutes(signed: Caller) -> None:
    reference = signed.register()
    back = consent(begin(signed, reference, "en"), DEMO).query
    SignIn.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    answer = come_back(signed, back)
    assert (answer.status_code, "has expired" in answer.text) == (410, True)


def test_while_amazon_cannot_be_reached_nothing_is_used_up(signed: Caller, settings: Settings) -> None:
    reference = signed.register()
    back = consent(begin(signed, reference), DEMO).query
    login = settings.KOGGE_CLOUD_LWA_URL
    settings.KOGGE_CLOUD_LWA_URL = "http://127.0.0.1:9/auth/o2/token"
    away = come_back(signed, back)
    assert (away.status_code, "nicht erreich" in away.text) == (503, True)
    settings.KOGGE_CLOUD_LWA_URL = login
    assert come_back(signed, back).status_code == 200


def test_a_seller_of_another_region_is_refused(signed: Caller) -> None:
    reference = signed.register()
    answer = sign_in(signed, reference, HARBOR, "en")
    assert (answer.status_code, "does not belong to region EU" in answer.text) == (409, True)
    assert state_of(signed, reference)["state"] == "not_authenticated"


def test_a_selling_account_has_one_platform(signed: Caller) -> None:
    first, second = signed.register("Amazon EU"), signed.register("Zweite")
    assert sign_in(signed, first).status_code == 200
    answer = sign_in(signed, second)
    assert (answer.status_code, "„Amazon EU“" in answer.text) == (409, True)
    assert sign_in(signed, second, NORDLICHT).status_code == 200


def test_another_seller_cannot_renew(signed: Caller) -> None:
    reference = signed.register()
    sign_in(signed, reference)
    answer = sign_in(signed, reference, NORDLICHT)
    assert answer.status_code == 409
    assert "A2KOGGEDEMOSELLER" in answer.text
    assert "A3KOGGENORDLICHT" in answer.text
    assert state_of(signed, reference)["seller_reference"] == "A2KOGGEDEMOSELLER"


def test_a_wrong_secret_is_the_operators_affair(signed: Caller) -> None:
    keep_application("wrong")
    answer = sign_in(signed, signed.register(), DEMO, "en")
    assert (answer.status_code, "operator of this Cloud" in answer.text) == (502, True)


def test_a_newer_secret_of_the_clouds_application_lets_every_platform_in_again(signed: Caller) -> None:
    first, second, ended = signed.register(), signed.register("Zweite"), signed.register("Dritte")
    sign_in(signed, first)
    sign_in(signed, second, NORDLICHT)
    keep_application("run out")
    for reference in (first, second):
        paused = fetch_patiently(signed, reference, "paused")
        assert (paused.progress, paused.problem and paused.problem.code) == ("failed", "application_rejected")
        assert state_of(signed, reference)["state"] == "not_authenticated"
    rotate_secret("amazon", ClientSecret(secret=SECRET, created_at=datetime.now(UTC)), datetime.now(UTC))
    states = {reference: state_of(signed, reference)["state"] for reference in (first, second, ended)}
    assert states == {first: "authenticated", second: "authenticated", ended: "not_authenticated"}
    assert fetch_patiently(signed, first, "renewed").progress == "done"


def test_consent_to_an_application_of_before_is_to_be_given_anew(signed: Caller) -> None:
    reference = signed.register()
    sign_in(signed, reference)
    keep_application(SECRET, client_id="another")
    assert state_of(signed, reference)["state"] == "not_authenticated"
    keep_application(SECRET)
    assert state_of(signed, reference)["state"] == "authenticated"


def test_the_end_of_the_applications_secret_is_told_in_time(signed: Caller) -> None:
    reference = signed.register()
    issued_at = datetime.now(UTC) - timedelta(days=180 - 14, minutes=-5)
    secret = ClientSecret(secret=SECRET, created_at=issued_at)
    set_application("amazon", application_id=APPLICATION, client_id=CLIENT, secret=secret, now=datetime.now(UTC))
    sign_in(signed, reference)
    (warning,) = state_of(signed, reference)["warnings"]
    assert (warning["kind"], warning["days_left"]) == ("application_secret", 14)


def test_nobody_signs_in_for_another_account(signed: Caller) -> None:
    reference = signed.register()
    mine = dict(signed.http.headers)
    Caller(signed.http).sign_in("Fremde")
    signed.ask("POST", f"/platforms/{reference}/authorization/sessions", 404, json={})
    signed.http.headers.update(mine)
    assert state_of(signed, reference)["state"] == "not_authenticated"


def test_a_revoked_platform_pauses_and_goes_on_where_it_stopped(signed: Caller, emulator: RunningEmulator) -> None:
    reference = signed.register()
    sign_in(signed, reference)
    assert fetch(signed, reference, backfill=True).orders_changed == 12
    control(emulator, "revoke")
    paused = fetch_patiently(signed, reference, "paused")
    assert (paused.progress, paused.problem and paused.problem.code) == ("failed", "authorization_revoked")
    red = state_of(signed, reference)
    assert (red["state"], bool(red["state_reason"])) == ("revoked", True)
    control(emulator, "generate", count=5)
    assert len(read_feed(signed, reference)) == 12
    assert sign_in(signed, reference).status_code == 200
    assert fetch(signed, reference, reference="renewed", backfill=True).progress == "done"
    assert len({entry.order_reference for entry in read_feed(signed, reference)}) == 17
