"""Which deliveries of an order a parcel belongs to, what they are told, and when that is seen to be so: pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kogge_cloud.adapters.values import Earlier, Parcel, carrier_of, quantities
from kogge_cloud.shopware.mapping import find_transaction
from kogge_cloud.shopware.mapping_payloads import DeliveryPayload, OrderPayload
from kogge_cloud.shopware.states import (
    AIMS,
    DELIVERY,
    ORDER,
    SHIP,
    SHIP_PARTIALLY,
    SHIPPED,
    SHIPPED_PARTIALLY,
    Aim,
    is_reached,
)
from kogge_contract.orders import Order
from kogge_contract.shipments import NewShipment

_GONE = frozenset({SHIPPED, SHIPPED_PARTIALLY, "returned", "returned_partially"})


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of one delivery: its tracking codes (None: as they are) and its state."""

    delivery: DeliveryPayload
    codes: tuple[str, ...] | None
    aim: Aim


@dataclass(frozen=True, slots=True)
class Target:
    """Something with a state: its id and the state that the shop shows."""

    id: str
    state: str


def plan_parcel(shown: OrderPayload, shipment: NewShipment, order: Order, earlier: Earlier) -> list[Change]:
    """Return what becomes of the deliveries that a parcel is of.

    A delivery is shipped once all of it is in parcels, and partly shipped until then. A correction takes the tracking
    code that was told before back.
    """
    gone = earlier.others + quantities(shipment)
    ordered = {line.reference: line.quantity for line in order.lines}
    former = earlier.this.tracking_number if earlier.this else ""
    return [
        Change(each, _join(each, shipment.tracking_number, former), _choose_aim(each, gone, ordered))
        for each in find_deliveries(shown, shipment)
    ]


def find_deliveries(shown: OrderPayload, shipment: NewShipment) -> list[DeliveryPayload]:
    """Return the deliveries that hold a parcel's lines; all that hold goods where the shop does not tell which."""
    lines = {line.line_reference for line in shipment.lines}
    holding = [each for each in shown.deliveries if each.positions] or [
        each for each in shown.deliveries if not each.shipping_costs or each.shipping_costs.total_price >= 0
    ]
    named = [each for each in holding if lines & {position.order_line_item_id for position in each.positions}]
    return named or holding


def _join(delivery: DeliveryPayload, code: str, former: str) -> tuple[str, ...] | None:
    known = tuple(each for each in delivery.tracking_codes if each != former or each == code)
    wanted = known if not code or code in known else (*known, code)
    return wanted if wanted != delivery.tracking_codes else None


def _choose_aim(delivery: DeliveryPayload, gone: Counter[str], ordered: Mapping[str, int]) -> Aim:
    """Return whether all of a delivery is gone; parts of a bundle count where the delivery names only the bundle."""
    named = {each.order_line_item_id: each.quantity for each in delivery.positions}
    wanted = {line: quantity for line, quantity in ordered.items() if line in named}
    if not wanted or set(named) - set(ordered):
        wanted = dict(ordered)
    is_whole = all(gone[line] >= min(quantity, named.get(line) or quantity) for line, quantity in wanted.items())
    return SHIP if is_whole else SHIP_PARTIALLY


def find_targets(shown: OrderPayload, shipment: NewShipment) -> tuple[Aim, list[Target]]:
    """Return what a report that is no parcel aims at, and whose state is to change."""
    aim = AIMS[(shipment.kind, shipment.value)]
    if aim.entity == ORDER:
        return aim, [Target(shown.id, _state(shown))]
    if aim.entity == DELIVERY:
        return aim, [Target(each.id, _state(each)) for each in find_deliveries(shown, shipment)]
    transaction = find_transaction(shown)
    return aim, [Target(transaction.id, _state(transaction))] if transaction else []


def show_parcels(shown: OrderPayload, shipment: NewShipment) -> list[Parcel]:
    """Return the parcels that a shop shows: a tracking code, in a delivery that is gone, is one."""
    return [
        Parcel(str(shipment.package_number), carrier_of(shipment), code)
        for delivery in find_deliveries(shown, shipment)
        if _state(delivery) in _GONE
        for code in (delivery.tracking_codes or ("",))
    ]


def is_so(shown: OrderPayload, shipment: NewShipment) -> bool:
    """Tell whether the shop shows what a report that is no parcel told."""
    aim, targets = find_targets(shown, shipment)
    return bool(targets) and all(is_reached(aim, each.state) for each in targets)


def _state(part: object) -> str:
    state = getattr(part, "state_machine_state", None)
    return state.technical_name if state else ""
