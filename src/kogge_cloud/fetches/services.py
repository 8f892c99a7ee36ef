"""Writes of plain fetches: start one, and advance it by one page at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import PlatformError, QuotaExhausted
from kogge_cloud.adapters.values import StartedFetch
from kogge_cloud.feed.services import append_page
from kogge_cloud.fetches.models import Fetch
from kogge_cloud.fetches.queries import describe_fetch
from kogge_cloud.fetches.rules import (
    BEGINNING,
    KEPT,
    LEASE,
    MAX_FAILURES,
    Page,
    advance_watermark,
    require_consistent,
    window_start,
)
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.waits import retry_delay_s
from kogge_contract.messages import FetchProgress, FetchState, NewFetch

WAIT_FOR_QUOTA = "quota"
WAIT_FOR_OTHER = "another_advance"
WAIT_FOR_PLATFORM = "platform"
OTHER_ADVANCE_S = 1

ReadPage = Callable[[Fetch, datetime], Page]


def start_fetch(registration: Registration, new: NewFetch, now: datetime) -> StartedFetch:
    """Begin a fetch, or return the one that has the reference already. Calls nobody.

    Raises FetchContradictory, NotAuthenticated.
    """
    require_authenticated(registration)
    require_consistent(new)
    Fetch.objects.filter(registration=registration, finished_at__lt=now - KEPT).delete()
    lists = new.order_reference is None
    fetch, is_new = Fetch.objects.get_or_create(
        tenant_id=registration.tenant_id,
        registration=registration,
        reference=new.reference,
        defaults={
            "order_reference": new.order_reference or "",
            "is_backfill": new.backfill,
            "is_windowed": lists,
            "since": window_start(new, registration.listed_until, now) if lists else None,
            "until": new.until,
            "progress": FetchProgress.RUNNING,
            "created_at": now,
        },
    )
    return StartedFetch(describe_fetch(fetch, now), is_new)


def advance_fetch(fetch: Fetch, read_page: ReadPage, now: datetime) -> FetchState:
    """Read the fetch's next page, commit what it brought, and tell how far the fetch is.

    Answers at once with `retry_after_s` where nothing may be called yet. Safe to run beside itself and to be killed at
    any moment: an answer is recorded by whoever first raises `revision`, together with its feed entries.
    """
    if fetch.progress != FetchProgress.RUNNING or (fetch.retry_at and fetch.retry_at > now):
        return describe_fetch(fetch, now)
    if not _lease(fetch, now):
        fetch.refresh_from_db()
        return describe_fetch(fetch, now, retry_after_s=OTHER_ADVANCE_S, waiting_for=WAIT_FOR_OTHER)
    try:
        require_authenticated(fetch.registration)
        _record_page(fetch, read_page(fetch, now), now)
    except QuotaExhausted as error:
        _record(fetch, retry_at=now + timedelta(seconds=error.retry_after_s), waiting_for=WAIT_FOR_QUOTA)
    except PlatformError as error:
        _record_failure(fetch, error, now)
    fetch.refresh_from_db()
    return describe_fetch(fetch, now)


def _lease(fetch: Fetch, now: datetime) -> bool:
    """Ask others to keep out while we call. A courtesy that saves calls: correctness hangs on `revision` alone."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    unchanged = Fetch.objects.filter(free, pk=fetch.pk, progress=FetchProgress.RUNNING, revision=fetch.revision)
    return unchanged.update(lease_until=now + LEASE) == 1


def _record(fetch: Fetch, **changes: object) -> bool:
    """Write what follows from an answer, unless somebody was faster; the lease ends with it."""
    mine = Fetch.objects.filter(pk=fetch.pk, revision=fetch.revision, progress=FetchProgress.RUNNING)
    return mine.update(revision=F("revision") + 1, lease_until=None, **changes) == 1


def _record_page(fetch: Fetch, page: Page, now: datetime) -> None:
    """Commit entries, the fetch's progress and, at the listing's end, the platform's watermark: all or nothing."""
    is_done = not page.cursor
    changes: dict[str, object] = {
        "page_number": F("page_number") + 1,
        "cursor": page.cursor,
        "orders_listed": F("orders_listed") + len(page.versions),
        "failures": 0,
        "retry_at": None,
        "waiting_for": "",
    }
    if is_done:
        changes |= {"progress": FetchProgress.DONE, "finished_at": now}
    with atomic():
        # The registration before the fetch: everybody who needs both locks takes them in this order.
        registration = Registration.objects.select_for_update().get(pk=fetch.registration_id)
        if not _record(fetch, **changes):
            return
        changed = append_page(fetch.registration_id, page.versions, now)
        Fetch.objects.filter(pk=fetch.pk).update(orders_changed=F("orders_changed") + changed)
        if is_done and fetch.is_windowed:
            listed_until = advance_watermark(
                registration.listed_until, fetch.since or BEGINNING, fetch.until, fetch.created_at
            )
            Registration.objects.filter(pk=registration.pk).update(listed_until=listed_until)


def _record_failure(fetch: Fetch, error: PlatformError, now: datetime) -> None:
    """Try again later, a few times; give up at once where only a person can help."""
    failures = fetch.failures + 1
    if not error.permanent and failures < MAX_FAILURES:
        retry_at = now + timedelta(seconds=retry_delay_s(failures))
        _record(fetch, failures=failures, retry_at=retry_at, waiting_for=WAIT_FOR_PLATFORM)
        return
    _record(
        fetch,
        progress=FetchProgress.FAILED,
        problem_code=error.code,
        problem_message=error.message,
        problem_is_permanent=error.permanent,
        finished_at=now,
        retry_at=None,
        waiting_for="",
    )
