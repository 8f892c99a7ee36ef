"""The table of plain fetches."""

from typing import ClassVar

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant


class Fetch(models.Model):
    """A request for orders and how far it is: everything that the next call needs, so that any process can make it.

    `since` and `until` (UTC) are the frozen window; `cursor` is the adapter's own word for where the next page begins.
    `revision` goes up with every recorded answer; whoever records compares it first, so that of two advancers one wins.
    Waits are absolute times (UTC).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    reference = models.CharField(max_length=100)
    order_reference = models.CharField(max_length=200, blank=True)
    is_backfill = models.BooleanField(default=False)
    is_windowed = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    progress = models.CharField(max_length=20)
    revision = models.BigIntegerField(default=0)
    page_number = models.IntegerField(default=0)
    cursor = models.CharField(max_length=200, blank=True)
    orders_listed = models.BigIntegerField(default=0)
    orders_changed = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    waiting_for = models.CharField(max_length=50, blank=True)
    problem_code = models.CharField(max_length=50, blank=True)
    problem_message = models.TextField(blank=True)
    problem_is_permanent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """The caller's reference names one fetch."""

        db_table = "cloud_fetches_fetch"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "reference"], name="cloud_fetches_fetch_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["registration", "finished_at"], name="cloud_fetches_finished")]

    def __str__(self) -> str:
        """Show the caller's reference."""
        return self.reference
