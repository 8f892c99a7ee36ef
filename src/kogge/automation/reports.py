"""What e-mails and webhooks tell of a run, and of an alarm: in German and numbers, without personal data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from kogge.automation.models import AutomationTask, LogEntry, TaskRun
from kogge.automation.wording import word_counts, word_line

LINES_AT_MOST = 200


def word_report(run: TaskRun, now: datetime) -> tuple[str, dict[str, Any]]:
    """Return subject and body of what a run did so far: `text` for people, the rest for programs; times are UTC."""
    task = run.task
    entries = list(LogEntry.objects.filter(task_run=run).order_by("pk")[:LINES_AT_MOST])
    lines = [f"{_time(each.at)}  {each.get_level_display()}: {word_line(each.code, each.values)}" for each in entries]
    subject = gettext("Kogge: %(task)s, %(errors)s errors, %(warnings)s warnings") % {
        "task": task.name,
        "errors": run.errors,
        "warnings": run.warnings,
    }
    text = "\n".join([f"{task.company} · {task.name}", word_counts(run.counts), "", *lines])
    return subject, {
        "event": "task_report",
        "company": str(task.company),
        "task": task.name,
        "run": run.pk,
        "due_at": run.due_at.isoformat(),
        "at": now.isoformat(),
        "counts": run.counts,
        "warnings": run.warnings,
        "errors": run.errors,
        "lines": [_describe(each) for each in entries],
        "text": text,
    }


def word_alarm(task: AutomationTask, code: str, values: Mapping[str, Any], now: datetime) -> tuple[str, dict[str, Any]]:
    """Return subject and body of an alarm: `text` for people, the rest for programs; times are UTC."""
    sentence = word_line(code, values)
    subject = gettext("Kogge: alarm of %(task)s") % {"task": task.name}
    return subject, {
        "event": code,
        "company": str(task.company),
        "task": task.name,
        "at": now.isoformat(),
        "values": dict(values),
        "text": f"{task.company} · {task.name}\n{_time(now)}  {sentence}",
    }


def _describe(entry: LogEntry) -> dict[str, Any]:
    return {"at": entry.at.isoformat(), "level": entry.level, "code": entry.code, "values": entry.values}


def _time(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
