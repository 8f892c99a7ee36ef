"""How a batch ends: its row is closed, and what came of it stands in the event log."""

from collections.abc import Iterator
from datetime import datetime

from kogge.automation.events import Line, write_batch_lines
from kogge.automation.models import BatchItem, BatchRun, LogLevel, RunState
from kogge.automation.rules import Result
from kogge.automation.subjects import get_subject
from kogge.kernel.errors import KoggeError

LINES_AT_MOST = 100
"""Records that are named in the event log; the batch's own page names all."""

NOT_WORTH_A_LINE = {Result.UNCHANGED.value, Result.SKIPPED.value}


def finish_batch(batch: BatchRun, now: datetime) -> None:
    """Close a batch that has looked at all its records."""
    _close(batch, RunState.DONE, now)


def cancel_batch(batch: BatchRun, now: datetime) -> None:
    """Close a batch that somebody stopped: what it did stays, what it handed over goes on by itself."""
    _close(batch, RunState.CANCELLED, now, Line(LogLevel.WARNING, "batch_cancelled", {"seen": batch.seen}))


def fail_batch(batch: BatchRun, error: KoggeError, now: datetime) -> None:
    """Close a batch that cannot go on; what it did stays."""
    batch.problem_code, batch.problem = error.code, str(error)
    line = Line(LogLevel.ERROR, "batch_failed", {"code": error.code, "problem": str(error)})
    _close(batch, RunState.FAILED, now, line)


def _close(batch: BatchRun, state: RunState, now: datetime, *lines: Line) -> None:
    batch.state, batch.finished_at, batch.changed_at = state, now, now
    batch.started_at = batch.started_at or now
    batch.save()
    write_batch_lines(batch, [*_summarise(batch), *lines], now)


def _summarise(batch: BatchRun) -> Iterator[Line]:
    """Yield the lines of a batch: what it did, if it did anything, and each record that failed."""
    told = {name: number for name, number in batch.counts.items() if number}
    if set(told) - NOT_WORTH_A_LINE:
        level = LogLevel.WARNING if told.get("parked") else LogLevel.INFO
        yield Line(level, "batch_result", {"title": batch.title} | told)
    failed = batch.items.filter(result=Result.FAILED.value).order_by("pk")
    for item in failed[:LINES_AT_MOST]:
        yield _word(batch, item)
    if (more := failed.count() - LINES_AT_MOST) > 0:
        yield Line(LogLevel.ERROR, "more_failed", {"number": more})


def _word(batch: BatchRun, item: BatchItem) -> Line:
    subject = get_subject(batch.definition["subject"])
    values = {"record": item.label, "code": item.code} | item.values
    return Line(LogLevel.ERROR, "record_failed", values, subject.kind, item.subject_id)
