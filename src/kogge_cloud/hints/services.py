"""Writes of hints: note that orders changed, and that they were read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kogge_cloud.accounts.models import Registration
from kogge_cloud.hints.models import Hint
from kogge_cloud.infrastructure.database import atomic

TOLERANCE = timedelta(seconds=2)
"""A platform stamps the message and the order at slightly different moments."""


def note_hints(registration_id: int, hints: Iterable[tuple[str, datetime]], now: datetime) -> int:
    """Note orders and when they changed (UTC); return how many are to be read that were not before.

    Being told twice, late or out of order is harmless: an older change than the one known changes nothing.
    """
    newest: dict[str, datetime] = {}
    for reference, changed_at in hints:
        newest[reference] = max(changed_at, newest.get(reference, changed_at))
    with atomic():
        registration = Registration.objects.select_for_update().get(pk=registration_id)
        known = {
            hint.order_reference: hint
            for hint in Hint.objects.filter(registration=registration, order_reference__in=newest)
        }
        fresh = {ref: at for ref, at in newest.items() if ref not in known or known[ref].changed_at < at}
        rows = [
            Hint(
                tenant_id=registration.tenant_id,
                registration=registration,
                order_reference=reference,
                changed_at=changed_at,
                noted_at=now,
            )
            for reference, changed_at in sorted(fresh.items())
        ]
        Hint.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["tenant", "registration", "order_reference"],
            update_fields=["changed_at", "noted_at", "read_at", "attempts", "retry_at"],
        )
    return sum(reference not in known or known[reference].read_at is not None for reference in fresh)


def note_read(registration_id: int, read: dict[str, datetime], now: datetime, asked_at: datetime | None = None) -> None:
    """Note that orders were read as of their own time of last change; hints of later changes go on waiting.

    With `asked_at` the orders were asked for one by one: that settles every hint noted before, whatever time it told.
    Runs in the caller's transaction, together with the feed entries it speaks of.
    """
    waiting = Hint.objects.filter(registration_id=registration_id, order_reference__in=read, read_at=None)
    done = [
        hint.pk
        for hint in waiting
        if hint.changed_at <= read[hint.order_reference] + TOLERANCE or (asked_at and hint.noted_at <= asked_at)
    ]
    Hint.objects.filter(pk__in=done).update(read_at=now)


def note_attempt(registration_id: int, order_reference: str, now: datetime, pauses: Sequence[timedelta]) -> None:
    """Note that a hinted order could not be read: it is asked for again after each of the pauses in turn.

    After the last one it no longer waits, and is left to listings and audits.
    """
    waiting = Hint.objects.filter(registration_id=registration_id, order_reference=order_reference, read_at=None)
    for hint in waiting:
        is_last = hint.attempts >= len(pauses)
        hint.read_at = now if is_last else None
        hint.retry_at = None if is_last else now + pauses[hint.attempts]
        hint.attempts += 1
        hint.save(update_fields=["read_at", "retry_at", "attempts"])


def renew_hints(registration_id: int, order_references: Iterable[str] | QuerySet[Any], now: datetime) -> None:
    """Have orders read after all that were given up, whatever change they were noted for."""
    given_up = Hint.objects.filter(registration_id=registration_id, order_reference__in=order_references)
    given_up.exclude(read_at=None).update(noted_at=now, read_at=None, retry_at=None, attempts=0)
