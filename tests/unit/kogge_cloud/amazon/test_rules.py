"""Windows, watermarks and waits."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.amazon.planning import slack
from kogge_cloud.amazon.rules import (
    DEFAULT_QUOTAS,
    FIRST_WINDOW,
    LONGEST_ON_THE_WAY_S,
    OVERLAP,
    SEARCH_ORDERS,
    SETTLING,
    advance_watermark,
    clip,
    format_time,
    is_unexplained,
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


class Bucket:
    """A token bucket: ours, or Amazon's."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst, self.tokens, self.at = rate, burst, burst, 0.0

    def take(self, at: float, spare: float = 0) -> bool:
        self.tokens = min(self.burst, self.tokens + self.rate * (at - self.at))
        self.at = at
        if self.tokens < 1 + spare - 1e-6:
            return False
        self.tokens -= 1
        return True


@given(
    st.sampled_from(sorted(DEFAULT_QUOTAS)),
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, LONGEST_ON_THE_WAY_S)), max_size=80),
)
def test_our_own_calls_alone_are_never_taken_for_somebody_elses(
    operation: str, calls: list[tuple[float, float]]
) -> None:
    """However calls overtake each other on their way, what Amazon then refuses is explained by our books."""
    quota = DEFAULT_QUOTAS[operation]
    ours, now, sent = Bucket(quota.rate, quota.burst), 0.0, []
    for gap, way in calls:
        now += gap
        if ours.take(now, slack(quota.rate, quota.burst)):
            sent.append((now + way, now))
    books, theirs = Bucket(quota.rate, quota.burst), Bucket(quota.rate, quota.burst)
    departures = sorted(left for _arrives, left in sent)
    for arrives, _left in sorted(sent):
        while departures and departures[0] <= arrives:
            books.take(departures.pop(0))
        if not theirs.take(arrives):
            assert not is_unexplained(books.tokens, quota.rate)


@given(st.integers(0, 17))
def test_a_bucket_that_somebody_else_emptied_is_told(used: int) -> None:
    """Of listings, which come back in three minutes: refused although so few of twenty were used."""
    quota = DEFAULT_QUOTAS[SEARCH_ORDERS]
    assert is_unexplained(quota.burst - used - 1, quota.rate)
    assert not is_unexplained(0, quota.rate)
