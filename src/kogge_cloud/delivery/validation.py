"""Pure checks before anything is sent: what the platform would refuse, or worse, accept and lose."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kogge_cloud.amazon.carriers import NEEDS_SERVICE, OTHER, CarrierStanding, judge_carrier
from kogge_contract.orders import FulfilledBy, Order, OrderStatus, Remark
from kogge_contract.shipments import NewShipment

CLOCK_SKEW = timedelta(minutes=5)
"""Two machines may disagree by so much about what the future is."""
CARRIER_UNCHECKED = "carrier_unchecked"
CONFIRMED_ELSEWHERE = "confirmed_elsewhere"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a confirmation is not sent at all: a stable code, and a text that says what to do."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What this Cloud confirmed of the order before: quantities by line of its other parcels, and of this one."""

    others: Counter[str]
    this: NewShipment | None = None

    @classmethod
    def of(cls, package_number: int, confirmed: Iterable[NewShipment]) -> "Earlier":
        """Read the confirmations of an order, oldest first: of each parcel the latest counts."""
        latest = {each.package_number: each for each in confirmed}
        this = latest.pop(package_number, None)
        others: Counter[str] = Counter()
        for each in latest.values():
            others += quantities(each)
        return cls(others, this)


def quantities(shipment: NewShipment) -> Counter[str]:
    """Return how much of each line is in the parcel."""
    found: Counter[str] = Counter()
    for line in shipment.lines:
        found[line.line_reference] += line.quantity
    return found


def find_refusal(shipment: NewShipment, order: Order, earlier: Earlier, now: datetime) -> Refusal | None:
    """Return the first reason not to send, None where nothing speaks against it."""
    return (
        _order_refusal(order)
        or _carrier_refusal(shipment, order.marketplace.country)
        or _time_refusal(shipment, order, now)
        or _quantity_refusal(shipment, order, earlier)
    )


def list_remarks(shipment: NewShipment, order: Order) -> tuple[Remark, ...]:
    """Return what could not be checked before sending."""
    country = order.marketplace.country
    if judge_carrier(country, shipment.carrier_code) is CarrierStanding.UNCHECKED:
        values = {"carrier": shipment.carrier_code, "marketplace": country or order.marketplace.reference}
        return (Remark(code=CARRIER_UNCHECKED, values=values),)
    return ()


def _order_refusal(order: Order) -> Refusal | None:
    if order.fulfilled_by is FulfilledBy.PLATFORM:
        return Refusal("fulfilled_by_platform", "Amazon ships this order itself: there is nothing to confirm.")
    if order.ships_with_platform_label:
        message = "This order ships with a label bought from Amazon, which confirms it by itself."
        return Refusal("ships_with_platform_label", message)
    if order.status is OrderStatus.CANCELLED:
        return Refusal("order_cancelled", "The order is cancelled: do not ship it, or call the parcel back.")
    if order.status in {OrderStatus.PENDING, OrderStatus.UNFULFILLABLE}:
        return Refusal("order_not_open", "The order is not released for shipping yet. Fetch it again, then confirm.")
    return None


def _carrier_refusal(shipment: NewShipment, country: str) -> Refusal | None:
    code = shipment.carrier_code
    if code == OTHER and not shipment.carrier_name.strip():
        return Refusal("carrier_name_missing", "With the carrier “Other” its name must be given.")
    standing = judge_carrier(country, code)
    if standing is CarrierStanding.UNKNOWN:
        message = (
            f"Amazon's marketplace {country} does not know the carrier “{code}”. Choose one as Seller Central offers "
            "it, letter by letter, or “Other” with the carrier's name."
        )
        return Refusal("carrier_unknown", message)
    if standing is CarrierStanding.DROPPED:
        message = (
            f"Amazon's marketplace {country} accepts the carrier “{code}”, but then drops the confirmation. Choose "
            "another one, or “Other” with the carrier's name."
        )
        return Refusal("carrier_unknown", message)
    if country in NEEDS_SERVICE and not shipment.shipping_service.strip():
        message = f"Amazon's marketplace {country} demands the delivery service, for example “DHL Paket”."
        return Refusal("shipping_service_missing", message)
    if not shipment.tracking_number.strip():
        return Refusal("tracking_number_missing", "Amazon demands a tracking number.")
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
