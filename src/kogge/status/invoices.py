"""Invoices in the outbox: what was posted is handed over to the platform with its paper, where a rule asks for it."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from kogge.documents.events import DocumentEvent, Occurrence
from kogge.documents.listing import list_for_page
from kogge.documents.models import Document, DocumentKind, DocumentState
from kogge.kernel.errors import KoggeError
from kogge.kernel.money import to_major
from kogge.printing.services import print_document
from kogge.status.models import PlatformRule, RecordState, StatusKind, StatusRecord
from kogge.status.outbox import DOCUMENT_CANCELLED, holds, read_rules, read_told, tell_of_document, withdraw
from kogge.status.rules import Rule, Upload, asks_for_upload, choose_rules
from kogge_contract.invoices import MOST_BYTES, NewInvoice


class PaperTooLarge(KoggeError):
    """A paper is larger than platforms take."""

    code = "paper_too_large"


def note_event(occurrence: Occurrence) -> None:
    """Write what follows from an event of documents, in the caller's transaction. Doing it twice is once.

    A cancelled invoice is withdrawn while nobody has sent it; what the platform has it keeps.
    """
    if occurrence.event is DocumentEvent.POSTED:
        write_uploads(occurrence.document_ids, occurrence.at)
    elif occurrence.event is DocumentEvent.CANCELLED:
        of_invoices = StatusRecord.objects.filter(
            document__in=occurrence.document_ids, kind=StatusKind.INVOICE, state=RecordState.OPEN
        )
        for record in of_invoices.select_for_update().order_by("pk"):
            withdraw(record, DOCUMENT_CANCELLED, occurrence.at)


def write_uploads(document_ids: Sequence[int], at: datetime) -> int:
    """Write the reports of posted invoices that rules ask for; return how many are new."""
    companies = Document.objects.filter(pk__in=document_ids).values("company")
    if not PlatformRule.objects.filter(kind=StatusKind.INVOICE, is_active=True, company__in=companies).exists():
        return 0
    rows = Document.objects.filter(
        pk__in=document_ids,
        document_type__kind=DocumentKind.INVOICE,
        posted_at__isnull=False,
        cancels__isnull=True,
        platform__isnull=False,
    )
    # An invoice of several orders belongs to none of them at the platform.
    of_one_order = rows.exclude(platform_reference="").exclude(state=DocumentState.CANCELLED)
    invoices = list(of_one_order.select_related("platform").order_by("pk"))
    wanted = list(_choose(invoices, at))
    return sum(_create(invoice, rule, at) for invoice, rule in wanted)


def make_upload(record: StatusRecord, content: dict[str, Any], reference: str, now: datetime) -> NewInvoice:
    """Return the message with the paper that is kept of the invoice. Raises PaperTooLarge and what printing does."""
    document = list_for_page(record.company).get(pk=record.document_id)
    paper = print_document(document, actor=None, at=now)
    if len(paper) > MOST_BYTES:
        message = f"The paper of {document.number} is larger than {MOST_BYTES} bytes: use a smaller logo."
        raise PaperTooLarge(message)
    return NewInvoice(reference=reference, pdf=b64encode(paper), **content)


def _choose(invoices: Sequence[Document], at: datetime) -> Iterable[tuple[Document, Rule]]:
    """Return the invoices that a rule wants to be handed over, each with the first such rule."""
    own = read_rules({each.company_id for each in invoices})
    told = read_told([each.pk for each in invoices], at)
    for invoice in invoices:
        rules = filter(asks_for_upload, choose_rules(own[invoice.company_id], invoice.platform_id or 0))
        rule = next((each for each in rules if not each.condition or holds(each, told[invoice.pk])), None)
        if rule is not None:
            yield invoice, rule


def _create(invoice: Document, rule: Rule, at: datetime) -> bool:
    content = Upload(
        order_reference=invoice.platform_reference,
        number=invoice.number,
        currency=invoice.currency,
        total=to_major(invoice.total_minor, invoice.currency),
        tax=to_major(invoice.tax_minor, invoice.currency),
    ).describe()
    return tell_of_document(invoice, rule, content, at)
