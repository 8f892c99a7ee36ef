"""Writes of fetches: start one, and advance it by one call to Amazon at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.amazon.errors import (
    AccessTokenRejected,
    AmazonError,
    AmazonUnavailable,
    FetchContradictory,
    QuotaExhausted,
    RequestRefused,
)
from kogge_cloud.amazon.models import Fetch
from kogge_cloud.amazon.pages import Page, read_page
from kogge_cloud.amazon.queries import describe_fetch
from kogge_cloud.amazon.rules import (
    BEGINNING,
    LEASE,
    MAX_FAILURES,
    MAX_RESTARTS,
    SETTLING,
    advance_watermark,
    clip,
    restart_start,
    retry_delay_s,
    window_start,
)
from kogge_cloud.feed.services import append_page
from kogge_cloud.infrastructure.database import atomic
from kogge_contract.messages import FetchProgress, FetchState, NewFetch

WAIT_FOR_QUOTA = "quota"
WAIT_FOR_OTHER = "another_advance"
WAIT_FOR_PLATFORM = "platform"
OTHER_ADVANCE_S = 1


@dataclass(frozen=True, slots=True)
class StartedFetch:
    """A fetch, and whether it is new or was known by its reference."""

    fetch: Fetch
    is_new: bool


def start_fetch(registration: Registration, new: NewFetch, now: datetime) -> StartedFetch:
    """Begin a fetch, or return the one that has the reference already. Calls nobody.

    Raises FetchContradictory, NotAuthenticated.
    """
    require_authenticated(registration)
    _require_consistent(new)
    usual = BEGINNING if new.backfill else window_start(registration.listed_until, now)
    since = clip(new.since, now) or usual
    fetch, is_new = Fetch.objects.get_or_create(
        tenant_id=registration.tenant_id,
        registration=registration,
        reference=new.reference,
        defaults={
            "order_reference": new.order_reference or "",
            "is_backfill": new.backfill,
            "is_windowed": new.order_reference is None,
            "since": since if new.order_reference is None else None,
            "until": clip(new.until, now),
            "progress": FetchProgress.RUNNING,
            "created_at": now,
        },
    )
    return StartedFetch(fetch, is_new)


def advance_fetch(fetch: Fetch, now: datetime) -> FetchState:
    """Make the fetch's next call to Amazon (at most one), commit what it brought, and tell how far the fetch is.

    Answers at once with `retry_after_s` where nothing may be called yet. Safe to run beside itself and to be killed at
    any moment: an answer is recorded by whoever first raises `revision`, together with its feed entries.
    """
    if fetch.progress != FetchProgress.RUNNING or (fetch.retry_at and fetch.retry_at > now):
        return describe_fetch(fetch, now)
    if not _lease(fetch, now):
        fetch.refresh_from_db()
        return describe_fetch(fetch, now, retry_after_s=OTHER_ADVANCE_S, waiting_for=WAIT_FOR_OTHER)
    try:
        page = read_page(fetch, now)
    except QuotaExhausted as error:
        _wait(fetch, now, error.retry_after_s, WAIT_FOR_QUOTA)
    except (AmazonUnavailable, AccessTokenRejected) as error:
        _record_failure(fetch, error, now)
    except RequestRefused as error:
        _record_refusal(fetch, error, now)
    except AmazonError as error:
        _fail(fetch, error, now)
    else:
        _record_page(fetch, page, now)
    fetch.refresh_from_db()
    return describe_fetch(fetch, now)


def _require_consistent(new: NewFetch) -> None:
    """Refuse wishes that exclude each other. Raises FetchContradictory."""
    has_window = new.since is not None or new.until is not None
    if new.order_reference is not None and (new.backfill or has_window):
        message = "A fetch is of one order, or of a window of time (a backfill's may be all of it): not of both."
        raise FetchContradictory(message)
    if new.since and new.until and new.until < new.since:
        message = "The window's end lies before its beginning."
        raise FetchContradictory(message)


def _lease(fetch: Fetch, now: datetime) -> bool:
    """Ask others to keep out while we call. A courtesy that saves quota: correctness hangs on `revision` alone."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    unchanged = Fetch.objects.filter(free, pk=fetch.pk, progress=FetchProgress.RUNNING, revision=fetch.revision)
    return unchanged.update(lease_until=now + LEASE) == 1


def _record(fetch: Fetch, **changes: object) -> bool:
    """Write what follows from an answer, unless somebody was faster; the lease ends with it."""
    mine = Fetch.objects.filter(pk=fetch.pk, revision=fetch.revision, progress=FetchProgress.RUNNING)
    return mine.update(revision=F("revision") + 1, lease_until=None, **changes) == 1


def _record_page(fetch: Fetch, page: Page, now: datetime) -> None:
    """Commit a page's entries, the fetch's progress and, at the end, the platform's watermark: all or nothing."""
    with atomic():
        # The registration before the fetch: everybody who needs both locks takes them in this order.
        registration = Registration.objects.select_for_update().get(pk=fetch.registration_id)
        listed_until = fetch.listed_until or page.complete_until or now - SETTLING
        recorded = _record(
            fetch,
            page_number=F("page_number") + 1,
            pagination_token=page.next_token,
            highest_at=max(filter(None, (fetch.highest_at, page.highest_at)), default=None),
            listed_until=listed_until,
            orders_listed=F("orders_listed") + len(page.versions),
            failures=0,
            retry_at=None,
            waiting_for="",
            progress=FetchProgress.RUNNING if page.next_token else FetchProgress.DONE,
            finished_at=None if page.next_token else now,
        )
        if not recorded:
            return
        changed = append_page(fetch.registration_id, page.versions, now)
        Fetch.objects.filter(pk=fetch.pk).update(orders_changed=F("orders_changed") + changed)
        if not page.next_token and fetch.is_windowed:
            _move_watermark(registration, fetch, min(listed_until, fetch.created_at))


def _move_watermark(registration: Registration, fetch: Fetch, finished_until: datetime) -> None:
    listed_until = advance_watermark(
        registration.listed_until, fetch.since or BEGINNING, finished_until, fetch.created_at
    )
    Registration.objects.filter(pk=registration.pk).update(listed_until=listed_until)


def _wait(fetch: Fetch, now: datetime, wait_s: float, reason: str) -> None:
    _record(fetch, retry_at=now + timedelta(seconds=wait_s), waiting_for=reason)


def _record_failure(fetch: Fetch, error: AmazonError, now: datetime) -> None:
    """Try again later, a few times; then give up, saying that a later fetch may succeed."""
    failures = fetch.failures + 1
    if failures >= MAX_FAILURES:
        _fail(fetch, error, now)
        return
    wait_until = now + timedelta(seconds=retry_delay_s(failures))
    _record(fetch, failures=failures, retry_at=wait_until, waiting_for=WAIT_FOR_PLATFORM)


def _record_refusal(fetch: Fetch, error: RequestRefused, now: datetime) -> None:
    """Find a way round a request that Amazon calls invalid, as far as there is one.

    In the middle of a listing it is the pagination token that is no longer good: list again from the last committed
    order. At its beginning a region may refuse one group of fields: ask for the essential ones only.
    """
    if fetch.pagination_token and fetch.restarts < MAX_RESTARTS:
        _record(
            fetch,
            pagination_token="",
            resumed_since=restart_start(fetch.since or BEGINNING, fetch.highest_at),
            restarts=fetch.restarts + 1,
        )
    elif not fetch.pagination_token and not fetch.essential_groups_only:
        _record(fetch, essential_groups_only=True)
    else:
        _fail(fetch, error, now)


def _fail(fetch: Fetch, error: AmazonError, now: datetime) -> None:
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
