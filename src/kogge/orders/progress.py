"""A retrieval as people watch it: what was counted so far, what it waits for, how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kogge.orders.models import RetrievalRun, RunState
from kogge.orders.wording import Text, word_failure, word_reason

SILENT_AFTER = timedelta(seconds=30)
"""A retrieval that neither waits nor moves for so long has most likely no worker."""


@dataclass(frozen=True)
class Progress:
    """What the page shows of a retrieval at one moment; waiting and duration in seconds."""

    run: RetrievalRun
    is_running: bool
    wait_s: float
    is_silent: bool
    duration_s: float
    unchanged: int
    skipped: int
    skipped_by_reason: list[tuple[Text, int]]
    failure: Text


def watch_run(run: RetrievalRun, now: datetime) -> Progress:
    """Return what there is to see of a retrieval at `now`."""
    is_running = run.state == RunState.RUNNING
    skipped = sum(run.skipped.values())
    wait_s = (run.waiting_until_at - now).total_seconds() if is_running and run.waiting_until_at else 0
    return Progress(
        run=run,
        is_running=is_running,
        wait_s=max(0, wait_s),
        is_silent=is_running and wait_s <= 0 and now - run.changed_at > SILENT_AFTER,
        duration_s=((run.finished_at or now) - run.started_at).total_seconds(),
        unchanged=count_unchanged(run),
        skipped=skipped,
        skipped_by_reason=[(word_reason(code).label, number) for code, number in sorted(run.skipped.items())],
        failure=word_failure(run.problem_code),
    )


def count_unchanged(run: RetrievalRun) -> int:
    """Return how many orders were listed and are as they were.

    One that is listed again just as it was never reaches the feed; while the run goes on it may still do so.
    """
    if run.state == RunState.RUNNING:
        return run.unchanged
    told: int = run.created + run.updated + sum(run.skipped.values()) + run.parked
    return max(run.unchanged, run.orders_listed - told)
