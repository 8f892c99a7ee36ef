"""When a task is due: pure calendar arithmetic over local days and absolute time.

A trigger names days and, on each of them, moments: one at `window_from`, or one every `interval` until `window_until`.
Days and the edges of the window are local time of the trigger's zone; intervals are real time, so that on the day the
clocks are put back an hourly task runs 25 times, and 23 times on the other one. A local time that does not exist
(spring) is the moment the clocks are put forward; one that exists twice (autumn) is its first occurrence.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LAST_DAY = -1
"""Among the days of a month: its last one."""

SEARCHED_DAYS = 800
"""No day of this long is a day of the trigger (the 31st, never a holiday): then there is none."""

COUNTED_AT_MOST = 1000

MIDNIGHT = time(0)
RESOLUTION = timedelta(microseconds=1)


class TriggerKind(StrEnum):
    """What makes a task due."""

    CONTINUOUS = "continuous"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a task runs by itself.

    `interval` of a continuous trigger is the pause after a run's end; of the others the distance of the runs of a day,
    None for one run a day. `window_from` until `window_until` bounds the day; a window that ends before it begins ends
    on the next day, and one that ends when it begins is a whole day. `weekdays`: Monday is 0; `month_days`: 1 to 31, or
    LAST_DAY; a day that a month does not have is left out in it.
    """

    kind: TriggerKind
    zone: ZoneInfo
    interval: timedelta | None = None
    window_from: time = MIDNIGHT
    window_until: time = MIDNIGHT
    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    rests_on_days_off: bool = False


IsDayOff = Callable[[date], bool]


def never_off(_: date) -> bool:
    """Work on every day: a calendar without holidays."""
    return False


def find_next(trigger: Trigger, after: datetime, is_day_off: IsDayOff = never_off) -> datetime | None:
    """Return the first moment after `after` (UTC) at which the trigger is due; None if there is none.

    A continuous trigger counts `after` as the end of the run before: it is due an interval later, or, where that lies
    outside the window, when the window opens next.
    """
    if trigger.kind is TriggerKind.MANUAL:
        return None
    if trigger.kind is TriggerKind.CONTINUOUS:
        return _find_next_continuous(trigger, after, is_day_off)
    for opened_at, closed_at in _list_windows(trigger, after, is_day_off):
        moment = _find_in_window(trigger.interval, opened_at, closed_at, after)
        if moment is not None:
            return moment
    return None


def find_nth(trigger: Trigger, after: datetime, number: int, is_day_off: IsDayOff = never_off) -> datetime | None:
    """Return the moment at which the trigger is due for the `number`-th time after `after`; None if it never is.

    For a continuous trigger as if its runs took no time.
    """
    moment: datetime | None = after
    for _ in range(number):
        if moment is None:
            return None
        moment = find_next(trigger, moment, is_day_off)
    return moment


def find_last(trigger: Trigger, until: datetime, is_day_off: IsDayOff = never_off) -> datetime | None:
    """Return the last moment up to `until` at which a trigger of fixed moments was due; None if there is none.

    A continuous trigger has no fixed moments.
    """
    if trigger.kind in {TriggerKind.MANUAL, TriggerKind.CONTINUOUS}:
        return None
    for opened_at, closed_at in _list_windows(trigger, until, is_day_off, step=-1):
        if opened_at <= until:
            if trigger.interval is None:
                return opened_at
            # The end of the window is no moment of it.
            last = min(until, closed_at - RESOLUTION)
            return opened_at + trigger.interval * ((last - opened_at) // trigger.interval)
    return None


class MissedPolicy(StrEnum):
    """What becomes of runs that were due while nothing could run them."""

    CATCH_UP = "catch_up"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Plan:
    """When a task is due next, how many runs are left out until then, and whether this one makes up for some."""

    due_at: datetime | None
    left_out: int = 0
    is_catching_up: bool = False


def plan_next(
    trigger: Trigger, since: datetime, now: datetime, policy: MissedPolicy, is_day_off: IsDayOff = never_off
) -> Plan:
    """Plan the next run after the one of `since`, at `now`; runs that were due meanwhile are made up once, or skipped.

    `since` is the moment that caused the last run, for a continuous trigger its end. Left-out runs are counted up to
    COUNTED_AT_MOST.
    """
    due_at = find_next(trigger, since, is_day_off)
    if due_at is None or due_at > now or trigger.kind is TriggerKind.CONTINUOUS:
        return Plan(due_at)
    missed = _count_due(trigger, due_at, now, is_day_off)
    if policy is MissedPolicy.SKIP:
        return Plan(find_next(trigger, now, is_day_off), left_out=missed)
    return Plan(find_last(trigger, now, is_day_off), left_out=missed - 1, is_catching_up=True)


def _count_due(trigger: Trigger, due_at: datetime, now: datetime, is_day_off: IsDayOff) -> int:
    count, moment = 0, due_at
    while moment <= now and count < COUNTED_AT_MOST:
        count += 1
        following = find_next(trigger, moment, is_day_off)
        if following is None:
            break
        moment = following
    return count


def _find_next_continuous(trigger: Trigger, after: datetime, is_day_off: IsDayOff) -> datetime | None:
    wanted = after + (trigger.interval or timedelta())
    for opened_at, closed_at in _list_windows(trigger, wanted, is_day_off):
        if wanted < closed_at:
            return max(wanted, opened_at)
    return None


def _find_in_window(
    interval: timedelta | None, opened_at: datetime, closed_at: datetime, after: datetime
) -> datetime | None:
    if opened_at > after:
        return opened_at
    if interval is None:
        return None
    moment = opened_at + interval * ((after - opened_at) // interval + 1)
    return moment if moment < closed_at else None


def _list_windows(
    trigger: Trigger, around: datetime, is_day_off: IsDayOff, *, step: int = 1
) -> Iterator[tuple[datetime, datetime]]:
    """Yield opening and end (UTC) of each day's window: forward from the day before `around`, which may reach into it.

    With a `step` of -1 backward, from the day of `around` on.
    """
    first = around.astimezone(trigger.zone).date() - timedelta(days=max(step, 0))
    for offset in range(SEARCHED_DAYS):
        day = first + timedelta(days=step * offset)
        if _is_day_of(trigger, day) and not (trigger.rests_on_days_off and is_day_off(day)):
            last = day if trigger.window_until > trigger.window_from else day + timedelta(days=1)
            yield (
                to_utc(day, trigger.window_from, trigger.zone),
                to_utc(last, trigger.window_until, trigger.zone),
            )


def _is_day_of(trigger: Trigger, day: date) -> bool:
    if trigger.kind is TriggerKind.WEEKLY:
        return day.weekday() in trigger.weekdays
    if trigger.kind is TriggerKind.MONTHLY:
        is_last = day.day == calendar.monthrange(day.year, day.month)[1]
        return day.day in trigger.month_days or (is_last and LAST_DAY in trigger.month_days)
    return not trigger.weekdays or day.weekday() in trigger.weekdays


def to_utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a local time; one that the clocks skip is the moment at which they are put forward."""
    local = datetime.combine(day, at, tzinfo=zone)
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    # Only a skipped time lies later when it is read with the offset from before the change.
    return first if first <= second else _find_change(second, first, zone)


def _find_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return when the zone's offset changes between two moments, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
