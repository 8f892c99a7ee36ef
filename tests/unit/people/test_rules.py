"""When signing in has failed too often."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kogge.people.rules import WINDOW, wait_for

NOW = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
AGES = st.lists(st.integers(0, 3600), max_size=20).map(
    lambda ages: [NOW - timedelta(seconds=each) for each in sorted(ages)]
)


def test_the_fifth_failure_is_the_last_of_a_quarter_of_an_hour() -> None:
    attempts = [NOW - timedelta(minutes=minutes) for minutes in (1, 2, 3, 4, 5)]
    assert wait_for(attempts[:4], 5, NOW) == timedelta(0)
    assert wait_for(attempts, 5, NOW) == timedelta(minutes=10)


@given(AGES, st.integers(1, 10))
def test_who_waits_so_long_is_let_in_and_not_earlier(attempts: list[datetime], limit: int) -> None:
    wait = wait_for(attempts, limit, NOW)
    assert timedelta(0) <= wait <= WINDOW
    assert wait_for(attempts, limit, NOW + wait) == timedelta(0)
    within = [each for each in attempts if NOW - each < WINDOW]
    assert (wait > timedelta(0)) is (len(within) >= limit)
