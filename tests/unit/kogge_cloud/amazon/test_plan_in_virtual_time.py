"""The plan against a simulated Amazon: everything is read, no call is refused, and the quotas are used."""

import pytest

from bench.planner import play_backfill, play_many, play_watch, quiet_night, rush


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("notified", [True, False])
def test_a_backfill_misses_nothing_and_is_never_throttled(seed: int, notified: bool) -> None:
    played = play_backfill("", 20_000, seed, notified=notified)
    assert (played["missing"], played["throttled"]) == (0, 0)
    assert played["ratio"] < (1.1 if notified else 1.3)
    assert played["seconds"] < 0.7 * played["naive_s"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("lost", [0, 0.2])
@pytest.mark.parametrize("orders", [quiet_night, rush])
def test_notifications_that_are_lost_lose_no_order(seed: int, lost: float, orders: object) -> None:
    played = play_watch("", orders(seed), 6 * 3600, seed, lost=lost)
    assert (played["missing"], played["throttled"]) == (0, 0)


def test_merchants_of_one_cloud_do_not_disturb_each_other() -> None:
    played = play_many("", 30, 1)
    assert (played["missing"], played["throttled"]) == (0, 0)
