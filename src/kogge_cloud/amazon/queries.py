"""Reads of fetches."""

from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.errors import FetchUnknown
from kogge_cloud.amazon.models import Fetch
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
    running = fetch.progress == FetchProgress.RUNNING
    wait_s = max(retry_after_s, noted_s, 0) if running else 0
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
