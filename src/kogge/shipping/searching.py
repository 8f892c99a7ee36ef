"""Parcels for the search of everything: by tracking number, which leads to a person."""

from django.urls import reverse

from kogge.companies.models import Membership
from kogge.companies.permissions import Right
from kogge.shipping.models import Shipment
from kogge.shipping.tracking import normalise
from kogge.web.searching import Hit, equals, seek


def search_shipments(membership: Membership, typed: str) -> list[Hit]:
    """Return the parcels whose tracking number begins with what was typed, for those who ship."""
    number = normalise(typed)
    if Right.SHIP not in membership.rights or not number:
        return []
    rows = Shipment.objects.filter(company=membership.company).select_related("document")
    return [
        Hit(
            label=each.tracking_number,
            detail=" · ".join(filter(None, (str(each), each.document.order_reference, each.carrier))),
            url=reverse("shipping:parcel", args=[each.pk]),
            is_exact=equals(each.tracking_number, number),
        )
        for each in seek(rows, "tracking_number", number)
    ]
