"""Cancelling (stornieren): an open document goes no further, a posted one is taken back by another; none is deleted."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from kogge.bookkeeping.services import clear_items
from kogge.companies.models import User
from kogge.documents.actions import Action, find_obstacle_to_going_further
from kogge.documents.deriving import Derived, DerivedLine, write_derived
from kogge.documents.events import DocumentEvent, Occurrence, tell
from kogge.documents.models import Document, DocumentLine, DocumentMessage, DocumentState, MessageLevel
from kogge.documents.outcomes import Outcome, refuse, try_each
from kogge.documents.picking import amounts_of
from kogge.documents.posting import post_rows
from kogge.documents.services import lock_row, lock_rows, note, require, require_reason, standing_of
from kogge.documents.shares import derive_state

DUPLICATE = "duplicate"
"""The reason of a document that was one too many: nobody cancelled an order."""


def cancel_document(document_id: int, *, reason: str, actor: User | None, at: datetime) -> Document | None:
    """Cancel a document because its order is; `reason` is a code that the screens word. See `cancel_by_hand`.

    Raises DocumentNotOpen and ActionRefused.
    """
    with transaction.atomic():
        document, origins = _lock_with_origins(document_id)
        document.awaits_decision = False
        refuse(document, find_obstacle_to_going_further(standing_of(document)))
        return _cancel(document, origins, reason, actor, at)


def cancel_by_hand(document_id: int, *, reason: str, actor: User | None, at: datetime) -> Document | None:
    """Cancel a document because somebody wants to, with the reason in that person's words.

    A posted document is taken back by a posted one of its type with negative quantities (Stornorechnung), which is
    returned: the open item is cleared, the stock comes back. What the document was made of is open again. Raises
    ReasonMissing, DocumentNotOpen, DocumentWaits and ActionRefused.
    """
    reason = require_reason(reason)
    with transaction.atomic():
        document, origins = _lock_with_origins(document_id)
        require(document, Action.CANCEL)
        document.touched_at = at
        return _cancel(document, origins, reason, actor, at)


def cancel_documents(document_ids: Sequence[int], *, reason: str, actor: User | None, at: datetime) -> list[Outcome]:
    """Cancel documents, each by itself, and say of each what came of it. Raises ReasonMissing."""
    require_reason(reason)

    def cancel_one(document_id: int) -> int | None:
        counterpart = cancel_by_hand(document_id, reason=reason, actor=actor, at=at)
        return counterpart.pk if counterpart else None

    return try_each(document_ids, cancel_one)


def _lock_with_origins(document_id: int) -> tuple[Document, list[Document]]:
    """Return a document and those it was made of, locked in the order of their ids. Raises Document.DoesNotExist."""
    made_of = DocumentLine.objects.filter(document=document_id, origin__isnull=False)
    origin_ids = set(made_of.values_list("origin__document", flat=True))
    locked = {document.pk: document for document in lock_rows({document_id, *origin_ids})}
    if document_id not in locked:
        raise Document.DoesNotExist
    document = locked.pop(document_id)
    return document, list(locked.values())


def _cancel(
    document: Document, origins: Iterable[Document], reason: str, actor: User | None, at: datetime
) -> Document | None:
    before, lines = document.state, list(DocumentLine.objects.filter(document=document).order_by("position"))
    counterpart = _write_counterpart(document, lines, actor, at) if document.posted_at else None
    document.state, document.changed_at = DocumentState.CANCELLED, at
    document.save(update_fields=["state", "changed_at", "touched_at"])
    _give_back(lines, origins, at)
    DocumentMessage.objects.create(
        document=document, level=MessageLevel.WARNING, code="document_cancelled", values={"reason": reason}, at=at
    )
    after = {"state": DocumentState.CANCELLED.value, "reason": reason}
    made = {"made": counterpart.number} if counterpart else {}
    note(document, "documents.cancel", at, actor, before={"state": before}, after=after | made)
    tell(Occurrence(DocumentEvent.CANCELLED, [document.pk], actor, at))
    return counterpart


def _give_back(lines: Sequence[DocumentLine], origins: Iterable[Document], at: datetime) -> None:
    """Let what the lines used up be open again, and their documents with it; out of the archive, if they are in it."""
    for line in lines:
        if line.origin_id is not None:
            origin = DocumentLine.objects.filter(pk=line.origin_id)
            origin.update(converted_quantity=F("converted_quantity") - abs(line.quantity))
    for document in origins:
        counted = DocumentLine.objects.filter(document=document).values_list("quantity", "converted_quantity")
        document.state = derive_state(is_posted=document.posted_at is not None, lines=counted)
        document.archived_at, document.changed_at = None, at
        document.save(update_fields=["state", "archived_at", "changed_at"])


def _write_counterpart(document: Document, lines: Sequence[DocumentLine], actor: User | None, at: datetime) -> Document:
    """Write the document that takes a posted one back, post it, and clear the items of both."""
    derived = Derived(
        model=document,
        document_type=document.document_type,
        lines=[_take_back(line) for line in lines],
        tax_decisions=document.tax_decisions,
        platform_total_minor=None,
        ships=False,
        postings=document.postings,
        postings_done=[],
        cancels_id=document.pk,
    )
    made = write_derived([derived], at)[0]
    counterpart = lock_row(made.pk)
    post_rows([counterpart], actor=actor, at=at)
    clear_items([document.pk, counterpart.pk], at)
    return counterpart


def _take_back(line: DocumentLine) -> DerivedLine:
    return DerivedLine(
        model=line,
        order_reference=line.order_reference,
        origin_id=None,
        quantity=-line.quantity,
        amounts=-amounts_of(line),
        tax_decision=line.tax_decision,
    )
