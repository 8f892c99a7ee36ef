"""Unmodified client libraries of others fetch all orders from a running Emulator, page by page."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sp_api.api import OrdersV20260101
from sp_api.base import Marketplaces, SellingApiException
from spapi import SPAPIClient
from spapi.api.orders_v2026_01_01.get_order_api import GetOrderApi
from spapi.api.orders_v2026_01_01.search_orders_api import SearchOrdersApi
from spapi.rest import ApiException

from tests import foreign_clients
from tests.emulators import RunningEmulator, running_emulator

ORDERS = 230
SINCE = (datetime.now(UTC) - timedelta(days=30)).replace(microsecond=0)


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", str(ORDERS), "--quota", "1000") as running:
        yield running


@pytest.fixture(scope="module")
def truth(emulator: RunningEmulator) -> dict[str, dict[str, Any]]:
    listed = httpx.get(f"{emulator.url}/emulator/orders").json()["orders"]
    return {order["orderId"]: order for order in listed}


@pytest.fixture
def amazons_own(emulator: RunningEmulator) -> SPAPIClient:
    return foreign_clients.amazons_own(emulator)


@pytest.fixture
def python_amazon(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> OrdersV20260101:
    foreign_clients.point_at(emulator, monkeypatch)
    client: OrdersV20260101 = foreign_clients.python_amazon(OrdersV20260101, emulator)
    return client


def test_amazons_own_client_fetches_everything(amazons_own: SPAPIClient, truth: dict[str, dict[str, Any]]) -> None:
    api = SearchOrdersApi(amazons_own.api_client)
    seen: dict[str, Any] = {}
    token: str | None = None
    while True:
        wanted: dict[str, Any] = {"included_data": ["FULFILLMENT", "PROCEEDS"], "max_results_per_page": 50}
        page = api.search_orders(last_updated_after=SINCE, **wanted, **({"pagination_token": token} if token else {}))
        seen |= {order.order_id: order for order in page.orders}
        token = page.pagination.next_token if page.pagination else None
        if not token:
            break
    assert seen.keys() == truth.keys()
    for order_id, order in seen.items():
        assert order.fulfillment.fulfillment_status == truth[order_id]["fulfillmentStatus"]
        total = truth[order_id]["grandTotal"]
        assert (order.proceeds.grand_total.amount if order.proceeds else None) == (total["amount"] if total else None)


def test_amazons_own_client_gets_one_order_and_its_errors(
    amazons_own: SPAPIClient, truth: dict[str, dict[str, Any]]
) -> None:
    api = GetOrderApi(amazons_own.api_client)
    order_id = next(iter(truth))
    order = api.get_order(order_id, included_data=["BUYER"]).order
    assert order.order_id == order_id
    assert order.fulfillment is None
    with pytest.raises(ApiException) as refusal:
        api.get_order("000-0000000-0000000")
    assert refusal.value.status == 404
    assert json.loads(refusal.value.body)["errors"][0]["code"] == "NotFound"


def test_python_amazon_sp_api_fetches_everything(
    python_amazon: OrdersV20260101, truth: dict[str, dict[str, Any]]
) -> None:
    seen: set[str] = set()
    token: str | None = None
    while True:
        wanted = {"lastUpdatedAfter": SINCE.isoformat(), "includedData": ["FULFILLMENT", "BUYER"]}
        answer = python_amazon.search_orders(**wanted, **({"paginationToken": token} if token else {}))
        orders = answer.payload["orders"]
        seen |= {order["orderId"] for order in orders}
        assert all("fulfillment" in order and "proceeds" not in order for order in orders)
        token = (answer.pagination or {}).get("nextToken")
        if not token:
            break
    # This client asks for its own marketplace only.
    germany = Marketplaces.DE.marketplace_id
    assert seen == {order_id for order_id, order in truth.items() if order["marketplaceId"] == germany}
    assert len(seen) > 100


def test_python_amazon_sp_api_understands_a_refusal(python_amazon: OrdersV20260101) -> None:
    with pytest.raises(SellingApiException) as refusal:
        python_amazon.search_orders(lastUpdatedAfter=SINCE.isoformat(), maxResultsPerPage=101)
    assert refusal.value.code == 400
