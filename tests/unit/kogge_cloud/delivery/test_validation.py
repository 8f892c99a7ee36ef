"""What is refused before it is sent, and what is let through."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.adapters.values import Earlier, Refusal, quantities
from kogge_cloud.amazon.carriers import CARRIER_UNCHECKED, find_carrier_refusal
from kogge_cloud.amazon.carriers import list_carrier_remarks as list_remarks
from kogge_cloud.delivery import validation
from kogge_contract.orders import FulfilledBy, Marketplace, Order, OrderLine, OrderStatus
from kogge_contract.shipments import NewShipment, ShippedLine

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOTHING: Counter[str] = Counter()


def find_refusal(shipment: NewShipment, order: Order, earlier: Earlier, now: datetime) -> Refusal | None:
    """Judge as a confirmation to Amazon is judged."""
    return validation.find_refusal(shipment, order, earlier, now, find_carrier_refusal(shipment, order))


def order(**changes: Any) -> Order:
    """Return an open German order of three and one."""
    fields: dict[str, Any] = {
        "reference": "302-0000001-0000001",
        "platform_kind": "amazon",
        "status": OrderStatus.OPEN,
        "fulfilled_by": FulfilledBy.MERCHANT,
        "placed_at": NOW - timedelta(days=1),
        "updated_at": NOW - timedelta(days=1),
        "marketplace": Marketplace(reference="A1PA6795UKMFR9", country="DE"),
        "lines": (OrderLine(reference="11", quantity=3), OrderLine(reference="12", quantity=1)),
    }
    return Order(**fields | changes)


def shipment(**changes: Any) -> NewShipment:
    """Return a parcel with all of the first line."""
    fields: dict[str, Any] = {
        "reference": "s1",
        "order_reference": "302-0000001-0000001",
        "package_number": 1,
        "carrier_code": "DHL",
        "shipping_service": "DHL Paket",
        "tracking_number": "00340434161094000001",
        "shipped_at": NOW - timedelta(hours=1),
        "lines": (ShippedLine(line_reference="11", quantity=3),),
    }
    return NewShipment(**fields | changes)


def lines(**quantities: int) -> tuple[ShippedLine, ...]:
    return tuple(ShippedLine(line_reference=name[1:], quantity=count) for name, count in quantities.items())


def refusal_code(new: NewShipment, known: Order, earlier: Earlier | None = None) -> str:
    refusal = find_refusal(new, known, earlier or Earlier(NOTHING), NOW)
    return refusal.code if refusal else ""


def test_a_good_parcel_is_let_through() -> None:
    assert refusal_code(shipment(), order()) == ""
    assert refusal_code(shipment(lines=lines(_11=1, _12=1)), order()) == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fulfilled_by": FulfilledBy.PLATFORM}, "fulfilled_by_platform"),
        ({"ships_with_platform_label": True}, "ships_with_platform_label"),
        ({"status": OrderStatus.CANCELLED}, "order_cancelled"),
        ({"status": OrderStatus.PENDING}, "order_not_open"),
        ({"placed_at": NOW}, "shipped_before_order"),
        ({"lines": (OrderLine(reference="12", quantity=9),)}, "line_unknown"),
        ({"lines": (OrderLine(reference="11", quantity=3, quantity_shipped=1),)}, "quantity_not_open"),
    ],
)
def test_orders_that_cannot_be_confirmed(changes: dict[str, Any], code: str) -> None:
    assert refusal_code(shipment(), order(**changes)) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"carrier_code": "dhl"}, "carrier_unknown"),
        ({"carrier_code": "Other"}, "carrier_name_missing"),
        ({"carrier_code": "Other", "carrier_name": "Velo"}, ""),
        ({"shipping_service": " "}, "shipping_service_missing"),
        ({"tracking_number": ""}, "tracking_number_missing"),
        ({"shipped_at": NOW + timedelta(minutes=4)}, ""),
        ({"shipped_at": NOW + timedelta(minutes=6)}, "shipped_in_future"),
        ({"lines": (*lines(_11=2), *lines(_11=2))}, "quantity_not_open"),
    ],
)
def test_parcels_that_cannot_be_confirmed(changes: dict[str, Any], code: str) -> None:
    assert refusal_code(shipment(**changes), order()) == code


def test_a_carrier_that_is_dropped_in_one_marketplace() -> None:
    italian = order(marketplace=Marketplace(reference="APJ6JRA9NG5V4", country="IT"))
    assert refusal_code(shipment(carrier_code="Amazon Shipping"), italian) == "carrier_unknown"
    assert refusal_code(shipment(carrier_code="BRT", shipping_service=""), italian) == ""


def test_a_marketplace_without_a_list_is_remarked() -> None:
    polish = order(marketplace=Marketplace(reference="A1C3SOZRARQ6R3", country="PL"))
    remark = list_remarks(shipment(carrier_code="InPost"), polish)[0]
    assert (remark.code, remark.values) == (CARRIER_UNCHECKED, {"carrier": "InPost", "marketplace": "PL"})
    assert list_remarks(shipment(), order()) == ()


def test_a_correction_does_not_count_against_itself() -> None:
    shipped = order(status=OrderStatus.SHIPPED, lines=(OrderLine(reference="11", quantity=3, quantity_shipped=3),))
    assert refusal_code(shipment(), shipped) == "quantity_not_open"
    earlier = Earlier.of(1, [shipment(tracking_number="wrong")])
    assert refusal_code(shipment(), shipped, earlier) == ""


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=12))
def test_never_more_is_confirmed_than_was_ordered(parcels: list[tuple[int, int]]) -> None:
    confirmed: list[NewShipment] = []
    for number, quantity in parcels:
        new = shipment(package_number=number, lines=lines(_11=quantity))
        if not refusal_code(new, order(), Earlier.of(number, confirmed)):
            confirmed.append(new)
    latest = {each.package_number: each for each in confirmed}
    assert sum(quantities(each)["11"] for each in latest.values()) <= 3
