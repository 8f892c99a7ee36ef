"""Which deliveries a parcel moves, how far, and when that is seen."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.adapters.values import Earlier, sent_parcel
from kogge_cloud.delivery.rules import find_parcel
from kogge_cloud.shopware.mapping import read_version
from kogge_cloud.shopware.mapping_payloads import OrderPayload
from kogge_cloud.shopware.shipping import is_so, plan_parcel, show_parcels
from kogge_cloud.shopware.states import AIMS, REPORTS, is_reached, list_transitions
from kogge_contract.orders import Order
from kogge_contract.platforms import ReportKind, ReportValue
from kogge_contract.shipments import NewShipment, ShippedLine
from tests.unit.kogge_cloud.shopware.shop import Cart, item, state

TEA, RUM = "a" * 32, "b" * 32
NOTHING = Earlier(Counter())


def shop_order(delivery: str = "open", codes: tuple[str, ...] = (), **fields: Any) -> tuple[OrderPayload, Order]:
    raw = Cart([item(TEA, Decimal(20), Decimal(7), quantity=2), item(RUM, Decimal(30), Decimal(19))]).order(**fields)
    raw["deliveries"][0] |= {"stateMachineState": state(delivery), "trackingCodes": list(codes)}
    order = read_version(raw).content
    assert isinstance(order, Order)
    return OrderPayload.model_validate(raw), order


def parcel(code: str = "0034", **lines: int) -> NewShipment:
    return NewShipment(
        reference="s1",
        order_reference="10023",
        package_number=1,
        carrier_code="DHL",
        tracking_number=code,
        shipped_at=datetime(2026, 11, 21, tzinfo=UTC),
        lines=tuple(ShippedLine(line_reference=name * 32, quantity=number) for name, number in lines.items()),
    )


@pytest.mark.parametrize(
    ("lines", "others", "reached"),
    [
        ({"a": 2, "b": 1}, {}, "shipped"),
        ({"a": 1, "b": 1}, {}, "shipped_partially"),
        ({"a": 1}, {TEA: 1, RUM: 1}, "shipped"),
        ({"b": 1}, {}, "shipped_partially"),
    ],
)
def test_a_delivery_is_shipped_once_all_of_it_is(lines: dict[str, int], others: dict[str, int], reached: str) -> None:
    [change] = plan_parcel(*_with(shop_order(), parcel(**lines)), Earlier(Counter(others)))
    assert (change.aim.state, change.codes) == (reached, ("0034",))


def _with(shown: tuple[OrderPayload, Order], shipment: NewShipment) -> tuple[OrderPayload, NewShipment, Order]:
    return shown[0], shipment, shown[1]


def test_what_is_so_is_not_asked_for_again() -> None:
    [change] = plan_parcel(*_with(shop_order("shipped", ("0034",)), parcel(a=2, b=1)), NOTHING)
    assert change.codes is None
    assert list_transitions(change.aim, "shipped") == ()


def test_a_correction_takes_the_former_code_back() -> None:
    earlier = Earlier(Counter(), parcel("0034", a=2, b=1))
    [change] = plan_parcel(*_with(shop_order("shipped", ("0034", "99")), parcel("0035", a=2, b=1)), earlier)
    assert change.codes == ("99", "0035")


def test_each_delivery_has_its_own_goods() -> None:
    raw = Cart([item(TEA, Decimal(20), Decimal(7), quantity=2), item(RUM, Decimal(30), Decimal(19))]).order()
    first = raw["deliveries"][0] | {"positions": [{"orderLineItemId": TEA, "quantity": 2}]}
    raw["deliveries"] = [first, first | {"id": "d2", "positions": [{"orderLineItemId": RUM, "quantity": 1}]}]
    order = read_version(raw).content
    assert isinstance(order, Order)
    changes = plan_parcel(OrderPayload.model_validate(raw), parcel(b=1), order, NOTHING)
    assert [(each.delivery.id, each.aim.state) for each in changes] == [("d2", "shipped")]


def test_a_parcel_is_proven_by_its_code_in_a_delivery_that_is_gone() -> None:
    sent = parcel(a=2, b=1)
    for delivery, codes, is_there in (
        ("open", ("0034",), False),
        ("shipped", ("9",), False),
        ("shipped_partially", ("9", "0034"), True),
        ("returned", ("0034",), True),
    ):
        shown = show_parcels(shop_order(delivery, codes)[0], sent)
        assert (find_parcel(sent_parcel(sent), shown) is not None) is is_there, delivery


def test_other_reports_look_at_their_own_state() -> None:
    paid = parcel(a=1).model_copy(update={"kind": ReportKind.PAYMENT, "value": ReportValue.PAID})
    shown, _order = shop_order()
    assert not is_so(shown, paid)
    transaction = shown.transactions[0].model_copy(update={"state_machine_state": shown.state_machine_state})
    assert not is_so(shown.model_copy(update={"transactions": ()}), paid)
    assert transaction.state_machine_state is not None
    done = transaction.state_machine_state.model_copy(update={"technical_name": "refunded"})
    settled = transaction.model_copy(update={"state_machine_state": done})
    assert is_so(shown.model_copy(update={"transactions": (settled,)}), paid)


def test_an_order_is_begun_before_it_is_completed() -> None:
    aim = AIMS[(ReportKind.ORDER, ReportValue.COMPLETE)]
    assert list_transitions(aim, "open") == ("process", "complete")
    assert list_transitions(aim, "in_progress") == ("complete",)
    assert list_transitions(aim, "completed") == ()


@given(st.sampled_from(sorted(AIMS)), st.text(max_size=20))
def test_what_is_reached_needs_nothing(report: tuple[ReportKind, ReportValue], shown: str) -> None:
    aim = AIMS[report]
    assert list_transitions(aim, aim.state) == ()
    assert bool(list_transitions(aim, shown)) is not is_reached(aim, shown)
    assert len(REPORTS) == len(AIMS) + 1
