"""The functions that change documents without making others: the address, the archive, the lock."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.customers.proposals import Proposal
from kogge.documents.actions import Action, Obstacle, Standing, find_obstacle, find_obstacle_to_going_further
from kogge.documents.addresses import ORIGINAL, propose_address
from kogge.documents.models import Document
from kogge.documents.outcomes import NothingProposed, Outcome, ReasonMissing, refuse, try_each


def standing_of(document: Document, proposal: Proposal | None = None, *, has_targets: bool = True) -> Standing:
    """Return what decides about the document's actions; `has_targets`: its type converts into some other."""
    return Standing(
        state=document.state,
        awaits_decision=document.awaits_decision,
        has_platform=document.platform_id is not None and not document.is_derived,
        has_proposal=proposal is not None,
        is_counterpart=document.cancels_id is not None,
        is_archived=document.archived_at is not None,
        is_locked=document.locked_at is not None,
        has_targets=has_targets,
        has_postings=bool(document.postings),
    )


def require_may_go_further(document: Document) -> None:
    """Refuse to go on with a document that is closed, held, or waits for a decision: a buyer may want to cancel.

    Raises DocumentNotOpen, DocumentWaits and ActionRefused.
    """
    refuse(document, find_obstacle_to_going_further(standing_of(document)))


def require_unlocked(document: Document) -> None:
    """Refuse to write a document anew that somebody has locked. Raises ActionRefused."""
    refuse(document, Obstacle.LOCKED if document.locked_at is not None else None)


def require(document: Document, action: Action) -> None:
    """Refuse an action that the document's state forbids.

    Raises DocumentNotOpen, DocumentWaits, NothingProposed and ActionRefused.
    """
    refuse(document, find_obstacle(action, standing_of(document)))


def lock_rows(document_ids: Iterable[int]) -> list[Document]:
    """Return documents with type and customer, locked in the order of their ids, so that no two wait for each other."""
    rows = Document.objects.select_related("document_type", "customer").select_for_update(of=("self",))
    return list(rows.filter(pk__in=document_ids).order_by("pk"))


def lock_row(document_id: int) -> Document:
    """Return one document with type and customer, locked. Raises Document.DoesNotExist."""
    rows = Document.objects.select_related("document_type", "customer").select_for_update(of=("self",))
    return rows.get(pk=document_id)


def adopt_address_proposal(document_id: int, *, actor: User, at: datetime) -> Document:
    """Divide an open document's delivery address as proposed; how the platform wrote it stays beside it.

    From then on the document counts as touched: later changes of its order are proposed. Raises DocumentNotOpen,
    ActionRefused and NothingProposed.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        proposal = propose_address(document)
        refuse(document, find_obstacle(Action.ADOPT_ADDRESS, standing_of(document, proposal)))
        if proposal is None:
            raise NothingProposed
        document.delivery_address = proposal.address.describe() | {ORIGINAL: document.delivery_address}
        document.touched_at = document.changed_at = at
        document.save(update_fields=["delivery_address", "touched_at", "changed_at"])
        findings = [each.value for each in proposal.findings]
        note(document, "documents.adopt_address", at, actor, after={"findings": findings})
    return document


def archive(document_id: int, *, actor: User | None, at: datetime) -> None:
    """Put a finished document into the archive (archivieren): it leaves the list. Raises what `require` does."""
    with transaction.atomic():
        document = lock_row(document_id)
        require(document, Action.ARCHIVE)
        document.archived_at = document.changed_at = at
        document.save(update_fields=["archived_at", "changed_at"])
        note(document, "documents.archive", at, actor)


def restore(document_id: int, *, actor: User | None, at: datetime) -> None:
    """Bring a document back from the archive into the list. Raises ActionRefused."""
    with transaction.atomic():
        document = lock_row(document_id)
        require(document, Action.RESTORE)
        document.archived_at, document.changed_at = None, at
        document.save(update_fields=["archived_at", "changed_at"])
        note(document, "documents.restore", at, actor)


def lock(document_id: int, *, reason: str, actor: User | None, at: datetime) -> None:
    """Lock a document (sperren): it goes no further, and its order does not change it. Raises what `require` does."""
    reason = require_reason(reason)
    with transaction.atomic():
        document = lock_row(document_id)
        require(document, Action.LOCK)
        document.locked_at, document.lock_reason, document.changed_at = at, reason, at
        document.save(update_fields=["locked_at", "lock_reason", "changed_at"])
        note(document, "documents.lock", at, actor, after={"reason": reason})


def unlock(document_id: int, *, actor: User | None, at: datetime) -> None:
    """Let a locked document go on. Raises ActionRefused."""
    with transaction.atomic():
        document = lock_row(document_id)
        require(document, Action.UNLOCK)
        before = {"reason": document.lock_reason}
        document.locked_at, document.lock_reason, document.changed_at = None, "", at
        document.save(update_fields=["locked_at", "lock_reason", "changed_at"])
        note(document, "documents.unlock", at, actor, before=before)


def archive_documents(document_ids: Sequence[int], *, actor: User | None, at: datetime) -> list[Outcome]:
    """Archive documents, each by itself."""
    return try_each(document_ids, lambda each: archive(each, actor=actor, at=at))


def restore_documents(document_ids: Sequence[int], *, actor: User | None, at: datetime) -> list[Outcome]:
    """Bring documents back from the archive, each by itself."""
    return try_each(document_ids, lambda each: restore(each, actor=actor, at=at))


def lock_documents(document_ids: Sequence[int], *, reason: str, actor: User | None, at: datetime) -> list[Outcome]:
    """Lock documents, each by itself."""
    return try_each(document_ids, lambda each: lock(each, reason=reason, actor=actor, at=at))


def unlock_documents(document_ids: Sequence[int], *, actor: User | None, at: datetime) -> list[Outcome]:
    """Unlock documents, each by itself."""
    return try_each(document_ids, lambda each: unlock(each, actor=actor, at=at))


def require_reason(reason: str) -> str:
    """Return the reason without blanks around it. Raises ReasonMissing."""
    if not reason.strip():
        message = "Say why: others will want to know."
        raise ReasonMissing(message)
    return reason.strip()


def note(
    document: Document,
    action: str,
    at: datetime,
    actor: User | None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note in the journal what was done with a document."""
    record(
        company_id=document.company_id,
        at=at,
        actor=actor,
        action=action,
        subject_kind="document",
        subject_id=document.pk,
        before=before or {},
        after=after or {},
    )
