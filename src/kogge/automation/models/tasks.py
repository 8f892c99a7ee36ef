"""Tables of automation services and tasks."""

from datetime import timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.automation.models.presets import Named, Preset
from kogge.automation.rules import Condition
from kogge.automation.schedules import MIDNIGHT, Trigger, TriggerKind
from kogge.companies.models import User


class ServiceMode(models.TextChoices):
    """What a service is wanted to do."""

    RUNNING = "running", pgettext_lazy("service", "started")
    DRAINING = "draining", _("finishing")
    STOPPED = "stopped", _("stopped")


class AutomationService(Named):
    """Carries out the tasks that are given to it (Automatisierungsdienst), with the rights of `user`.

    One of the living workers holds it: `executor_id` on `host`, alive at `beat_at`. It decides what is due; the runs
    themselves are done by any worker.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("user"))
    mode = models.CharField(_("mode"), max_length=10, choices=ServiceMode.choices, default=ServiceMode.RUNNING)
    log_kept_days = models.PositiveIntegerField(_("days that the event log is kept"), default=90)
    executor_id = models.CharField(max_length=120, blank=True)
    host = models.CharField(_("host"), max_length=120, blank=True)
    beat_at = models.DateTimeField(_("last heartbeat"), null=True)

    class Meta(Named.Meta):
        """Names for people."""

        verbose_name = _("automation service")
        verbose_name_plural = _("automation services")


class TriggerChoice(models.TextChoices):
    """What makes a task due, in the guide's words."""

    CONTINUOUS = TriggerKind.CONTINUOUS.value, _("continuous")
    DAILY = TriggerKind.DAILY.value, _("daily")
    WEEKLY = TriggerKind.WEEKLY.value, _("weekly")
    MONTHLY = TriggerKind.MONTHLY.value, _("monthly")
    MANUAL = TriggerKind.MANUAL.value, _("manual")


class MissedRuns(models.TextChoices):
    """What becomes of runs that were due while nothing could run them."""

    CATCH_UP = "catch_up", _("catch up once")
    SKIP = "skip", _("skip")


class AutomationTask(Named):
    """What a service does when (Automatisierungsaufgabe).

    The trigger is a `schedules.Trigger`; `calendar` names the public holidays on which it rests (`DE`, `DE-BY`). A run
    that is `wanted_at` a moment is one that a person put before its turn. `next_due_at` is None while nothing makes it
    due: a manual or inactive task, or one whose run has not ended. `locked_at`: a structural fault keeps it from
    running until a person unlocks it. It is late after `alarm_after` intervals without success, 0 for never.
    """

    service = models.ForeignKey(
        AutomationService, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("service")
    )
    is_active = models.BooleanField(_("active"), default=True)
    trigger = models.CharField(
        _("trigger"), max_length=12, choices=TriggerChoice.choices, default=TriggerChoice.CONTINUOUS
    )
    interval_s = models.PositiveIntegerField(_("interval"), null=True, blank=True)
    window_from = models.TimeField(_("from"), null=True, blank=True)
    window_until = models.TimeField(_("until"), null=True, blank=True)
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)
    month_days = models.JSONField(_("days of the month"), default=list, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Berlin")
    calendar = models.CharField(_("calendar"), max_length=10, blank=True)
    missed_runs = models.CharField(
        _("missed runs"), max_length=10, choices=MissedRuns.choices, default=MissedRuns.CATCH_UP
    )
    next_due_at = models.DateTimeField(_("next run"), null=True)
    wanted_at = models.DateTimeField(null=True)
    wanted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    locked_at = models.DateTimeField(_("locked"), null=True)
    lock_code = models.CharField(max_length=60, blank=True)
    lock_reason = models.TextField(blank=True)
    succeeded_at = models.DateTimeField(_("last success"), null=True)
    watched_from = models.DateTimeField()
    alarm_after = models.PositiveSmallIntegerField(_("intervals until the alarm"), default=3)
    alarm_mail = models.CharField(_("e-mail address for alarms"), max_length=200, blank=True)
    alarm_webhook = models.URLField(_("webhook for alarms"), max_length=500, blank=True)
    alarmed_at = models.DateTimeField(null=True)

    class Meta(Named.Meta):
        """What is due is found by its service."""

        verbose_name = _("automation task")
        verbose_name_plural = _("automation tasks")
        indexes: ClassVar = [
            models.Index(fields=["service", "next_due_at"], condition=Q(is_active=True), name="task_by_due")
        ]

    @property
    def as_trigger(self) -> Trigger:
        """The trigger as the calendar arithmetic takes it."""
        return Trigger(
            kind=TriggerKind(self.trigger),
            zone=ZoneInfo(self.time_zone),
            interval=timedelta(seconds=self.interval_s) if self.interval_s else None,
            window_from=self.window_from or MIDNIGHT,
            window_until=self.window_until or MIDNIGHT,
            weekdays=frozenset(self.weekdays),
            month_days=frozenset(self.month_days),
            rests_on_days_off=bool(self.calendar),
        )


class ActionKind(models.TextChoices):
    """What an action of a task does."""

    PRESET = "preset", _("carry out a preset")
    MAIL = "mail", _("send an e-mail")
    WEBHOOK = "webhook", _("call a webhook")


class ActionCondition(models.TextChoices):
    """When an action of a task is carried out, in the guide's words."""

    ALWAYS = Condition.ALWAYS.value, _("always")
    PREVIOUS_EXECUTED = Condition.PREVIOUS_EXECUTED.value, _("if the previous action was executed")
    DATA_PROCESSED = Condition.DATA_PROCESSED.value, _("if data was processed")
    PROTOCOL_WRITTEN = Condition.PROTOCOL_WRITTEN.value, _("if a protocol was written")
    PROTOCOL_OF_TWO = Condition.PROTOCOL_OF_TWO.value, _("if the protocol has at least two lines")
    WARNINGS = Condition.WARNINGS.value, _("if there are warnings")
    ERRORS = Condition.ERRORS.value, _("if there are errors")


class TaskAction(models.Model):
    """One of a task's actions, in their order. `recipient` is an e-mail address, or the webhook's address."""

    task = models.ForeignKey(AutomationTask, on_delete=models.CASCADE, related_name="actions", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("action"), max_length=10, choices=ActionKind.choices, default=ActionKind.PRESET)
    preset = models.ForeignKey(
        Preset, null=True, blank=True, on_delete=models.PROTECT, related_name="actions", verbose_name=_("preset")
    )
    recipient = models.CharField(_("recipient"), max_length=500, blank=True)
    condition = models.CharField(
        _("condition"), max_length=20, choices=ActionCondition.choices, default=ActionCondition.ALWAYS
    )

    class Meta:
        """Positions are unique in a task."""

        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "position"], name="task_action_position_once")]

    def __str__(self) -> str:
        """Show position and kind."""
        return f"{self.position} {self.kind}"
