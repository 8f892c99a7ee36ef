"""Writes of the duplicate finder: the surplus document goes into the archive by the functions of documents."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from kogge.audit.services import record
from kogge.changeover.models import Duplicate, DuplicateState
from kogge.companies.models import User
from kogge.documents.cancelling import DUPLICATE, cancel_document
from kogge.documents.models import Document, DocumentState
from kogge.documents.outcomes import Outcome, try_each
from kogge.documents.services import archive, lock_rows
from kogge.orders.models import FeedCursor, PlatformOrder
from kogge.shipping.models import Shipment

OPEN = DuplicateState.OPEN


def archive_surplus(duplicate_ids: Iterable[int], *, actor: User, now: datetime) -> list[Outcome]:
    """Put the surplus documents into the archive, each by itself; nothing is deleted.

    One that is still open is cancelled first. An order that led to it leads to the kept one from then on.
    """
    return _each(duplicate_ids, lambda each: _archive(each, actor, now))


def swap(duplicate_ids: Iterable[int], *, actor: User, now: datetime) -> list[Outcome]:
    """Keep the other ones of the pairs."""

    def turn(duplicate: Duplicate) -> None:
        duplicate.kept_id, duplicate.surplus_id = duplicate.surplus_id, duplicate.kept_id
        duplicate.save(update_fields=["kept", "surplus"])
        _note(duplicate, "changeover.keep_other", actor, now)

    return _each(duplicate_ids, turn)


def dismiss(duplicate_ids: Iterable[int], *, actor: User, now: datetime) -> list[Outcome]:
    """Note that the pairs are two orders each: they are not shown again."""

    def leave(duplicate: Duplicate) -> None:
        _settle(duplicate, DuplicateState.DISMISSED, actor, now)
        _note(duplicate, "changeover.dismiss_duplicate", actor, now)

    return _each(duplicate_ids, leave)


def _each(duplicate_ids: Iterable[int], do: Callable[[Duplicate], None]) -> list[Outcome]:
    """Do something with each open pair in a transaction of its own; one that somebody settled meanwhile is left."""

    def once(duplicate_id: int) -> None:
        with transaction.atomic():
            rows = Duplicate.objects.select_for_update(of=("self",)).filter(pk=duplicate_id, state=OPEN)
            duplicate = rows.select_related("platform").first()
            if duplicate is not None:
                do(duplicate)

    return try_each(duplicate_ids, once)


def _archive(duplicate: Duplicate, actor: User, now: datetime) -> None:
    # The locks of an import, in its order: it must not meet an order that leads nowhere.
    FeedCursor.objects.select_for_update().get_or_create(platform=duplicate.platform)
    documents = {each.pk: each for each in lock_rows([duplicate.kept_id, duplicate.surplus_id])}
    kept, surplus = documents[duplicate.kept_id], documents[duplicate.surplus_id]
    _lead_to_kept(duplicate, kept, surplus, now)
    if surplus.state == DocumentState.OPEN:
        _forget_platform(surplus)
        cancel_document(surplus.pk, reason=DUPLICATE, actor=actor, at=now)
    if surplus.archived_at is None:
        archive(surplus.pk, actor=actor, at=now)
    _settle(duplicate, DuplicateState.ARCHIVED, actor, now)
    _note(duplicate, "changeover.archive_surplus", actor, now)


def _lead_to_kept(duplicate: Duplicate, kept: Document, surplus: Document, now: datetime) -> None:
    """Let the order that leads to the surplus document lead to the kept one, if none leads there yet."""
    if PlatformOrder.objects.filter(document=kept).exists():
        return
    # Without a digest, changes count from the next version that the feed has.
    moved = PlatformOrder.objects.filter(document=surplus).update(document=kept, digest="", changed_at=now)
    if moved and kept.posted_at is None and not kept.platform_reference:
        Document.objects.filter(pk=kept.pk).update(
            platform=duplicate.platform,
            platform_reference=surplus.platform_reference,
            order_reference=kept.order_reference or surplus.order_reference,
        )


def _forget_platform(surplus: Document) -> None:
    """Let the surplus document no longer name the platform: that it is cancelled must not cancel the order there.

    Where parcels were packed of it, the platform stays, so that what waits to be reported of them is withdrawn.
    """
    if not Shipment.objects.filter(document=surplus).exists():
        Document.objects.filter(pk=surplus.pk).update(platform=None, platform_reference="")


def _settle(duplicate: Duplicate, state: DuplicateState, actor: User, now: datetime) -> None:
    duplicate.state, duplicate.settled_at, duplicate.settled_by = state, now, actor
    duplicate.save(update_fields=["state", "settled_at", "settled_by"])


def _note(duplicate: Duplicate, action: str, actor: User, now: datetime) -> None:
    record(
        company_id=duplicate.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="document",
        subject_id=duplicate.surplus_id,
        before={},
        after={"kept": str(duplicate.kept), "reason": duplicate.reason},
    )
