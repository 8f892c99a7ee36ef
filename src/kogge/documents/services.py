"""The functions that change a document's state."""

from datetime import datetime

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.documents.addresses import ORIGINAL, propose_address
from kogge.documents.models import Document, DocumentMessage, DocumentState, MessageLevel
from kogge.kernel.errors import KoggeError


class DocumentNotOpen(KoggeError):
    """Only an open document can be cancelled."""

    code = "document_not_open"


class DocumentWaits(KoggeError):
    """A document goes no further until somebody has decided about a change of its order."""

    code = "document_waits"


class NothingProposed(KoggeError):
    """A document's address is divided as it should be."""

    code = "nothing_proposed"


def require_may_go_further(document: Document) -> None:
    """Refuse to convert a document that is closed, or that waits for a decision: a buyer may want to cancel it.

    Raises DocumentNotOpen and DocumentWaits.
    """
    if document.state != DocumentState.OPEN:
        message = f"Document {document.number} is {document.state} and cannot be converted."
        raise DocumentNotOpen(message)
    if document.awaits_decision:
        message = (
            f"Document {document.number} waits for a decision: its order was changed, or the buyer asks to cancel. "
            "Accept or refuse that on the document's page first."
        )
        raise DocumentWaits(message)


def adopt_address_proposal(document_id: int, *, actor: User, at: datetime) -> Document:
    """Divide an open document's delivery address as proposed; how the platform wrote it stays beside it.

    From then on the document counts as touched: later changes of its order are proposed. Raises DocumentNotOpen and
    NothingProposed.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        if document.state != DocumentState.OPEN:
            message = f"Document {document.number} is {document.state}: its address stays as it is."
            raise DocumentNotOpen(message)
        proposal = propose_address(document)
        if proposal is None:
            message = f"Nothing is proposed for the address of document {document.number}."
            raise NothingProposed(message)
        document.delivery_address = proposal.address.describe() | {ORIGINAL: document.delivery_address}
        document.touched_at = document.changed_at = at
        document.save(update_fields=["delivery_address", "touched_at", "changed_at"])
        record(
            company_id=document.company_id,
            at=at,
            actor=actor,
            action="documents.adopt_address",
            subject_kind="document",
            subject_id=document.pk,
            before={},
            after={"findings": [each.value for each in proposal.findings]},
        )
    return document


def cancel_document(document_id: int, *, reason: str, actor: User | None, at: datetime) -> None:
    """Cancel an open document (stornieren); `reason` is a code that the screens word. Raises DocumentNotOpen."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        if document.state != DocumentState.OPEN:
            message = f"Document {document.number} is {document.state} and cannot be cancelled."
            raise DocumentNotOpen(message)
        document.state = DocumentState.CANCELLED
        document.changed_at = at
        document.save(update_fields=["state", "changed_at"])
        DocumentMessage.objects.create(
            document=document, level=MessageLevel.WARNING, code="document_cancelled", values={"reason": reason}, at=at
        )
        record(
            company_id=document.company_id,
            at=at,
            actor=actor,
            action="documents.cancel",
            subject_kind="document",
            subject_id=document.pk,
            before={"state": DocumentState.OPEN.value},
            after={"state": DocumentState.CANCELLED.value, "reason": reason},
        )
