"""Runs of tasks: begun once for each moment and one at a time, action by action, and ended."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from kogge.automation.batches import begin_batch, list_active_of, stop_batch
from kogge.automation.closing import fail_batch
from kogge.automation.errors import TaskRuns
from kogge.automation.events import Line, write_task_line
from kogge.automation.messages import queue_alarm, queue_report
from kogge.automation.models import (
    ACTIVE_STATES,
    ENDED_STATES,
    ActionKind,
    AutomationTask,
    LogLevel,
    RunCause,
    RunState,
    TaskAction,
    TaskRun,
)
from kogge.automation.planning import plan_after
from kogge.automation.presets import Cause, get_preset
from kogge.automation.rules import Condition, Course, Definition, add_counts, is_met
from kogge.automation.schedules import TriggerKind
from kogge.companies.models import User
from kogge.infrastructure.work import get_work
from kogge.kernel.errors import KoggeError

AT_ONCE = 50
GRACE = timedelta(seconds=90)
"""A run that begins so much later than it was due was missed: then the task's setting for missed runs holds."""

PASSING_CODES = frozenset({"internal"})
"""Errors that nobody foresaw are no reason to stop for good: the next run may do better, and the alarm tells."""

NOTHING_TO_DO = 0
"""What `take_action` returns instead of a batch's id when the action begins none."""


def list_due(executor_id: str, now: datetime) -> QuerySet[AutomationTask]:
    """Return the tasks that are due of the services that a worker holds, those that wait longest first."""
    busy = TaskRun.objects.filter(task=OuterRef("pk"), state__in=ACTIVE_STATES)
    due = AutomationTask.objects.filter(
        service__executor_id=executor_id, service__mode="running", is_active=True, next_due_at__lte=now
    )
    return due.filter(~Exists(busy)).order_by("next_due_at")[:AT_ONCE]


def start_run(task_id: int, now: datetime) -> TaskRun | None:
    """Begin the run that a task is due for; None when it is not, or another worker was first.

    Runs that were missed because nothing ran are made up once, or skipped, and the event log says so.
    """
    try:
        with transaction.atomic():
            task = AutomationTask.objects.select_for_update(of=("self",)).select_related("service").get(pk=task_id)
            if not task.is_active or task.next_due_at is None or task.next_due_at > now:
                return None
            if task.wanted_at is not None:
                user = task.wanted_by or task.service.user
                return _create(task, task.wanted_at, RunCause.ADVANCED, user, now)
            due_at, cause = task.next_due_at, RunCause.DUE
            if due_at < now - GRACE and task.trigger != TriggerKind.CONTINUOUS:
                plan = plan_after(task, due_at - timedelta(microseconds=1), now)
                if plan.left_out or plan.is_catching_up:
                    _tell_missed(task, plan.left_out, now)
                if plan.due_at is None or plan.due_at > now:
                    task.next_due_at = plan.due_at
                    task.save(update_fields=["next_due_at"])
                    return None
                due_at, cause = plan.due_at, RunCause.CAUGHT_UP
            return _create(task, due_at, cause, task.service.user, now)
    except IntegrityError:
        # The database's last word: this moment had its run, or one is under way.
        _step_over(task_id, now)
        return None


def _step_over(task_id: int, now: datetime) -> None:
    """Plan a task anew whose moment had its run: a clock was put back, or another host's is behind."""
    with transaction.atomic():
        task = AutomationTask.objects.select_for_update(of=("self",)).get(pk=task_id)
        runs = TaskRun.objects.filter(task=task)
        due_at = task.next_due_at
        if due_at is None or runs.filter(state__in=ACTIVE_STATES).exists():
            return
        if runs.filter(due_at=due_at).exists():
            task.next_due_at = plan_after(task, max(due_at, now), now).due_at
            task.save(update_fields=["next_due_at"])


def start_local_run(task_id: int, user: User, now: datetime) -> TaskRun:
    """Begin a run at once, under the rights of the one who asks, whatever the service does. Raises TaskRuns."""
    try:
        with transaction.atomic():
            task = AutomationTask.objects.select_for_update(of=("self",)).get(pk=task_id)
            return _create(task, now, RunCause.LOCAL, user, now)
    except IntegrityError as error:
        message = "The task is running already: wait until it has ended."
        raise TaskRuns(message) from error


def _create(task: AutomationTask, due_at: datetime, cause: RunCause, user: User, now: datetime) -> TaskRun:
    run = TaskRun.objects.create(
        company_id=task.company_id, task=task, user=user, due_at=due_at, cause=cause, created_at=now, changed_at=now
    )
    task.next_due_at = task.wanted_at = task.wanted_by = None
    task.save(update_fields=["next_due_at", "wanted_at", "wanted_by"])
    return run


def _tell_missed(task: AutomationTask, left_out: int, now: datetime) -> None:
    write_task_line(task, Line(LogLevel.WARNING, "runs_missed", {"number": left_out}), now)


def begin_run(run_id: int, executor_id: str, now: datetime) -> bool:
    """Note who carries a run out; return whether there is still something of it to do."""
    running = TaskRun.objects.filter(pk=run_id, state__in=ACTIVE_STATES)
    running.filter(state=RunState.WAITING).update(state=RunState.RUNNING, started_at=now)
    return running.update(executor_id=executor_id, changed_at=now) == 1


def take_action(run_id: int, now: datetime) -> int | None:
    """Begin the next action of a run whose condition is met, and return its batch's id (NOTHING_TO_DO for a message).

    None: there is no further action, and the run has ended. Asked twice after a worker died, it returns the same batch.
    Raises what `begin_batch` raises.
    """
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state in ENDED_STATES:
            return None
        if (active := list_active_of(run).first()) is not None:
            return active.pk
        if run.position:
            _take_result(run)
        if run.state == RunState.STOPPING:
            end_run(run, RunState.CANCELLED, now)
            return None
        action = run.task.actions.filter(position__gte=run.position).select_related("preset").first()
        if action is None:
            end_run(run, RunState.DONE, now)
            return None
        batch_id = _carry_out(run, action, now)
        run.position = action.position + 1
        run.changed_at = now
        run.save(update_fields=["position", "previous_executed", "counts", "is_structural", "changed_at"])
        return batch_id


def lock_run(run_id: int) -> TaskRun:
    """Return a run under a lock, with its task and whose rights it has. Raises WorkLost."""
    rows = TaskRun.objects.select_for_update(of=("self",))
    return get_work(rows.select_related("task__service", "task__company", "user"), pk=run_id)


def _take_result(run: TaskRun) -> None:
    """Add up what the run's batches brought; a batch that failed as a whole is told by its own line."""
    batches = list(run.batches.order_by("pk"))
    run.counts = add_counts({}, [each.counts for each in batches])
    failed = [item for each in batches for item in each.items.filter(result="failed").only("is_structural")[:1000]]
    done = sum(run.counts.get(name, 0) for name in ("created", "changed", "unchanged", "skipped"))
    run.is_structural = bool(failed) and not done and all(item.is_structural for item in failed)


def _carry_out(run: TaskRun, action: TaskAction, now: datetime) -> int:
    run.previous_executed = is_met(Condition(action.condition), _read_course(run))
    if not run.previous_executed:
        return NOTHING_TO_DO
    if action.kind != ActionKind.PRESET:
        queue_report(run, action, now)
        return NOTHING_TO_DO
    preset = get_preset(run.task.company, action.preset_id)
    cause = Cause(preset, run, action.position)
    return begin_batch(run.task.company, Definition.read(preset.definition), run.user, now, cause).pk


def _read_course(run: TaskRun) -> Course:
    return Course(run.previous_executed, run.counts, run.lines, run.warnings, run.errors)


def end_run(run: TaskRun, state: RunState, now: datetime, error: KoggeError | None = None) -> None:
    """Close a locked run, plan the task's next one, and lock the task if trying again without a change is useless."""
    run.state, run.finished_at, run.changed_at = state, now, now
    run.started_at = run.started_at or now
    if error is not None:
        run.problem_code, run.problem = error.code, str(error)
        write_task_line(run.task, Line(LogLevel.ERROR, "run_failed", _tell(error)), now, run)
    run.save(
        update_fields=[
            "state", "started_at", "finished_at", "changed_at", "problem_code", "problem", "counts", "is_structural",
            "previous_executed",
        ]
    )  # fmt: skip
    run.refresh_from_db(fields=["errors"])
    task = AutomationTask.objects.select_for_update(of=("self",)).get(pk=run.task_id)
    if state == RunState.DONE and not run.errors:
        task.succeeded_at = now
    if (fault := _find_fault(run, error)) is not None:
        lock_task(task, *fault, now=now, run=run)
    task.next_due_at = None
    if task.is_active and not task.locked_at:
        plan = plan_after(task, now if task.trigger == TriggerKind.CONTINUOUS else _since(run), now)
        task.next_due_at = plan.due_at
        if plan.left_out:
            _tell_missed(task, plan.left_out, now)
    task.save(update_fields=["succeeded_at", "next_due_at", "locked_at", "lock_code", "lock_reason"])


def _since(run: TaskRun) -> datetime:
    """Return from when on the next moment counts: one that a person put before its turn, or ran locally, is none."""
    is_regular = run.cause in {RunCause.DUE, RunCause.CAUGHT_UP}
    return run.due_at if is_regular else run.created_at


def _find_fault(run: TaskRun, error: KoggeError | None) -> tuple[str, str] | None:
    """Return code and reason of a structural fault: of the run as a whole, or of every single record."""
    if error is not None and error.permanent and error.code not in PASSING_CODES:
        return error.code, str(error)
    if run.is_structural:
        return "every_record_failed", ""
    return None


def lock_task(task: AutomationTask, code: str, reason: str, *, now: datetime, run: TaskRun) -> None:
    """Keep a task from running until a person has put right what is wrong; the caller saves it."""
    task.locked_at, task.lock_code, task.lock_reason = now, code, reason
    write_task_line(task, Line(LogLevel.ALARM, "task_locked", {"code": code, "problem": reason}), now, run)
    queue_alarm(task, "task_locked", {"code": code, "problem": reason}, now)


def fail_run(run_id: int, error: KoggeError, now: datetime) -> None:
    """Close a run that cannot go on; what it did stays."""
    with transaction.atomic():
        if not TaskRun.objects.filter(pk=run_id, state__in=ACTIVE_STATES).exists():
            # It has ended, or its task was deleted meanwhile.
            return
        run = lock_run(run_id)
        for batch in list_active_of(run):
            fail_batch(batch, error, now)
        _take_result(run)
        end_run(run, RunState.FAILED, now, error)


def stop_run(run: TaskRun, now: datetime) -> bool:
    """Ask a run to end after the records under way; return whether it was still under way."""
    with transaction.atomic():
        active = TaskRun.objects.filter(pk=run.pk, state__in=[RunState.WAITING, RunState.RUNNING])
        is_stopping = active.update(state=RunState.STOPPING, changed_at=now) == 1
        for batch in list_active_of(run):
            stop_batch(batch, now)
    return is_stopping


def list_stranded_runs(before: datetime) -> QuerySet[TaskRun]:
    """Return the runs that have not moved since: the worker that began one may have died before it handed it over."""
    return TaskRun.objects.filter(state__in=ACTIVE_STATES, changed_at__lt=before)


def _tell(error: KoggeError) -> dict[str, str]:
    return {"code": error.code, "problem": str(error)}
