"""Writes of retrievals: begin, record, end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from kogge.audit.services import record
from kogge.companies.models import User
from kogge.guards.services import settle_owner
from kogge.infrastructure.work import get_work
from kogge.kernel.errors import KoggeError
from kogge.orders.models import FeedCursor, OrderState, PlatformOrder, RetrievalRun, RunState
from kogge.orders.preparing import prepare_platform
from kogge.orders.rules import SkipReason
from kogge.platforms.models import Platform
from kogge_contract.messages import FetchProgress, FetchState


class PlatformNotReady(KoggeError):
    """A platform cannot fetch orders; the message says what is missing."""

    code = "platform_not_ready"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a retrieval is to bring: by default what changed; else a window (UTC), one order, everything, or hints."""

    since: datetime | None = None
    until: datetime | None = None
    order_reference: str = ""
    backfill: bool = False
    hinted_only: bool = False


USUAL = Wishes()
PAUSE_AFTER_FAILURE = timedelta(seconds=60)
HINTED_RUNS_KEPT = timedelta(days=7)
RUNS_KEPT = timedelta(days=90)


def start_retrieval(
    platform_id: int,
    wishes: Wishes = USUAL,
    *,
    user_id: int | None = None,
    now: datetime,
    by_middleware: bool = False,
) -> RetrievalRun:
    """Begin a retrieval (Vorgangsabruf) and return its row; running it is the workflow's work.

    A backfill reads the feed from its beginning, so that orders skipped earlier are taken. After a change of the
    orders' owner the feed is read again from the first order on that was left to the middleware. Only `by_middleware`
    are orders fetched of a platform that is not to use the Cloud for them yet. Raises PlatformNotReady.
    """
    platform = Platform.objects.get(pk=platform_id)
    require_ready(platform, by_middleware=by_middleware)
    with transaction.atomic():
        cursor, _ = FeedCursor.objects.get_or_create(platform=platform)
        epoch = settle_owner(platform).epoch
        if user_id is not None:
            _note_start(platform, wishes, user_id, now)
        return RetrievalRun.objects.create(
            company_id=platform.company_id,
            platform=platform,
            started_by_id=user_id,
            since=wishes.since,
            until=wishes.until,
            order_reference=wishes.order_reference,
            is_backfill=wishes.backfill,
            hinted_only=wishes.hinted_only,
            position=0 if wishes.backfill else _find_start(cursor, epoch),
            owner_epoch=epoch,
            started_at=now,
            changed_at=now,
        )


def start_hinted_retrieval(platform_id: int, now: datetime) -> RetrievalRun | None:
    """Begin a retrieval of what the platform pointed at, unless one is under way or just failed.

    Raises PlatformNotReady.
    """
    with transaction.atomic():
        # The cursor's lock: of several watchers one begins.
        FeedCursor.objects.get_or_create(platform_id=platform_id)
        FeedCursor.objects.select_for_update().get(platform_id=platform_id)
        hinted = RetrievalRun.objects.filter(platform_id=platform_id, hinted_only=True)
        just_failed = hinted.filter(state=RunState.FAILED, finished_at__gt=now - PAUSE_AFTER_FAILURE)
        if hinted.filter(state=RunState.RUNNING).exists() or just_failed.exists():
            return None
        return start_retrieval(platform_id, Wishes(hinted_only=True), now=now)


def forget_old_runs(now: datetime) -> None:
    """Forget old retrievals; the many short ones that notifications caused after some days already."""
    ended = RetrievalRun.objects.exclude(state=RunState.RUNNING)
    ended.filter(hinted_only=True, finished_at__lt=now - HINTED_RUNS_KEPT).delete()
    ended.filter(finished_at__lt=now - RUNS_KEPT).delete()


def record_fetch_state(run_id: int, state: FetchState, now: datetime) -> None:
    """Note how far the Cloud's fetch is, and until when it waits."""
    waits = state.retry_after_s > 0
    RetrievalRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(
        fetch_is_done=state.progress is FetchProgress.DONE,
        orders_listed=state.orders_listed,
        waiting_until_at=now + timedelta(seconds=state.retry_after_s) if waits else None,
        changed_at=now,
    )


def finish_run(run_id: int, now: datetime) -> None:
    """Close a retrieval that has read everything."""
    with transaction.atomic():
        _end(run_id, now, state=RunState.DONE)
        run = get_work(RetrievalRun.objects.all(), pk=run_id)
        if not run.order_reference:
            FeedCursor.objects.filter(platform_id=run.platform_id, owner_epoch__lt=run.owner_epoch).update(
                owner_epoch=run.owner_epoch
            )


def fail_run(run_id: int, error: KoggeError, now: datetime) -> None:
    """Close a retrieval that cannot go on; what it took stays, and the next one goes on from there."""
    problem = {"problem": str(error), "problem_code": error.code, "problem_is_permanent": error.permanent}
    _end(run_id, now, state=RunState.FAILED, **problem)


def stop_retrieval(run_id: int, actor: User, now: datetime) -> bool:
    """End a retrieval after the page under way, because somebody wants to; return whether it was still running.

    What it took stays, and the next one goes on from there.
    """
    with transaction.atomic():
        running = RetrievalRun.objects.select_for_update(of=("self",)).filter(pk=run_id, state=RunState.RUNNING)
        run = running.select_related("platform").first()
        if run is None:
            return False
        _end(run_id, now, state=RunState.CANCELLED)
        _note(run.platform, "orders.stop_retrieval", actor, now, {})
    return True


def _find_start(cursor: FeedCursor, epoch: int) -> int:
    """Return the feed sequence after which a retrieval begins: all before it is taken, or left out for good."""
    if cursor.owner_epoch == epoch:
        return cursor.sequence
    left_out = PlatformOrder.objects.filter(
        company_id=cursor.platform.company_id,
        platform=cursor.platform,
        state=OrderState.SKIPPED,
        reason=SkipReason.OTHER_WAY,
    )
    first = left_out.aggregate(first=Min("feed_sequence"))["first"]
    return cursor.sequence if first is None else min(cursor.sequence, first - 1)


def _note_start(platform: Platform, wishes: Wishes, user_id: int, now: datetime) -> None:
    """Note that a person started a retrieval; what Kogge starts by itself stands among the retrievals alone."""
    after = {"order": wishes.order_reference, "backfill": wishes.backfill}
    _note(platform, "orders.start_retrieval", User.objects.get(pk=user_id), now, after)


def _note(platform: Platform, action: str, actor: User, now: datetime, after: dict[str, object]) -> None:
    record(
        company_id=platform.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="platform",
        subject_id=platform.pk,
        before={},
        after=after,
    )


def _end(run_id: int, now: datetime, **outcome: object) -> None:
    RetrievalRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(
        waiting_until_at=None, finished_at=now, changed_at=now, **outcome
    )


def require_ready(platform: Platform, *, by_middleware: bool = False) -> None:
    """Refuse a platform whose orders cannot be fetched, after filling in what can be. Raises PlatformNotReady."""
    missing = {
        "it is not active": not platform.is_active,
        "it does not use the Cloud": not platform.uses_cloud and not by_middleware,
        "it is not registered in the Cloud (sign in)": not platform.cloud_reference,
        "it has no credentials for the Cloud": platform.credentials_id is None,
    }
    reasons = [reason for reason, applies in missing.items() if applies]
    reasons += [f"the company has not {name}" for name in prepare_platform(platform)]
    if reasons:
        message = f"Platform “{platform}” cannot fetch orders: {'; '.join(reasons)}."
        raise PlatformNotReady(message)
