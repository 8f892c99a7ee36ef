"""Reads of plain fetches."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import FetchUnknown
from kogge_cloud.fetches.models import Fetch
from kogge_cloud.fetches.rules import KEPT, next_due
from kogge_contract.messages import FetchProgress, FetchState, Problem


def get_fetch(registration: Registration, reference: str) -> Fetch:
    """Return a platform's fetch by the caller's reference. Raises FetchUnknown."""
    fetches = Fetch.objects.select_related("registration").filter(tenant_id=registration.tenant_id)
    fetch = fetches.filter(registration=registration, reference=reference).first()
    if fetch is None:
        message = f"Platform “{registration.name}” has no fetch {reference}."
        raise FetchUnknown(message)
    return fetch


def describe_fetch(fetch: Fetch, now: datetime, *, retry_after_s: float = 0, waiting_for: str = "") -> FetchState:
    """Return the fetch as the contract shows it; a wait that was noted earlier is told as what is left of it."""
    noted_s = (fetch.retry_at - now).total_seconds() if fetch.retry_at else 0
    wait_s = max(retry_after_s, noted_s, 0) if fetch.progress == FetchProgress.RUNNING else 0
    problem = Problem(code=fetch.problem_code, message=fetch.problem_message, permanent=fetch.problem_is_permanent)
    return FetchState(
        reference=fetch.reference,
        progress=FetchProgress(fetch.progress),
        pages=fetch.page_number,
        orders_listed=fetch.orders_listed,
        orders_changed=fetch.orders_changed,
        retry_after_s=wait_s,
        waiting_for=(waiting_for or fetch.waiting_for) if wait_s else "",
        problem=problem if fetch.problem_code else None,
    )


def find_due(
    registrations: Sequence[Registration], notified: Mapping[int, datetime | None], now: datetime
) -> dict[int, datetime]:
    """Return by the platforms' keys when their next listing is sensible; `notified` has when they last called."""
    ended = Fetch.objects.filter(registration__in=registrations, is_windowed=True, finished_at__gte=now - KEPT)
    rows = ended.values("registration_id").annotate(finished=Max("finished_at"))
    tried = {row["registration_id"]: row["finished"] for row in rows}
    return {
        each.pk: next_due(each.listed_until, tried.get(each.pk), notified.get(each.pk), now) for each in registrations
    }
