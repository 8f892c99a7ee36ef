"""A platform's rates: where their limits lie, and what becomes of them if nobody does anything."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.status.rates import Measure, Rate, judge_cancellations, judge_late, judge_tracking

LIMITS = {Measure.LATE: Decimal(4), Measure.TRACKING: Decimal(95), Measure.CANCELLED: Decimal("2.5")}


@pytest.mark.parametrize(
    ("measure", "part", "whole", "percent", "is_kept"),
    [
        (Measure.LATE, 0, 0, None, True),
        (Measure.LATE, 3, 100, Decimal("3.00"), True),
        (Measure.LATE, 4, 100, Decimal("4.00"), False),
        (Measure.TRACKING, 95, 100, Decimal("95.00"), False),
        (Measure.TRACKING, 96, 100, Decimal("96.00"), True),
        (Measure.CANCELLED, 1, 41, Decimal("2.44"), True),
        (Measure.CANCELLED, 1, 40, Decimal("2.50"), False),
    ],
)
def test_limits(measure: Measure, part: int, whole: int, percent: Decimal | None, *, is_kept: bool) -> None:
    rate = Rate(measure, part, whole, LIMITS[measure])
    assert (rate.percent, rate.is_kept) == (percent, is_kept)


def test_what_is_not_shipped_today_is_late_tomorrow() -> None:
    outlook = judge_late(due=100, late=3, threatened=2, limit=Decimal(4))
    assert outlook.now.is_kept
    assert (outlook.forecast.part, outlook.forecast.whole, outlook.warns) == (5, 102, True)


def test_what_a_platform_rejected_has_no_valid_tracking() -> None:
    assert not judge_tracking(100, 97, 1, Decimal(95)).warns
    assert judge_tracking(100, 97, 2, Decimal(95)).warns
    assert judge_tracking(1, 0, 5, Decimal(95)).forecast.part == 0


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_a_forecast_is_never_better(whole: int, part: int, more: int) -> None:
    for outlook in (
        judge_late(whole + part, part, more, Decimal(4)),
        judge_cancellations(whole + part, part, more, Decimal("2.5")),
    ):
        if outlook.now.whole:
            assert outlook.forecast.is_kept <= outlook.now.is_kept
