"""What people start and stop: a batch, or a task's run beside its turn, each with its entry in the journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kogge.audit.services import record
from kogge.automation.batches import begin_batch, stop_batch
from kogge.automation.models import AutomationTask, BatchRun, Preset, TaskRun
from kogge.automation.presets import Cause
from kogge.automation.rules import Definition
from kogge.automation.running import start_local_run, stop_run
from kogge.automation.workflows import enqueue_batch, enqueue_run
from kogge.companies.models import Company, User


def run_batch(
    company: Company, definition: Definition, *, preset: Preset | None, actor: User, now: datetime
) -> BatchRun:
    """Begin a batch under the rights of the one who asks, and leave it to the workers.

    `preset` is named as its cause where the batch is what the preset says. Raises what `begin_batch` raises, and
    EngineUnavailable.
    """
    is_as_saved = preset is not None and Definition.read(preset.definition) == definition
    with transaction.atomic():
        batch = begin_batch(company, definition, actor, now, Cause(preset) if is_as_saved else None)
        values = {"records": batch.total} | ({"preset": batch.preset_id} if batch.preset_id else {})
        _record(batch, "automation.run_batch", "batch_run", actor, now, values)
    enqueue_batch(batch.pk)
    return batch


def cancel_batch(batch: BatchRun, actor: User, now: datetime) -> bool:
    """Ask a batch to end after the records under way; return whether it was still under way."""
    with transaction.atomic():
        is_stopping = stop_batch(batch, now)
        if is_stopping:
            _record(batch, "automation.cancel_batch", "batch_run", actor, now, {})
    return is_stopping


def run_locally(task: AutomationTask, actor: User, now: datetime) -> TaskRun:
    """Run a task at once under the rights of the one who asks (Lokal ausführen). Raises TaskRuns and EngineUnavailable.

    Its service and its plan have no part in it.
    """
    with transaction.atomic():
        run = start_local_run(task.pk, actor, now)
        _record(task, "automation.run_locally", "automation_task", actor, now, {})
    enqueue_run(run.pk)
    return run


def stop_task(run: TaskRun, actor: User, now: datetime) -> bool:
    """Ask a task's run to end after the records under way; return whether it was still under way."""
    with transaction.atomic():
        is_stopping = stop_run(run, now)
        if is_stopping:
            _record(run.task, "automation.stop_task", "automation_task", actor, now, {})
    return is_stopping


def _record(
    row: BatchRun | AutomationTask, action: str, kind: str, actor: User, now: datetime, values: Mapping[str, Any]
) -> None:
    record(
        company_id=row.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind=kind,
        subject_id=row.pk,
        before={},
        after=dict(values),
    )
