"""Brings documents in line with later versions of their orders, or asks a person about it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from kogge.companies.models import User
from kogge.documents.addresses import as_written
from kogge.documents.cancelling import cancel_document
from kogge.documents.models import Document, DocumentLine, DocumentMessage, MessageLevel
from kogge.documents.rules import DocumentDraft
from kogge.infrastructure.bulk import insert_rows
from kogge.orders.differences import HEADER, PERSONAL, Difference, DocumentFacts, LineFacts, compare, facts_of_draft
from kogge.orders.importing.buyers import update_customer
from kogge.orders.importing.rows import FACTS, facts_of, insert_lines, insert_messages
from kogge.orders.importing.sorting import KnownOrder, SortedEntry
from kogge.orders.models import ChangeKind, ChangeState, OrderChange
from kogge.orders.rules import Action
from kogge_contract.orders import Order


def update_document(each: SortedEntry, stored: KnownOrder, document_id: int, now: datetime) -> None:
    """Do to a document what was decided about a later version of its order; in the caller's transaction."""
    action, sequence = each.decision.action, each.entry.sequence
    if action is Action.CANCEL:
        drop_open_changes(document_id)
        cancel_document(document_id, reason="cancelled_at_platform", actor=None, at=now)
    elif action is Action.PARK:
        # A version that is tried again is not announced again.
        if sequence > stored.facts.sequence:
            _warn(document_id, "change_not_taken", {"problem": each.decision.problem}, now)
    elif action is Action.PROPOSE_CANCEL:
        propose_change(get_document(document_id), ChangeKind.CANCELLATION, sequence, [], now)
    elif action in {Action.UPDATE, Action.PROPOSE} and each.draft is not None and each.entry.order is not None:
        _change_document(get_document(document_id), each.draft, each.entry.order, each, now)


def _change_document(document: Document, draft: DocumentDraft, order: Order, each: SortedEntry, now: datetime) -> None:
    differences = compare(facts_of_document(document), facts_of_draft(draft))
    follow_cancellation_request(document, each.entry.sequence, asks=draft.cancellation_requested, now=now)
    if not differences:
        drop_open_changes(document.pk, ChangeKind.CHANGE)
        return
    if each.decision.action is Action.PROPOSE:
        propose_change(document, ChangeKind.CHANGE, each.entry.sequence, differences, now)
        return
    rewrite_document(document, draft, order, now)
    note_change(document, ChangeKind.CHANGE, ChangeState.TAKEN, each.entry.sequence, differences, now)
    fields = dict.fromkeys("lines" if each.line else each.field for each in differences)
    _warn(document.pk, "order_changed", {"fields": ", ".join(fields)}, now)


def get_document(document_id: int) -> Document:
    """Return a document to be changed, locked."""
    return Document.objects.select_related("customer").select_for_update(of=("self",)).get(pk=document_id)


def facts_of_document(document: Document) -> DocumentFacts:
    """Return what is compared of a document as it stands."""
    header = {name: getattr(document, name) for name in HEADER}
    # What a person made of an address is no difference; what the platform writes otherwise than before is.
    header["delivery_address"] = as_written(document.delivery_address)
    return DocumentFacts(
        header,
        tuple(
            LineFacts(
                line.platform_reference, line.kind, line.title, line.article_number, line.sku, line.quantity,
                line.discount_minor, line.total_minor,
            )
            for line in document.lines.all()
        ),
    )  # fmt: skip


def rewrite_document(document: Document, draft: DocumentDraft, order: Order, now: datetime) -> None:
    """Bring a document in line with a draft of its order; number, type and customer stay."""
    if not document.customer.is_collective:
        update_customer(document.customer_id, order, now)
    values = dict(zip(FACTS, facts_of(draft), strict=True))
    for name in PERSONAL:
        if not values[name]:
            del values[name]
    Document.objects.filter(pk=document.pk).update(**values, changed_at=now)
    DocumentLine.objects.filter(document_id=document.pk).delete()
    insert_lines([(document.pk, draft)])
    messages = DocumentMessage.objects.filter(document_id=document.pk)
    known = list(messages.values_list("code", "values"))
    fresh = [message for message in draft.messages if (message.code, message.values) not in known]
    insert_messages([(document.pk, draft)], now, only=fresh)


def note_change(
    document: Document,
    kind: ChangeKind,
    state: ChangeState,
    sequence: int,
    differences: Iterable[Difference],
    now: datetime,
    *,
    actor: User | None = None,
) -> OrderChange:
    """Keep what a change was, as the document's history shows it."""
    is_open = state == ChangeState.OPEN
    return OrderChange.objects.create(
        company_id=document.company_id,
        document=document,
        kind=kind,
        state=state,
        feed_sequence=sequence,
        differences=[each.describe() for each in differences],
        noticed_at=now,
        decided_at=None if is_open else now,
        decided_by=actor,
    )


def drop_open_changes(document_id: int, kind: ChangeKind | None = None) -> None:
    """Mark changes that nobody decided about as overtaken, and let the document go on if none is left."""
    waiting = OrderChange.objects.filter(document_id=document_id, state=ChangeState.OPEN)
    (waiting.filter(kind=kind) if kind else waiting).update(state=ChangeState.OBSOLETE)
    settle_document(document_id)


def settle_document(document_id: int) -> None:
    """Note whether a document still waits for a decision."""
    waits = OrderChange.objects.filter(document_id=document_id, state=ChangeState.OPEN).exists()
    Document.objects.filter(pk=document_id).update(awaits_decision=waits)


def follow_cancellation_request(document: Document, sequence: int, *, asks: bool, now: datetime) -> None:
    """Ask a person when the buyer begins to ask for a cancellation; and no longer when he has stopped."""
    if asks == document.cancellation_requested:
        return
    Document.objects.filter(pk=document.pk).update(cancellation_requested=asks)
    document.cancellation_requested = asks
    if asks:
        propose_change(document, ChangeKind.CANCELLATION_REQUEST, sequence, [], now)
    else:
        drop_open_changes(document.pk, ChangeKind.CANCELLATION_REQUEST)


def note_cancellation_requests(
    company_id: int, created: Sequence[SortedEntry], document_ids: Sequence[int], now: datetime
) -> None:
    """Ask about new documents whose buyers want to cancel from the beginning."""
    names = ["company", "document", "kind", "state", "feed_sequence", "differences", "note", "noticed_at"]
    rows: list[tuple[object, ...]] = [
        (
            company_id, document_id, ChangeKind.CANCELLATION_REQUEST.value, ChangeState.OPEN.value,
            each.entry.sequence, [], "", now,
        )
        for each, document_id in zip(created, document_ids, strict=True)
        if each.draft is not None and each.draft.cancellation_requested
    ]  # fmt: skip
    if rows:
        insert_rows(OrderChange, names, rows)


def propose_change(
    document: Document, kind: ChangeKind, sequence: int, differences: Iterable[Difference], now: datetime
) -> None:
    """Leave a change to a person; an earlier one of its kind that nobody decided about is overtaken."""
    drop_open_changes(document.pk, kind)
    note_change(document, kind, ChangeState.OPEN, sequence, differences, now)
    Document.objects.filter(pk=document.pk).update(awaits_decision=True)
    _warn(document.pk, f"{kind.value}_to_decide", {}, now)


def _warn(document_id: int, code: str, values: dict[str, str], now: datetime) -> None:
    DocumentMessage.objects.create(
        document_id=document_id, level=MessageLevel.WARNING, code=code, values=values, at=now
    )
