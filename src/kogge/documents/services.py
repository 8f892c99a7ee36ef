"""The functions that change a document's state."""

from datetime import datetime

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.customers.proposals import Proposal
from kogge.documents.addresses import ORIGINAL, propose_address
from kogge.documents.events import DocumentEvent, Occurrence, tell
from kogge.documents.models import Document, DocumentMessage, DocumentState, MessageLevel
from kogge.documents.rules import Action, Obstacle, Standing, find_obstacle, find_obstacle_to_going_further
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


class ReasonMissing(KoggeError):
    """Whoever cancels a document says why."""

    code = "reason_missing"


def standing_of(document: Document, proposal: Proposal | None) -> Standing:
    """Return what decides about the document's actions."""
    return Standing(
        state=document.state,
        awaits_decision=document.awaits_decision,
        has_platform=document.platform_id is not None,
        has_proposal=proposal is not None,
    )


def require_may_go_further(document: Document) -> None:
    """Refuse to convert or cancel a document that is closed, or that waits for a decision: a buyer may want to cancel.

    Raises DocumentNotOpen and DocumentWaits.
    """
    _refuse(document, find_obstacle_to_going_further(document.state, awaits_decision=document.awaits_decision))


def _refuse(document: Document, obstacle: Obstacle | None) -> None:
    """Raise the error that tells of the obstacle, if there is one."""
    if obstacle is Obstacle.AWAITS_DECISION:
        message = (
            f"Document {document.number} waits for a decision: its order was changed, or the buyer asks to cancel. "
            "Accept or refuse that on the document's page first."
        )
        raise DocumentWaits(message)
    if obstacle is Obstacle.NOTHING_PROPOSED:
        message = f"Nothing is proposed for the address of document {document.number}."
        raise NothingProposed(message)
    if obstacle is not None:
        message = f"Document {document.number} is {document.state}: it stays as it is."
        raise DocumentNotOpen(message)


def adopt_address_proposal(document_id: int, *, actor: User, at: datetime) -> Document:
    """Divide an open document's delivery address as proposed; how the platform wrote it stays beside it.

    From then on the document counts as touched: later changes of its order are proposed. Raises DocumentNotOpen and
    NothingProposed.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        proposal = propose_address(document)
        _refuse(document, find_obstacle(Action.ADOPT_ADDRESS, standing_of(document, proposal)))
        if proposal is None:
            raise NothingProposed
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
    """Cancel an open document (stornieren) because its order is; `reason` is a code that the screens word.

    Raises DocumentNotOpen.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        _refuse(document, find_obstacle_to_going_further(document.state, awaits_decision=False))
        _cancel(document, reason, actor, at)


def cancel_by_hand(document_id: int, *, reason: str, actor: User, at: datetime) -> None:
    """Cancel an open document because somebody wants to, with the reason in that person's words.

    Raises ReasonMissing, DocumentNotOpen and DocumentWaits.
    """
    if not reason.strip():
        message = "Say why the document is cancelled: others will want to know."
        raise ReasonMissing(message)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        require_may_go_further(document)
        document.touched_at = at
        _cancel(document, reason.strip(), actor, at)


def _cancel(document: Document, reason: str, actor: User | None, at: datetime) -> None:
    document.state = DocumentState.CANCELLED
    document.changed_at = at
    document.save(update_fields=["state", "changed_at", "touched_at"])
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
    tell(Occurrence(DocumentEvent.CANCELLED, [document.pk], actor, at))
