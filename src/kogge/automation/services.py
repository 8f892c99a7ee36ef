"""Writes of automation's master data: own rules, services and tasks, each with its entry in the journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from kogge.audit.services import record
from kogge.automation.batches import require_fit
from kogge.automation.errors import NameTaken, ServiceNeeded, TaskLocked, TaskRuns
from kogge.automation.events import Line, write_task_line
from kogge.automation.models import (
    ACTIVE_STATES,
    AutomationService,
    AutomationTask,
    BatchRule,
    LogLevel,
    ServiceMode,
    TaskAction,
    TaskRun,
)
from kogge.automation.planning import plan_first
from kogge.automation.running import stop_run
from kogge.companies.models import User

TRIGGER_FIELDS = (
    "trigger", "interval_s", "window_from", "window_until", "weekdays", "month_days", "time_zone", "calendar",
)  # fmt: skip


def save_rule(rule: BatchRule, actor: User, now: datetime) -> BatchRule:
    """Save a company's own rule. Raises NameTaken."""
    action = "automation.change_rule" if rule.pk else "automation.add_rule"
    _save(rule, action, actor, now, kind="batch_rule", does=rule.action, condition=rule.condition)
    return rule


def delete_rule(rule: BatchRule, actor: User, now: datetime) -> None:
    """Delete a company's own rule; a preset that names it then says so."""
    with transaction.atomic():
        _record(rule, "automation.delete_rule", "batch_rule", actor, now, {"name": rule.name}, {})
        rule.delete()


def save_service(service: AutomationService, actor: User, now: datetime) -> AutomationService:
    """Save a service. Raises NameTaken, and UserUnfit when its user does not belong to the company."""
    require_fit(service.company, service.user)
    is_new = service.pk is None
    action = "automation.add_service" if is_new else "automation.change_service"
    _save(service, action, actor, now, kind="automation_service", user=service.user_id)
    return service


def set_mode(service: AutomationService, mode: ServiceMode, actor: User, now: datetime) -> None:
    """Start, drain or stop a service: a drained one ends its runs and begins no others, a stopped one breaks them off.

    Its holder goes on to hold a draining service, so that everybody sees when it is done.
    """
    with transaction.atomic():
        current = AutomationService.objects.select_for_update().get(pk=service.pk)
        before, current.mode = current.mode, mode
        if mode == ServiceMode.STOPPED:
            current.executor_id, current.beat_at = "", None
        current.save(update_fields=["mode", "executor_id", "beat_at"])
        if mode == ServiceMode.STOPPED:
            active = TaskRun.objects.filter(task__service=current, state__in=["waiting", "running"])
            for run in active:
                stop_run(run, now)
        _record(
            current, "automation.set_mode", "automation_service", actor, now, {"mode": before}, {"mode": mode.value}
        )


def delete_service(service: AutomationService, actor: User, now: datetime) -> None:
    """Delete a service without tasks. Raises ServiceNeeded."""
    with transaction.atomic():
        if AutomationTask.objects.filter(service=service).exists():
            message = f"The service “{service}” still has tasks: give them to another one first."
            raise ServiceNeeded(message)
        _record(service, "automation.delete_service", "automation_service", actor, now, {"name": service.name}, {})
        service.delete()


def save_task(task: AutomationTask, actions: Sequence[TaskAction], actor: User, now: datetime) -> AutomationTask:
    """Save a task with its actions, in their order, and plan its next run anew. Raises NameTaken."""
    is_new = task.pk is None
    try:
        with transaction.atomic():
            before: dict[str, Any] = {}
            if is_new:
                task.watched_from = now
            else:
                before = _describe(_take_state(task, now))
            if not _is_busy(task):
                task.next_due_at = plan_first(task, now)
            task.save()
            task.actions.all().delete()
            for position, action in enumerate(actions):
                action.pk, action.task, action.position = None, task, position
                action.save()
            name = "automation.add_task" if is_new else "automation.change_task"
            _record(task, name, "automation_task", actor, now, before, _describe(task))
    except IntegrityError as error:
        raise _name_taken(task.name) from error
    return task


def _take_state(task: AutomationTask, now: datetime) -> AutomationTask:
    """Take over what runs have written since the form was opened; a task that is activated is watched from now on.

    Returns the task as it is stored.
    """
    current = AutomationTask.objects.select_for_update().get(pk=task.pk)
    for name in ("locked_at", "lock_code", "lock_reason", "succeeded_at", "alarmed_at", "wanted_at", "watched_from"):
        setattr(task, name, getattr(current, name))
    is_new_rhythm = any(getattr(task, name) != getattr(current, name) for name in TRIGGER_FIELDS)
    if is_new_rhythm or (task.is_active and not current.is_active):
        task.watched_from = now
    return current


def unlock_task(task: AutomationTask, actor: User, now: datetime) -> None:
    """Let a task run again after somebody has put right what was wrong."""
    with transaction.atomic():
        current = AutomationTask.objects.select_for_update().get(pk=task.pk)
        code, current.locked_at, current.lock_code, current.lock_reason = current.lock_code, None, "", ""
        current.watched_from = now
        current.next_due_at = plan_first(current, now)
        current.save(
            update_fields=["locked_at", "lock_code", "lock_reason", "watched_from", "next_due_at"],
        )
        write_task_line(current, Line(LogLevel.INFO, "task_unlocked", {"by": actor.get_username()}), now)
        _record(current, "automation.unlock_task", "automation_task", actor, now, {"reason": code}, {})


def advance_task(task: AutomationTask, actor: User, now: datetime) -> None:
    """Put a task's next run before its turn (Ausführung vorziehen); its service carries it out.

    Raises TaskLocked and TaskRuns.
    """
    with transaction.atomic():
        current = AutomationTask.objects.select_for_update().get(pk=task.pk)
        require_may_run(current)
        current.wanted_at, current.wanted_by, current.next_due_at = now, actor, now
        current.save(update_fields=["wanted_at", "wanted_by", "next_due_at"])
        _record(current, "automation.advance_task", "automation_task", actor, now, {}, {})


def require_may_run(task: AutomationTask) -> None:
    """Refuse to run a task that is locked, or that runs. Raises TaskLocked and TaskRuns."""
    if task.locked_at:
        message = f"The task “{task}” is locked: put right what is wrong, and unlock it."
        raise TaskLocked(message)
    if _is_busy(task):
        message = f"The task “{task}” is running: wait until it has ended."
        raise TaskRuns(message)


def delete_task(task: AutomationTask, actor: User, now: datetime) -> None:
    """Delete a task with its runs. Raises TaskRuns."""
    with transaction.atomic():
        if _is_busy(task):
            message = f"The task “{task}” is running: wait until it has ended."
            raise TaskRuns(message)
        _record(task, "automation.delete_task", "automation_task", actor, now, {"name": task.name}, {})
        task.delete()


def _is_busy(task: AutomationTask) -> bool:
    return task.pk is not None and TaskRun.objects.filter(task=task, state__in=ACTIVE_STATES).exists()


def _describe(task: AutomationTask) -> dict[str, Any]:
    return {
        "name": task.name,
        "service": task.service_id,
        "is_active": task.is_active,
        "trigger": task.trigger,
        "interval_s": task.interval_s,
    }


def _save(
    row: BatchRule | AutomationService, action: str, actor: User, now: datetime, *, kind: str, **more: int | str
) -> None:
    try:
        with transaction.atomic():
            row.save()
            _record(row, action, kind, actor, now, {}, {"name": row.name} | more)
    except IntegrityError as error:
        raise _name_taken(row.name) from error


def _name_taken(name: str) -> NameTaken:
    message = f"There is another one of the name “{name}”: choose another name."
    return NameTaken(message)


def _record(
    row: BatchRule | AutomationService | AutomationTask,
    action: str,
    kind: str,
    actor: User,
    now: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    record(
        company_id=row.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind=kind,
        subject_id=row.pk,
        before=dict(before),
        after=dict(after),
    )
