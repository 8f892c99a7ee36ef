"""The functions that change shipments (Versanddatensätze). Each locks the order's first document: parcels share it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.documents.events import DocumentEvent, Occurrence, tell
from kogge.documents.models import Document, DocumentState
from kogge.shipping.checking import Check, find_order_refusal
from kogge.shipping.errors import ShipmentRefused
from kogge.shipping.models import Consignment, PackedItem, Shipment, ShipmentLine, ShipmentState
from kogge.shipping.queries import (
    SHIPPED_KINDS,
    find_mapping,
    list_items_of,
    read_contents,
    read_packed,
)
from kogge.shipping.rules import Item, Refusal, find_quantity_refusal, find_time_refusal, list_left
from kogge.shipping.tracing import find_root
from kogge.shipping.tracking import is_impossible, normalise

FACTS = ("carrier_code", "carrier_name", "delivery_service", "tracking_number", "weight_g", "shipped_at")


@dataclass(frozen=True, slots=True)
class Label:
    """What a parcel's label says; `shipped_at` (UTC) may be open until the parcel is ready."""

    carrier_code: str = ""
    carrier_name: str = ""
    delivery_service: str = ""
    tracking_number: str = ""
    weight_g: int | None = None
    shipped_at: datetime | None = None


def add_parcel(
    document_id: int,
    quantities: Mapping[str, int] | None = None,
    *,
    label: Label | None = None,
    actor: User | None,
    at: datetime,
    request_key: str | None = None,
) -> Shipment:
    """Add a parcel to a document's order with these units of its items; by default with all that is left.

    Without a label it has the carrier that the shipping method's mapping names; with a `request_key` the same request
    returns the parcel that it packed before. Raises ShipmentRefused.
    """
    with transaction.atomic():
        document = _lock(find_root(Document.objects.get(pk=document_id)).pk)
        known = _find_packed(document.company_id, request_key)
        if known is not None:
            return known
        _require_shippable(document)
        items, packed = list_items_of([document])[document.pk], read_packed(document)
        wanted = dict(quantities) if quantities is not None else list_left(items, packed)
        if quantities is None and not wanted:
            raise ShipmentRefused(Refusal.NOTHING_LEFT, document.number)
        _refuse(find_quantity_refusal(wanted, items, packed), document.number)
        last = Shipment.objects.filter(document=document).aggregate(last=Max("package_number"))["last"]
        shipment = Shipment(
            company_id=document.company_id,
            document=document,
            package_number=(last or 0) + 1,
            created_at=at,
            request_key=request_key,
        )
        _put_label(shipment, label or _usual_label(document), at)
        shipment.save()
        _pack(shipment, wanted, items, at)
        _note(shipment, "shipping.add_parcel", actor, at, after=_describe(shipment))
    return shipment


def change_parcel(
    shipment_id: int, label: Label, quantities: Mapping[str, int] | None = None, *, actor: User | None, at: datetime
) -> Shipment:
    """Change a parcel; one that is ready stays so, and platforms that were told of it are told anew.

    Raises ShipmentRefused.
    """
    with transaction.atomic():
        shipment = _lock_shipment(shipment_id)
        if shipment.state == ShipmentState.VOIDED:
            raise ShipmentRefused(Refusal.NOT_OPEN, str(shipment))
        before = _describe(shipment)
        _put_label(shipment, label, at)
        _require_label(shipment, at)
        if shipment.state == ShipmentState.FIXED:
            _require_complete(shipment, at)
        if quantities is not None:
            _repack(shipment, quantities, at)
        shipment.save()
        _note(shipment, "shipping.change_parcel", actor, at, before=before, after=_describe(shipment))
        if shipment.state == ShipmentState.FIXED:
            tell(Occurrence(DocumentEvent.SHIPPED, [shipment.document_id], actor, at))
    return shipment


def remove_parcel(shipment_id: int, *, actor: User | None, at: datetime) -> None:
    """Remove an open parcel as if it had never been. Raises ShipmentRefused."""
    with transaction.atomic():
        shipment = _lock_shipment(shipment_id)
        _require_open(shipment)
        _note(shipment, "shipping.remove_parcel", actor, at, before=_describe(shipment))
        _unpack(shipment)
        shipment.delete()


def fix_parcel(
    shipment_id: int, check: Check, *, label: Label | None = None, actor: User | None, at: datetime
) -> Shipment:
    """Make a parcel ready (fertigmelden): its label is there, and it may leave. `check` is what the platform said.

    Raises ShipmentRefused.
    """
    with transaction.atomic():
        shipment = _lock_shipment(shipment_id)
        _require_open(shipment)
        document = shipment.document
        _require_shippable(document)
        if label is not None:
            _put_label(shipment, label, at)
        shipment.shipped_at = shipment.shipped_at or at
        _require_label(shipment, at)
        _require_complete(shipment, at)
        _refuse(find_order_refusal(check, already_asked=document.cancellation_requested), str(shipment))
        contents = read_contents(shipment)
        others = {name: packed - contents.get(name, 0) for name, packed in read_packed(document).items()}
        _refuse(find_quantity_refusal(contents, list_items_of([document])[document.pk], others), str(shipment))
        shipment.state, shipment.fixed_at, shipment.changed_at = ShipmentState.FIXED, at, at
        shipment.save()
        _settle(document)
        after = {"state": shipment.state, "checked": check.source.value}
        _note(shipment, "shipping.fix_parcel", actor, at, before={"state": ShipmentState.OPEN.value}, after=after)
        tell(Occurrence(DocumentEvent.SHIPPED, [shipment.document_id], actor, at))
    return shipment


def void_parcel(shipment_id: int, *, reason: str, actor: User | None, at: datetime) -> None:
    """Take a ready parcel back before any platform knows of it: its goods are to be shipped again.

    Raises ShipmentRefused.
    """
    with transaction.atomic():
        shipment = _lock_shipment(shipment_id)
        if shipment.state != ShipmentState.FIXED:
            raise ShipmentRefused(Refusal.NOT_FIXED, str(shipment))
        if shipment.reported_at is not None:
            raise ShipmentRefused(Refusal.ALREADY_REPORTED, str(shipment))
        if not reason.strip():
            raise ShipmentRefused(Refusal.REASON_MISSING, str(shipment))
        shipment.state, shipment.void_reason, shipment.changed_at = ShipmentState.VOIDED, reason.strip(), at
        shipment.save()
        _unpack(shipment)
        _settle(shipment.document)
        after = {"state": shipment.state, "reason": shipment.void_reason}
        _note(shipment, "shipping.void_parcel", actor, at, before={"state": ShipmentState.FIXED.value}, after=after)
        tell(Occurrence(DocumentEvent.SHIPPED, [shipment.document_id], actor, at))


def note_reported(shipment_id: int, at: datetime) -> None:
    """Note that a platform is being told of a parcel, in the caller's transaction."""
    Shipment.objects.filter(pk=shipment_id, reported_at__isnull=True).update(reported_at=at)


def _lock(document_id: int) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).select_related("document_type", "platform")
    return rows.get(pk=document_id)


def _lock_shipment(shipment_id: int) -> Shipment:
    """Return a shipment with its document, which is locked. Raises Shipment.DoesNotExist."""
    document = _lock(Shipment.objects.values_list("document_id", flat=True).get(pk=shipment_id))
    shipment = Shipment.objects.select_for_update().get(pk=shipment_id)
    shipment.document = document
    return shipment


def _find_packed(company_id: int, request_key: str | None) -> Shipment | None:
    if request_key is None:
        return None
    return Shipment.objects.filter(company=company_id, request_key=request_key).first()


def _refuse(refusal: Refusal | None, name: str) -> None:
    if refusal is not None:
        raise ShipmentRefused(refusal, name)


def _require_open(shipment: Shipment) -> None:
    if shipment.state != ShipmentState.OPEN:
        raise ShipmentRefused(Refusal.NOT_OPEN, str(shipment))


def _require_shippable(document: Document) -> None:
    refusals = {
        Refusal.NOT_SHIPPABLE: document.document_type.kind not in SHIPPED_KINDS,
        Refusal.FULFILLED_BY_PLATFORM: document.fulfilled_by_platform,
        Refusal.DOCUMENT_CANCELLED: document.state == DocumentState.CANCELLED,
        Refusal.AWAITS_DECISION: document.awaits_decision,
        Refusal.LOCKED: document.locked_at is not None,
    }
    _refuse(next((refusal for refusal, applies in refusals.items() if applies), None), document.number)


def _require_label(shipment: Shipment, at: datetime) -> None:
    """Refuse what cannot be on a label, whatever the parcel's state."""
    if shipment.tracking_number and is_impossible(shipment.tracking_number):
        raise ShipmentRefused(Refusal.TRACKING_IMPOSSIBLE, str(shipment))
    if shipment.shipped_at is not None:
        _refuse(find_time_refusal(shipment.shipped_at, shipment.document.ordered_at, at), str(shipment))


def _require_complete(shipment: Shipment, at: datetime) -> None:
    """Refuse a parcel of a platform's order that lacks what the platform demands."""
    if shipment.document.platform_id is not None:
        if not shipment.carrier_code:
            raise ShipmentRefused(Refusal.CARRIER_MISSING, str(shipment))
        if not shipment.tracking_number:
            raise ShipmentRefused(Refusal.TRACKING_MISSING, str(shipment))
    shipment.shipped_at = shipment.shipped_at or at


def _usual_label(document: Document) -> Label:
    mapping = find_mapping(document)
    if mapping is None:
        return Label()
    return Label(mapping.carrier_code, mapping.carrier_name, mapping.delivery_service)


def _put_label(shipment: Shipment, label: Label, at: datetime) -> None:
    for name in FACTS:
        setattr(shipment, name, getattr(label, name))
    shipment.tracking_number = normalise(label.tracking_number)
    shipment.changed_at = at


def _pack(shipment: Shipment, wanted: Mapping[str, int], items: list[Item], at: datetime) -> None:
    """Put units into a parcel; the database refuses more than was ordered."""
    ordered = {item.reference: item.ordered for item in items}
    for reference, quantity in wanted.items():
        if quantity:
            ShipmentLine.objects.create(shipment=shipment, reference=reference, quantity=quantity)
            row, _is_new = PackedItem.objects.get_or_create(
                document=shipment.document, reference=reference, defaults={"ordered": ordered[reference], "packed": 0}
            )
            PackedItem.objects.filter(pk=row.pk).update(packed=F("packed") + quantity, ordered=ordered[reference])
    # From now on a later change of the order is proposed: somebody has packed what it said.
    Document.objects.filter(pk=shipment.document_id).update(touched_at=at, changed_at=at)


def _unpack(shipment: Shipment) -> None:
    """Let the units of a parcel be left again; what was in a voided one stays to be read."""
    for reference, quantity in read_contents(shipment).items():
        rows = PackedItem.objects.filter(document=shipment.document_id, reference=reference)
        rows.update(packed=F("packed") - quantity)


def _repack(shipment: Shipment, quantities: Mapping[str, int], at: datetime) -> None:
    if dict(quantities) == read_contents(shipment):
        return
    _unpack(shipment)
    items = list_items_of([shipment.document])[shipment.document_id]
    _refuse(find_quantity_refusal(quantities, items, read_packed(shipment.document)), str(shipment))
    ShipmentLine.objects.filter(shipment=shipment).delete()
    _pack(shipment, quantities, items, at)
    _settle(shipment.document)


def _settle(document: Document) -> None:
    """Note whether everything that was ordered is in parcels that are ready."""
    items, packed = list_items_of([document])[document.pk], read_packed(document)
    has_open = Shipment.objects.filter(document=document, state=ShipmentState.OPEN).exists()
    is_complete = not has_open and not list_left(items, packed)
    Consignment.objects.update_or_create(document=document, defaults={"is_complete": is_complete})


def _describe(shipment: Shipment) -> dict[str, object]:
    """Return a parcel as the journal keeps it: a tracking number leads to a person, so only whether there is one."""
    return {
        "parcel": shipment.package_number,
        "carrier": shipment.carrier,
        "has_tracking": bool(shipment.tracking_number),
        "items": read_contents(shipment) if shipment.pk else {},
    }


def _note(
    shipment: Shipment,
    action: str,
    actor: User | None,
    at: datetime,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record(
        company_id=shipment.company_id,
        at=at,
        actor=actor,
        action=action,
        subject_kind="document",
        subject_id=shipment.document_id,
        before=dict(before or {}),
        after={"parcel": shipment.package_number, **(after or {})},
    )
