"""Writes of hints: note that orders changed, and that they were read."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

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
            update_fields=["changed_at", "noted_at", "read_at", "attempts"],
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


def note_attempt(registration_id: int, order_reference: str, now: datetime, max_attempts: int) -> None:
    """Note that a hinted order could not be read; after some attempts it no longer waits and is left to listings."""
    waiting = Hint.objects.filter(registration_id=registration_id, order_reference=order_reference, read_at=None)
    waiting.update(attempts=F("attempts") + 1)
    waiting.filter(attempts__gte=max_attempts).update(read_at=now)
