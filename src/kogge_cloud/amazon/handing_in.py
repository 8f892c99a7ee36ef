"""Hands documents in as feeds, a call at a time: lay it down, hand it in, look after it, read Amazon's report."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.db.models import F, Q

from kogge_cloud.accounts.errors import NotAuthenticated
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import PlatformError, PlatformUnavailable, QuotaExhausted, RequestRefused
from kogge_cloud.adapters.values import Wait
from kogge_cloud.amazon import feeds
from kogge_cloud.amazon.feed_rows import FeedRow
from kogge_cloud.amazon.feed_rules import (
    FEEDS_SINCE,
    MAX_FEEDS,
    MAX_POLLS,
    SEEK_AFTER,
    UNFINISHED,
    Standing,
    Step,
    find_own_feed,
    next_step,
)
from kogge_cloud.amazon.reporting import poll_delay_s
from kogge_cloud.errors import CloudError
from kogge_cloud.infrastructure.waits import retry_delay_s
from kogge_contract.shipments import ShipmentProgress

LEASE = timedelta(seconds=20)
"""As long as a call may take: a second call beside the first would do no harm, but cost quota."""
OTHER_ADVANCE_S = 1
MOST_FAILURES = 16
"""No failure is the last: waits stop growing here."""
WAIT_FOR_QUOTA, WAIT_FOR_OTHER, WAIT_FOR_PLATFORM = "quota", "another_advance", "platform"
PASSED: dict[str, Any] = {
    "failures": 0,
    "retry_at": None,
    "waiting_for": "",
    "problem_code": "",
    "problem_message": "",
}
_NO_FEED: dict[str, Any] = {
    "feed_document_id": "",
    "feeds_before": None,
    "feed_asked_at": None,
    "feed_id": "",
    "polls": 0,
}

Row = TypeVar("Row", bound=FeedRow)


class HandIn(ABC, Generic[Row]):
    """Something that is handed in: its row, and what is its own about the way."""

    feed_type: ClassVar[str]
    wait_for_earlier: ClassVar[str]

    def __init__(self, row: Row) -> None:
        """Take the row, with its registration."""
        self.row = row

    @abstractmethod
    def find_marketplace(self) -> str | None:
        """Return the id of Amazon's marketplace; None where it is not handed in after all, which is recorded."""

    @abstractmethod
    def write_document(self) -> bytes:
        """Return what is handed in."""

    def write_options(self) -> dict[str, str] | None:
        """Return what Amazon is told of the document beside it."""
        return None

    @abstractmethod
    def take_report(self, report: str, now: datetime) -> None:
        """Record what Amazon's processing report says. Only this ever ends the way well."""

    def record(self, **changes: Any) -> bool:  # noqa: ANN401 - columns of any kind
        """Write what follows from an answer, unless somebody was faster; the lease ends with it."""
        mine = type(self.row)._default_manager.filter(pk=self.row.pk, revision=self.row.revision)  # noqa: SLF001
        if mine.update(**{"revision": F("revision") + 1, "lease_until": None} | changes) != 1:
            return False
        self.row.revision += 1
        return True

    def reject(self, code: str, message: str) -> None:
        """End what the platform does not take, or what is not handed in at all."""
        self.record(
            progress=ShipmentProgress.REJECTED,
            problem_code=code,
            problem_message=message,
            problem_is_permanent=True,
            retry_at=None,
            waiting_for="",
        )

    def find_asked(self) -> Self | None:
        """Return another of the platform's feeds of which nobody knows yet whether it was handed in."""
        rows = type(self.row)._default_manager.filter(  # noqa: SLF001
            registration_id=self.row.registration_id, feed_asked_at__isnull=False, feed_id="", progress__in=UNFINISHED
        )
        asked = rows.exclude(pk=self.row.pk).select_related("registration").order_by("feed_asked_at", "pk").first()
        return type(self)(asked) if asked else None

    def list_feed_ids(self, since: datetime) -> list[str]:
        """Return the feeds that are known to be the platform's others, handed in since then."""
        rows = type(self.row)._default_manager.filter(  # noqa: SLF001
            registration_id=self.row.registration_id, feed_asked_at__gte=since
        )
        return list(rows.exclude(feed_id="").values_list("feed_id", flat=True))


AnyHandIn = HandIn[Any]


def advance(hand_in: AnyHandIn, now: datetime) -> Wait:
    """Make the next call to Amazon (at most one) and record its answer; the row is read anew.

    As long as nobody knows whether one of the platform's feeds was handed in, that is found out first. Safe to run
    beside itself and to be killed at any moment.
    """
    hands_in = next_step(read_standing(hand_in.row)) in {Step.LIST, Step.CREATE}
    obstacle = hand_in.find_asked() if hands_in else None
    if obstacle is None:
        return _advance(hand_in, now)
    ahead = _advance(obstacle, now)
    noted_s = (obstacle.row.retry_at - now).total_seconds() if obstacle.row.retry_at else 0
    return Wait(max(ahead.retry_after_s, noted_s, 0), hand_in.wait_for_earlier)


def read_standing(row: FeedRow) -> Standing:
    """Return how far a feed is, as the rules see it."""
    return Standing(
        progress=ShipmentProgress(row.progress),
        has_document=bool(row.feed_document_id),
        has_list=row.feeds_before is not None,
        was_asked=row.feed_asked_at is not None,
        has_feed=bool(row.feed_id),
        has_report=bool(row.result_document_id),
    )


def _advance(hand_in: AnyHandIn, now: datetime) -> Wait:
    row = hand_in.row
    step = next_step(read_standing(row))
    if step is Step.NONE or (row.retry_at and row.retry_at > now):
        return Wait()
    if not _lease(row, now):
        row.refresh_from_db()
        return Wait(OTHER_ADVANCE_S, WAIT_FOR_OTHER)
    try:
        require_authenticated(row.registration)
        _STEPS[step](hand_in, now)
    except QuotaExhausted as error:
        hand_in.record(retry_at=now + timedelta(seconds=error.retry_after_s), waiting_for=WAIT_FOR_QUOTA)
    except (PlatformError, NotAuthenticated) as error:
        _postpone(hand_in, error, now)
    row.refresh_from_db()
    return Wait()


def _upload(hand_in: AnyHandIn, now: datetime) -> None:
    """Lay the document down at Amazon."""
    if hand_in.find_marketplace() is not None:
        document = hand_in.write_document()
        document_id = feeds.upload_document(hand_in.row.registration, document, now, hand_in.feed_type)
        hand_in.record(feed_document_id=document_id, **PASSED)


def _list(hand_in: AnyHandIn, now: datetime) -> None:
    """Note which feeds there are, so that ours can be told from them whatever happens."""
    marketplace_id = hand_in.find_marketplace()
    if marketplace_id is not None:
        hand_in.record(feeds_before=_list_feeds(hand_in, marketplace_id, now, now), **PASSED)


def _list_feeds(hand_in: AnyHandIn, marketplace_id: str, moment: datetime, now: datetime) -> list[str]:
    """Return the ids of the feeds handed in shortly before a moment, or later."""
    since = moment - FEEDS_SINCE
    shown = feeds.list_feeds(hand_in.row.registration, marketplace_id, since, now, hand_in.feed_type)
    return [each.feed_id for each in shown if each.feed_id]


def _create(hand_in: AnyHandIn, now: datetime) -> None:
    """Note that the feed may be there from now on, and hand it in."""
    row, marketplace_id = hand_in.row, hand_in.find_marketplace()
    if marketplace_id is None:
        return
    asked = {"feed_asked_at": now, "attempts": row.attempts + 1, "progress": ShipmentProgress.SENT, "sent_at": now}
    if not hand_in.record(lease_until=now + LEASE, **asked):
        return
    options = hand_in.write_options()
    try:
        feed_id = feeds.create_feed(
            row.registration, marketplace_id, row.feed_document_id, now, hand_in.feed_type, options
        )
    except PlatformUnavailable:
        raise
    except RequestRefused as error:
        hand_in.reject(error.code, error.message)
    except PlatformError:
        # Neither quota nor credentials: certainly nothing was handed in, so nothing need be looked for.
        undone = {"feed_asked_at": None, "attempts": row.attempts, "progress": row.progress}
        hand_in.record(lease_until=now + LEASE, sent_at=row.sent_at, **undone)
        raise
    else:
        _note_feed(hand_in, feed_id, now)


def _seek(hand_in: AnyHandIn, now: datetime) -> None:
    """Look whether a feed that may have been handed in is there: nothing else is handed in meanwhile."""
    row, marketplace_id = hand_in.row, hand_in.find_marketplace()
    if marketplace_id is None:
        return
    asked_at = row.feed_asked_at or now
    if now < asked_at + SEEK_AFTER:
        hand_in.record(retry_at=asked_at + SEEK_AFTER, waiting_for=WAIT_FOR_PLATFORM)
        return
    others = hand_in.list_feed_ids(asked_at - 2 * FEEDS_SINCE)
    own = find_own_feed([*(row.feeds_before or []), *others], _list_feeds(hand_in, marketplace_id, asked_at, now))
    if own:
        _note_feed(hand_in, own, now)
    else:
        hand_in.record(feeds_before=None, feed_asked_at=None, progress=ShipmentProgress.QUEUED, **PASSED)


def _note_feed(hand_in: AnyHandIn, feed_id: str, now: datetime) -> None:
    wait = now + timedelta(seconds=poll_delay_s(0))
    waits = PASSED | {"retry_at": wait, "waiting_for": WAIT_FOR_PLATFORM}
    hand_in.record(feed_id=feed_id, progress=ShipmentProgress.ACCEPTED, accepted_at=now, **waits)


def _poll(hand_in: AnyHandIn, now: datetime) -> None:
    """Ask how far the feed is."""
    row = hand_in.row
    feed = feeds.get_feed(row.registration, row.feed_id, now)
    if feed.status == feeds.DONE and feed.result_document_id:
        hand_in.record(result_document_id=feed.result_document_id, **PASSED)
    elif feed.status == feeds.CANCELLED:
        hand_in.reject("feed_cancelled", "Somebody cancelled the feed at Amazon.")
    elif feed.status == feeds.FATAL and row.attempts < MAX_FEEDS:
        hand_in.record(progress=ShipmentProgress.QUEUED, **_NO_FEED, **PASSED)
    elif feed.status == feeds.FATAL:
        hand_in.reject("feed_fatal", "Amazon broke the feed off, twice.")
    elif row.polls >= MAX_POLLS:
        hand_in.reject("feed_unfinished", "Amazon did not finish the feed for hours.")
    else:
        retry_at = now + timedelta(seconds=poll_delay_s(row.polls + 1))
        waits = PASSED | {"retry_at": retry_at, "waiting_for": WAIT_FOR_PLATFORM}
        hand_in.record(polls=row.polls + 1, **waits)


def _report(hand_in: AnyHandIn, now: datetime) -> None:
    """Read what Amazon made of it."""
    report = feeds.read_report(hand_in.row.registration, hand_in.row.result_document_id, now)
    hand_in.take_report(report.decode("utf-8", "replace"), now)


def _lease(row: FeedRow, now: datetime) -> bool:
    """Ask others to keep out while we call. A courtesy that saves quota: correctness hangs on `revision` alone."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    unchanged = type(row)._default_manager.filter(free, pk=row.pk, revision=row.revision)  # noqa: SLF001
    return unchanged.update(lease_until=now + LEASE) == 1


def _postpone(hand_in: AnyHandIn, error: CloudError, now: datetime) -> None:
    """Try again later, however often; tell meanwhile what stands in the way."""
    failures = min(hand_in.row.failures + 1, MOST_FAILURES)
    hand_in.record(
        failures=failures,
        retry_at=now + timedelta(seconds=retry_delay_s(failures)),
        waiting_for=WAIT_FOR_PLATFORM,
        problem_code=error.code,
        problem_message=error.message,
        problem_is_permanent=error.permanent,
    )


_STEPS: dict[Step, Callable[[AnyHandIn, datetime], None]] = {
    Step.UPLOAD: _upload,
    Step.LIST: _list,
    Step.CREATE: _create,
    Step.SEEK: _seek,
    Step.POLL: _poll,
    Step.REPORT: _report,
}
