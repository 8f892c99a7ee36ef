"""How a parcel reads that Amazon shows: pure."""

from collections import Counter
from typing import Any

from kogge_cloud.adapters.values import Parcel


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
