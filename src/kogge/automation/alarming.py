"""The dead-man's switch: a task that has not succeeded for too long raises an alarm, once until it succeeds again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from kogge.automation.events import Line, write_task_line
from kogge.automation.holding import is_alive
from kogge.automation.messages import queue_alarm
from kogge.automation.models import AutomationTask, LogLevel, ServiceMode
from kogge.automation.planning import find_deadline
from kogge.companies.models import Company

TOLERANCE = timedelta(seconds=60)
"""A run takes its time, and so does a worker that takes over."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a task, for the banner on every page: `code` is `locked`, `late` or `not_served`."""

    task: AutomationTask
    code: str
    since: datetime


def raise_alarms(now: datetime) -> int:
    """Raise the alarm for each task that is late and has none yet; return how many. Of several workers one does."""
    raised = 0
    for task in _list_watched():
        deadline = find_deadline(task)
        if deadline is not None and now > deadline + TOLERANCE:
            raised += _raise_alarm(task, now)
    return raised


def _list_watched() -> QuerySet[AutomationTask]:
    """Return the tasks that may be late: since their last success nobody was told."""
    untold = Q(alarmed_at=None) | Q(succeeded_at__gt=F("alarmed_at")) | Q(watched_from__gt=F("alarmed_at"))
    return AutomationTask.objects.filter(untold, is_active=True, alarm_after__gt=0).select_related("company")


def _raise_alarm(task: AutomationTask, now: datetime) -> int:
    with transaction.atomic():
        mine = AutomationTask.objects.filter(pk=task.pk, alarmed_at=task.alarmed_at, succeeded_at=task.succeeded_at)
        if not mine.update(alarmed_at=now):
            return 0
        values = {"since": (task.succeeded_at or task.watched_from).isoformat()}
        write_task_line(task, Line(LogLevel.ALARM, "task_late", values), now)
        queue_alarm(task, "task_late", values, now)
    return 1


def list_troubles(company: Company, now: datetime) -> list[Trouble]:
    """Return what is wrong with a company's active tasks, judged anew: it also shows when no worker is left to tell."""
    tasks = AutomationTask.objects.filter(company=company, is_active=True).select_related("service")
    return [trouble for task in tasks if (trouble := find_trouble(task, now)) is not None]


def find_trouble(task: AutomationTask, now: datetime) -> Trouble | None:
    """Return what is wrong with an active task, or None."""
    if task.locked_at is not None:
        return Trouble(task, "locked", task.locked_at)
    deadline = find_deadline(task)
    if deadline is None or now <= deadline + TOLERANCE:
        return None
    is_served = task.service.mode != ServiceMode.RUNNING or is_alive(task.service, now)
    return Trouble(task, "late" if is_served else "not_served", task.succeeded_at or task.watched_from)
