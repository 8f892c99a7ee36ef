"""The table of uploads."""

from typing import ClassVar

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant


class Invoice(models.Model):
    """An upload and how far it is: everything that the next call needs, so that any process can make it.

    `content_encrypted` is the message as it came, with the PDF. `revision` goes up with everything recorded; of two
    advancers one wins. From `feed_asked_at` on Amazon may have acted. Times are UTC.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    reference = models.CharField(max_length=100)
    order_reference = models.CharField(max_length=100)
    number = models.CharField(max_length=100)
    content_encrypted = models.BinaryField()
    progress = models.CharField(max_length=20)
    revision = models.BigIntegerField(default=0)
    attempts = models.IntegerField(default=0)
    feed_document_id = models.CharField(max_length=200, blank=True)
    feeds_before = models.JSONField(null=True)
    feed_asked_at = models.DateTimeField(null=True)
    feed_id = models.CharField(max_length=50, blank=True)
    result_document_id = models.CharField(max_length=200, blank=True)
    polls = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    waiting_for = models.CharField(max_length=50, blank=True)
    problem_code = models.CharField(max_length=50, blank=True)
    problem_message = models.TextField(blank=True)
    problem_is_permanent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)

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
