"""Pure readings of a parcel: from a confirmation, and from what Amazon shows."""

from collections import Counter
from typing import Any

from kogge_cloud.amazon.carriers import OTHER
from kogge_cloud.delivery.rules import Parcel
from kogge_cloud.delivery.validation import quantities
from kogge_contract.shipments import NewShipment


def sent_parcel(shipment: NewShipment) -> Parcel:
    """Return the parcel as it was confirmed."""
    return Parcel(
        package_reference=str(shipment.package_number),
        carrier=carrier_of(shipment),
        tracking_number=shipment.tracking_number,
        quantities=frozenset(quantities(shipment).items()),
    )


def carrier_of(shipment: NewShipment) -> str:
    """Return the carrier as the platform would show it."""
    return shipment.carrier_name if shipment.carrier_code == OTHER else shipment.carrier_code


def shown_parcel(raw: dict[str, Any]) -> Parcel:
    """Read a parcel of Amazon's getOrder; what is absent or unreadable is blank."""
    counted: Counter[str] = Counter()
    items = raw.get("packageItems")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("quantity"), int):
            counted[str(item.get("orderItemId") or "")] += item["quantity"]
    return Parcel(
        package_reference=str(raw.get("packageReferenceId") or ""),
        carrier=str(raw.get("carrier") or ""),
        tracking_number=str(raw.get("trackingNumber") or ""),
        quantities=frozenset(counted.items()),
    )
