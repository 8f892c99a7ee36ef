"""The functions that change a document's state."""

from datetime import datetime

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.documents.models import Document, DocumentMessage, DocumentState, MessageLevel
from kogge.kernel.errors import KoggeError


class DocumentNotOpen(KoggeError):
    """Only an open document can be cancelled."""

    code = "document_not_open"


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
