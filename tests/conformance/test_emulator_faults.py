"""What a client sees of each fault, over real HTTP."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from amazon_emulator.accounts import DEMO
from tests.emulators import RunningEmulator, running_emulator

SEARCH = "/orders/2026-01-01/orders"
SINCE = {"createdAfter": (datetime.now(UTC) - timedelta(days=40)).isoformat(), "includedData": "FULFILLMENT"}


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "120", "--seed", "3", "--quota", "100000") as running:
        yield running


@pytest.fixture
def http(emulator: RunningEmulator) -> Iterator[httpx.Client]:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": DEMO.refresh_token,
        "client_id": DEMO.client_id,
        "client_secret": DEMO.client_secret,
    }
    token = httpx.post(emulator.login_url, data=form).json()["access_token"]
    with httpx.Client(base_url=emulator.url, headers={"x-amz-access-token": token}) as client:
        client.delete("/emulator/faults")
        yield client


def search(http: httpx.Client, **extra: str) -> Any:
    return http.get(SEARCH, params=SINCE | extra)


@pytest.mark.parametrize(
    ("kind", "status"), [("throttled", 429), ("internal", 500), ("unavailable", 503), ("expired_token", 403)]
)
def test_refusals(http: httpx.Client, kind: str, status: int) -> None:
    http.post("/emulator/faults", json={"operation": "searchOrders", "kind": kind}).raise_for_status()
    assert search(http).status_code == status
    assert search(http).status_code == 200
    assert http.get("/emulator/faults").json()["done"] == [{"operation": "searchOrders", "kind": kind, "times": 1}]


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
def test_answers_that_never_come(http: httpx.Client, kind: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        http.get(SEARCH, params=SINCE, headers={"x-emulator-fault": kind})
    assert search(http).status_code == 200


@pytest.mark.parametrize("kind", ["cut", "html"])
def test_answers_that_nobody_can_read(http: httpx.Client, kind: str) -> None:
    answer = http.get(SEARCH, params=SINCE, headers={"x-emulator-fault": kind})
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|Invalid|delimiter"):
        answer.json()


def test_what_amazon_may_add_at_any_time(http: httpx.Client) -> None:
    fields = http.get(SEARCH, params=SINCE, headers={"x-emulator-fault": "unknown_fields"}).json()
    assert "newlyAdded" in fields
    assert all("newlyAdded" in order for order in fields["orders"])
    values = http.get(SEARCH, params=SINCE, headers={"x-emulator-fault": "unknown_enum"}).json()
    assert all("NEWLY_ADDED" in order["programs"] for order in values["orders"])


def test_an_order_twice_on_neighbouring_pages(http: httpx.Client) -> None:
    first = http.get(SEARCH, params=SINCE, headers={"x-emulator-fault": "duplicate"}).json()
    second = search(http, paginationToken=first["pagination"]["nextToken"]).json()
    assert second["orders"][0]["orderId"] == first["orders"][-1]["orderId"]


def test_an_order_that_moves_away_while_one_pages(http: httpx.Client) -> None:
    since = {"lastUpdatedAfter": SINCE["createdAfter"], "maxResultsPerPage": "10"}
    plain = http.get(SEARCH, params=since | {"maxResultsPerPage": "11"}).json()["orders"][-1]["orderId"]
    first = http.get(SEARCH, params=since, headers={"x-emulator-fault": "moved"}).json()
    seen = {order["orderId"] for order in first["orders"]}
    page = first
    while "pagination" in page:
        page = http.get(SEARCH, params=since | {"paginationToken": page["pagination"]["nextToken"]}).json()
        seen |= {order["orderId"] for order in page["orders"]}
    assert plain not in seen
    assert http.get(f"{SEARCH}/{plain}").status_code == 200


def test_what_does_not_exist_is_refused(http: httpx.Client) -> None:
    assert http.post("/emulator/faults", json={"kind": "earthquake"}).status_code == 400
    assert http.get(SEARCH, params=SINCE, headers={"x-emulator-fault": "earthquake"}).status_code == 400
    assert http.post("/emulator/faults/profile", json={"profile": "weather"}).status_code == 400


def test_an_order_that_listings_leave_out_is_there_by_its_number(http: httpx.Client) -> None:
    hidden = search(http).json()["orders"][0]["orderId"]
    http.post(f"/emulator/orders/{hidden}/hide", json={"seconds": 1}).raise_for_status()
    assert hidden not in {order["orderId"] for order in search(http).json()["orders"]}
    assert http.get(f"{SEARCH}/{hidden}").status_code == 200
    time.sleep(1.1)
    assert search(http).json()["orders"][0]["orderId"] == hidden


def test_orders_appear_in_a_rush_and_live(http: httpx.Client) -> None:
    before = {order["orderId"] for order in http.get("/emulator/orders").json()["orders"]}
    http.post("/emulator/rush", json={"count": 4, "over_s": 0.5}).raise_for_status()
    time.sleep(1.5)
    orders = http.get("/emulator/orders").json()["orders"]
    fresh = [order for order in orders if order["orderId"] not in before]
    assert len(fresh) == 4
    pending = next(order for order in orders if order["fulfillmentStatus"] == "PENDING")
    paid = http.post(f"/emulator/orders/{pending['orderId']}/events", json={"event": "clear_payment"})
    assert paid.json()["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    refused = http.post(f"/emulator/orders/{pending['orderId']}/events", json={"event": "clear_payment"})
    assert refused.status_code == 400
