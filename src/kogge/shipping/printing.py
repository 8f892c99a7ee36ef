"""Packing slips: what stands on them, set by Typst as one PDF, and the queue of those not printed yet."""

import json
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

from barcode import Code128
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.documents.models import Document
from kogge.printing.describing import list_address_lines
from kogge.printing.setting import load_fonts, load_typst
from kogge.shipping.models import Shipment
from kogge.shipping.queries import list_items_of
from kogge.shipping.rules import Item

GERMAN_SPEAKING = frozenset({"DE", "AT", "CH", "LI", "LU"})
TEMPLATE = "slips.typ"
PRINTED_AT_ONCE = 500
"""So many slips are one file: a printer's tray holds no more."""


def print_slips(shipments: Sequence[Shipment]) -> bytes:
    """Return the packing slips of shipments as one PDF, one after the other, each in its recipient's language."""
    items = list_items_of(list({each.document_id: each.document for each in shipments}.values()))
    slips = [_describe(each, items[each.document_id]) for each in shipments]
    made: bytes = load_typst().compile(
        files("kogge.shipping").joinpath(TEMPLATE).read_bytes(),
        sys_inputs={"slips": json.dumps(slips)},
        font_paths=load_fonts(),
    )
    return made


def note_printed(shipments: Sequence[Shipment], *, actor: User, at: datetime) -> None:
    """Note that packing slips were printed: they leave the queue."""
    with transaction.atomic():
        Shipment.objects.filter(pk__in=[each.pk for each in shipments]).update(printed_at=at)
        for shipment in shipments:
            record(
                company_id=shipment.company_id,
                at=at,
                actor=actor,
                action="shipping.print_slip",
                subject_kind="document",
                subject_id=shipment.document_id,
                before={},
                after={"parcel": shipment.package_number},
            )


def _describe(shipment: Shipment, items: Sequence[Item]) -> dict[str, Any]:
    """Return what the template sets, in the language of where the parcel goes."""
    document = shipment.document
    country = str(document.delivery_address.get("country") or "DE")
    contents = {line.reference: line.quantity for line in shipment.lines.all()}
    with override("de" if country in GERMAN_SPEAKING else "en"):
        return {
            "language": "de" if country in GERMAN_SPEAKING else "en",
            "sender": document.company.name,
            "address": list_address_lines(document.delivery_address, home="DE"),
            "title": gettext("Packing slip"),
            "facts": _facts(shipment, document),
            "heads": [gettext("Pos."), gettext("Article"), gettext("Description"), gettext("Quantity")],
            "rows": [
                row for item in items if item.reference in contents for row in _rows(item, contents[item.reference])
            ],
            "parcel": gettext("Parcel %(number)s") % {"number": shipment.package_number},
            "barcode": Code128(document.number).build()[0] if document.number.isascii() else "",
            "barcode_text": document.number,
        }


def _facts(shipment: Shipment, document: Document) -> list[list[str]]:
    ordered = date_format(timezone.localtime(document.ordered_at), "SHORT_DATE_FORMAT")
    facts = [
        (gettext("Document"), document.number),
        (gettext("Order number"), document.order_reference),
        (gettext("Ordered"), ordered),
        (gettext("Shipping method"), str(document.shipping_method or shipment.carrier)),
        (gettext("Tracking number"), shipment.tracking_number),
    ]
    return [[label, value] for label, value in facts if value]


def _rows(item: Item, quantity: int) -> list[list[str]]:
    """Return a row for each article of an item: what has to be taken from the shelf."""
    return [
        [str(item.position) if not place else "", content.article_number, content.title, str(content.pieces * quantity)]
        for place, content in enumerate(item.contents)
    ]
