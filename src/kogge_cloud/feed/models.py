"""Tables of the order feed."""

from typing import ClassVar

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant


class FeedEntry(models.Model):
    """One version of one order, never changed after it was written.

    `payload_encrypted` is the JSON of the canonical order (or of the problem, where `problem_code` is set);
    `raw_encrypted` is what the platform sent, for mapping it again later. Both are compressed before encryption.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    order_reference = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    problem_code = models.CharField(max_length=50, blank=True)
    payload_encrypted = models.BinaryField()
    raw_encrypted = models.BinaryField()

    class Meta:
        """Sequences are unique in a platform's feed."""

        db_table = "cloud_feed_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "sequence"], name="cloud_feed_entry_once"),
        ]

    def __str__(self) -> str:
        """Show which version of which order it is."""
        return f"{self.sequence} · {self.order_reference}"


class FeedOrder(models.Model):
    """The newest version of an order in the feed: what a further version is compared with."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    order_reference = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    sequence = models.BigIntegerField()
    order_updated_at = models.DateTimeField(null=True)

    class Meta:
        """One row an order."""

        db_table = "cloud_feed_order"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "order_reference"], name="cloud_feed_order_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["registration", "-order_updated_at"], name="cloud_feed_order_newest")]

    def __str__(self) -> str:
        """Show the order and its newest version."""
        return f"{self.order_reference} · {self.sequence}"
