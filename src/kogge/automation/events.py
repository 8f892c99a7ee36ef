"""The one way into the event log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from kogge.automation.models import AutomationTask, BatchRun, LogEntry, LogLevel, TaskRun


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be: a code with its values, without personal data, and what it is about."""

    level: LogLevel
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    subject_kind: str = ""
    subject_id: int | None = None


def write_task_line(task: AutomationTask, line: Line, now: datetime, run: TaskRun | None = None) -> None:
    """Write a line about a task, in the caller's transaction; the run that it belongs to counts it."""
    _write([line], now, company_id=task.company_id, task_id=task.pk, task_run_id=run.pk if run else None)


def write_batch_lines(batch: BatchRun, lines: list[Line], now: datetime) -> None:
    """Write lines about a batch, in the caller's transaction; the task's run that it belongs to counts them."""
    task_id = batch.task_run.task_id if batch.task_run else None
    _write(lines, now, company_id=batch.company_id, task_id=task_id, task_run_id=batch.task_run_id, batch_id=batch.pk)


def _write(lines: list[Line], now: datetime, **owners: int | None) -> None:
    LogEntry.objects.bulk_create(
        LogEntry(
            at=now,
            level=line.level,
            code=line.code,
            values=dict(line.values),
            subject_kind=line.subject_kind,
            subject_id=line.subject_id,
            **owners,
        )
        for line in lines
    )
    if task_run_id := owners.get("task_run_id"):
        levels = [line.level for line in lines]
        TaskRun.objects.filter(pk=task_run_id).update(
            lines=F("lines") + len(lines),
            warnings=F("warnings") + levels.count(LogLevel.WARNING),
            errors=F("errors") + levels.count(LogLevel.ERROR),
        )
