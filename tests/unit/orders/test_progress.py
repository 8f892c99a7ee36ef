"""A retrieval as people watch it."""

from datetime import UTC, datetime, timedelta

from django.utils.translation import override

from kogge.orders.models import RetrievalRun, RunState
from kogge.orders.progress import watch_run
from kogge.orders.rules import ParkReason, SkipReason
from kogge.orders.wording import PARKED, SKIPPED, word_reason

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def run(**facts: object) -> RetrievalRun:
    return RetrievalRun(**({"started_at": NOW - timedelta(seconds=90), "changed_at": NOW, "skipped": {}} | facts))


def test_a_wait_is_counted_down_and_is_not_silence() -> None:
    progress = watch_run(run(waiting_until_at=NOW + timedelta(seconds=178), changed_at=NOW - timedelta(minutes=2)), NOW)
    assert progress.is_running
    assert progress.wait_s == 178
    assert not progress.is_silent


def test_a_wait_that_is_over_does_not_count_backwards() -> None:
    assert watch_run(run(waiting_until_at=NOW - timedelta(seconds=5)), NOW).wait_s == 0


def test_silence_is_noticed() -> None:
    assert watch_run(run(changed_at=NOW - timedelta(seconds=31)), NOW).is_silent
    assert not watch_run(run(changed_at=NOW - timedelta(seconds=29)), NOW).is_silent


def test_a_finished_run_neither_waits_nor_is_silent_and_adds_up() -> None:
    finished = run(
        state=RunState.DONE,
        orders_listed=12,
        created=4,
        updated=1,
        parked=1,
        skipped={"pending": 2, "cancelled": 1},
        finished_at=NOW - timedelta(seconds=60),
        changed_at=NOW - timedelta(days=1),
    )
    progress = watch_run(finished, NOW)
    assert not progress.is_running
    assert not progress.is_silent
    assert progress.duration_s == 30
    assert progress.skipped == 3
    assert progress.unchanged == 3


def test_every_reason_has_words() -> None:
    assert {each.value for each in SkipReason} <= SKIPPED.keys()
    assert {each.value for each in ParkReason} <= PARKED.keys()
    with override("de"):
        assert str(word_reason("pending").label) == "Zahlung ausstehend"
    assert word_reason("never_heard_of").label == "never_heard_of"
