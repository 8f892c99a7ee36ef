"""The tables of transfers and their items."""

from typing import ClassVar

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant


class Transfer(models.Model):
    """A transfer and how far it is: everything that the next call needs, so that any process can make it.

    `digest` is that of the message as it came. `way` is how it goes up, chosen once every item was looked at.
    `look_size` is how many items the next look asks for at once. `feeds_before` are the feeds that were there before
    this one; from `feed_asked_at` on Amazon may have it, even without a `feed_id`. `revision` goes up with everything
    recorded; of two advancers one wins. Keys rise in the order in which transfers were taken over. Times are UTC.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    reference = models.CharField(max_length=100)
    marketplace = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64)
    progress = models.CharField(max_length=20)
    revision = models.BigIntegerField(default=0)
    way = models.CharField(max_length=10, blank=True)
    look_size = models.IntegerField(default=0)
    feed_document_id = models.CharField(max_length=200, blank=True)
    feeds_before = models.JSONField(null=True)
    feed_asked_at = models.DateTimeField(null=True)
    feed_id = models.CharField(max_length=100, blank=True)
    result_document_id = models.CharField(max_length=200, blank=True)
    attempts = models.IntegerField(default=0)
    polls = models.IntegerField(default=0)
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
        """The caller's reference names one transfer."""

        db_table = "cloud_listings_transfer"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "reference"], name="cloud_listings_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["registration", "progress"], name="cloud_listings_progress")]

    def __str__(self) -> str:
        """Show the caller's reference."""
        return self.reference


class TransferItem(models.Model):
    """An offer of a transfer, and what became of it.

    `content` is the contract's ListingOffer; `is_listed`, `product_type` and `asin` are what Amazon told about it.
    """

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="items", db_index=False)
    position = models.IntegerField()
    content = models.JSONField()
    state = models.CharField(max_length=10)
    is_listed = models.BooleanField(default=False)
    product_type = models.CharField(max_length=100, blank=True)
    asin = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=100, blank=True)
    message = models.TextField(blank=True)
    remarks = models.JSONField(default=list)

    class Meta:
        """A position is taken once; items of a state are found in their order."""

        db_table = "cloud_listings_item"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "position"], name="cloud_listings_item_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["transfer", "state", "position"], name="cloud_listings_item_state")]

    def __str__(self) -> str:
        """Show the position."""
        return str(self.position)
