"""What documents' pages show of their orders' parcels."""

from typing import Any

from django import template

from kogge.companies.permissions import Right
from kogge.documents.models import Document, DocumentState
from kogge.shipping.carriers import find_carrier, tracking_page
from kogge.shipping.models import Shipment
from kogge.shipping.queries import SHIPPED_KINDS, find_root, list_for_document, list_items_of
from kogge.shipping.rules import Item

register = template.Library()


@register.inclusion_tag("shipping/document_block.html", takes_context=True)
def show_parcels(context: template.Context, document: Document) -> dict[str, Any]:
    """Show the parcels of a document's order, whichever document of it this is."""
    root = find_root(document)
    parcels = list_for_document(root)
    items = {item.reference: item for item in list_items_of([root])[root.pk]} if parcels else {}
    may_ship = Right.SHIP in (context.get("rights") or ())
    return {
        "root": root,
        "parcels": [(each, _list_contents(each, items), _find_page(each)) for each in parcels],
        "may_ship": may_ship,
        "may_pack": may_ship and root.state != DocumentState.CANCELLED and not root.fulfilled_by_platform,
        "is_shown": document.document_type.kind in SHIPPED_KINDS,
    }


def _list_contents(shipment: Shipment, items: dict[str, Item]) -> list[tuple[int, str]]:
    return [
        (line.quantity, items[line.reference].title if line.reference in items else line.reference)
        for line in shipment.lines.all()
    ]


def _find_page(shipment: Shipment) -> str:
    carrier = find_carrier(shipment.carrier_code, shipment.carrier_name, shipment.delivery_service)
    return tracking_page(carrier, shipment.tracking_number)
