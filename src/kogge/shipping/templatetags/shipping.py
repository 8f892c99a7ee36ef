"""What documents' pages show of their orders' parcels."""

from typing import Any

from django import template

from kogge.companies.permissions import Right
from kogge.documents.models import Document, DocumentState
from kogge.shipping.carriers import find_carrier, tracking_page
from kogge.shipping.models import Shipment
from kogge.shipping.queries import SHIPPED_KINDS, list_for_document, list_items_of
from kogge.shipping.rules import Item
from kogge.shipping.tracing import find_roots

register = template.Library()


@register.inclusion_tag("shipping/document_block.html", takes_context=True)
def show_parcels(context: template.Context, document: Document) -> dict[str, Any]:
    """Show the parcels of a document's order, or orders, whichever document of it this is."""
    if document.document_type.kind not in SHIPPED_KINDS:
        return {}
    may_ship = Right.SHIP in (context.get("rights") or ())
    roots = find_roots([document])[document.pk]
    return {"orders": [_describe(root, may_ship=may_ship) for root in roots], "may_ship": may_ship}


def _describe(root: Document, *, may_ship: bool) -> dict[str, Any]:
    parcels = list_for_document(root)
    items = {item.reference: item for item in list_items_of([root])[root.pk]} if parcels else {}
    return {
        "root": root,
        "parcels": [(each, _list_contents(each, items), _find_page(each)) for each in parcels],
        "may_pack": may_ship and root.state != DocumentState.CANCELLED and not root.fulfilled_by_platform,
    }


def _list_contents(shipment: Shipment, items: dict[str, Item]) -> list[tuple[int, str]]:
    return [
        (line.quantity, items[line.reference].title if line.reference in items else line.reference)
        for line in shipment.lines.all()
    ]


def _find_page(shipment: Shipment) -> str:
    carrier = find_carrier(shipment.carrier_code, shipment.carrier_name, shipment.delivery_service)
    return tracking_page(carrier, shipment.tracking_number)
