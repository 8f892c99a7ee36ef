"""Reads of hints."""

from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from kogge_cloud.hints.models import Hint


def count_waiting_hints(registration_id: int) -> int:
    """Return how many orders wait to be read, those included that are tried again later."""
    return Hint.objects.filter(registration_id=registration_id, read_at=None).count()


def has_waiting_hints(registration_id: int, now: datetime) -> bool:
    """Tell whether any order is to be read now."""
    return _due(now).filter(registration_id=registration_id).exists()


def find_oldest_waiting(registration_id: int, now: datetime, noted_before: datetime | None = None) -> Hint | None:
    """Return the hint that has waited longest by the platform's time, of those noted up to a moment."""
    waiting = _due(now).filter(registration_id=registration_id)
    if noted_before:
        waiting = waiting.filter(noted_at__lte=noted_before)
    return waiting.order_by("changed_at", "pk").first()


def find_newest_waiting(registration_id: int, now: datetime) -> Hint | None:
    """Return the hint of the latest change by the platform's time."""
    return _due(now).filter(registration_id=registration_id).order_by("-changed_at", "-pk").first()


def count_listable_hints(registration_id: int, now: datetime, changed_before: datetime) -> int:
    """Return how many waiting orders changed long enough ago for the platform to list them."""
    return _due(now).filter(registration_id=registration_id, changed_at__lte=changed_before).count()


def summarise_hints(
    registration_ids: list[int], now: datetime
) -> dict[int, tuple[int, datetime | None, datetime | None]]:
    """Return for each platform how many orders wait, since when the oldest, and when the last one was noted."""
    rows = (
        _due(now)
        .filter(registration_id__in=registration_ids)
        .values("registration_id")
        .annotate(waiting=Count("pk"), oldest=Min("changed_at"), noted=Max("noted_at"))
    )
    return {row["registration_id"]: (row["waiting"], row["oldest"], row["noted"]) for row in rows}


def _due(now: datetime) -> QuerySet[Hint]:
    """Return the hints whose orders are to be read now: what was asked for in vain rests for a while."""
    return Hint.objects.filter(Q(retry_at=None) | Q(retry_at__lte=now), read_at=None)
