"""What the Cloud sees of another tool, and what of it is a sign."""

from datetime import UTC, datetime, timedelta

import pytest

from kogge.changeover.signs import Sign, judge_foreign_work
from kogge_contract.foreign_work import ForeignSchedule, ForeignWork

NOW = datetime(2026, 2, 3, tzinfo=UTC)
SCHEDULE = ForeignSchedule(report_type="GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING", period="PT1H")


@pytest.mark.parametrize(
    ("work", "signs"),
    [
        (ForeignWork(), {}),
        (ForeignWork(schedules=(SCHEDULE, SCHEDULE)), {Sign.FOREIGN_SCHEDULE: 2}),
        (ForeignWork(refused_calls=2, refused_at=NOW), {}),
        (ForeignWork(refused_calls=3, refused_at=NOW), {Sign.FOREIGN_CALLS: 3}),
        (ForeignWork(refused_calls=3, refused_at=NOW - timedelta(days=8)), {}),
    ],
)
def test_schedules_and_repeated_recent_refusals_are_signs(work: ForeignWork, signs: dict[Sign, int]) -> None:
    found = judge_foreign_work(work, NOW - timedelta(days=7))
    assert {sign: number.number for sign, number in found.items()} == signs
