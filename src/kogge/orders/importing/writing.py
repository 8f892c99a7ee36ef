"""Writes a sorted page: customers, documents with lines and messages, identities. In bulk, in one transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from kogge.companies.services import take_numbers
from kogge.documents.models import Document, DocumentState, DocumentType
from kogge.documents.rules import DocumentDraft
from kogge.infrastructure.bulk import insert_rows, reserve_ids
from kogge.kernel.money import AmountNotRepresentable, to_minor
from kogge.orders.importing.buyers import assign_customers
from kogge.orders.importing.changing import note_cancellation_requests, update_document
from kogge.orders.importing.rows import FACTS, facts_of, insert_lines, insert_messages
from kogge.orders.importing.settings import ImportSettings
from kogge.orders.importing.sorting import KnownOrder, SortedEntry, SortedPage
from kogge.orders.models import OrderState, PlatformOrder
from kogge.orders.rules import Action, SkipReason

_DOCUMENT = [
    "id",
    "company",
    "number",
    "state",
    "customer",
    "platform",
    "document_type",
    "awaits_decision",
    *FACTS,
    "postings",
    "postings_done",
    "created_at",
    "changed_at",
]
_ORDER = (
    "company platform platform_reference legacy_reference state reason problem waits_for_sku waits_for_ean "
    "platform_status currency total_minor feed_sequence digest document first_seen_at changed_at"
).split()

_STATES = {Action.CREATE: OrderState.CREATED, Action.SKIP: OrderState.SKIPPED, Action.PARK: OrderState.PARKED}


def write_page(page: SortedPage, settings: ImportSettings, known: Mapping[str, KnownOrder], now: datetime) -> None:
    """Write what the page's decisions say. Raises IntegrityError and DataError of the database."""
    created = [each for each in page.entries if each.decision.action is Action.CREATE]
    documents = _insert_documents(created, settings, now)
    _insert_orders([each for each in page.entries if each.entry.order_reference not in known], documents, settings, now)
    for each in page.entries:
        stored = known.get(each.entry.order_reference)
        if stored is not None and _has_consequences(each, stored):
            _update(each, stored, documents.get(each.entry.order_reference), now)


def _has_consequences(each: SortedEntry, stored: KnownOrder) -> bool:
    action = each.decision.action
    is_old = action is Action.KEEP and each.entry.sequence <= stored.facts.sequence
    return action is not Action.IGNORE and not is_old


def _insert_documents(created: Sequence[SortedEntry], settings: ImportSettings, now: datetime) -> dict[str, int]:
    """Insert the documents of new orders and return their ids by order."""
    if not created:
        return {}
    drafts = [each.draft for each in created if each.draft is not None]
    customers = assign_customers([each.entry.order for each in created if each.entry.order], settings, now)
    ids = list(reserve_ids(Document, len(drafts)))
    types = DocumentType.objects.in_bulk({draft.document_type_id for draft in drafts})
    numbers = _take_numbers(drafts, types)
    company_id, platform_id = settings.company.pk, settings.platform.pk
    insert_rows(
        Document,
        _DOCUMENT,
        (
            (
                pk, company_id, number, DocumentState.OPEN.value, customer, platform_id, draft.document_type_id,
                draft.cancellation_requested, *facts_of(draft),
                types[draft.document_type_id].postings, [], now, now,
            )
            for pk, number, customer, draft in zip(ids, numbers, customers, drafts, strict=True)
        ),
    )  # fmt: skip
    written = list(zip(ids, drafts, strict=True))
    insert_lines(written)
    insert_messages(written, now)
    note_cancellation_requests(settings.company.pk, created, ids, now)
    return {draft.platform_reference: pk for pk, draft in written}


def _take_numbers(drafts: Sequence[DocumentDraft], types: Mapping[int, DocumentType]) -> list[str]:
    """Return a number for each draft, of its document type's range, in the drafts' order."""
    wanted = Counter(draft.document_type_id for draft in drafts)
    taken = {
        type_id: iter(take_numbers(types[type_id].number_range_id, count))
        # Always in the same order: two imports that wait for each other's range would wait for ever.
        for type_id, count in sorted(wanted.items())
    }
    return [next(taken[draft.document_type_id]) for draft in drafts]


def _insert_orders(
    entries: Sequence[SortedEntry], documents: Mapping[str, int], settings: ImportSettings, now: datetime
) -> None:
    """Insert the identities of orders seen for the first time."""
    insert_rows(
        PlatformOrder,
        _ORDER,
        (
            (
                settings.company.pk, settings.platform.pk, each.entry.order_reference, each.legacy_reference,
                _STATES[each.decision.action].value, str(each.decision.reason), each.decision.problem,
                each.decision.waits_for_sku, each.decision.waits_for_ean,
                *_platform_facts(each), each.entry.sequence, each.entry.digest,
                documents.get(each.entry.order_reference), now, now,
            )
            for each in entries
        ),
    )  # fmt: skip


def _platform_facts(each: SortedEntry) -> tuple[str, str, int | None]:
    """Return status, currency and total as the platform states them."""
    order = each.entry.order
    if order is None:
        return "", "", None
    return order.status.value, order.currency or "", _total_minor(each)


def _total_minor(each: SortedEntry) -> int | None:
    order = each.entry.order
    if each.draft is not None:
        return each.draft.platform_total_minor
    if order is None or order.total is None or order.currency is None:
        return None
    try:
        return to_minor(order.total, order.currency)
    except AmountNotRepresentable:
        return None


def _update(each: SortedEntry, stored: KnownOrder, new_document_id: int | None, now: datetime) -> None:
    """Bring a known order up to date: its identity, and its document where there is one."""
    document_id = stored.document_id or new_document_id
    decision = each.decision
    if stored.document_id is not None:
        update_document(each, stored, stored.document_id, now)
    status, currency, total_minor = _platform_facts(each)
    is_settled = document_id is not None and decision.action is not Action.PARK
    # Why a person left the order out stays to be read.
    problem = {} if decision.reason == SkipReason.IGNORED else {"problem": decision.problem}
    legacy = {"legacy_reference": each.legacy_reference} if each.legacy_reference else {}
    PlatformOrder.objects.filter(pk=stored.pk).update(
        state=OrderState.CREATED if is_settled else _STATES[decision.action],
        reason=decision.reason,
        **problem,
        **legacy,
        waits_for_sku=decision.waits_for_sku,
        waits_for_ean=decision.waits_for_ean,
        document_id=document_id,
        platform_status=status,
        currency=currency,
        total_minor=total_minor,
        feed_sequence=each.entry.sequence,
        digest=each.entry.digest,
        changed_at=now,
    )
