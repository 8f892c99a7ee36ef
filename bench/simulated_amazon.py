"""A merchant and his Amazon in virtual time: token buckets, listings, single orders, reports, notifications.

The plan is the product's own (`kogge_cloud.amazon.planning`); only the calls are played. Amazon counts a call when it
arrives, we when it leaves, with a latency of 0.05 to 1.5 s that differs from call to call.
"""

import heapq
import itertools
import random
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kogge_cloud.amazon.planning import (
    OVERLAP_ORDERS,
    TOKEN_LIFE,
    Outlook,
    Step,
    Supply,
    is_listing_worth,
    is_report_worth,
    listing_interval,
    next_step,
)
from kogge_cloud.amazon.rules import DEFAULT_QUOTAS, OVERLAP, SETTLING

PAGE = 100
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
REPORT_DAYS = 30 * 86400.0
REPORT_TAKES_S = 90.0
POLL_EVERY_S = 30.0
REPORT_QUOTAS = {"createReport": (0.0167, 15.0), "getReport": (2.0, 15.0), "getReportDocument": (0.0167, 15.0)}


@dataclass
class Bucket:
    """A token bucket in virtual seconds."""

    rate: float
    burst: float
    tokens: float = field(init=False)
    at: float = 0.0

    def __post_init__(self) -> None:
        """Begin full."""
        self.tokens = self.burst

    def level(self, now: float) -> float:
        """Return the tokens at a moment."""
        return min(self.burst, self.tokens + self.rate * max(now - self.at, 0))

    def take(self, now: float) -> bool:
        """Take a token if there is one."""
        self.tokens, self.at = self.level(now), max(now, self.at)
        if self.tokens < 1 - 1e-9:
            return False
        self.tokens -= 1
        return True

    def supply(self, now: float) -> Supply:
        """Return the bucket as the plan sees it."""
        return Supply(self.level(now), self.rate, self.burst)


class World:
    """Virtual time: what happens when, and how many calls are under way at once."""

    def __init__(self, seed: int, workers: int = 1_000_000) -> None:
        """Start at second 0."""
        self.now = 0.0
        self.dice = random.Random(seed)
        self.free = workers
        self.queue: list[Callable[[], None]] = []
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def at(self, when: float, what: Callable[[], None]) -> None:
        """Have something happen."""
        heapq.heappush(self._events, (max(when, self.now), next(self._numbers), what))

    def run(self, until: float) -> None:
        """Let time pass."""
        while self._events and self._events[0][0] <= until:
            self.now, _, what = heapq.heappop(self._events)
            what()

    def call(self, arrive: Callable[[], None], done: Callable[[], None]) -> None:
        """Make a call as soon as a worker is free: it arrives after one latency and is answered after another."""
        if not self.free:
            self.queue.append(lambda: self.call(arrive, done))
            return
        self.free -= 1
        there = self.now + self.dice.uniform(0.05, 1.5)
        back = there + self.dice.uniform(0.05, 0.5)

        def answer() -> None:
            self.free += 1
            done()
            if self.queue:
                self.queue.pop(0)()

        self.at(there, arrive)
        self.at(back, answer)


@dataclass
class Report:
    """A report of thirty days: when it can be moved on, and how far it is."""

    since: float
    until: float
    progress: str = "wanted"
    due: float = 0.0


class Merchant:
    """A seller with his orders, his quotas on both sides, and the work that the plan gives."""

    def __init__(self, world: World, orders: list[float], *, notified: bool) -> None:
        """`orders` are the seconds at which they are placed, ascending."""
        self.world = world
        self.orders = orders
        self.notified = notified
        self.read_at: dict[int, float] = {}
        self.waiting: list[int] = []
        self.throttled = 0
        self.calls = 0
        quotas = {name: (quota.rate, quota.burst) for name, quota in DEFAULT_QUOTAS.items()} | REPORT_QUOTAS
        self.ours = {name: Bucket(*quota) for name, quota in quotas.items()}
        self.theirs = {name: Bucket(*quota) for name, quota in quotas.items()}

    def take(self, operation: str, answer: Callable[[], None], then: Callable[[], None]) -> None:
        """Make one call, counted on both sides."""
        self.calls += 1
        # Booked when the call is decided, as the product does, in the same statement that checks.
        self.ours[operation].take(self.world.now)

        def arrive() -> None:
            if self.theirs[operation].take(self.world.now):
                answer()
            else:
                self.throttled += 1

        self.world.call(arrive, then)

    def note(self, index: int) -> None:
        """Note that an order has reached the feed."""
        self.read_at.setdefault(index, self.world.now)

    def outlook(self, *, is_listing: bool, report_due_s: float | None = None, patient: bool = False) -> Outlook:
        """Return what the plan needs to know."""
        now = self.world.now
        return Outlook(
            search=self.ours["searchOrders"].supply(now),
            get=self.ours["getOrder"].supply(now),
            is_listing=is_listing,
            waiting=len(self.waiting),
            report_due_s=report_due_s,
            is_patient=patient,
        )


class Watch:
    """The standing duty: list changes when that is due, read at once what Amazon points at."""

    def __init__(self, merchant: Merchant, *, lost_share: float = 0.01, backfilling: bool = False) -> None:
        """Begin with everything known up to second 0; of notifications, `lost_share` never come."""
        self.m, self.world = merchant, merchant.world
        self.backfilling = backfilling
        self.listed_until, self.listed_at = 0.0, 0.0
        self.position, self.until = 0, 0.0
        self.is_listing = self.is_reading = False
        for index, placed in enumerate(merchant.orders):
            if merchant.notified and self.world.dice.random() >= lost_share:
                self.world.at(placed + self.world.dice.lognormvariate(0.7, 0.6), lambda index=index: self.hear(index))
        self.world.at(self.world.dice.uniform(0, 180), self.list_when_due)

    def hear(self, index: int) -> None:
        """Take a notification: the order waits, and is read as soon as a token allows."""
        if index not in self.m.read_at:
            insort(self.m.waiting, index)
        if not self.is_reading:
            self.read()

    def read(self) -> None:
        """Read what waits: the newest while pages bring the oldest, else the oldest."""
        plan = next_step(self.m.outlook(is_listing=False))
        self.is_reading = plan.step is not Step.FINISH
        if plan.step is Step.WAIT:
            self.world.at(self.world.now + plan.wait_s, self.read)
        elif plan.step is Step.READ:
            index = self.m.waiting.pop(-1 if self.is_listing else 0)
            self.m.take("getOrder", lambda: self.m.note(index), self.read)
        if not self.is_listing and is_listing_worth(
            self.listable(), self.m.ours["searchOrders"].supply(self.world.now)
        ):
            self.begin_listing(overlap=False)

    def listable(self) -> int:
        """Return how many waiting orders are old enough to be listed."""
        settled = self.world.now - SETTLING.total_seconds()
        return bisect_right(self.m.waiting, settled, key=self.m.orders.__getitem__)

    def list_when_due(self) -> None:
        """Look whether the next listing is due."""
        now = self.world.now
        interval = listing_interval(
            self.m.ours["searchOrders"].supply(now), is_notified=self.m.notified, is_backfilling=self.backfilling
        ).total_seconds()
        if not self.is_listing and now >= self.listed_at + interval - 0.001:
            self.begin_listing(overlap=True)
        self.world.at(max(self.listed_at + interval, now + 1), self.list_when_due)

    def begin_listing(self, *, overlap: bool) -> None:
        """List from what is known, or a bit before, up to two minutes ago."""
        self.is_listing = True
        self.listed_at = self.world.now
        self.until = self.world.now - SETTLING.total_seconds()
        known = bisect_right(self.m.orders, self.listed_until)
        since = bisect_left(self.m.orders, self.listed_until - OVERLAP.total_seconds())
        self.position = max(since, known - OVERLAP_ORDERS) if overlap else known
        self.list_page()

    def list_page(self) -> None:
        """Read the next page as soon as there is a token."""
        wait_s = self.m.ours["searchOrders"].supply(self.world.now).wait_s()
        if wait_s > 0:
            self.world.at(self.world.now + wait_s, self.list_page)
            return
        end = min(self.position + PAGE, bisect_right(self.m.orders, self.until))
        self.m.take("searchOrders", lambda: self.take_page(end), self.turn_page)

    def take_page(self, end: int) -> None:
        """Take the orders of a page."""
        for index in range(self.position, end):
            self.m.note(index)
        self.m.waiting = [index for index in self.m.waiting if index not in self.m.read_at]
        self.position = end

    def turn_page(self) -> None:
        """Go on, or close the listing."""
        if self.position < bisect_right(self.m.orders, self.until):
            self.list_page()
            return
        self.is_listing = False
        self.listed_until = max(self.until, 0.0)


class Backfill:
    """All orders of the past: pages from the old end, single orders from the new one, numbers from reports."""

    def __init__(self, merchant: Merchant) -> None:
        """`merchant.orders` lie in the past: second 0 is the end of them."""
        self.m, self.world = merchant, merchant.world
        self.position = 0
        self.listing_since = 0.0
        self.reports: list[Report] | None = None
        self.finished_at: float | None = None
        self.move()

    def move(self) -> None:
        """Do the next step."""
        m, now = self.m, self.world.now
        while m.waiting and m.waiting[-1] in m.read_at:
            m.waiting.pop()
        done = self.position >= len(m.orders) or (self.are_reports_read() and not m.waiting)
        due = None if self.reports is None or self.are_reports_read() else self.report_due_s()
        outlook = m.outlook(is_listing=not done, report_due_s=None if done else due, patient=True)
        if self.reports is None and is_report_worth(outlook):
            self.reports = [
                Report(max(end - REPORT_DAYS, m.orders[0]), end)
                for end in itertools.takewhile(lambda end: end > m.orders[0], (-n * REPORT_DAYS for n in range(40)))
            ]
            outlook = m.outlook(is_listing=not done, report_due_s=0.0, patient=True)
        plan = next_step(outlook)
        if plan.step is Step.FINISH or done:
            self.finished_at = now
        elif plan.step is Step.WAIT:
            self.world.at(now + max(plan.wait_s, 0.001), self.move)
        elif plan.step is Step.LIST:
            self.list_page()
        elif plan.step is Step.READ:
            index = m.waiting.pop()
            m.take("getOrder", lambda: m.note(index), self.move)
        else:
            self.move_report()

    def list_page(self) -> None:
        """Read a page; before its token dies a new listing begins at the last order."""
        if self.world.now - self.listing_since > TOKEN_LIFE.total_seconds():
            self.listing_since = self.world.now
            self.position = max(self.position - 1, 0)
        end = min(self.position + PAGE, len(self.m.orders))
        self.m.take("searchOrders", lambda: self.take_page(end), self.move)

    def take_page(self, end: int) -> None:
        """Take the orders of a page."""
        for index in range(self.position, end):
            self.m.note(index)
        self.position = end

    def are_reports_read(self) -> bool:
        """Tell whether the numbers of all orders are known."""
        return self.reports is not None and all(each.progress == "loaded" for each in self.reports)

    def report_due_s(self) -> float:
        """Return the seconds until a report can be moved on."""
        assert self.reports is not None
        return max(min(each.due for each in self.reports if each.progress != "loaded") - self.world.now, 0.0)

    def move_report(self) -> None:
        """Ask for a report, ask after it, or read it: newest first."""
        assert self.reports is not None
        now = self.world.now
        report = next(each for each in self.reports if each.progress != "loaded" and each.due <= now)
        operation, then = {
            "wanted": ("createReport", "asked"),
            "asked": ("getReport", "ready"),
            "ready": ("getReportDocument", "loaded"),
        }[report.progress]
        wait_s = self.m.ours[operation].supply(now).wait_s()
        if wait_s > 0:
            report.due = now + wait_s
            self.world.at(now, self.move)
            return

        def answer() -> None:
            if report.progress == "wanted":
                report.due = self.world.now + REPORT_TAKES_S
            if report.progress == "asked":
                report.due = self.world.now
            if report.progress == "ready":
                self.load(report)
            report.progress = then

        self.m.take(operation, answer, self.move)

    def load(self, report: Report) -> None:
        """Note the numbers of a report's orders; they are read from the newest on."""
        numbers = range(bisect_left(self.m.orders, report.since), bisect_right(self.m.orders, report.until))
        fresh = [index for index in numbers if index not in self.m.read_at]
        self.m.waiting = sorted({*fresh, *self.m.waiting})


def past(count: int, days: float, seed: int) -> list[float]:
    """Return `count` moments of the last `days`, ascending, ending at second 0."""
    dice = random.Random(seed)
    return sorted(-dice.uniform(0, days * 86400) for _ in range(count))


def when(second: float) -> datetime:
    """Return a moment of virtual time as a time."""
    return EPOCH + timedelta(seconds=second)
