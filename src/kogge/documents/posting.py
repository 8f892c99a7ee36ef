"""Posting (buchen): a document goes into the books, gets its place in the company's chain, and stays as it is."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from kogge.audit.services import record_all
from kogge.bookkeeping.rules import BookedLine, Voucher
from kogge.bookkeeping.services import write_bookings
from kogge.companies.models import User
from kogge.documents.actions import Action
from kogge.documents.chain import HEADER, LINE, START, take_digest, write_canonical
from kogge.documents.events import DocumentEvent, Occurrence, tell
from kogge.documents.models import Document, DocumentChain, DocumentLine, DocumentState, LineKind
from kogge.documents.outcomes import GONE, REJECTED, Outcome, Result
from kogge.documents.rules import Posting
from kogge.documents.services import lock_row, lock_rows, require
from kogge.kernel.errors import KoggeError

AT_ONCE = 500
"""So many documents are posted in one transaction."""

_WRITTEN = ["state", "posted_at", "sequence", "digest", "postings_done", "archived_at", "changed_at"]


def post(document_id: int, *, actor: User | None, at: datetime) -> Document:
    """Post an open document as its postings say, and return it; what was done for its predecessors is not done again.

    Raises Document.DoesNotExist, DocumentNotOpen, DocumentWaits and ActionRefused.
    """
    with transaction.atomic():
        document = lock_row(document_id)
        require(document, Action.POST)
        post_rows([document], actor=actor, at=at)
    return document


def post_documents(document_ids: Sequence[int], *, actor: User | None, at: datetime) -> list[Outcome]:
    """Post many documents in the order given, and say of each what came of it.

    Work is done in sets of 500, each in one transaction. Where the database refuses a set, each of it is tried alone.
    """
    outcomes: dict[int, Outcome] = {}
    for begin in range(0, len(document_ids), AT_ONCE):
        chunk = document_ids[begin : begin + AT_ONCE]
        try:
            outcomes |= _post_chunk(chunk, actor, at)
        except DatabaseError:
            for document_id in chunk:
                try:
                    outcomes |= _post_chunk([document_id], actor, at)
                except DatabaseError as error:
                    outcomes[document_id] = Outcome(document_id, Result.FAILED, REJECTED, type(error).__name__)
    return [outcomes[document_id] for document_id in document_ids]


def _post_chunk(document_ids: Sequence[int], actor: User | None, at: datetime) -> dict[int, Outcome]:
    outcomes = {each: Outcome(each, Result.FAILED, GONE, "There is no such document.") for each in document_ids}
    by_company: dict[int, list[Document]] = defaultdict(list)
    with transaction.atomic():
        locked = {document.pk: document for document in lock_rows(document_ids)}
        for document in (locked[each] for each in document_ids if each in locked):
            try:
                require(document, Action.POST)
                by_company[document.company_id].append(document)
                outcomes[document.pk] = Outcome(document.pk, Result.DONE)
            except KoggeError as error:
                outcomes[document.pk] = Outcome(document.pk, Result.SKIPPED, error.code, str(error))
        for _company, documents in sorted(by_company.items()):
            post_rows(documents, actor=actor, at=at)
    return outcomes


def post_rows(documents: Sequence[Document], *, actor: User | None, at: datetime) -> None:
    """Post a company's documents, which the caller has locked and found to be postable, in their order."""
    lines: dict[int, list[DocumentLine]] = defaultdict(list)
    rows = DocumentLine.objects.filter(document_id__in=[each.pk for each in documents]).select_related("article")
    for line in rows.order_by("document_id", "position"):
        lines[line.document_id].append(line)
    write_bookings([_make_voucher(each, lines[each.pk], at) for each in documents])
    for document in documents:
        document.state, document.posted_at, document.changed_at = DocumentState.POSTED, at, at
        document.postings_done = sorted({*document.postings_done, *document.postings})
        if Posting.ARCHIVE in document.postings:
            document.archived_at = at
    _link(documents, lines)
    Document.objects.bulk_update(documents, _WRITTEN)
    record_all(
        ((each.pk, {"state": DocumentState.OPEN.value}, {"state": DocumentState.POSTED.value}) for each in documents),
        company_id=documents[0].company_id,
        at=at,
        actor=actor,
        action="documents.post",
        subject_kind="document",
    )
    tell(Occurrence(DocumentEvent.POSTED, [each.pk for each in documents], actor, at))


def _link(documents: Sequence[Document], lines: dict[int, list[DocumentLine]]) -> None:
    """Append documents to their company's chain; its row stays locked until the commit: no place is given twice."""
    company_id = documents[0].company_id
    DocumentChain.objects.get_or_create(company_id=company_id, defaults={"digest": START})
    chain = DocumentChain.objects.select_for_update().get(company_id=company_id)
    for document in documents:
        chain.sequence += 1
        chain.digest = document.digest = digest_of(document, lines[document.pk], chain.sequence, chain.digest)
        document.sequence = chain.sequence
    chain.save(update_fields=["sequence", "digest"])


def digest_of(document: Document, lines: Sequence[DocumentLine], sequence: int, previous: str) -> str:
    """Return the digest of a document with its lines at a place of the chain, after the digest before it."""
    header = {name: getattr(document, name) for name in HEADER}
    content = [{name: getattr(line, name) for name in LINE} for line in lines]
    return take_digest(write_canonical(document.company_id, sequence, previous, header, content))


def _make_voucher(document: Document, lines: Sequence[DocumentLine], at: datetime) -> Voucher:
    """Return what is to be booked of a document."""
    return Voucher(
        company_id=document.company_id,
        document_id=document.pk,
        number=document.number,
        customer_id=document.customer_id,
        customer_number=document.customer.number,
        currency=document.currency,
        warehouse_id=document.warehouse_id,
        booked_at=at,
        due_on=timezone.localdate(at) + timedelta(days=document.document_type.days_to_pay),
        lines=tuple(_book(document, line) for line in lines),
        writes_journal=Posting.JOURNAL in document.postings,
        moves_stock=Posting.STOCK in document.postings,
        opens_item=Posting.ITEM in document.postings,
        is_own_stock=not document.fulfilled_by_platform,
    )


def _book(document: Document, line: DocumentLine) -> BookedLine:
    decision: dict[str, Any] = {} if line.tax_decision is None else document.tax_decisions[line.tax_decision]
    return BookedLine(
        article_id=line.article_id,
        quantity=line.quantity,
        total_minor=line.total_minor,
        tax_minor=line.tax_minor,
        percent=line.tax_percent,
        place=decision.get("place") or decision.get("destination", ""),
        scheme=decision.get("scheme", ""),
        is_goods=line.kind == LineKind.ITEM,
    )
