"""Retention: what ended long ago leaves the event log."""

from datetime import datetime, timedelta

from kogge.automation.models import (
    ENDED_STATES,
    AutomationService,
    BatchRun,
    LogEntry,
    MessageState,
    OutgoingMessage,
    TaskRun,
)

KEPT_DAYS = 90
"""How long what belongs to no service is kept; a service has a setting of its own."""
AT_ONCE = 2000


def forget_old(now: datetime) -> None:
    """Delete runs, batches, lines and messages that are older than their service keeps them, some at a time."""
    for service in AutomationService.objects.only("pk", "log_kept_days"):
        before = now - timedelta(days=service.log_kept_days)
        old = TaskRun.objects.filter(task__service=service, state__in=ENDED_STATES, created_at__lt=before)
        TaskRun.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()
        lines = LogEntry.objects.filter(task__service=service, task_run=None, at__lt=before)
        LogEntry.objects.filter(pk__in=list(lines.values_list("pk", flat=True)[:AT_ONCE])).delete()
    before = now - timedelta(days=KEPT_DAYS)
    batches = BatchRun.objects.filter(task_run=None, state__in=ENDED_STATES, created_at__lt=before)
    BatchRun.objects.filter(pk__in=list(batches.values_list("pk", flat=True)[:AT_ONCE])).delete()
    sent = OutgoingMessage.objects.exclude(state=MessageState.WAITING).filter(created_at__lt=before)
    OutgoingMessage.objects.filter(pk__in=list(sent.values_list("pk", flat=True)[:AT_ONCE])).delete()
