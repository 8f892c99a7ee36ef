"""The journal: one row for every state change, never updated, never deleted."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from kogge.companies.models import Company


class AuditEntry(models.Model):
    """Who did what to which thing, when; `before` and `after` hold the changed fields, without personal data."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="audit_entries")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=100)
    subject_kind = models.CharField(max_length=50)
    subject_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        """Read as a whole, by subject, by person and by action, newest first."""

        indexes: ClassVar = [
            models.Index(
                fields=["company", "subject_kind", "subject_id", "-at"],
                name="audit_by_subject",
            ),
            models.Index(fields=["company", "-at"], name="audit_newest"),
            models.Index(fields=["company", "actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["company", "action", "-at"], name="audit_by_action"),
        ]

    def __str__(self) -> str:
        """Show the action and its subject."""
        return f"{self.action} {self.subject_kind} {self.subject_id}"
