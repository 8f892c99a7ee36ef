"""Backups that were made, or are being made."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.companies.models import Company


class BackupState(models.TextChoices):
    """How far a backup is."""

    WAITING = "waiting", pgettext_lazy("backup", "waiting")
    RUNNING = "running", pgettext_lazy("backup", "running")
    DONE = "done", pgettext_lazy("backup", "done")
    FAILED = "failed", pgettext_lazy("backup", "failed")


OPEN_STATES = (BackupState.WAITING, BackupState.RUNNING)


class Backup(models.Model):
    """A backup of the whole installation: a file on the machine `host`, of all companies' data.

    `company` is where somebody asked for it, None at the command line. `made_at` is when copying began: what was
    written before is in it. A failure is kept as the error's code and its reason.
    """

    company = models.ForeignKey(Company, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("file"), max_length=255)
    host = models.CharField(_("machine"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BackupState.choices, default=BackupState.WAITING)
    size = models.BigIntegerField(_("size in bytes"), null=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(_("made"), null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    failure_code = models.CharField(max_length=40, blank=True)
    failure_reason = models.TextField(blank=True)

    class Meta:
        """Newest first; of a company one is under way at a time."""

        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company"], condition=Q(state__in=["waiting", "running"]), name="backup_under_way_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-asked_at"], name="backup_newest"),
            models.Index(fields=["state", "-made_at"], name="backup_newest_of_state"),
        ]

    def __str__(self) -> str:
        """Show the file's name."""
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether it is not known yet what becomes of it."""
        return self.state in OPEN_STATES
