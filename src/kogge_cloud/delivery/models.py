"""The table of confirmations."""

from typing import ClassVar

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant
from kogge_contract.shipments import NO_PARCEL


class Shipment(models.Model):
    """A confirmation and how far it is: everything that the next call needs, so that any process can make it.

    `content_encrypted` is the message as it came: its tracking number leads to a person. `revision` goes up with
    everything recorded; of two advancers one wins. Keys rise in the order in which confirmations were taken over.
    `batch` is the adapter's number of what this one was handed in with, where a platform takes several together. Times
    are UTC.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    reference = models.CharField(max_length=100)
    order_reference = models.CharField(max_length=100)
    package_number = models.BigIntegerField()
    content_encrypted = models.BinaryField()
    progress = models.CharField(max_length=20)
    revision = models.BigIntegerField(default=0)
    attempts = models.IntegerField(default=0)
    acceptances = models.IntegerField(default=0)
    looks = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    refusal = models.TextField(blank=True)
    batch = models.BigIntegerField(null=True)
    remarks = models.JSONField(default=list)
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
        """The caller's reference names one confirmation; a parcel's are found in their order.

        What is told of whole orders is found by its progress, for it may be handed in together.
        """

        db_table = "cloud_delivery_shipment"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "reference"], name="cloud_delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["registration", "order_reference"], name="cloud_delivery_order"),
            models.Index(
                fields=["registration", "progress", "batch"],
                condition=models.Q(package_number=NO_PARCEL),
                name="cloud_delivery_together",
            ),
        ]

    def __str__(self) -> str:
        """Show order and parcel, if it is of one."""
        return f"{self.order_reference} · {self.package_number or '-'}"
