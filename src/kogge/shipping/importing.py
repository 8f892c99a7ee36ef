"""Takes over files of tracking numbers: what each row means, shown first, and then done; the same file once only."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from kogge.audit.services import record
from kogge.companies.models import Company, User
from kogge.documents.models import Document, DocumentLine, DocumentState, LineKind
from kogge.shipping.checking import check_order
from kogge.shipping.csv_reading import Row, read_rows
from kogge.shipping.errors import ShipmentRefused
from kogge.shipping.models import ImportState, Shipment, ShipmentState, TrackingImport
from kogge.shipping.queries import SHIPPED_KINDS, find_mapping, list_items_of, read_packed_of
from kogge.shipping.rules import Refusal, list_left, moment_of, reference_of
from kogge.shipping.services import Label, add_parcel, fix_parcel
from kogge.shipping.tracing import find_roots
from kogge.shipping.tracking import is_impossible, normalise

CHECKED_LIVE = 20
"""So many orders of a file are looked up at the platform itself; beyond that, its quota is left to other work."""


class Verdict(StrEnum):
    """What a row of a file means."""

    READY = "ready"
    KNOWN = "known"
    TRACKING_MISSING = "tracking_missing"
    TRACKING_IMPOSSIBLE = "tracking_impossible"
    ORDER_MISSING = "order_missing"
    ORDER_UNKNOWN = "order_unknown"
    ORDER_AMBIGUOUS = "order_ambiguous"
    ITEM_UNKNOWN = "item_unknown"
    QUANTITY_UNREADABLE = "quantity_unreadable"
    DAY_UNREADABLE = "day_unreadable"
    NOTHING_LEFT = "nothing_left"
    QUANTITIES_NEEDED = "quantities_needed"
    REFUSED = "refused"
    DONE = "done"


DONE_ALREADY = frozenset({Verdict.KNOWN, Verdict.DONE})


@dataclass(frozen=True, slots=True)
class Match:
    """A parcel that rows of a file mean, or why they mean none; `rows` are their lines in the file."""

    rows: tuple[Row, ...]
    verdict: Verdict
    document: Document | None = None
    tracking_number: str = ""
    quantities: Mapping[str, int] | None = None
    refusal: str = ""

    def describe(self) -> dict[str, Any]:
        """Return what became of the rows as JSON."""
        return {
            "rows": [each.number for each in self.rows],
            "order": self.rows[0].order,
            "tracking": self.tracking_number or self.rows[0].tracking,
            "verdict": self.verdict.value,
            "refusal": self.refusal,
            "document": self.document.pk if self.document else None,
            "number": self.document.number if self.document else "",
        }


class Shelf:
    """What a file's orders are here: first documents, their items and parcels, read at once for all of them."""

    def __init__(self, company: Company, orders: set[str]) -> None:
        """Read what the orders of these names have: order numbers, or documents' own numbers."""
        rows = Document.objects.filter(
            Q(order_reference__in=orders) | Q(number__in=orders),
            company=company,
            document_type__kind__in=SHIPPED_KINDS,
        )
        named = list(rows.select_related("document_type", "platform").order_by("pk"))
        roots = find_roots(named)
        found: dict[str, dict[int, Document]] = defaultdict(dict)
        for document in named:
            for name in (document.order_reference, document.number):
                found[name] |= {root.pk: root for root in roots[document.pk]}
        self.documents = {name: list(of_name.values()) for name, of_name in found.items()}
        all_roots = list({each.pk: each for of_one in roots.values() for each in of_one}.values())
        self._items = list_items_of(all_roots)
        self._packed = read_packed_of(all_roots)
        self.names = _read_names(all_roots)
        parcels = Shipment.objects.filter(document__in=[each.pk for each in all_roots])
        states = parcels.values_list("document", "tracking_number", "state")
        self.shipped = {(document, number) for document, number, state in states if state == ShipmentState.FIXED}
        self.prepared = Counter(document for document, _number, state in states if state == ShipmentState.OPEN)

    def list_left(self, document: Document) -> dict[str, int]:
        """Return what of a document is in no parcel yet."""
        return list_left(self._items[document.pk], self._packed.get(document.pk, {}))


def _read_names(documents: Sequence[Document]) -> dict[int, dict[str, str]]:
    """Return the references of each document's items by what a file may call them."""
    names: dict[int, dict[str, str]] = defaultdict(dict)
    rows = DocumentLine.objects.filter(document__in=[each.pk for each in documents], kind=LineKind.ITEM)
    for line in rows.order_by("document_id", "-position"):
        reference = reference_of(line.platform_reference, line.position)
        called = filter(None, (line.article_number, line.sku, line.platform_reference, reference))
        names[line.document_id] |= dict.fromkeys(called, reference)
    return names


def take_file(company: Company, name: str, content: bytes, *, actor: User | None, at: datetime) -> TrackingImport:
    """Keep what a file says, to be looked at; the same content again is the same file. Raises FileUnreadable."""
    digest = sha256(content).hexdigest()
    known = TrackingImport.objects.filter(company=company, digest=digest).first()
    if known is not None:
        return known
    rows = [each.describe() for each in read_rows(content)]
    try:
        with transaction.atomic():
            taken = TrackingImport.objects.create(
                company=company, name=name[:200], digest=digest, rows=rows, uploaded_by=actor, uploaded_at=at
            )
            after = {"name": taken.name, "rows": len(rows)}
            _note(taken, "shipping.upload_tracking", actor, at, after)
    except IntegrityError:
        return TrackingImport.objects.get(company=company, digest=digest)
    return taken


def match_rows(taken: TrackingImport) -> list[Match]:
    """Return what the rows of a file mean today: one match a parcel, every row in exactly one of them."""
    rows = [Row(**each) for each in taken.rows]
    shelf = Shelf(taken.company, {row.order for row in rows if row.order})
    parcels: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        parcels[row.order, normalise(row.tracking) or f"#{row.number}"].append(row)
    of_order = Counter(order for order, tracking in parcels if not is_impossible(tracking))
    matches = [
        _match(tuple(group), shelf, is_only_one=of_order[order] == 1) for (order, _tracking), group in parcels.items()
    ]
    return sorted(matches, key=lambda match: match.rows[0].number)


def ship_scanned(
    company: Company,
    order: str,
    tracking_number: str,
    *,
    actor: User,
    at: datetime,
) -> Match:
    """Ship what is left of an order, or its prepared parcel, under a tracking number, and return what came of it.

    Without a tracking number nothing is done; the match tells which order is meant.
    """
    row = Row(number=1, order=order.strip(), tracking=tracking_number)
    match = _match((row,), Shelf(company, {row.order}), is_only_one=True)
    return _apply(match, is_live=True, actor=actor, at=at) if match.verdict is Verdict.READY else match


def apply_import(import_id: int, *, actor: User | None, at: datetime) -> TrackingImport:
    """Do what the rows of a file say, each parcel by itself; what cannot be done stays with its reason.

    Again: what was done is found done. The platform is asked about the first orders, then what is known newest.
    """
    taken = TrackingImport.objects.select_related("company").get(pk=import_id)
    outcomes = []
    for number, match in enumerate(match_rows(taken)):
        done = _apply(match, is_live=number < CHECKED_LIVE, actor=actor, at=at) if _is_ready(match) else match
        outcomes.append(done.describe())
    with transaction.atomic():
        taken = TrackingImport.objects.select_for_update().get(pk=import_id)
        taken.outcomes, taken.state, taken.applied_at = outcomes, ImportState.DONE, at
        taken.save()
        done_now = sum(1 for each in outcomes if each["verdict"] == Verdict.DONE.value)
        _note(taken, "shipping.import_tracking", actor, at, {"name": taken.name, "parcels": done_now})
    return taken


def describe_rows(taken: TrackingImport, *, is_today: bool = False) -> list[dict[str, Any]]:
    """Return what became of a file's rows; of one that was not taken over, or `is_today`, what they mean today."""
    if taken.state == ImportState.DONE and not is_today:
        return list(taken.outcomes)
    return [match.describe() for match in match_rows(taken)]


def _is_ready(match: Match) -> bool:
    return match.verdict is Verdict.READY


def _match(rows: tuple[Row, ...], shelf: Shelf, *, is_only_one: bool) -> Match:
    first = rows[0]
    documents = shelf.documents.get(first.order, [])
    tracking = normalise(first.tracking)
    match = Match(rows, Verdict.READY, documents[0] if len(documents) == 1 else None, tracking)
    problems = {
        Verdict.TRACKING_MISSING: not tracking,
        Verdict.ORDER_MISSING: not first.order,
        Verdict.TRACKING_IMPOSSIBLE: bool(tracking) and is_impossible(tracking),
        Verdict.ORDER_UNKNOWN: not documents,
        Verdict.ORDER_AMBIGUOUS: len(documents) > 1,
        Verdict.DAY_UNREADABLE: bool(first.day) and _read_iso(first.day) is None,
    }
    problem = next((verdict for verdict, applies in problems.items() if applies), None)
    if problem is not None:
        return replace(match, verdict=problem)
    return _match_parcel(match, documents[0], shelf, is_only_one=is_only_one)


def _match_parcel(match: Match, document: Document, shelf: Shelf, *, is_only_one: bool) -> Match:
    """Say what a parcel of a known order holds."""
    if (document.pk, match.tracking_number) in shelf.shipped:
        return replace(match, verdict=Verdict.KNOWN)
    if document.state == DocumentState.CANCELLED:
        return replace(match, verdict=Verdict.REFUSED, refusal=Refusal.DOCUMENT_CANCELLED.value)
    if any(row.quantity or row.item for row in match.rows):
        return _match_quantities(match, shelf.names[document.pk])
    prepared, left = shelf.prepared[document.pk], shelf.list_left(document)
    if not prepared and not left:
        return replace(match, verdict=Verdict.NOTHING_LEFT)
    if not is_only_one or prepared > 1 or (prepared and left):
        return replace(match, verdict=Verdict.QUANTITIES_NEEDED)
    return match


def _match_quantities(match: Match, names: Mapping[str, str]) -> Match:
    """Read what the rows say is in the parcel: item by its id, its SKU or its article number."""
    quantities: dict[str, int] = defaultdict(int)
    items = set(names.values())
    for row in match.rows:
        reference = names.get(row.item) if row.item else min(items, default=None)
        if reference is None or (not row.item and len(items) > 1):
            return replace(match, verdict=Verdict.ITEM_UNKNOWN)
        if not (row.quantity or "1").isdecimal():
            return replace(match, verdict=Verdict.QUANTITY_UNREADABLE)
        quantities[reference] += int(row.quantity or "1")
    return replace(match, quantities=dict(quantities))


def _apply(match: Match, *, is_live: bool, actor: User | None, at: datetime) -> Match:
    document = match.document
    if document is None:
        return match
    seen = check_order(document, at, is_live=is_live)
    try:
        with transaction.atomic():
            shipment = None
            if match.quantities is None:
                shipment = Shipment.objects.filter(document=document, state=ShipmentState.OPEN).first()
            if shipment is None:
                shipment = add_parcel(document.pk, match.quantities, actor=actor, at=at)
            fix_parcel(shipment.pk, seen, label=_label(match, document, shipment, at), actor=actor, at=at)
    except ShipmentRefused as error:
        return replace(match, verdict=Verdict.REFUSED, refusal=error.code)
    return replace(match, verdict=Verdict.DONE)


def _label(match: Match, document: Document, shipment: Shipment, at: datetime) -> Label:
    """Return the label by the file; what it does not say stays as the parcel has it."""
    first = match.rows[0]
    day = _read_iso(first.day)
    zone = ZoneInfo(timezone.get_default_timezone_name())
    mapping = find_mapping(document)
    # A carrier's own name in a file is no code of a platform: the shipping method's mapping goes first.
    code = shipment.carrier_code or (mapping.carrier_code if mapping else first.carrier)
    return Label(
        carrier_code=code,
        carrier_name=shipment.carrier_name,
        delivery_service=shipment.delivery_service or first.service,
        tracking_number=match.tracking_number,
        weight_g=shipment.weight_g,
        shipped_at=moment_of(day, document.ordered_at, at, zone) if day else None,
    )


def _read_iso(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _note(taken: TrackingImport, action: str, actor: User | None, at: datetime, after: dict[str, Any]) -> None:
    record(
        company_id=taken.company_id,
        at=at,
        actor=actor,
        action=action,
        subject_kind="tracking_import",
        subject_id=taken.pk,
        before={},
        after=after,
    )
