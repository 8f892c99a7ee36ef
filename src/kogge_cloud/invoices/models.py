"""The table of uploads."""

from typing import ClassVar

from django.db import models

from kogge_cloud.amazon.feed_rows import FeedRow


class Invoice(FeedRow):
    """An upload and how far it is. `content_encrypted` is the message as it came, with the PDF."""

    reference = models.CharField(max_length=100)
    order_reference = models.CharField(max_length=100)
    number = models.CharField(max_length=100)
    content_encrypted = models.BinaryField()

    class Meta:
        """The caller's reference names one upload; one that may have been handed in is found by its moment."""

        db_table = "cloud_invoices_invoice"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "reference"], name="cloud_invoices_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["registration", "feed_asked_at"], name="cloud_invoices_asked")]

    def __str__(self) -> str:
        """Show order and number."""
        return f"{self.order_reference} · {self.number}"
