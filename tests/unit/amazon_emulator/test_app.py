"""The HTTP side: tokens, quotas, headers, errors, faults."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from amazon_emulator.accounts import DEMO
from amazon_emulator.app import create_app
from amazon_emulator.clock import Clock
from amazon_emulator.emulator import Emulator
from amazon_emulator.orders.store import OrderUnusable, read_orders

LOGIN = {
    "grant_type": "refresh_token",
    "refresh_token": DEMO.refresh_token,
    "client_id": DEMO.client_id,
    "client_secret": DEMO.client_secret,
}
ORDERS = "/orders/2026-01-01/orders"
SINCE = {"lastUpdatedAfter": "2020-01-01T00:00:00Z"}


class Amazon:
    """Asks an emulator in this process."""

    def __init__(self, **settings: Any) -> None:
        self.emulator = Emulator(clock=Clock(virtual=True), **settings)
        self.emulator.generate(20)
        self.app = create_app(self.emulator)
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://amazon", headers=self.headers) as client:
                return await client.request(method, path, **options)

        # In a thread of its own: the browser tests leave an event loop running in theirs.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, send()).result()

    def sign_in(self) -> "Amazon":
        token = self.ask("POST", "/auth/o2/token", data=LOGIN).json()["access_token"]
        self.headers = {"x-amz-access-token": token}
        return self


@pytest.fixture
def amazon() -> Amazon:
    return Amazon().sign_in()


@pytest.mark.parametrize("how", ["data", "json"])
def test_login_takes_forms_and_json(how: str) -> None:
    answer = Amazon().ask("POST", "/auth/o2/token", **{how: LOGIN})
    assert answer.status_code == 200
    body = answer.json()
    assert body["access_token"].startswith("Atza|")
    assert (body["token_type"], body["expires_in"], body["refresh_token"]) == ("bearer", 3600, DEMO.refresh_token)


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|gone"}, 400, "invalid_grant"),
        ({"refresh_token": ""}, 400, "invalid_request"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "everything"}, 400, "invalid_scope"),
        ({"grant_type": "client_credentials", "scope": "sellingpartnerapi::notifications"}, 200, None),
    ],
)
def test_login_errors(change: dict[str, str], status: int, error: str | None) -> None:
    answer = Amazon().ask("POST", "/auth/o2/token", data=LOGIN | change)
    assert (answer.status_code, answer.json().get("error")) == (status, error)


def test_a_token_is_needed_and_ends_after_an_hour(amazon: Amazon) -> None:
    assert amazon.ask("GET", ORDERS, params=SINCE).status_code == 200
    amazon.emulator.clock.advance(3601)
    expired = amazon.ask("GET", ORDERS, params=SINCE)
    assert expired.status_code == 403
    assert expired.json()["errors"][0]["details"] == "The access token you provided has expired."
    amazon.headers = {"x-amz-access-token": "Atza|made-up"}
    assert "revoked, malformed or invalid" in amazon.ask("GET", ORDERS, params=SINCE).json()["errors"][0]["details"]
    amazon.headers = {}
    assert amazon.ask("GET", ORDERS, params=SINCE).status_code == 403


def test_a_grantless_token_opens_no_orders(amazon: Amazon) -> None:
    grantless = {"grant_type": "client_credentials", "scope": "sellingpartnerapi::notifications"}
    token = amazon.ask("POST", "/auth/o2/token", data=LOGIN | grantless).json()["access_token"]
    amazon.headers = {"x-amz-access-token": token}
    refused = amazon.ask("GET", ORDERS, params=SINCE)
    assert (refused.status_code, refused.json()["errors"][0]["details"]) == (403, "")


def test_revoked_consent_ends_tokens_and_logins(amazon: Amazon) -> None:
    amazon.ask("POST", "/emulator/revoke")
    assert amazon.ask("GET", ORDERS, params=SINCE).status_code == 403
    assert amazon.ask("POST", "/auth/o2/token", data=LOGIN).json()["error"] == "invalid_grant"


def test_the_quota_is_amazons_and_is_announced(amazon: Amazon) -> None:
    answers = [amazon.ask("GET", ORDERS, params=SINCE) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[0].headers["x-amzn-RateLimit-Limit"] == "0.0056"
    assert answers[-1].json() == {
        "errors": [{"code": "QuotaExceeded", "message": "You exceeded your quota for the requested resource."}]
    }
    amazon.emulator.clock.advance(178)
    assert amazon.ask("GET", ORDERS, params=SINCE).status_code == 429
    amazon.emulator.clock.advance(1)
    assert amazon.ask("GET", ORDERS, params=SINCE).status_code == 200


def test_get_order(amazon: Amazon) -> None:
    order_id = next(iter(amazon.emulator.store))["orderId"]
    found = amazon.ask("GET", f"{ORDERS}/{order_id}", params={"includedData": "FULFILLMENT"})
    assert found.json()["order"]["orderId"] == order_id
    assert found.headers["x-amzn-RateLimit-Limit"] == "0.5"
    assert found.headers["x-amzn-RequestId"]
    missing = amazon.ask("GET", f"{ORDERS}/000-0000000-0000000")
    assert (missing.status_code, missing.json()["errors"][0]["code"]) == (404, "NotFound")


def test_tests_can_put_orders_and_move_time(amazon: Amazon) -> None:
    order = dict(next(iter(amazon.emulator.store)), orderId="303-9999999-9999999")
    assert amazon.ask("POST", "/emulator/orders", json={"orders": [order]}).json() == {"orders": 21}
    assert amazon.ask("POST", "/emulator/generate", json={"count": 4}).json() == {"orders": 25}
    assert amazon.ask("POST", "/emulator/orders", json={"orders": [{"orderId": "1"}]}).status_code == 400
    before = amazon.ask("GET", "/emulator/clock").json()["now"]
    assert amazon.ask("POST", "/emulator/clock", json={"advance_s": 60}).json()["now"] > before


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("not json", "Expecting value"),
        ("[]", "neither a searchOrders answer"),
        ('{"orders": [{"orderId": "306-1"}]}', "order 306-1 lacks createdTime"),
        (
            '{"order": {"orderId": "306-2", "createdTime": 1, "lastUpdatedTime": 1, "salesChannel":1, "orderItems":1}}',
            "order 306-2: orderItems is a list of objects",
        ),
    ],
)
def test_files_that_cannot_be_used_are_named(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "orders.json"
    path.write_text(text)
    with pytest.raises(OrderUnusable, match=named) as refused:
        read_orders(path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("generate", {"count": "many"}),
        ("generate", {}),
        ("generate", []),
        ("clock", {"advance_s": "soon"}),
        ("clock", {"advance_s": 1e300}),
        ("orders", [1]),
    ],
)
def test_control_refuses_what_it_cannot_read(amazon: Amazon, path: str, body: object) -> None:
    answer = amazon.ask("POST", f"/emulator/{path}", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


@pytest.mark.parametrize(
    "query",
    [
        {"lastUpdatedAfter": "9999-12-31T23:59:59-14:00"},
        {"lastUpdatedAfter": "0001-01-01T00:00:00+14:00"},
        SINCE | {"maxResultsPerPage": "9" * 5000},
        SINCE | {"maxResultsPerPage": "²"},
        SINCE | {"paginationToken": "€"},
    ],
)
def test_absurd_values_are_refused_and_break_nothing(amazon: Amazon, query: dict[str, str]) -> None:
    answer = amazon.ask("GET", ORDERS, params=query)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


def test_a_secret_in_other_letters_is_just_wrong(amazon: Amazon) -> None:
    answer = amazon.ask("POST", "/auth/o2/token", json=LOGIN | {"client_secret": "geheimnisvöll"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("change", [{"orderId": 5}, {"orderId": ""}, {"salesChannel": "shop"}, {"fulfillment": []}])
def test_orders_of_the_wrong_shape_are_not_loaded(amazon: Amazon, change: dict[str, object]) -> None:
    order = dict(next(iter(amazon.emulator.store))) | change
    assert amazon.ask("POST", "/emulator/orders", json={"orders": [order]}).status_code == 400
    assert len(amazon.emulator.store) == 20
    assert amazon.ask("GET", ORDERS, params=SINCE | {"marketplaceIds": "A1PA6795UKMFR9"}).status_code == 200
