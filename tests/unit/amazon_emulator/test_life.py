"""What happens to orders: each event on generated orders, and money that still adds up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from amazon_emulator.generation.orders import OrderGenerator
from amazon_emulator.orders.life import EVENTS, UNPAID, EventImpossible, happen
from amazon_emulator.times import parse_time

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDERS = OrderGenerator(3, NOW).generate(300)
LATER = NOW + timedelta(minutes=1)


def of_status(*statuses: str) -> list[dict[str, Any]]:
    return [order for order in ORDERS if order["fulfillment"]["fulfillmentStatus"] in statuses]


def assert_adds_up(order: dict[str, Any]) -> None:
    tip = sum(
        Decimal(entry["subtotal"]["amount"])
        for entry in order["proceeds"]["breakdowns"]
        if entry["type"] == "DELIVERY_TIP"
    )
    items = sum(Decimal(item["proceeds"]["proceedsTotal"]["amount"]) for item in order["orderItems"])
    assert Decimal(order["proceeds"]["grandTotal"]["amount"]) == items + tip


@pytest.mark.parametrize("order", of_status(*UNPAID), ids=lambda order: order["orderId"])
def test_once_paid_an_order_has_prices_and_an_address(order: dict[str, Any]) -> None:
    paid = happen(order, "clear_payment", LATER)
    assert paid["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert paid["recipient"]["deliveryAddress"]["city"]
    assert parse_time(paid["lastUpdatedTime"]) == LATER
    assert_adds_up(paid)
    assert "proceeds" not in order


@pytest.mark.parametrize("event", ["change_quantity", "change_price"])
def test_amounts_change_in_proportion(event: str) -> None:
    for order in of_status("UNSHIPPED"):
        changed = happen(order, event, LATER)
        assert_adds_up(changed)
        before = Decimal(order["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"])
        after = Decimal(changed["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"])
        assert after < before or before == 0


def test_an_address_and_dates_change() -> None:
    order = of_status("UNSHIPPED")[0]
    moved = happen(order, "change_address", LATER)
    assert moved["recipient"] != order["recipient"]
    assert {name: value for name, value in moved.items() if name not in {"recipient", "lastUpdatedTime"}} == {
        name: value for name, value in order.items() if name not in {"recipient", "lastUpdatedTime"}
    }
    later = happen(order, "change_dates", LATER)["fulfillment"]["shipByWindow"]["latestDateTime"]
    assert parse_time(later) - parse_time(order["fulfillment"]["shipByWindow"]["latestDateTime"]) == timedelta(days=1)


def test_cancellations_are_asked_for_and_carried_out() -> None:
    order = of_status("UNSHIPPED")[0]
    asked = happen(order, "request_cancel", LATER)
    assert asked["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
    assert asked["orderItems"][0]["cancellation"]["cancellationRequest"]["requester"] == "BUYER"
    gone = happen(asked, "cancel", LATER)
    assert gone["fulfillment"]["fulfillmentStatus"] == "CANCELLED"


@pytest.mark.parametrize(
    ("event", "status"),
    [("clear_payment", "UNSHIPPED"), ("cancel", "SHIPPED"), ("deliver", "UNSHIPPED"), ("change_price", "PENDING")],
)
def test_what_cannot_happen_is_refused(event: str, status: str) -> None:
    with pytest.raises(EventImpossible):
        happen(of_status(status)[0], event, LATER)


def test_time_goes_on_even_where_the_clock_stands() -> None:
    order = ORDERS[0] | {"lastUpdatedTime": "2026-11-20T12:00:00.000Z"}
    touched = happen(order, "touch", NOW)
    assert parse_time(touched["lastUpdatedTime"]) == NOW + timedelta(milliseconds=1)
    with pytest.raises(EventImpossible, match="explode"):
        happen(order, "explode", NOW)
    assert "touch" in EVENTS
