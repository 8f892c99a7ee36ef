"""Tables of the event log, and of the e-mails and webhook calls that are to be sent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kogge.automation.models.runs import BatchRun, TaskRun
from kogge.automation.models.tasks import ActionKind, AutomationTask
from kogge.companies.models import Company


class LogLevel(models.TextChoices):
    """How much a line of the event log matters."""

    INFO = "info", _("Note")
    WARNING = "warning", _("Warning")
    ERROR = "error", _("Error")
    ALARM = "alarm", _("Alarm")


class LogEntry(models.Model):
    """A line of the event log (Ereignisprotokoll): a code with its values, worded where it is shown; no personal data.

    `subject_kind` and `subject_id` name what it is about, as the journal does.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(_("time"))
    level = models.CharField(_("level"), max_length=10, choices=LogLevel.choices)
    task = models.ForeignKey(AutomationTask, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    task_run = models.ForeignKey(TaskRun, null=True, on_delete=models.CASCADE, related_name="log", db_index=False)
    batch = models.ForeignKey(BatchRun, null=True, on_delete=models.CASCADE, related_name="log", db_index=False)
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)

    class Meta:
        """Newest first in lists, in their order within a run."""

        verbose_name = _("line of the event log")
        verbose_name_plural = _("lines of the event log")
        indexes: ClassVar = [
            models.Index(fields=["company", "-at", "-id"], name="log_newest"),
            models.Index(fields=["task_run", "id"], condition=Q(task_run__isnull=False), name="log_of_run"),
            models.Index(fields=["batch", "id"], condition=Q(batch__isnull=False), name="log_of_batch"),
            models.Index(fields=["task", "-at"], condition=Q(task__isnull=False), name="log_of_task"),
        ]

    def __str__(self) -> str:
        """Show level and code."""
        return f"{self.level} {self.code}"


class MessageState(models.TextChoices):
    """How far an e-mail or a webhook call is."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class OutgoingMessage(models.Model):
    """An e-mail or webhook call that a task's action, or an alarm, wants: written first, sent by a worker then.

    `key` identifies it at the receiver (Message-ID, Idempotency-Key): one that was sent just before its worker died is
    sent again with the same key.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=ActionKind.choices)
    recipient = models.CharField(max_length=500)
    key = models.CharField(max_length=100, unique=True)
    subject = models.CharField(max_length=200)
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    problem = models.TextField(blank=True)
    task = models.ForeignKey(AutomationTask, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    task_run = models.ForeignKey(TaskRun, null=True, on_delete=models.CASCADE, related_name="messages", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        """What is to be sent is found by its time."""

        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(state=MessageState.WAITING.value), name="message_to_send"),
            models.Index(fields=["company", "-created_at"], name="message_newest"),
        ]

    def __str__(self) -> str:
        """Show what it is about."""
        return self.subject
