"""Windows, watermarks and waits."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.amazon.rules import (
    FIRST_WINDOW,
    OVERLAP,
    SETTLING,
    advance_watermark,
    clip,
    format_time,
    restart_start,
    throttling_delay_s,
)
from kogge_cloud.infrastructure.waits import retry_delay_s

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_windows_keep_clear_of_the_present() -> None:
    assert clip(NOW + HOUR, NOW) == NOW - SETTLING
    assert clip(NOW, NOW) == NOW - SETTLING
    assert clip(NOW - HOUR, NOW) == NOW - HOUR
    assert clip(None, NOW) is None


def test_a_restart_goes_on_before_the_last_committed_order() -> None:
    assert restart_start(NOW - 5 * HOUR, NOW - HOUR) == NOW - HOUR - OVERLAP
    assert restart_start(NOW - HOUR, NOW - HOUR) == NOW - HOUR
    assert restart_start(NOW - HOUR, None) == NOW - HOUR


@given(moments, moments, moments)
def test_the_watermark_never_goes_back(known: datetime, since: datetime, until: datetime) -> None:
    moved = advance_watermark(known, since, until, NOW)
    assert moved is not None
    assert moved >= known


@given(moments, moments)
def test_a_window_with_a_gap_proves_nothing(known: datetime, until: datetime) -> None:
    assert advance_watermark(known, known + timedelta(seconds=1), until, NOW) == known


def test_the_first_window_sets_the_watermark_a_shorter_one_does_not() -> None:
    assert advance_watermark(None, NOW - FIRST_WINDOW, NOW - SETTLING, NOW) == NOW - SETTLING
    assert advance_watermark(None, NOW - HOUR, NOW - SETTLING, NOW) is None


def test_waits_double_up_to_a_minute() -> None:
    assert [retry_delay_s(n) for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_throttling_is_answered_with_growing_silence_up_to_a_whole_refill() -> None:
    waits = [throttling_delay_s(n, 0.0056) for n in range(1, 10)]
    assert waits[:7] == [2, 4, 8, 16, 32, 64, 128]
    assert waits[7:] == [1 / 0.0056] * 2
    assert throttling_delay_s(1, 560) == 1 / 560
    assert throttling_delay_s(10**6, 0.0056) == 1 / 0.0056


def test_times_are_written_the_way_amazon_does() -> None:
    assert format_time(datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=UTC)) == "2026-01-02T03:04:05.678Z"
