"""Generated orders: their money adds up the way Amazon's does, and nothing is shown that was not asked for."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_emulator.generation.marketplaces import MARKETPLACES
from amazon_emulator.generation.orders import OrderGenerator
from amazon_emulator.generation.traps import PAID_TRAPS
from amazon_emulator.orders.confirming import confirm_shipment
from amazon_emulator.orders.gating import DATA_GROUPS, show
from amazon_emulator.orders.searching import STATUSES
from amazon_emulator.orders.store import REQUIRED, OrderStore
from amazon_emulator.times import parse_time

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDERS = OrderGenerator(seed=7, now=NOW).generate(1500)
PAID = [order for order in ORDERS if "proceeds" in order]
TAX_APART = {each.marketplace_id for each in MARKETPLACES if each.tax_apart_bp}


def amount(money: dict[str, str]) -> Decimal:
    return Decimal(money["amount"])


def total(breakdowns: list[dict[str, Any]], *, tax_apart: bool) -> Decimal:
    return sum((amount(each["subtotal"]) for each in breakdowns if tax_apart or each["type"] != "TAX"), Decimal(0))


def test_the_same_seed_gives_the_same_orders() -> None:
    assert OrderGenerator(seed=7, now=NOW).generate(20) == ORDERS[:20]
    assert OrderGenerator(seed=8, now=NOW).generate(20) != ORDERS[:20]


def test_ids_are_unique_and_nothing_lies_in_the_future() -> None:
    assert len({order["orderId"] for order in ORDERS}) == len(ORDERS)
    for order in ORDERS:
        assert set(REQUIRED) <= order.keys()
        assert parse_time(order["createdTime"]) <= parse_time(order["lastUpdatedTime"]) <= NOW
        items = [item["orderItemId"] for item in order["orderItems"]]
        assert len(set(items)) == len(items) > 0


@pytest.mark.parametrize("tax_apart", [False, True])
def test_items_add_up(tax_apart: bool) -> None:
    orders = [order for order in PAID if (order["salesChannel"]["marketplaceId"] in TAX_APART) is tax_apart]
    assert orders
    for item in (item for order in orders for item in order["orderItems"]):
        proceeds = item["proceeds"]
        assert total(proceeds["breakdowns"], tax_apart=tax_apart) == amount(proceeds["proceedsTotal"])
        for part in proceeds["breakdowns"]:
            details = part.get("detailedBreakdowns", [])
            assert not details or sum(amount(each["value"]) for each in details) == amount(part["subtotal"])


def test_orders_add_up() -> None:
    for order in PAID:
        parts = {each["type"]: amount(each["subtotal"]) for each in order["proceeds"]["breakdowns"]}
        items = sum(amount(item["proceeds"]["proceedsTotal"]) for item in order["orderItems"])
        assert items + parts.get("DELIVERY_TIP", 0) == amount(order["proceeds"]["grandTotal"])


def test_yen_have_no_decimals() -> None:
    yen = [order for order in PAID if order["proceeds"]["grandTotal"]["currencyCode"] == "JPY"]
    assert yen
    assert all("." not in order["proceeds"]["grandTotal"]["amount"] for order in yen)


def test_what_was_shipped_lies_in_parcels() -> None:
    several = 0
    for order in ORDERS:
        packed: Counter[str] = Counter()
        for package in order.get("packages", []):
            assert package["packageReferenceId"].isdigit()
            assert parse_time(order["createdTime"]) <= parse_time(package["shipTime"])
            packed.update({item["orderItemId"]: item["quantity"] for item in package["packageItems"]})
        shipped = {item["orderItemId"]: item["fulfillment"]["quantityFulfilled"] for item in order["orderItems"]}
        assert packed == {item: quantity for item, quantity in shipped.items() if quantity}
        several += len(order.get("packages", [])) > 1
    assert several


def test_a_part_that_is_left_can_be_shipped() -> None:
    partly = next(
        order
        for order in ORDERS
        if order["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
        and order["salesChannel"]["marketplaceId"] == MARKETPLACES[0].marketplace_id
    )
    rest = [
        {"orderItemId": item["orderItemId"], "quantity": item["fulfillment"]["quantityUnfulfilled"]}
        for item in partly["orderItems"]
        if item["fulfillment"]["quantityUnfulfilled"]
    ]
    detail = {"packageReferenceId": "1", "carrierCode": "DHL", "trackingNumber": "1", "shipDate": "2026-11-20"}
    body = {"marketplaceId": MARKETPLACES[0].marketplace_id, "packageDetail": detail | {"orderItems": rest}}
    whole = confirm_shipment(partly, body, NOW)
    assert whole is not None
    assert whole["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert len(whole["packages"]) == len(partly["packages"]) + 1


def test_pending_orders_have_neither_prices_nor_people() -> None:
    pending = [order for order in ORDERS if order["fulfillment"]["fulfillmentStatus"].startswith("PENDING")]
    assert pending
    for order in pending:
        assert not {"proceeds", "buyer", "recipient", "payment"} & order.keys()
        assert all("proceeds" not in item and "price" not in item["product"] for item in order["orderItems"])


def test_every_kind_of_order_is_there() -> None:
    assert {order["fulfillment"]["fulfillmentStatus"] for order in ORDERS} == set(STATUSES) - {"UNFULFILLABLE"}
    programs = {program for order in ORDERS for program in order["programs"]}
    assert programs == {"AMAZON_BUSINESS", "PRIME", "PREMIUM", "PREORDER"}
    kinds = {part["type"] for order in PAID for item in order["orderItems"] for part in item["proceeds"]["breakdowns"]}
    assert kinds == {"ITEM", "SHIPPING", "GIFT_WRAP", "DISCOUNT", "TAX"}
    addresses = [order["recipient"]["deliveryAddress"] for order in PAID]
    assert any(each.get("addressLine2", "").startswith("Packstation") for each in addresses)
    assert {"DE", "AT", "FR", "IT", "ES", "PL"} <= {each["countryCode"] for each in addresses}
    assert any(order["associatedOrders"] for order in ORDERS)
    emails = [order["buyer"]["buyerEmail"] for order in PAID if "buyerEmail" in order["buyer"]]
    assert len(set(emails)) < len(emails)


FULL = next(order for order in PAID if "tax" in order and any("promotion" in item for item in order["orderItems"]))


@given(st.sets(st.sampled_from(DATA_GROUPS)))
def test_only_what_was_asked_for_is_shown(included: set[str]) -> None:
    shown = show(FULL, included)
    groups = {"buyer", "recipient", "proceeds", "payment", "tax", "fulfillment"}
    assert groups & shown.keys() == {name for name in groups if name.upper() in included and name in FULL}
    for item, whole in zip(shown["orderItems"], FULL["orderItems"], strict=True):
        gated = {"proceeds", "promotion", "cancellation", "fulfillment", "tax"}
        assert gated & item.keys() == {name for name in gated if name.upper() in included and name in whole}
        assert item["product"] == whole["product"]


@pytest.mark.parametrize("trap", PAID_TRAPS)
def test_a_trap_changes_the_order_and_leaves_it_servable(trap: Callable[[dict[str, Any]], None]) -> None:
    changed = 0
    for order in PAID[:100]:
        trapped = deepcopy(order)
        trap(trapped)
        changed += trapped != order
        OrderStore().put(trapped)
    assert changed


def test_relay_addresses_are_told_for_the_sellers_own_live_orders_only() -> None:
    for order in PAID:
        state = order["fulfillment"]
        is_told = state["fulfilledBy"] == "MERCHANT" and state["fulfillmentStatus"] != "CANCELLED"
        assert ("buyerEmail" in order["buyer"]) is is_told
