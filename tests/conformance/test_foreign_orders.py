"""Unmodified clients of others search, read and confirm orders at a running Emulator, in both versions of the API."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sp_api.api import OrdersV0, OrdersV20260101
from sp_api.base import SellingApiException
from spapi.api.orders_v0.orders_v0_api import OrdersV0Api
from spapi.api.orders_v2026_01_01.get_order_api import GetOrderApi
from spapi.api.orders_v2026_01_01.search_orders_api import SearchOrdersApi
from spapi.api.tokens_v2021_03_01.tokens_api import TokensApi
from spapi.models.tokens_v2021_03_01 import CreateRestrictedDataTokenRequest, RestrictedResource
from spapi.rest import ApiException

from amazon_emulator.accounts import DEMO
from amazon_emulator.orders.gating import DATA_GROUPS
from amazon_emulator.regions import list_marketplaces
from tests.emulators import RunningEmulator, running_emulator
from tests.foreign_clients import GERMANY, Order, amazons_own, code_of, place_order, point_at, python_amazon

FRANCE, POLAND = "A13V1IB3VIYZZH", "A1C3SOZRARQ6R3"
NOW = datetime.now(UTC).replace(microsecond=0)
SINCE, MIDDLE = NOW - timedelta(days=30), NOW - timedelta(days=5)
LIST = "/orders/2026-01-01/orders"
V0_ELEMENTS = ["buyerInfo", "shippingAddress", "buyerTaxInformation"]


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "160", "--quota", "100000") as running:
        yield running


@pytest.fixture(autouse=True)
def _address(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(emulator, monkeypatch)


@pytest.fixture(scope="module")
def truth(emulator: RunningEmulator) -> list[Order]:
    """Return all orders, whole, in the order of their last change, without a client's help."""
    keys = {"client_id": DEMO.client_id, "client_secret": DEMO.client_secret, "refresh_token": DEMO.refresh_token}
    login = httpx.post(emulator.login_url, data=keys | {"grant_type": "refresh_token"}).json()
    query = {"lastUpdatedAfter": SINCE.isoformat(), "includedData": ",".join(DATA_GROUPS)}
    found: list[Order] = []
    while True:
        headers = {"x-amz-access-token": login["access_token"]}
        page = httpx.get(f"{emulator.url}{LIST}", params=query, headers=headers).json()
        found += page["orders"]
        if "pagination" not in page:
            return found
        query["paginationToken"] = page["pagination"]["nextToken"]


def status_of(order: Order) -> Any:
    return order["fulfillment"]["fulfillmentStatus"]


def marketplace_of(order: Order) -> Any:
    return order["salesChannel"]["marketplaceId"]


def moment(order: Order, field: str) -> datetime:
    return datetime.fromisoformat(order[field])


# Every parameter of searchOrders: as both clients are given it, and which orders it leaves.
SEARCHES: dict[str, tuple[dict[str, Any], Callable[[Order], bool]]] = {
    "createdAfter": ({"createdAfter": MIDDLE}, lambda order: moment(order, "createdTime") >= MIDDLE),
    "createdBefore": (
        {"createdAfter": SINCE, "createdBefore": MIDDLE},
        lambda order: moment(order, "createdTime") <= MIDDLE,
    ),
    "lastUpdatedAfter": ({"lastUpdatedAfter": MIDDLE}, lambda order: moment(order, "lastUpdatedTime") >= MIDDLE),
    "lastUpdatedBefore": (
        {"lastUpdatedAfter": SINCE, "lastUpdatedBefore": MIDDLE},
        lambda order: moment(order, "lastUpdatedTime") <= MIDDLE,
    ),
    "fulfillmentStatuses": (
        {"lastUpdatedAfter": SINCE, "fulfillmentStatuses": ["PENDING", "CANCELLED"]},
        lambda order: status_of(order) in {"PENDING", "CANCELLED"},
    ),
    "marketplaceIds": (
        {"lastUpdatedAfter": SINCE, "marketplaceIds": [FRANCE, POLAND]},
        lambda order: marketplace_of(order) in {FRANCE, POLAND},
    ),
    "fulfilledBy": (
        {"lastUpdatedAfter": SINCE, "fulfilledBy": ["AMAZON"]},
        lambda order: order["fulfillment"]["fulfilledBy"] == "AMAZON",
    ),
    "maxResultsPerPage": ({"lastUpdatedAfter": SINCE, "maxResultsPerPage": 7}, lambda _order: True),
    "all at once": (
        {
            "createdAfter": SINCE,
            "createdBefore": MIDDLE,
            "fulfillmentStatuses": ["UNSHIPPED", "SHIPPED"],
            "marketplaceIds": [GERMANY, FRANCE],
            "fulfilledBy": ["MERCHANT"],
            "maxResultsPerPage": 10,
            "includedData": ["FULFILLMENT"],
        },
        lambda order: (
            moment(order, "createdTime") <= MIDDLE
            and status_of(order) in {"UNSHIPPED", "SHIPPED"}
            and marketplace_of(order) in {GERMANY, FRANCE}
            and order["fulfillment"]["fulfilledBy"] == "MERCHANT"
        ),
    ),
}


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


@pytest.mark.parametrize("name", SEARCHES)
def test_amazons_own_client_searches(emulator: RunningEmulator, truth: list[Order], name: str) -> None:
    query, passes = SEARCHES[name]
    api = SearchOrdersApi(amazons_own(emulator).api_client)
    given = {snake(parameter): value for parameter, value in query.items()}
    found: list[str] = []
    while True:
        page = api.search_orders(**given)
        assert len(page.orders) <= query.get("maxResultsPerPage", 100)
        found += [order.order_id for order in page.orders]
        if not page.pagination:
            break
        given["pagination_token"] = page.pagination.next_token
    assert (page.created_before is None) == ("createdAfter" not in query)
    assert (page.last_updated_before is None) == ("lastUpdatedAfter" not in query)
    expected = {order["orderId"] for order in truth if passes(order)}
    assert expected
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("name", SEARCHES)
def test_python_amazon_sp_api_searches(emulator: RunningEmulator, truth: list[Order], name: str) -> None:
    query, passes = SEARCHES[name]
    client = python_amazon(OrdersV20260101, emulator)
    given = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in query.items()}
    # Without marketplaces this client asks for its own.
    given.setdefault("marketplaceIds", [each.marketplace_id for each in list_marketplaces("EU")])
    asked = set(given["marketplaceIds"])
    found: list[str] = []
    while True:
        answer = client.search_orders(**given)
        found += [order["orderId"] for order in answer.payload["orders"]]
        token = (answer.pagination or {}).get("nextToken")
        if not token:
            break
        given |= {"paginationToken": token}
    expected = {order["orderId"] for order in truth if passes(order) and marketplace_of(order) in asked}
    assert sorted(found) == sorted(expected)


GROUP_FIELDS = {
    "BUYER": "buyer",
    "RECIPIENT": "recipient",
    "PROCEEDS": "proceeds",
    "PACKAGES": "packages",
    "FULFILLMENT": "fulfillment",
    "PAYMENT": "payment",
    "TAX": "tax",
}


@pytest.mark.parametrize("group", DATA_GROUPS)
def test_both_clients_are_shown_the_data_they_ask_for(
    emulator: RunningEmulator, truth: list[Order], group: str
) -> None:
    shipped = next(order for order in truth if status_of(order) == "SHIPPED")["orderId"]
    order = GetOrderApi(amazons_own(emulator).api_client).get_order(shipped, included_data=[group]).order
    answer = python_amazon(OrdersV20260101, emulator).get_order(shipped, includedData=[group]).payload["order"]
    assert order.order_id == answer["orderId"] == shipped
    for other, field in GROUP_FIELDS.items():
        if other != group:
            assert getattr(order, field) is None
            assert field not in answer
    own = GROUP_FIELDS.get(group, "order_id")
    assert (getattr(order, own) is not None) == (own in answer or own == "order_id")


def test_both_clients_understand_refusals(emulator: RunningEmulator) -> None:
    own = SearchOrdersApi(amazons_own(emulator).api_client)
    other = python_amazon(OrdersV20260101, emulator)
    wrong: list[dict[str, Any]] = [
        {},
        {"createdAfter": SINCE, "lastUpdatedAfter": SINCE},
        {"createdAfter": SINCE, "lastUpdatedBefore": MIDDLE},
        {"lastUpdatedAfter": SINCE, "lastUpdatedBefore": NOW + timedelta(hours=1)},
        {"lastUpdatedAfter": SINCE, "fulfillmentStatuses": ["LOST"]},
        {"lastUpdatedAfter": SINCE, "fulfilledBy": ["MFN"]},
        {"lastUpdatedAfter": SINCE, "maxResultsPerPage": 0},
        {"lastUpdatedAfter": SINCE, "paginationToken": "made up"},
    ]
    for query in wrong:
        with pytest.raises(ApiException) as refused:
            own.search_orders(**{snake(name): value for name, value in query.items()})
        assert (refused.value.status, code_of(refused.value)) == (400, "InvalidInput"), query
        written = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in query.items()}
        with pytest.raises(SellingApiException) as refusal:
            other.search_orders(**written)
        assert (refusal.value.code, refusal.value.error[0]["code"]) == (400, "InvalidInput"), query


def test_amazons_own_client_reads_v0(emulator: RunningEmulator, truth: list[Order]) -> None:
    api = OrdersV0Api(amazons_own(emulator).api_client)
    page = api.get_orders([GERMANY], last_updated_after=SINCE.isoformat(), max_results_per_page=30).payload
    found = [order.amazon_order_id for order in page.orders]
    while page.next_token:
        page = api.get_orders([GERMANY], next_token=page.next_token, max_results_per_page=30).payload
        found += [order.amazon_order_id for order in page.orders]
    germans = {order["orderId"]: order for order in truth if marketplace_of(order) == GERMANY}
    assert sorted(found) == sorted(germans)
    paid = next(order for order in germans.values() if "proceeds" in order and "recipient" in order)
    order = api.get_order(paid["orderId"]).payload
    assert order.order_total.amount == paid["proceeds"]["grandTotal"]["amount"]
    assert order.shipping_address.city == paid["recipient"]["deliveryAddress"]["city"]
    assert (order.shipping_address.name, order.buyer_info) == (None, None)
    items = api.get_order_items(paid["orderId"]).payload.order_items
    assert [item.order_item_id for item in items] == [item["orderItemId"] for item in paid["orderItems"]]
    assert [item.item_price.amount for item in items] == [
        item["proceeds"]["breakdowns"][0]["subtotal"]["amount"] for item in paid["orderItems"]
    ]


def test_amazons_own_client_asks_v0_with_every_parameter(emulator: RunningEmulator) -> None:
    window = {"earliestDateTime": "2026-01-05T00:00:00Z", "latestDateTime": "2026-01-07T00:00:00Z"}
    delivery = {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT", "deliverByWindow": window}
    place_order(
        emulator,
        "302-0000001-0000001",
        fulfillment=delivery,
        programs=["IN_STORE_PICK_UP"],
        payment={"paymentExecutions": [{"paymentMethod": "COD"}]},
        tax={"taxInvoicing": {"invoiceStatus": "ACCEPTED"}},
        orderAliases=[{"aliasId": "OWN-1", "aliasType": "SELLER_ORDER_ID"}],
    )
    api = OrdersV0Api(amazons_own(emulator).api_client)
    dates = {"created_after": "2026-01-01T00:00:00Z", "created_before": "2026-01-03T00:00:00Z"}
    for wanted in (
        {"last_updated_after": "2026-01-01T00:00:00Z", "last_updated_before": "2026-01-03T00:00:00Z"},
        {"seller_order_id": "OWN-1"},
        {"buyer_email": "a@marketplace.amazon.de", "amazon_order_ids": ["302-0000001-0000001"]},
        dates
        | {
            "order_statuses": ["Unshipped"],
            "fulfillment_channels": ["MFN"],
            "payment_methods": ["COD"],
            "electronic_invoice_statuses": ["Accepted"],
            "amazon_order_ids": ["302-0000001-0000001"],
            "is_ispu": True,
            "earliest_delivery_date_after": window["earliestDateTime"],
            "earliest_delivery_date_before": window["earliestDateTime"],
            "latest_delivery_date_after": window["latestDateTime"],
            "latest_delivery_date_before": window["latestDateTime"],
        },
    ):
        orders = api.get_orders([GERMANY], **wanted).payload.orders
        assert [order.amazon_order_id for order in orders] == ["302-0000001-0000001"], wanted
    for unknown in (
        {"easy_ship_shipment_statuses": ["Delivered"]},
        {"actual_fulfillment_supply_source_id": "1"},
        {"store_chain_store_id": "1"},
    ):
        assert not api.get_orders([GERMANY], **dates, **unknown).payload.orders


def test_both_clients_read_personal_data_with_a_restricted_token(emulator: RunningEmulator) -> None:
    order_id = place_order(emulator, "302-0000002-0000002")["orderId"]
    root = "/orders/v0/orders/{orderId}"
    elements = {root: V0_ELEMENTS, f"{root}/buyerInfo": None, f"{root}/address": None, "/orders/v0/orders": V0_ELEMENTS}
    own = amazons_own(emulator)
    wanted = [RestrictedResource(method="GET", path=path, data_elements=each) for path, each in elements.items()]
    request = CreateRestrictedDataTokenRequest(restricted_resources=wanted)
    token = TokensApi(own.api_client).create_restricted_data_token(request).restricted_data_token
    own.api_client.configuration.access_token_cache = SimpleNamespace(get_lwa_access_token=lambda: token)
    api = OrdersV0Api(own.api_client)
    assert api.get_order(order_id).payload.shipping_address.address_line1 == "Hafenstraße 1"
    assert api.get_order_buyer_info(order_id).payload.buyer_name == "Antje Meyer"
    assert api.get_order_address(order_id).payload.shipping_address.name == "Antje Meyer"
    (listed,) = api.get_orders([GERMANY], amazon_order_ids=[order_id]).payload.orders
    assert listed.buyer_info.buyer_email == "a@marketplace.amazon.de"
    with pytest.raises(ApiException) as refused:
        api.get_order_items(order_id)
    assert refused.value.status == 403

    plain = python_amazon(OrdersV0, emulator)
    assert "Antje" not in str(plain.get_order(order_id).payload)
    assert "Antje" not in str(plain.get_order_address(order_id).payload)
    opened = plain.get_order(order_id, RestrictedResources=V0_ELEMENTS).payload
    assert opened["ShippingAddress"]["Name"] == opened["BuyerInfo"]["BuyerName"] == "Antje Meyer"
    sharing = python_amazon(OrdersV0, emulator, restricted_data_token=token)
    assert sharing.get_order_address(order_id).payload["ShippingAddress"]["AddressLine1"] == "Hafenstraße 1"


def test_both_clients_learn_that_nothing_is_there(emulator: RunningEmulator) -> None:
    api, other = OrdersV0Api(amazons_own(emulator).api_client), python_amazon(OrdersV0, emulator)
    for name in ("get_order", "get_order_buyer_info", "get_order_address", "get_order_items"):
        with pytest.raises(ApiException) as refused:
            getattr(api, name)("000-0000000-0000000")
        assert (refused.value.status, code_of(refused.value)) == (404, "NotFound")
        with pytest.raises(SellingApiException) as refusal:
            getattr(other, name)("000-0000000-0000000")
        assert (refusal.value.code, refusal.value.error[0]["code"]) == (404, "NotFound")
    with pytest.raises(ApiException) as refused:
        api.get_orders([GERMANY])
    assert refused.value.status == 400
