"""Tables of fetches, order reports, quota buckets and cancellations."""

from typing import ClassVar

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant
from kogge_cloud.amazon.feed_rows import FeedRow


class Audit(models.Model):
    """Amazon's own report of all orders placed (`by_creation`) or changed in a window, beside its listing.

    A backfill owns one, too: it tells the numbers of the orders that are to come.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    reference = models.CharField(max_length=120)
    by_creation = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    progress = models.CharField(max_length=20)
    failures = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    problem_code = models.CharField(max_length=50, blank=True)
    problem_message = models.TextField(blank=True)
    problem_is_permanent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """The caller's reference names one audit."""

        db_table = "cloud_amazon_audit"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "reference"], name="cloud_amazon_audit_once"),
        ]

    def __str__(self) -> str:
        """Show the caller's reference."""
        return self.reference


class RequestedReport(models.Model):
    """A report of at most thirty days: asked for, made by Amazon, read. Times are UTC."""

    since = models.DateTimeField()
    until = models.DateTimeField()
    progress = models.CharField(max_length=20)
    report_id = models.CharField(max_length=100, blank=True)
    document_id = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField()
    polls = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)

    class Meta:
        """What audits and collections have alike."""

        abstract = True

    def __str__(self) -> str:
        """Show window and state."""
        return f"{self.since:%Y-%m-%d} – {self.until:%Y-%m-%d} · {self.progress}"


class OrderReport(RequestedReport):
    """One report of an audit."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="reports")

    class Meta:
        """One window once."""

        db_table = "cloud_amazon_order_report"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audit", "until"], name="cloud_amazon_report_once"),
        ]


class ReportedOrder(models.Model):
    """An order that a report told of; `read_at` is empty while a backfill has not read it."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="orders", db_index=False)
    order_reference = models.CharField(max_length=200)
    status = models.CharField(max_length=50, blank=True)
    placed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        """One row an order; those that wait are found by time."""

        db_table = "cloud_amazon_reported_order"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audit", "order_reference"], name="cloud_amazon_reported_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["audit", "placed_at"], condition=models.Q(read_at=None), name="cloud_reported_waiting"
            ),
        ]

    def __str__(self) -> str:
        """Show the order's number."""
        return self.order_reference


class Collection(models.Model):
    """Amazon's two order reports of a window, read for an Office that fetches its orders the old way.

    What came of it is there once both are read: see report_mapping.Collected. It is forgotten when it was taken over.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    reference = models.CharField(max_length=100)
    since = models.DateTimeField()
    until = models.DateTimeField()
    progress = models.CharField(max_length=20)
    failures = models.IntegerField(default=0)
    number_of_orders = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    told_until = models.DateTimeField(null=True)
    missing_columns = models.JSONField(null=True)
    problem_code = models.CharField(max_length=50, blank=True)
    problem_message = models.TextField(blank=True)
    problem_is_permanent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """The caller's reference names one collection."""

        db_table = "cloud_amazon_collection"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "registration", "reference"], name="cloud_amazon_collection_once"
            ),
        ]

    def __str__(self) -> str:
        """Show the caller's reference."""
        return self.reference


class CollectionReport(RequestedReport):
    """One of a collection's reports; `content_encrypted` is what it says, until both are put together."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="reports", db_index=False)
    report_type = models.CharField(max_length=100)
    content_encrypted = models.BinaryField(default=b"")

    class Meta:
        """One of each type."""

        db_table = "cloud_amazon_collection_report"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "report_type"], name="cloud_amazon_collection_report_once"),
        ]


class CollectedOrder(models.Model):
    """An order of a collection, by its position (from 1): the contract's message, encrypted."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="orders", db_index=False)
    position = models.IntegerField()
    payload_encrypted = models.BinaryField()

    class Meta:
        """One order a position."""

        db_table = "cloud_amazon_collected_order"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "position"], name="cloud_amazon_collected_once"),
        ]

    def __str__(self) -> str:
        """Show the position."""
        return f"{self.position}"


class Fetch(models.Model):
    """A request for orders and how far it is: everything that the next call needs, so that any process can make it.

    `revision` goes up with every recorded answer; whoever records compares it first, so that of two advancers one wins.
    `since` and `until` (UTC) are the frozen window; `highest_at` is the latest time of an order committed so far;
    `listed_until` is what Amazon said its first answer was complete up to. Waits are absolute times (UTC).
    `takes_hints` reads orders one by one that somebody pointed at; once the listing is over, only those pointed at
    before `hints_before`. `audit` tells a backfill the numbers of its orders: it is trusted once pages of the listing
    agreed with it (`confirming_pages`), and never again after one did not (`report_is_doubtful`).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
    reference = models.CharField(max_length=100)
    order_reference = models.CharField(max_length=200, blank=True)
    is_backfill = models.BooleanField(default=False)
    is_windowed = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    resumed_since = models.DateTimeField(null=True)
    takes_hints = models.BooleanField(default=False)
    hints_before = models.DateTimeField(null=True)
    listing_is_over = models.BooleanField(default=False)
    listing_began_at = models.DateTimeField(null=True)
    audit = models.OneToOneField(Audit, null=True, on_delete=models.SET_NULL, related_name="fetch")
    confirming_pages = models.IntegerField(default=0)
    report_is_doubtful = models.BooleanField(default=False)
    progress = models.CharField(max_length=20)
    revision = models.BigIntegerField(default=0)
    page_number = models.IntegerField(default=0)
    pagination_token = models.TextField(blank=True)
    highest_at = models.DateTimeField(null=True)
    listed_until = models.DateTimeField(null=True)
    orders_listed = models.BigIntegerField(default=0)
    orders_changed = models.BigIntegerField(default=0)
    essential_groups_only = models.BooleanField(default=False)
    restarts = models.IntegerField(default=0)
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

        db_table = "cloud_amazon_fetch"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "registration", "reference"], name="cloud_amazon_fetch_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["registration", "finished_at"], name="cloud_amazon_fetch_finished")]

    def __str__(self) -> str:
        """Show the caller's reference."""
        return self.reference


class QuotaBucket(models.Model):
    """Amazon's token bucket for one application, selling account and operation, as we believe it stands.

    Tenants that registered the same selling account draw from the same one, as Amazon counts their calls together.
    `rate` is tokens a second, `refilled_at_s` a Unix time: plain numbers, so that one statement refills and takes.
    `throttled` counts Amazon's refusals (429) in a row, `unexplained` those that our own calls do not explain.
    """

    application = models.CharField(max_length=64)
    seller_reference = models.CharField(max_length=100)
    operation = models.CharField(max_length=50)
    rate = models.FloatField()
    burst = models.FloatField()
    tokens = models.FloatField()
    refilled_at_s = models.FloatField()
    throttled = models.IntegerField(default=0)
    unexplained = models.IntegerField(default=0)
    unexplained_at = models.DateTimeField(null=True)

    class Meta:
        """One bucket each."""

        db_table = "cloud_amazon_quota_bucket"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "seller_reference", "operation"], name="cloud_amazon_bucket_once"
            ),
        ]

    def __str__(self) -> str:
        """Show whose bucket it is."""
        return f"{self.seller_reference} · {self.operation}"


class CancellationFeed(FeedRow):
    """Orders of one marketplace that are cancelled together: those whose report (delivery) has this as its batch."""

    marketplace_reference = models.CharField(max_length=50)

    class Meta:
        """One that may have been handed in is found by its moment."""

        db_table = "cloud_amazon_cancellation_feed"
        indexes: ClassVar = [
            models.Index(fields=["registration", "feed_asked_at"], name="cloud_amazon_cancel_asked"),
        ]

    def __str__(self) -> str:
        """Show the feed's id, if there is one yet."""
        return self.feed_id or f"({self.pk})"
