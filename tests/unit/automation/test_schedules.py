"""When tasks are due: windows, weekdays, months, holidays, and the two nights on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.automation.schedules import (
    LAST_DAY,
    MissedPolicy,
    Plan,
    Trigger,
    TriggerKind,
    find_last,
    find_next,
    find_nth,
    plan_next,
    to_utc,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text: str) -> datetime:
    """Return the moment of a local time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def trigger(kind: TriggerKind = TriggerKind.DAILY, **changes: object) -> Trigger:
    return Trigger(kind=kind, zone=BERLIN, **changes)


def list_from(rule: Trigger, after: datetime, number: int) -> list[str]:
    moments = []
    for _ in range(number):
        found = find_next(rule, after)
        assert found is not None
        after = found
        moments.append(f"{after.astimezone(BERLIN):%d.%m. %H:%M}")
    return moments


def test_a_daily_task_runs_once_a_day_at_its_time() -> None:
    rule = trigger(window_from=time(6, 30))
    assert list_from(rule, at("2026-11-20T06:30"), 2) == ["21.11. 06:30", "22.11. 06:30"]


def test_an_interval_fills_the_window_and_leaves_its_end_out() -> None:
    rule = trigger(interval=2 * HOUR, window_from=time(8), window_until=time(14))
    assert list_from(rule, at("2026-11-20T07:00"), 4) == [
        "20.11. 08:00",
        "20.11. 10:00",
        "20.11. 12:00",
        "21.11. 08:00",
    ]


def test_a_window_may_reach_into_the_next_day() -> None:
    rule = trigger(
        TriggerKind.WEEKLY, interval=2 * HOUR, window_from=time(22), window_until=time(3), weekdays=frozenset({4})
    )
    friday = at("2026-11-20T23:00")
    assert list_from(rule, friday, 3) == ["21.11. 00:00", "21.11. 02:00", "27.11. 22:00"]


def test_a_month_without_the_day_is_left_out_and_the_last_day_is_every_months() -> None:
    on_31st = trigger(TriggerKind.MONTHLY, month_days=frozenset({31}), window_from=time(5))
    assert list_from(on_31st, at("2026-11-01T00:00"), 2) == ["31.12. 05:00", "31.01. 05:00"]
    on_last = trigger(TriggerKind.MONTHLY, month_days=frozenset({LAST_DAY}), window_from=time(5))
    assert list_from(on_last, at("2027-02-01T00:00"), 2) == ["28.02. 05:00", "31.03. 05:00"]


def test_a_task_that_can_never_run_is_never_due() -> None:
    assert find_next(trigger(TriggerKind.MONTHLY, month_days=frozenset()), at("2026-11-01T00:00")) is None
    assert find_next(trigger(TriggerKind.MANUAL), at("2026-11-01T00:00")) is None
    assert find_last(trigger(TriggerKind.MANUAL), at("2026-11-01T00:00")) is None


def test_a_task_rests_on_holidays() -> None:
    rule = trigger(window_from=time(9), rests_on_days_off=True)
    christmas = {date(2026, 12, 25), date(2026, 12, 26)}
    assert find_next(rule, at("2026-12-24T10:00"), christmas.__contains__) == at("2026-12-27T09:00")


def test_a_continuous_task_is_due_an_interval_after_its_end_within_its_window() -> None:
    rule = trigger(TriggerKind.CONTINUOUS, interval=5 * MINUTE, window_from=time(6), window_until=time(22))
    assert find_next(rule, at("2026-11-20T12:00")) == at("2026-11-20T12:05")
    assert find_next(rule, at("2026-11-20T21:58")) == at("2026-11-21T06:00")
    assert find_next(rule, at("2026-11-20T03:00")) == at("2026-11-20T06:00")


def test_in_spring_a_skipped_time_is_when_the_clocks_are_put_forward() -> None:
    rule = trigger(window_from=time(2, 30))
    spring = datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert to_utc(date(2027, 3, 28), time(2, 30), BERLIN) == spring
    assert find_next(rule, at("2027-03-27T12:00")) == spring
    assert find_next(rule, spring) == at("2027-03-29T02:30")


def test_in_autumn_a_time_that_comes_twice_is_taken_once() -> None:
    rule = trigger(window_from=time(2, 30))
    first = find_next(rule, at("2026-10-24T12:00"))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert find_next(rule, first) == at("2026-10-26T02:30")


@pytest.mark.parametrize(("day", "runs"), [("2026-10-25", 25), ("2027-03-28", 23), ("2026-11-20", 24)])
def test_hourly_is_every_hour_that_passes(day: str, runs: int) -> None:
    rule = trigger(interval=HOUR)
    moment, until, count = at(f"{day}T00:00") - MINUTE, at(f"{day}T00:00").astimezone(BERLIN) + timedelta(days=1), 0
    while (found := find_next(rule, moment)) is not None and found < until.astimezone(UTC):
        moment, count = found, count + 1
    assert count == runs


def test_missed_runs_are_made_up_once_or_skipped() -> None:
    rule = trigger(interval=HOUR)
    since, now = at("2026-11-20T08:00"), at("2026-11-20T12:20")
    assert plan_next(rule, since, now, MissedPolicy.CATCH_UP) == Plan(at("2026-11-20T12:00"), 3, is_catching_up=True)
    assert plan_next(rule, since, now, MissedPolicy.SKIP) == Plan(at("2026-11-20T13:00"), 4)
    assert plan_next(rule, since, since + MINUTE, MissedPolicy.SKIP) == Plan(at("2026-11-20T09:00"))


TRIGGERS = st.builds(
    Trigger,
    kind=st.sampled_from([TriggerKind.DAILY, TriggerKind.WEEKLY, TriggerKind.MONTHLY]),
    zone=st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]),
    interval=st.none() | st.integers(1, 36 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    window_from=st.times(),
    window_until=st.times(),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    month_days=st.frozensets(st.integers(1, 28) | st.just(LAST_DAY), min_size=1),
)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=1800)).map(lambda past: datetime(2025, 1, 1, tzinfo=UTC) + past)


@given(rule=TRIGGERS, after=MOMENTS)
def test_the_next_run_lies_ahead_and_none_lies_between(rule: Trigger, after: datetime) -> None:
    found = find_next(rule, after)
    assert found is not None
    assert found > after
    assert find_next(rule, found - timedelta(microseconds=1)) == found
    between = after + (found - after) / 2
    assert find_next(rule, between) == found


@given(rule=TRIGGERS, after=MOMENTS)
def test_the_last_run_is_the_one_whose_next_lies_ahead(rule: Trigger, after: datetime) -> None:
    found = find_last(rule, after)
    assert found is not None
    assert found <= after
    following = find_next(rule, found)
    assert following is not None
    assert following > after


@given(rule=TRIGGERS, after=MOMENTS)
def test_the_nth_run_is_the_next_of_the_one_before(rule: Trigger, after: datetime) -> None:
    second = find_nth(rule, after, 1)
    assert second is not None
    assert find_nth(rule, after, 2) == find_next(rule, second)
