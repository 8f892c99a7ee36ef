"""Pure rules of plain fetches: which window is asked for, and up to when all is known then."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kogge_cloud.adapters.errors import FetchContradictory
from kogge_cloud.feed.rules import Version
from kogge_contract.messages import NewFetch

BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)
FIRST_WINDOW = timedelta(days=30)
OVERLAP = timedelta(minutes=10)
"""A change may be committed some time after it was stamped, and two machines' clocks differ."""
LISTING_EVERY = timedelta(minutes=2)
LEASE = timedelta(seconds=20)
MAX_FAILURES = 6
AFTER_CALL = timedelta(seconds=2)
"""One change makes several calls, and the first may come before it is committed."""
REST = timedelta(seconds=10)
"""How long a platform that calls all the time is left alone after a listing."""
KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Window:
    """Which orders a page is asked for: those changed since (None: all there are), up to a moment (None: open)."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """What a call brought. `cursor` is where the next page begins; empty on the last one."""

    versions: list[Version]
    cursor: str = ""


def require_consistent(new: NewFetch) -> None:
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


def window_start(new: NewFetch, listed_until: datetime | None, now: datetime) -> datetime:
    """Return from when to list: what was asked for, everything, or a bit before what is known."""
    if new.since:
        return new.since
    if new.backfill:
        return BEGINNING
    return listed_until - OVERLAP if listed_until else now - FIRST_WINDOW


def advance_watermark(
    known: datetime | None, since: datetime, until: datetime | None, started_at: datetime
) -> datetime | None:
    """Return up to when all changes are known after a window was listed to its end.

    Everything that had changed before the listing began was in it, whatever happened meanwhile. A window that begins
    after what was known before would leave a gap: it proves nothing.
    """
    finished_until = min(until, started_at) if until else started_at
    covered = known or started_at - FIRST_WINDOW
    if since > covered:
        return known
    return max(known, finished_until) if known else finished_until


def next_due(
    listed_until: datetime | None, tried_at: datetime | None, called_at: datetime | None, now: datetime
) -> datetime:
    """Return when the next listing is sensible, after the last one, in vain or not; at once where there was none.

    Where the platform called since (a listing knows what was before its beginning), it is sooner.
    """
    last = max(filter(None, (listed_until, tried_at)), default=None)
    if last is None:
        return now
    if called_at is None or (listed_until is not None and called_at < listed_until):
        return last + LISTING_EVERY
    soon = called_at + AFTER_CALL
    return min(max(soon, tried_at + REST) if tried_at else soon, last + LISTING_EVERY)
