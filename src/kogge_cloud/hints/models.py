"""The table of hints."""

from typing import ClassVar

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant


class Hint(models.Model):
    """An order that was pointed at: the newest change heard of, and whether it has been read since.

    `changed_at` is the platform's time of the change, `noted_at` ours (both UTC); `read_at` is empty while the order
    waits, `retry_at` set after it was asked for in vain. A hint says where to look, never what is true.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    order_reference = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        """One hint an order; those that wait are found by time."""

        db_table = "cloud_hint"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "order_reference"], name="cloud_hint_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["registration", "changed_at"], condition=models.Q(read_at=None), name="cloud_hint_waiting"
            ),
        ]

    def __str__(self) -> str:
        """Show the order's number."""
        return self.order_reference
