"""The plan: which call to Amazon is worth its quota now. Pure, so that it can be proved and simulated.

A page of a listing brings up to 100 orders, but comes once in three minutes beyond the burst; a single order can be had
every two seconds, if its number is known. So both are used side by side wherever numbers are known (from notifications,
or from a report of all orders): the listing from the old end, single orders from the new one, until they meet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kogge_cloud.amazon.rules import OVERLAP

OVERLAP_ORDERS = 50
HALF_PAGE = 50
SEVERAL_PAGES = 400
NEARLY = 1.5
LISTING_WITH_NOTIFICATIONS = timedelta(minutes=15)
LISTING_BESIDE_BACKFILL = timedelta(minutes=60)
"""A backfill needs the pages more, as long as Amazon tells of today's orders itself."""
SHORTEST_LISTING_INTERVAL = timedelta(minutes=1)
LONGEST_LISTING_INTERVAL = timedelta(minutes=5)
REPORT_IS_WORTH_S = 60.0
"""A backfill asks for a report of all orders once its listing has to wait this long for a page."""
SLACK_S = 2.0
LARGEST_SLACK = 0.1
ROUNDING = 1e-6
TOKEN_LIFE = timedelta(hours=23)
"""A listing's pagination token lives 24 hours; a new listing is begun in time."""


@dataclass(frozen=True, slots=True)
class Supply:
    """A token bucket at this moment: tokens, tokens a second, and how many it holds at most."""

    tokens: float
    rate: float
    burst: float

    def wait_s(self, floor: float = 0.0) -> float:
        """Return the seconds until a token may be taken that leaves `floor` tokens to somebody more urgent."""
        missing = 1 + floor + slack(self.rate, self.burst) - self.tokens
        if missing <= ROUNDING:
            return 0.0
        return missing / self.rate if self.rate > 0 else float("inf")


def slack(rate: float, burst: float) -> float:
    """Return the part of a token that is never spent.

    Amazon counts when a call arrives, we when it leaves: a first call that was slow and a later one that is fast lie
    closer together there than here.
    """
    return min(rate * SLACK_S, burst * LARGEST_SLACK)


class Step(StrEnum):
    """What to do next."""

    LIST = "list"
    READ = "read"
    REPORT = "report"
    WAIT = "wait"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a fetch still has to do, and with what.

    `is_listing`: pages of its listing are still to come. `waiting`: orders known by number that are to be read one by
    one, or whether there are any. `report_due_s`: seconds until its report can be moved on, None where there is none.
    `is_patient`: a backfill, which leaves the last tokens to those who wait for today's orders.
    """

    search: Supply
    get: Supply
    is_listing: bool
    waiting: int
    report_due_s: float | None = None
    is_patient: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The next step, after `wait_s` seconds."""

    step: Step
    wait_s: float = 0.0


PATIENT_SEARCH_FLOOR = 1.0
PATIENT_GET_FLOOR = 3.0


def next_step(outlook: Outlook) -> Plan:
    """Return what to do next: of the calls that may be made now the one that brings most, else how long to wait."""
    choices: list[Plan] = []
    if outlook.report_due_s is not None:
        choices.append(Plan(Step.REPORT, outlook.report_due_s))
    if outlook.is_listing:
        choices.append(Plan(Step.LIST, outlook.search.wait_s(PATIENT_SEARCH_FLOOR if outlook.is_patient else 0)))
    if outlook.waiting:
        choices.append(Plan(Step.READ, outlook.get.wait_s(PATIENT_GET_FLOOR if outlook.is_patient else 0)))
    if not choices:
        return Plan(Step.FINISH)
    ready = next((choice for choice in choices if choice.wait_s <= 0), None)
    return ready or Plan(Step.WAIT, min(choice.wait_s for choice in choices))


def is_listing_worth(listable: int, search: Supply) -> bool:
    """Tell whether a listing is worth its pages for orders that are known to wait, `listable` of them old enough.

    A full bucket would run over: then half a page is enough. Otherwise several full pages have to come together, since
    a listing's last page comes back half empty.
    """
    is_full = search.tokens > search.burst - NEARLY
    return listable >= (HALF_PAGE if is_full else SEVERAL_PAGES)


def is_report_worth(outlook: Outlook) -> bool:
    """Tell whether a backfill should ask for the numbers of all orders: its listing alone would take long."""
    return outlook.is_listing and outlook.search.wait_s(PATIENT_SEARCH_FLOOR) >= REPORT_IS_WORTH_S


def listing_interval(search: Supply, *, is_notified: bool, is_backfilling: bool = False) -> timedelta:
    """Return how often changes are listed: as often as tokens come, or rarely where Amazon tells of changes itself.

    What is not spent on listings fills the bucket for a rush.
    """
    if is_notified:
        return LISTING_BESIDE_BACKFILL if is_backfilling else LISTING_WITH_NOTIFICATIONS
    refill = timedelta(seconds=1 / search.rate) if search.rate > 0 else LONGEST_LISTING_INTERVAL
    usual = min(max(refill, SHORTEST_LISTING_INTERVAL), LONGEST_LISTING_INTERVAL)
    return usual * 3 if is_backfilling else usual


def listing_due_at(
    listed_at: datetime | None, now: datetime, search: Supply, *, is_notified: bool, is_backfilling: bool = False
) -> datetime:
    """Return when the next listing of changes is sensible; at once where there was none."""
    interval = listing_interval(search, is_notified=is_notified, is_backfilling=is_backfilling)
    return listed_at + interval if listed_at else now


def overlap_start(listed_until: datetime, known: Sequence[datetime]) -> datetime:
    """Return from when changes are to be listed again: half an hour before what is known, or half a page of orders.

    The overlap catches what Amazon lists late; what it brings twice is recognised by its digest. `known` are the times
    (UTC) of the newest known orders up to `listed_until`, newest first: half an hour after a rush would be fifty pages.
    """
    start = listed_until - OVERLAP
    return max(start, known[OVERLAP_ORDERS - 1]) if len(known) >= OVERLAP_ORDERS else start
