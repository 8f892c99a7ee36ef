"""Tells a shop of parcels and states, and looks whether it shows them."""

from pydantic import ValidationError

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import PlatformUnavailable, RequestRefused
from kogge_cloud.adapters.values import Earlier, Parcel, is_parcel, sent_parcel
from kogge_cloud.shopware.client import patch, transition
from kogge_cloud.shopware.mapping_payloads import OrderPayload
from kogge_cloud.shopware.pages import find_order
from kogge_cloud.shopware.shipping import find_targets, is_so, plan_parcel, show_parcels
from kogge_cloud.shopware.states import Aim, list_transitions
from kogge_contract.orders import Order
from kogge_contract.shipments import NewShipment


def send_report(registration: Registration, shipment: NewShipment, order: Order, earlier: Earlier) -> None:
    """Bring the order's state to what is reported, from wherever it is: nothing is asked for that is so already.

    Raises PlatformError; after PlatformUnavailable a part of it may have been done.
    """
    shown = _read(registration, shipment.order_reference)
    if not is_parcel(shipment):
        aim, targets = find_targets(shown, shipment)
        if not targets:
            message = f"Order {shipment.order_reference} has nothing in the shop whose state could change."
            raise RequestRefused(message)
        for target in targets:
            _move(registration, aim, target.id, target.state)
        return
    for change in plan_parcel(shown, shipment, order, earlier):
        delivery = change.delivery
        if change.codes is not None:
            # The code first: the shop's mail about the shipment names it.
            patch(registration, "order-delivery", delivery.id, {"trackingCodes": list(change.codes)})
        state = delivery.state_machine_state.technical_name if delivery.state_machine_state else ""
        _move(registration, change.aim, delivery.id, state)


def read_parcels(registration: Registration, shipment: NewShipment) -> list[Parcel]:
    """Look what the shop shows of a report. Raises PlatformError."""
    shown = _read(registration, shipment.order_reference)
    if is_parcel(shipment):
        return show_parcels(shown, shipment)
    return [sent_parcel(shipment)] if is_so(shown, shipment) else []


def _move(registration: Registration, aim: Aim, entity_id: str, state: str) -> None:
    for action in list_transitions(aim, state):
        transition(registration, aim.entity, entity_id, action)


def _read(registration: Registration, order_number: str) -> OrderPayload:
    try:
        return OrderPayload.model_validate(find_order(registration, order_number))
    except ValidationError as error:
        message = f"The shop shows order {order_number} in a way that cannot be read."
        raise PlatformUnavailable(message) from error
