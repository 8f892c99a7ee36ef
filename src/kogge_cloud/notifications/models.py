"""The table of subscriptions."""

from typing import ClassVar

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant


class Subscription(models.Model):
    """Whether a platform tells of its orders' changes, and how far setting that up or down is.

    `destination_id` and `subscription_id` are Amazon's names for the queue and for what is sent there; each is kept as
    soon as it is known. `target` is the queue's ARN, or this Cloud's address that is called: without the secret at its
    end, of which `subscription_id` is the digest. `received` counts messages, those that came twice included. Times are
    UTC.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="+")
    progress = models.CharField(max_length=20)
    target = models.CharField(max_length=1000, blank=True)
    destination_id = models.CharField(max_length=200, blank=True)
    subscription_id = models.CharField(max_length=200, blank=True)
    problem_code = models.CharField(max_length=50, blank=True)
    problem_message = models.TextField(blank=True)
    problem_is_permanent = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    last_received_at = models.DateTimeField(null=True)
    received = models.BigIntegerField(default=0)

    class Meta:
        """Messages name the subscription they belong to."""

        db_table = "cloud_notifications_subscription"
        indexes: ClassVar = [models.Index(fields=["subscription_id"], name="cloud_notifications_by_id")]

    def __str__(self) -> str:
        """Show Amazon's name and the state."""
        return f"{self.subscription_id} · {self.progress}"
