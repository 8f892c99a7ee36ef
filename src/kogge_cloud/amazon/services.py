"""Writes of fetches: start one, and advance it by one call to Amazon at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import (
    AccessTokenRejected,
    FetchContradictory,
    OrderNotFound,
    PlatformError,
    PlatformUnavailable,
    QuotaExhausted,
    RequestRefused,
)
from kogge_cloud.amazon.audits import compare_with_report
from kogge_cloud.amazon.calls import read_quota
from kogge_cloud.amazon.models import Fetch, ReportedOrder
from kogge_cloud.amazon.pages import Page
from kogge_cloud.amazon.planning import OVERLAP_ORDERS, Step, is_listing_worth, overlap_start
from kogge_cloud.amazon.queries import describe_fetch
from kogge_cloud.amazon.rules import (
    BEGINNING,
    FETCHES_KEPT,
    FIRST_WINDOW,
    LEASE,
    MAX_FAILURES,
    MAX_RESTARTS,
    READ_AGAIN_AFTER,
    REPORT_LAG,
    SEARCH_ORDERS,
    SETTLING,
    advance_watermark,
    clip,
    restart_start,
)
from kogge_cloud.amazon.steps import find_next_order, is_token_old, plan_step, take_step
from kogge_cloud.feed.queries import list_newest_changes
from kogge_cloud.feed.services import append_page
from kogge_cloud.hints.queries import count_listable_hints, has_waiting_hints
from kogge_cloud.hints.services import note_attempt, note_read
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.waits import retry_delay_s
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
    if not new.hinted_only:
        _forget_fetches(registration, now)
    lists = new.order_reference is None and (not new.hinted_only or _is_listing_worth(registration, now))
    fetch, is_new = Fetch.objects.get_or_create(
        tenant_id=registration.tenant_id,
        registration=registration,
        reference=new.reference,
        defaults={
            "order_reference": new.order_reference or "",
            "is_backfill": new.backfill,
            "is_windowed": lists,
            "takes_hints": new.order_reference is None and not new.backfill and new.since is None and new.until is None,
            "hints_before": now if new.hinted_only and not lists else None,
            "since": _window_start(registration, new, now) if lists else None,
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
    step = Step.WAIT
    try:
        plan = plan_step(fetch, now)
        step = plan.step
        if step is Step.WAIT:
            _wait(fetch, now, plan.wait_s, WAIT_FOR_QUOTA)
        elif step is Step.LIST and is_token_old(fetch, now):
            _list_anew(fetch)
        else:
            _record_page(fetch, step, take_step(fetch, step, now), now)
    except QuotaExhausted as error:
        _wait(fetch, now, error.retry_after_s, WAIT_FOR_QUOTA)
    except (PlatformUnavailable, AccessTokenRejected) as error:
        _record_failure(fetch, error, now)
    except (RequestRefused, OrderNotFound) as error:
        _record_refusal(fetch, step, error, now)
    except PlatformError as error:
        _fail(fetch, error, now)
    fetch.refresh_from_db()
    return describe_fetch(fetch, now)


def _forget_fetches(registration: Registration, now: datetime) -> None:
    """Forget fetches that nobody asks after any more; notifications cause thousands of them a day."""
    Fetch.objects.filter(registration=registration, finished_at__lt=now - FETCHES_KEPT).delete()


def _window_start(registration: Registration, new: NewFetch, now: datetime) -> datetime:
    """Return from when to list: what was asked for, everything, or a bit before what is known."""
    if new.since:
        return clip(new.since, now) or now
    if new.backfill:
        return BEGINNING
    if registration.listed_until is None:
        return now - FIRST_WINDOW
    if new.hinted_only:
        return registration.listed_until
    return overlap_start(registration.listed_until, list_newest_changes(registration, OVERLAP_ORDERS))


def _is_listing_worth(registration: Registration, now: datetime) -> bool:
    listable = count_listable_hints(registration.pk, now, now - SETTLING)
    return is_listing_worth(listable, read_quota(registration, SEARCH_ORDERS, now))


def _require_consistent(new: NewFetch) -> None:
    """Refuse wishes that exclude each other. Raises FetchContradictory."""
    has_window = new.since is not None or new.until is not None
    if new.order_reference is not None and (new.backfill or has_window):
        message = "A fetch is of one order, or of a window of time (a backfill's may be all of it): not of both."
        raise FetchContradictory(message)
    if new.hinted_only and (new.order_reference is not None or new.backfill or has_window):
        message = "A fetch of the orders that were pointed at has neither window nor order number."
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


def _record_page(fetch: Fetch, step: Step, page: Page, now: datetime) -> None:
    """Commit entries, the fetch's progress and, at a listing's end, the platform's watermark: all or nothing."""
    with atomic():
        # The registration before the fetch: everybody who needs both locks takes them in this order.
        registration = Registration.objects.select_for_update().get(pk=fetch.registration_id)
        is_last_page = step is Step.LIST and not page.next_token
        changes: dict[str, object] = {"failures": 0, "retry_at": None, "waiting_for": ""}
        if step is Step.LIST:
            changes |= _listing_changes(fetch, page, now)
        if not _record(fetch, orders_listed=F("orders_listed") + len(page.versions), **changes):
            return
        changes = {"orders_changed": F("orders_changed") + append_page(fetch.registration_id, page.versions, now)}
        if step is Step.LIST:
            changes |= compare_with_report(fetch, page)
        _note_read(fetch, page, now)
        is_done = _is_done(fetch, step, now, is_last_page=is_last_page)
        if is_done:
            changes |= {"progress": FetchProgress.DONE, "finished_at": now}
        Fetch.objects.filter(pk=fetch.pk).update(**changes)
        if fetch.is_windowed and not fetch.listing_is_over and (is_last_page or is_done):
            _move_watermark(registration, fetch, _covered_until(fetch, page, now, is_listed=is_last_page))


def _listing_changes(fetch: Fetch, page: Page, now: datetime) -> dict[str, object]:
    changes: dict[str, object] = {
        "page_number": F("page_number") + 1,
        "pagination_token": page.next_token,
        "highest_at": max(filter(None, (fetch.highest_at, page.highest_at)), default=None),
        "listed_until": fetch.listed_until or page.complete_until or now - SETTLING,
    }
    if not fetch.pagination_token:
        changes["listing_began_at"] = now
    if not page.next_token:
        changes |= {"listing_is_over": True, "hints_before": now}
    return changes


def _is_done(fetch: Fetch, step: Step, now: datetime, *, is_last_page: bool) -> bool:
    """Tell whether nothing is left to do after this step; where a report tells of orders, the next plan decides."""
    if step is Step.FINISH or fetch.order_reference:
        return True
    if not is_last_page or fetch.audit is not None:
        return False
    return not (fetch.takes_hints and has_waiting_hints(fetch.registration_id, now))


def _note_read(fetch: Fetch, page: Page, now: datetime) -> None:
    """Note which orders no longer wait to be read by number."""
    read = {version.order_reference: version.updated_at or now for version in page.versions}
    note_read(fetch.registration_id, read, now, asked_at=now if page.is_single else None)
    if fetch.audit_id:
        ReportedOrder.objects.filter(audit_id=fetch.audit_id, order_reference__in=read).update(read_at=now)


def _covered_until(fetch: Fetch, page: Page, now: datetime, *, is_listed: bool) -> datetime:
    """Return up to when all is known: what Amazon said of its listing, or how fresh its report can be trusted to be."""
    if is_listed:
        return min(fetch.listed_until or page.complete_until or now - SETTLING, fetch.created_at)
    return fetch.created_at - REPORT_LAG


def _move_watermark(registration: Registration, fetch: Fetch, finished_until: datetime) -> None:
    listed_until = advance_watermark(
        registration.listed_until, fetch.since or BEGINNING, finished_until, fetch.created_at
    )
    Registration.objects.filter(pk=registration.pk).update(listed_until=listed_until)


def _list_anew(fetch: Fetch, **changes: object) -> None:
    """Begin the listing again at the last committed order: its pagination token is of no use any more."""
    resumed_since = restart_start(fetch.since or BEGINNING, fetch.highest_at)
    _record(fetch, pagination_token="", resumed_since=resumed_since, listing_began_at=None, **changes)


def _wait(fetch: Fetch, now: datetime, wait_s: float, reason: str) -> None:
    _record(fetch, retry_at=now + timedelta(seconds=wait_s), waiting_for=reason)


def _record_failure(fetch: Fetch, error: PlatformError, now: datetime) -> None:
    """Try again later, a few times; then give up, saying that a later fetch may succeed."""
    failures = fetch.failures + 1
    if failures >= MAX_FAILURES:
        _fail(fetch, error, now)
        return
    wait_until = now + timedelta(seconds=retry_delay_s(failures))
    _record(fetch, failures=failures, retry_at=wait_until, waiting_for=WAIT_FOR_PLATFORM)


def _record_refusal(fetch: Fetch, step: Step, error: PlatformError, now: datetime) -> None:
    """Find a way round a request that Amazon calls invalid, as far as there is one.

    In the middle of a listing it is the pagination token that is no longer good: list again from the last committed
    order. Elsewhere a region may refuse one group of fields: ask for the essential ones only. One order of many that
    cannot be read by its number does not stop the others: it is left to the listing.
    """
    is_invalid = isinstance(error, RequestRefused)
    if step is Step.LIST and fetch.pagination_token and fetch.restarts < MAX_RESTARTS:
        _list_anew(fetch, restarts=fetch.restarts + 1)
    elif is_invalid and not fetch.pagination_token and not fetch.essential_groups_only:
        _record(fetch, essential_groups_only=True)
    elif step is Step.READ and not fetch.order_reference:
        _leave_out(fetch, find_next_order(fetch, now), now)
    else:
        _fail(fetch, error, now)


def _leave_out(fetch: Fetch, order_reference: str, now: datetime) -> None:
    with atomic():
        if not _record(fetch):
            return
        note_attempt(fetch.registration_id, order_reference, now, READ_AGAIN_AFTER)
        if fetch.audit_id:
            ReportedOrder.objects.filter(audit_id=fetch.audit_id, order_reference=order_reference).update(read_at=now)


def _fail(fetch: Fetch, error: PlatformError, now: datetime) -> None:
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
