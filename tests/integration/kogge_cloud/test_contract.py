"""The contract's API without any platform: sign-in, registration, refusals; both transports."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
import time_machine
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django import Settings

from kogge_cloud.accounts.models import Client, Registration
from kogge_cloud.accounts.services import read_authorization
from kogge_contract.messages import PlatformState, Problem, Status
from tests.integration.kogge_cloud.conftest import DATABASES, Caller

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

SECRETS = {
    "client_id": "amzn1.application-oa2-client.x",
    "client_secret": "very-secret-indeed",
    "refresh_token": "Atzr|very-secret-too",
    "seller_reference": "A2SELLER",
}


def test_the_status_needs_no_token(http: httpx.Client) -> None:
    status = Status.model_validate_json(http.get("/v1/status").content)
    assert abs(status.time - timezone.now()) < timedelta(seconds=30)


def test_tokens_are_given_for_basic_credentials_too(caller: Caller) -> None:
    answer = caller.http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(caller.client_id, caller.client_secret),
    )
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 3600


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"grant_type": "client_credentials", "client_secret": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
    ],
)
def test_the_token_endpoint_refuses(caller: Caller, form: dict[str, str], status: int, code: str) -> None:
    credentials = {"client_id": caller.client_id, "client_secret": caller.client_secret}
    answer = caller.http.post("/oauth/token", data=credentials | form)
    assert answer.status_code == status
    assert Problem.model_validate_json(answer.content).code == answer.json()["error"] == code
    assert caller.client_secret not in answer.text
    wrong = next((name for name in ("client_id", "client_secret") if name in form), None)
    assert answer.json()["details"].get("wrong") == wrong


def test_garbled_basic_credentials_are_refused(http: httpx.Client) -> None:
    headers = {"Authorization": "Basic ???"}
    answer = http.post("/oauth/token", data={"grant_type": "client_credentials"}, headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("header", [None, "Bearer forged", "Basic eDp5", "Token x"])
def test_without_a_good_token_nothing_is_answered(http: httpx.Client, header: str | None) -> None:
    answer = http.get("/v1/platforms", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    problem = Problem.model_validate_json(answer.content)
    assert (problem.code, problem.permanent) == ("invalid_token", False)


def test_tokens_end_with_their_hour_and_with_their_client(caller: Caller) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert caller.ask("GET", "/platforms", 401)["message"].startswith("The access token has expired")
    caller.ask("GET", "/platforms")
    Client.objects.filter(client_id=caller.client_id).update(revoked_at=timezone.now())
    caller.ask("GET", "/platforms", 401)


def test_a_platform_is_registered_and_shown(caller: Caller) -> None:
    reference = caller.register(marketplaces=["DE", "FR"])
    shown = PlatformState.model_validate(caller.ask("GET", f"/platforms/{reference}"))
    assert shown.marketplaces == ("DE", "FR")
    assert shown.state == "not_authenticated"
    assert caller.ask("GET", "/platforms") == [shown.model_dump(mode="json")]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"name": "Amazon"}, 409, "name_taken"),
        ({"name": "B", "kind": "bazaar"}, 422, "kind_unknown"),
        ({"name": "B", "region": "MARS"}, 422, "region_unknown"),
        ({"name": "B", "marketplaces": ["US"]}, 422, "marketplace_unknown"),
        ({"name": ""}, 422, "invalid_request"),
        ({"name": "B", "marketplaces": "DE"}, 422, "invalid_request"),
    ],
)
def test_registration_refuses(caller: Caller, fields: dict[str, object], status: int, code: str) -> None:
    caller.register("Amazon")
    new = {"kind": "amazon", "region": "EU", "marketplaces": []} | fields
    problem = Problem.model_validate(caller.ask("POST", "/platforms", status, json=new))
    assert (problem.code, problem.permanent) == (code, True)


def test_a_body_that_is_not_json_is_refused(caller: Caller) -> None:
    assert caller.ask("POST", "/platforms", 400, content=b"{")["code"] == "invalid_request"


def test_credentials_are_kept_encrypted_and_never_shown(caller: Caller) -> None:
    reference = caller.register()
    shown = caller.ask("PUT", f"/platforms/{reference}/authorization", json=SECRETS)
    assert (shown["state"], shown["seller_reference"]) == ("authenticated", "A2SELLER")
    assert "secret" not in str(shown)
    stored = Registration.objects.get(reference=reference)
    assert stored.credentials_encrypted is not None
    assert b"very-secret" not in bytes(stored.credentials_encrypted)
    assert read_authorization(stored).refresh_token == SECRETS["refresh_token"]


def test_a_refusal_does_not_repeat_what_was_sent(caller: Caller) -> None:
    reference = caller.register()
    refused = caller.ask(
        "PUT", f"/platforms/{reference}/authorization", 422, json=SECRETS | {"client_id": ["very-secret-indeed"]}
    )
    assert "very-secret" not in str(refused)
    assert "client_id" in str(refused)


def test_one_selling_account_is_one_platform(caller: Caller) -> None:
    caller.ask("PUT", f"/platforms/{caller.register('Erste')}/authorization", json=SECRETS)
    second = caller.register("Zweite")
    refused = caller.ask("PUT", f"/platforms/{second}/authorization", 409, json=SECRETS)
    assert refused["code"] == "seller_registered"
    assert refused["details"] == {"platform": "Erste"}


def test_tenants_do_not_see_each_other(caller: Caller) -> None:
    reference = caller.register()
    caller.sign_in("Somebody else")
    assert caller.ask("GET", "/platforms") == []
    for method, path in [("GET", ""), ("GET", "/feed"), ("GET", "/listing"), ("POST", "/fetches/x/advance")]:
        assert caller.ask(method, f"/platforms/{reference}{path}", 404)["code"] == "platform_unknown"
    caller.register()


def test_unknown_platforms_and_orders_are_refused(caller: Caller) -> None:
    assert caller.ask("GET", f"/platforms/{uuid4()}", 404)["code"] == "platform_unknown"
    reference = caller.register()
    assert caller.ask("GET", f"/platforms/{reference}/feed/orders/1", 404)["code"] == "order_unknown"
    assert caller.ask("GET", f"/platforms/{reference}/feed?limit=501", 422)["code"] == "invalid_request"
    assert caller.ask("GET", f"/platforms/{reference}/feed?after=-1", 422)["code"] == "invalid_request"


def test_nothing_is_fetched_before_the_seller_agreed(caller: Caller) -> None:
    reference = caller.register()
    refused = caller.ask("POST", f"/platforms/{reference}/fetches", 409, json={"reference": "1"})
    assert refused["code"] == "not_authenticated"
    assert caller.ask("GET", f"/platforms/{reference}/listing", 409)["code"] == "not_authenticated"


@pytest.mark.parametrize(
    "wishes",
    [
        {"backfill": True, "order_reference": "1"},
        {"order_reference": "1", "until": "2026-01-01T00:00:00Z"},
        {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
    ],
)
def test_contradictory_fetches_are_refused(caller: Caller, wishes: dict[str, object]) -> None:
    reference = caller.register()
    caller.ask("PUT", f"/platforms/{reference}/authorization", json=SECRETS)
    refused = caller.ask("POST", f"/platforms/{reference}/fetches", 422, json={"reference": "1"} | wishes)
    assert refused["code"] == "fetch_contradictory"


def test_a_fetch_is_one_by_its_reference(caller: Caller) -> None:
    reference = caller.register()
    caller.ask("PUT", f"/platforms/{reference}/authorization", json=SECRETS)
    path = f"/platforms/{reference}/fetches"
    assert caller.ask("POST", path, 201, json={"reference": "1"}) == caller.ask("POST", path, json={"reference": "1"})
    assert caller.ask("POST", f"{path}/2/advance", 404)["code"] == "fetch_unknown"


def test_lost_keys_are_told(caller: Caller, settings: Settings) -> None:
    reference = caller.register()
    caller.ask("PUT", f"/platforms/{reference}/authorization", json=SECRETS)
    settings.KOGGE_CLOUD_KEYS = [Fernet.generate_key().decode()]
    refused = caller.ask("GET", f"/platforms/{reference}/listing", 500)
    assert (refused["code"], refused["permanent"]) == ("secret_unreadable", True)


def test_rotated_keys_still_open_what_the_old_one_closed(caller: Caller, settings: Settings) -> None:
    reference = caller.register()
    caller.ask("PUT", f"/platforms/{reference}/authorization", json=SECRETS)
    settings.KOGGE_CLOUD_KEYS = [Fernet.generate_key().decode(), *settings.KOGGE_CLOUD_KEYS]
    assert read_authorization(Registration.objects.get(reference=reference)).client_id == SECRETS["client_id"]
