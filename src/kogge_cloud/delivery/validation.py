"""Pure checks before anything is sent: what the platform would refuse, or worse, accept and lose."""

from datetime import datetime, timedelta

from kogge_cloud.adapters.values import Earlier, Refusal, is_parcel, quantities
from kogge_contract.orders import FulfilledBy, Order, OrderStatus
from kogge_contract.platforms import ReportKind, ReportValue
from kogge_contract.shipments import NewShipment

CLOCK_SKEW = timedelta(minutes=5)
"""Two machines may disagree by so much about what the future is."""
CONFIRMED_ELSEWHERE = "confirmed_elsewhere"


def find_refusal(
    shipment: NewShipment, order: Order, earlier: Earlier, now: datetime, of_platform: Refusal | None = None
) -> Refusal | None:
    """Return the first reason not to send, None where nothing speaks against it.

    `of_platform` is what the platform itself would have against it. Of what is no parcel, nothing is counted.
    """
    if shipment.value is ReportValue.CANCELLED and shipment.kind is ReportKind.ORDER:
        return of_platform or _cancellation_refusal(order, earlier)
    if not is_parcel(shipment):
        return of_platform
    return (
        _order_refusal(order)
        or of_platform
        or _time_refusal(shipment, order, now)
        or _quantity_refusal(shipment, order, earlier)
    )


def _cancellation_refusal(order: Order, earlier: Earlier) -> Refusal | None:
    """Refuse to cancel what is out, or is being confirmed; what is cancelled already is not refused: it is so."""
    if order.fulfilled_by is FulfilledBy.PLATFORM:
        return Refusal("fulfilled_by_platform", "The platform ships this order itself: cancel it there.")
    if order.status in {OrderStatus.SHIPPED, OrderStatus.PARTIALLY_SHIPPED} or earlier.others:
        message = "The order is shipped, or a parcel of it is confirmed: it cannot be cancelled any more."
        return Refusal("order_shipped", message)
    return None


def _order_refusal(order: Order) -> Refusal | None:
    if order.fulfilled_by is FulfilledBy.PLATFORM:
        return Refusal("fulfilled_by_platform", "The platform ships this order itself: there is nothing to confirm.")
    if order.ships_with_platform_label:
        message = "This order ships with a label bought from the platform, which confirms it by itself."
        return Refusal("ships_with_platform_label", message)
    if order.status is OrderStatus.CANCELLED:
        return Refusal("order_cancelled", "The order is cancelled: do not ship it, or call the parcel back.")
    if order.status in {OrderStatus.PENDING, OrderStatus.UNFULFILLABLE}:
        return Refusal("order_not_open", "The order is not released for shipping yet. Fetch it again, then confirm.")
    return None


def _time_refusal(shipment: NewShipment, order: Order, now: datetime) -> Refusal | None:
    if shipment.shipped_at < order.placed_at:
        return Refusal("shipped_before_order", "The day of shipping lies before the order was placed.")
    if shipment.shipped_at > now + CLOCK_SKEW:
        return Refusal("shipped_in_future", "The time of shipping lies in the future: confirm when the parcel is out.")
    return None


def _quantity_refusal(shipment: NewShipment, order: Order, earlier: Earlier) -> Refusal | None:
    lines = {line.reference: line for line in order.lines}
    for reference, quantity in quantities(shipment).items():
        line = lines.get(reference)
        if line is None:
            return Refusal("line_unknown", f"The order has no line {reference}.")
        gone = earlier.others[reference]
        # Of a parcel that is corrected nobody can tell whether the platform's own figure holds it already.
        if earlier.this is None:
            gone = max(gone, line.quantity_shipped)
        if quantity > line.quantity - gone:
            message = (
                f"Of line {reference} {line.quantity} were ordered and {gone} are confirmed in other parcels: "
                f"{quantity} more are too many."
            )
            return Refusal("quantity_not_open", message)
    return None
