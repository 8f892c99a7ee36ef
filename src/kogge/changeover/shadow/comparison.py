"""Maps a page of orders as the new way would, and compares it with what the old way made; writes findings only."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef

from kogge.changeover.adoption.rules import pair_lines
from kogge.changeover.models import Adoption, AdoptionState, Comparison, Inspection
from kogge.changeover.shadow.rules import ADDRESS_FIELDS, SETTING_FIELDS, Cause, Finding, Old, Verdict, judge
from kogge.customers.matching import find_by_keys, key_of
from kogge.customers.models import Customer
from kogge.documents.models import Document, DocumentState
from kogge.guards.rules import Ownership, Way
from kogge.orders.differences import PERSONAL, Difference, DocumentFacts, LineFacts, compare, facts_of_draft
from kogge.orders.drafting import draft_customer
from kogge.orders.importing.changing import facts_of_document
from kogge.orders.importing.settings import load_settings
from kogge.orders.importing.sorting import KnownOrder, SortedEntry, sort_entries
from kogge.orders.models import PlatformOrder, RetrievalRun
from kogge.orders.rules import Action, Known, Stage
from kogge.platforms.models import Platform, PlatformCustomer
from kogge_contract.orders import FeedEntry, Order

AT_ONCE = 500
WITHOUT_VALUES = frozenset(PERSONAL) | ADDRESS_FIELDS | SETTING_FIELDS
"""Fields of which a finding says only that they differ: their values are personal, or keys of other rows."""
UNKNOWN = Known(sequence=-1, digest="", stage=Stage.NONE, reason="")
"""An order that was seen open before: that it is shipped by now does not mean that somebody else did it."""


@dataclass(frozen=True, slots=True)
class _OldDocument:
    document: Document
    is_linked: bool


def forget_findings(platform: Platform) -> None:
    """Forget what an earlier shadow run found."""
    rows = Comparison.objects.filter(platform=platform)
    rows._raw_delete(rows.db)  # noqa: SLF001 - nothing points to them, and they are many


def compare_page(inspection: Inspection, entries: Sequence[FeedEntry], now: datetime) -> Counter[str]:
    """Compare a page of orders, and return how many there are by verdict. Nothing else is written."""
    platform = inspection.platform
    wanted = [each for each in entries if each.order is None or _is_wanted(each.order, inspection.since)]
    documents, of_new_way = _find_old(platform, [each.order_reference for each in wanted])
    wanted = [each for each in wanted if each.order_reference not in of_new_way]
    known = {reference: KnownOrder(0, None, UNKNOWN) for reference in documents}
    settings = load_settings(RetrievalRun(platform=platform), wanted, Ownership(Way.NEW, epoch=1))
    sorted_page = sort_entries(wanted, settings, known)
    customers = _find_customers(platform, [each.entry.order for each in sorted_page.entries if each.entry.order])
    rows = []
    for each in sorted_page.entries:
        old = documents.get(each.entry.order_reference)
        differences = _compare(each, old, customers) if old else []
        finding = _judge(each, old, differences)
        if finding is not None:
            rows.append(_describe(inspection, each, old, finding, differences, now))
    Comparison.objects.bulk_create(rows, ignore_conflicts=True)
    return Counter(each.verdict for each in rows)


def write_missing(inspection: Inspection, now: datetime) -> int:
    """Write what the old way made of orders that the feed has not shown; return how many.

    Only orders as young as those that the feed has count: it begins when the Cloud was connected.
    """
    platform = inspection.platform
    first = Comparison.objects.filter(platform=platform).aggregate(first=Min("placed_at"))["first"]
    if first is None:
        return 0
    since = max(first, inspection.since) if inspection.since else first
    compared = Comparison.objects.filter(platform=platform, order_reference=OuterRef("platform_reference"))
    missing = PlatformOrder.objects.filter(
        company_id=platform.company_id, platform=platform, document__ordered_at__gte=since
    ).exclude(legacy_reference="")
    rows = [
        Comparison(
            company_id=platform.company_id, platform=platform, order_reference=reference, document_id=document_id,
            placed_at=ordered_at, currency=currency, verdict=Verdict.ONLY_OLD.value, cause=Cause.NOT_IN_FEED.value,
            found_at=now,
        )
        for reference, document_id, ordered_at, currency in missing.filter(~Exists(compared)).values_list(
            "platform_reference", "document", "document__ordered_at", "document__currency"
        )
    ]  # fmt: skip
    Comparison.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    return len(rows)


def _is_wanted(order: Order, since: datetime | None) -> bool:
    return since is None or order.placed_at >= since


def _find_old(platform: Platform, references: Iterable[str]) -> tuple[dict[str, _OldDocument], set[str]]:
    """Return what the old way made, by order; and the orders whose documents the new way has made already."""
    adopted = Adoption.objects.filter(
        platform=platform, order_reference=OuterRef("platform_reference"), state=AdoptionState.ADOPTED
    )
    orders = PlatformOrder.objects.filter(
        company_id=platform.company_id, platform=platform, platform_reference__in=references, document__isnull=False
    ).annotate(is_adopted=Exists(adopted))
    linked: dict[int, str] = {}
    of_new_way: set[str] = set()
    for order in orders:
        if order.legacy_reference or order.is_adopted or not order.digest:
            linked[order.document_id or 0] = order.platform_reference
        else:
            of_new_way.add(order.platform_reference)
    documents = Document.objects.select_related("customer").prefetch_related("lines")
    found = {linked[each.pk]: _OldDocument(each, is_linked=True) for each in documents.filter(pk__in=linked)}
    unlinked = documents.filter(
        company_id=platform.company_id, order_reference__in=references, is_derived=False, platform_order__isnull=True
    ).exclude(state=DocumentState.CANCELLED)
    for each in unlinked.order_by("-pk"):
        if each.order_reference not in of_new_way and each.platform_id in {None, platform.pk}:
            found.setdefault(each.order_reference, _OldDocument(each, is_linked=False))
    return found, of_new_way


def _find_customers(platform: Platform, orders: Sequence[Order]) -> dict[str, Customer]:
    """Return whose number the new way would take, by order; those who would get a new one are missing."""
    drafts = {order.reference: draft_customer(order) for order in orders}
    by_reference = dict(
        PlatformCustomer.objects.filter(
            platform=platform, reference__in={each.reference for each in drafts.values()} - {""}
        ).values_list("reference", "customer")
    )
    keys = {reference: key_of(draft, platform.company) for reference, draft in drafts.items()}
    by_key = find_by_keys(platform.company, keys.values())
    ids = {
        reference: by_reference.get(draft.reference) or by_key.get(keys[reference])
        for reference, draft in drafts.items()
    }
    customers = Customer.objects.in_bulk([each for each in ids.values() if each])
    return {reference: customers[pk] for reference, pk in ids.items() if pk}


def _compare(each: SortedEntry, old: _OldDocument, customers: Mapping[str, Customer]) -> list[Difference]:
    """Return what differs between the old way's document and the new way's draft, the customer included."""
    order = each.entry.order
    if each.draft is None or order is None:
        return []
    before = _name_lines(facts_of_document(old.document), order)
    differences = compare(before, facts_of_draft(each.draft), with_settings=True)
    chosen, had = customers.get(order.reference), old.document.customer
    if not had.is_collective and (chosen is None or chosen.pk not in {had.pk, had.merged_into_id}):
        differences.append(Difference("customer", had.number, chosen.number if chosen else ""))
    return differences


def _name_lines(facts: DocumentFacts, order: Order) -> DocumentFacts:
    """Give lines that do not name their ordered item the one that they must be."""
    nameless = [(place, each) for place, each in enumerate(facts.lines) if not each.platform_reference]
    taken = {each.platform_reference for each in facts.lines}
    ordered = [(line.reference, line.sku or "", line.quantity) for line in order.lines if line.reference not in taken]
    named = pair_lines(ordered, [(place, each.sku or each.article_number, each.quantity) for place, each in nameless])
    lines = tuple(_name(each, named.get(place)) for place, each in enumerate(facts.lines))
    return replace(facts, lines=lines)


def _name(line: LineFacts, reference: str | None) -> LineFacts:
    return line if reference is None else replace(line, platform_reference=reference)


def _judge(each: SortedEntry, old: _OldDocument | None, differences: Sequence[Difference]) -> Finding | None:
    creates = each.decision.action is Action.CREATE
    fields = [_field_of(difference) for difference in differences]
    if old is None:
        is_parked = each.decision.action is Action.PARK
        found = judge(None, creates=creates or is_parked, reason="")
        return Finding(Verdict.ONLY_NEW, each.decision.reason) if is_parked else found
    document, order = old.document, each.entry.order
    made = Old(
        is_linked=old.is_linked,
        is_cancelled=document.state == DocumentState.CANCELLED,
        is_touched=document.touched_at is not None,
        is_older_than_order=order is not None and order.updated_at > document.created_at,
    )
    return judge(made, creates=creates, reason=str(each.decision.reason), fields=fields)


def _field_of(difference: Difference) -> str:
    """Return what differs; the total of a line is one of its lines, unless the document's differs, too."""
    return "line" if difference.line and difference.field == "total_minor" else difference.field


def _describe(
    inspection: Inspection,
    each: SortedEntry,
    old: _OldDocument | None,
    finding: Finding,
    differences: Iterable[Difference],
    now: datetime,
) -> Comparison:
    order = each.entry.order
    return Comparison(
        company_id=inspection.company_id,
        platform=inspection.platform,
        order_reference=each.entry.order_reference,
        document=old.document if old else None,
        placed_at=order.placed_at if order else each.entry.received_at,
        currency=(order.currency or "") if order else "",
        verdict=finding.verdict.value,
        cause=str(finding.cause),
        differences=[_tell(difference) for difference in differences],
        found_at=now,
    )


def _tell(difference: Difference) -> dict[str, Any]:
    """Return a difference as JSON, without values that are personal or say nothing."""
    told = difference.describe()
    if difference.field in WITHOUT_VALUES:
        told |= {"before": None, "after": None}
    return told
