"""The columns of what is handed in to Amazon as a feed."""

from django.db import models

from kogge_cloud.accounts.models import Registration, Tenant


class FeedRow(models.Model):
    """Something on its way through Amazon's feeds, with everything that the next call needs: any process can make it.

    `revision` goes up with everything recorded; of two advancers one wins. From `feed_asked_at` on Amazon may have
    acted. Times are UTC.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+", db_index=False)
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
        """Each kind has a table of its own."""

        abstract = True
