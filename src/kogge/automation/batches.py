"""Batches: begun once, carried out portion by portion, each record once, whichever worker dies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from kogge.automation.actions import Action, Job, find_action
from kogge.automation.closing import cancel_batch, finish_batch
from kogge.automation.conditions import find_unmet, prepare
from kogge.automation.errors import RightMissing, RuleUnfit, UserUnfit
from kogge.automation.models import ENDED_STATES, PENDING, BatchItem, BatchRun, RunState, TaskRun
from kogge.automation.presets import Cause, find_rule
from kogge.automation.rules import Definition, Outcome, Result, add_counts
from kogge.automation.subjects import Subject, get_subject, select
from kogge.companies.models import Company, Membership, User
from kogge.infrastructure.work import get_work
from kogge.web.personal import reading_with

AWAITED_AT_ONCE = 50
"""Records that are under way elsewhere; with so many the batch goes no further until one has ended."""

WORTH_TELLING = (Result.CREATED, Result.CHANGED, Result.SKIPPED, Result.FAILED)


class Progress(StrEnum):
    """How a batch stands after a portion."""

    MORE = "more"
    WAITING = "waiting"
    ENDED = "ended"


def begin_batch(
    company: Company, definition: Definition, user: User | None, now: datetime, cause: Cause | None = None
) -> BatchRun:
    """Write down what a batch is to do, and return its row; carrying it out is the workflow's work.

    Raises RuleUnknown, RuleUnfit, ConditionInvalid, DefinitionInvalid, RightMissing and UserUnfit.
    """
    subject = get_subject(definition.subject)
    rules = [find_rule(company, reference) for reference in definition.rules]
    for rule in rules:
        if find_action(rule.action).subject is not subject:
            message = f"The rule “{rule.name}” is not for these records: leave it out."
            raise RuleUnfit(message)
    membership = require_fit(company, user)
    _require_rights(membership, [find_action(rule.action) for rule in rules])
    with reading_with(membership.rights):
        last_id = select(subject, company, definition.range).order_by().aggregate(last=Max("pk"))["last"] or 0
    batch = BatchRun.objects.create(
        company=company,
        user=user,
        preset=cause.preset if cause else None,
        preset_version=cause.preset.version if cause and cause.preset else None,
        task_run=cause.task_run if cause else None,
        action_position=cause.position if cause else None,
        title=cause.preset.name if cause and cause.preset else "",
        definition=definition.describe(),
        steps=[rule.describe() for rule in rules],
        last_id=last_id,
        created_at=now,
        changed_at=now,
    )
    batch.total = _count(batch, now)
    batch.save(update_fields=["total"])
    return batch


def require_fit(company: Company, user: User | None) -> Membership:
    """Return the membership under which somebody's batches run. Raises UserUnfit."""
    if user is None:
        message = f"The user under whose rights it ran in “{company}” was deleted: choose another one."
        raise UserUnfit(message)
    memberships = Membership.objects.select_related("user").filter(company=company, user=user)
    membership = memberships.filter(user__is_active=True).first()
    if membership is None:
        message = f"The user “{user.get_username()}” is not active, or does not belong to “{company}”."
        raise UserUnfit(message)
    return membership


def _require_rights(membership: Membership, actions: Iterable[Action]) -> None:
    for action in actions:
        if action.right not in membership.rights:
            message = f"The user “{membership.user.get_username()}” has not the right to: {action.label}."
            raise RightMissing(message)


@dataclass(frozen=True)
class _Portion:
    """The next records of a batch, and what is done to them."""

    action: Action
    subject: Subject
    records: Sequence[Any]
    condition: str

    @property
    def position(self) -> int:
        """The last record's id."""
        return int(self.records[-1].pk)


def advance_batch(batch_id: int, now: datetime) -> Progress:
    """Carry out a batch's next portion, and say how it stands. What was handed over to others is asked about first.

    Raises what its definition, its rules, and the database raise; then nothing of the portion is done.
    """
    with transaction.atomic():
        batch = lock_batch(batch_id)
        if batch.state in ENDED_STATES:
            return Progress.ENDED
        if batch.state == RunState.STOPPING:
            _stop_pending(batch, now)
            cancel_batch(batch, now)
            return Progress.ENDED
        if batch.state == RunState.WAITING:
            batch.state, batch.started_at = RunState.RUNNING, now
        awaited = _settle(batch, now)
        portion = None if awaited >= AWAITED_AT_ONCE else _read_portion(batch, now)
        if portion is None:
            progress = Progress.WAITING if awaited else _go_on(batch, now)
            _save(batch, now)
            return progress
        if portion.action.is_atomic:
            handles = _note(batch, portion, _act(batch, portion, now), now)
            _save(batch, now)
        else:
            _save(batch, now)
    if portion.action.is_atomic:
        portion.action.hand_over(handles)
        return Progress.MORE
    return _carry_out_apart(batch, portion, now)


def _carry_out_apart(batch: BatchRun, portion: _Portion, now: datetime) -> Progress:
    """Do what talks to others outside of any transaction; who was overtaken meanwhile notes nothing."""
    outcomes = _act(batch, portion, now)
    with transaction.atomic():
        current = lock_batch(batch.pk)
        if (current.step, current.position) == (batch.step, batch.position) and current.is_active:
            handles = _note(current, portion, outcomes, now)
            _save(current, now)
            portion.action.hand_over(handles)
    return Progress.MORE


def lock_batch(batch_id: int) -> BatchRun:
    """Return a batch under a lock, with its company, user and run. Raises WorkLost."""
    rows = BatchRun.objects.select_for_update(of=("self",)).select_related("company", "user", "task_run")
    return get_work(rows, pk=batch_id)


def _save(batch: BatchRun, now: datetime) -> None:
    batch.changed_at = now
    if batch.state not in ENDED_STATES:
        batch.save(update_fields=["state", "started_at", "changed_at", "step", "position", "seen", "total", "counts"])


def _read_portion(batch: BatchRun, now: datetime) -> _Portion | None:
    """Return the next records of the step; None when there are no more."""
    if batch.step >= len(batch.steps):
        return None
    step = batch.steps[batch.step]
    action, condition = find_action(step["action"]), step.get("condition", "")
    with reading_with(require_fit(batch.company, batch.user).rights):
        rows = prepare(_list_rows(batch, action, now), action.subject, condition)
        records = list(rows.filter(pk__gt=batch.position).order_by("pk")[: action.portion])
    return _Portion(action, action.subject, records, condition) if records else None


def _list_rows(batch: BatchRun, action: Action, now: datetime) -> QuerySet[Any]:
    """Return the records of the step, in no order; those that were made after the batch's beginning are left out."""
    rows = select(action.subject, batch.company, Definition.read(batch.definition).range)
    return action.narrow(rows.filter(pk__lte=batch.last_id).order_by(), _make_job(batch, batch.step, now))


def _count(batch: BatchRun, now: datetime) -> int:
    """Count the records of the step."""
    if batch.step >= len(batch.steps):
        return 0
    with reading_with(require_fit(batch.company, batch.user).rights):
        return _list_rows(batch, find_action(batch.steps[batch.step]["action"]), now).count()


def _go_on(batch: BatchRun, now: datetime) -> Progress:
    """Begin the next step, or end the batch after the last one."""
    if batch.step + 1 < len(batch.steps):
        batch.step, batch.position, batch.seen = batch.step + 1, 0, 0
        batch.total = _count(batch, now)
        return Progress.MORE
    finish_batch(batch, now)
    return Progress.ENDED


def _act(batch: BatchRun, portion: _Portion, now: datetime) -> list[tuple[Any, Outcome]]:
    """Do it to the records that meet the rule's condition; return those with what came of them."""
    unmet = find_unmet(portion.condition, portion.subject, portion.records, now)
    met = [each for each in portion.records if each.pk not in unmet]
    job = _make_job(batch, batch.step, now)
    return list(zip(met, portion.action.run(met, job), strict=True)) if met else []


def _make_job(batch: BatchRun, step: int, now: datetime) -> Job:
    user = require_fit(batch.company, batch.user).user
    return Job(batch.company, user, now, batch.steps[step].get("values", {}), is_by_task=batch.task_run_id is not None)


def _note(batch: BatchRun, portion: _Portion, outcomes: Sequence[tuple[Any, Outcome]], now: datetime) -> list[str]:
    """Note what came of the records and how far the batch is; return the handles of what is to be handed over."""
    items = [
        BatchItem(
            batch=batch,
            step=batch.step,
            subject_id=record.pk,
            label=portion.subject.name(record)[:200],
            at=now,
            **_describe(outcome),
        )
        for record, outcome in outcomes
        if outcome.result in WORTH_TELLING or outcome.handle
    ]
    BatchItem.objects.bulk_create(items)
    batch.position = portion.position
    batch.seen += len(portion.records)
    batch.counts = add_counts(batch.counts, [outcome.count() for _record, outcome in outcomes])
    return [outcome.handle for _record, outcome in outcomes if outcome.handle]


def _describe(outcome: Outcome) -> dict[str, Any]:
    return {
        "result": outcome.result.value if outcome.result else PENDING,
        "code": outcome.code,
        "values": dict(outcome.values),
        "counts": None if outcome.counts is None else dict(outcome.counts),
        "handle": outcome.handle,
        "is_structural": outcome.is_structural,
    }


def _settle(batch: BatchRun, now: datetime) -> int:
    """Ask what came of the records that were handed over; return how many are still under way."""
    pending = list(batch.items.filter(result=PENDING).order_by("pk"))
    for item in pending:
        outcome = find_action(batch.steps[item.step]["action"]).ask(item.handle)
        if outcome is None:
            continue
        for name, value in _describe(replace(outcome, handle=item.handle)).items():
            setattr(item, name, value)
        item.at = now
        item.save()
        batch.counts = add_counts(batch.counts, [outcome.count()])
    return sum(1 for item in pending if item.result == PENDING)


def _stop_pending(batch: BatchRun, now: datetime) -> None:
    """Have what was handed over end soon, and take what it brought."""
    for item in batch.items.filter(result=PENDING):
        find_action(batch.steps[item.step]["action"]).stop(item.handle, _make_job(batch, item.step, now))
    _settle(batch, now)


def stop_batch(batch: BatchRun, now: datetime) -> bool:
    """Ask a batch to end after the records under way; return whether it was still under way."""
    running = BatchRun.objects.filter(pk=batch.pk, state__in=[RunState.WAITING, RunState.RUNNING])
    return running.update(state=RunState.STOPPING, changed_at=now) == 1


def list_stranded_batches(before: datetime) -> QuerySet[BatchRun]:
    """Return the batches that people began and that have not moved since: their starter may have died."""
    active = BatchRun.objects.filter(state__in=[RunState.WAITING, RunState.RUNNING, RunState.STOPPING])
    return active.filter(changed_at__lt=before, task_run__isnull=True)


def list_active_of(task_run: TaskRun) -> QuerySet[BatchRun]:
    """Return the batches of a task's run that are under way."""
    return task_run.batches.exclude(state__in=ENDED_STATES)
