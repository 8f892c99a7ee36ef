"""Tables of what is under way or was: runs of tasks, batches and what they did."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kogge.automation.models.presets import Preset
from kogge.automation.models.tasks import AutomationTask
from kogge.automation.rules import Result
from kogge.companies.models import Company, User


class RunState(models.TextChoices):
    """How far a run is; a `waiting` one has no worker yet, a `stopping` one ends after the records under way."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    STOPPING = "stopping", _("being cancelled")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


ACTIVE_STATES = (RunState.WAITING, RunState.RUNNING, RunState.STOPPING)
ENDED_STATES = (RunState.DONE, RunState.FAILED, RunState.CANCELLED)


class _Run(models.Model):
    """Something that is under way, or was: with its numbers, and what ended it early."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.WAITING)
    counts = models.JSONField(default=dict)
    problem_code = models.CharField(max_length=60, blank=True)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True)
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        """Shared columns only."""

        abstract = True

    @property
    def is_active(self) -> bool:
        """Whether it has not ended."""
        return self.state in ACTIVE_STATES


class RunCause(models.TextChoices):
    """Why a task runs."""

    DUE = "due", _("due")
    CAUGHT_UP = "caught_up", _("caught up")
    ADVANCED = "advanced", _("put before its turn")
    LOCAL = "local", _("carried out locally")


class TaskRun(_Run):
    """One run of a task. `due_at` is the moment that caused it: a task runs once for each, and once at a time.

    `position` is that of the action that comes next; `lines`, `warnings` and `errors` count the run's event log.
    """

    task = models.ForeignKey(AutomationTask, on_delete=models.CASCADE, related_name="runs", db_index=False)
    due_at = models.DateTimeField(_("due"))
    cause = models.CharField(_("cause"), max_length=10, choices=RunCause.choices, default=RunCause.DUE)
    executor_id = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    previous_executed = models.BooleanField(default=False)
    lines = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(_("warnings"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    is_structural = models.BooleanField(default=False)

    class Meta:
        """Once for each moment, one at a time: the database has the last word on both."""

        verbose_name = _("run of a task")
        verbose_name_plural = _("runs of tasks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "due_at"], name="task_run_once"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(state__in=[each.value for each in ACTIVE_STATES]), name="task_run_alone"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-created_at", "-id"], name="task_run_newest"),
            models.Index(fields=["task", "-created_at", "-id"], name="task_run_of_task"),
            models.Index(
                fields=["changed_at"],
                condition=Q(state__in=[each.value for each in ACTIVE_STATES]),
                name="task_run_active",
            ),
        ]

    def __str__(self) -> str:
        """Show what ran when."""
        return f"{self.task} · {self.due_at:%Y-%m-%d %H:%M:%S}"


class BatchRun(_Run):
    """A batch that is carried out, by a person or by an action of a task.

    `definition` and `steps` are what it does, word for word as it was begun: a step is a rule with its action, its
    condition and its values. It is done up to record `position` of step `step`; records made after its begin, beyond
    `last_id`, are not looked at. `total` counts the records of the
    step at its beginning.
    """

    preset = models.ForeignKey(Preset, null=True, on_delete=models.SET_NULL, related_name="runs", db_index=False)
    preset_version = models.PositiveIntegerField(null=True)
    task_run = models.ForeignKey(TaskRun, null=True, on_delete=models.CASCADE, related_name="batches", db_index=False)
    action_position = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=200, blank=True)
    definition = models.JSONField()
    steps = models.JSONField()
    step = models.PositiveSmallIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(_("records"), default=0)
    seen = models.PositiveIntegerField(default=0)

    class Meta:
        """An action of a task's run begins one batch."""

        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task_run", "action_position"],
                condition=Q(task_run__isnull=False),
                name="batch_of_action_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-created_at", "-id"], name="batch_newest"),
            models.Index(fields=["preset", "-created_at"], name="batch_of_preset"),
            models.Index(
                fields=["changed_at"],
                condition=Q(state__in=[each.value for each in ACTIVE_STATES]),
                name="batch_active",
            ),
        ]

    def __str__(self) -> str:
        """Show what it is."""
        return self.title or f"#{self.pk}"


PENDING = "pending"


class BatchItem(models.Model):
    """What one step of a batch did to one record, where that is worth telling; `handle`: it is still to come."""

    batch = models.ForeignKey(BatchRun, on_delete=models.CASCADE, related_name="items", db_index=False)
    step = models.PositiveSmallIntegerField()
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=200, blank=True)
    result = models.CharField(
        _("result"), max_length=10, choices=[(each.value, each.value) for each in Result] + [(PENDING, PENDING)]
    )
    code = models.CharField(max_length=60, blank=True)
    values = models.JSONField(default=dict)
    counts = models.JSONField(null=True)
    handle = models.CharField(max_length=60, blank=True)
    is_structural = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        """A step does a record once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "step", "subject_id"], name="batch_item_once")
        ]
        indexes: ClassVar = [models.Index(fields=["batch", "result", "id"], name="batch_item_by_result")]

    def __str__(self) -> str:
        """Show the record and what came of it."""
        return f"{self.label} {self.result}"
