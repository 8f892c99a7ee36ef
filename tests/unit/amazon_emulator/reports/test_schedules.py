"""Schedules: reports that come by themselves, by the clock."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_emulator.reports.schedules import PERIODS, ReportSchedule
from amazon_emulator.times import format_time, parse_time
from tests.unit.amazon_emulator.reports.test_operations import ACTIONABLE, BY_CHANGE, GERMANY, REPORTS, US, Reporter

SCHEDULES = "/reports/2021-06-30/schedules"
WISH = {"reportType": BY_CHANGE, "marketplaceIds": [GERMANY], "period": "P1D"}
START = parse_time("2026-03-01T00:00:00Z")


@pytest.fixture
def amazon() -> Reporter:
    return Reporter()


def create(amazon: Reporter, **changes: Any) -> str:
    answer = amazon.ask("POST", SCHEDULES, json=WISH | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["reportScheduleId"])


def let_pass(amazon: Reporter, seconds: float) -> None:
    amazon.emulator.clock.advance(seconds)
    amazon.sign_in()


def made(amazon: Reporter, schedule_id: str) -> list[dict[str, Any]]:
    listed = amazon.ask("GET", REPORTS, params={"reportTypes": BY_CHANGE, "pageSize": "100"}).json()["reports"]
    return [each for each in listed if each.get("reportScheduleId") == schedule_id]


def test_reports_come_by_themselves(amazon: Reporter) -> None:
    schedule_id = create(amazon)
    assert made(amazon, schedule_id) == []
    let_pass(amazon, 2 * 24 * 3600 + 60)
    newest, oldest = made(amazon, schedule_id)
    assert newest["dataStartTime"] == oldest["dataEndTime"] == oldest["createdTime"]
    assert newest["processingStatus"] in {"DONE", "CANCELLED"}
    assert len(made(amazon, schedule_id)) == 2


def test_an_equal_schedule_takes_its_place(amazon: Reporter) -> None:
    first, second = create(amazon), create(amazon, period="PT1H")
    listed = amazon.ask("GET", SCHEDULES, params={"reportTypes": BY_CHANGE}).json()["reportSchedules"]
    assert [(each["reportScheduleId"], each["period"]) for each in listed] == [(second, "PT1H")]
    assert amazon.ask("GET", f"{SCHEDULES}/{first}").status_code == 404
    assert amazon.ask("GET", SCHEDULES, params={"reportTypes": ACTIONABLE}).json() == {"reportSchedules": []}


def test_a_cancelled_schedule_makes_nothing_more(amazon: Reporter) -> None:
    schedule_id = create(amazon)
    let_pass(amazon, 24 * 3600)
    assert amazon.ask("DELETE", f"{SCHEDULES}/{schedule_id}").status_code == 200
    let_pass(amazon, 24 * 3600)
    assert len(made(amazon, schedule_id)) == 1
    assert amazon.ask("GET", f"{SCHEDULES}/{schedule_id}").status_code == 404


def test_the_first_time_may_be_named(amazon: Reporter) -> None:
    at = format_time(amazon.emulator.clock.now() + timedelta(minutes=1))
    schedule_id = create(amazon, nextReportCreationTime=at, reportOptions={"a": "b"})
    shown = amazon.ask("GET", f"{SCHEDULES}/{schedule_id}").json()
    assert shown == WISH | {"reportScheduleId": schedule_id, "nextReportCreationTime": at, "reportOptions": {"a": "b"}}
    amazon.emulator.clock.advance(60)
    assert len(made(amazon, schedule_id)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"period": "P9D"},
        {"period": None},
        {"reportType": "GET_NOTHING"},
        {"marketplaceIds": [US]},
        {"nextReportCreationTime": "2020-01-01T00:00:00Z"},
    ],
)
def test_schedules_are_checked(amazon: Reporter, change: dict[str, Any]) -> None:
    assert amazon.ask("POST", SCHEDULES, json=WISH | change).status_code == 400
    assert amazon.ask("GET", SCHEDULES).status_code == 400


@given(
    period=st.sampled_from(sorted(PERIODS)),
    steps=st.lists(st.integers(min_value=0, max_value=400_000), min_size=1, max_size=20),
)
def test_no_time_is_missed_or_taken_twice(period: str, steps: list[int]) -> None:
    schedule = ReportSchedule("1", "A1", BY_CHANGE, (GERMANY,), {}, period, START)
    taken, now = [], START - timedelta(seconds=1)
    for seconds in steps:
        now += timedelta(seconds=seconds)
        due = schedule.take_due(now)
        assert len(due) <= 100
        assert all(at <= now for at in due)
        taken += due
        assert schedule.next_at > now
    assert taken == sorted(set(taken))
    assert all((at - START) % PERIODS[period] == timedelta(0) for at in taken)
