"""Tables of status reports: rules for platforms, the outbox, attempts to send, and the runs that send."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.companies.models import Company
from kogge.documents.models import Document, DocumentKind
from kogge.platforms.models import Platform
from kogge.shipping.models import Shipment


class StatusKind(models.TextChoices):
    """What a platform is told about: the contract's ReportKind."""

    FULFILLMENT = "FULFILLMENT", _("FULFILLMENT")
    ORDER = "ORDER", _("ORDER")
    PAYMENT = "PAYMENT", _("PAYMENT")
    INVOICE = "INVOICE", _("INVOICE")


class StatusValue(models.TextChoices):
    """What it is told (the contract's ReportValue): COMPLETE of FULFILLMENT confirms a shipment.

    UPLOADED of INVOICE hands an invoice over.
    """

    COMPLETE = "COMPLETE", _("COMPLETE")
    IN_PROGRESS = "IN_PROGRESS", _("IN PROGRESS")
    CANCELLED = "CANCELLED", _("CANCELLED")
    RETURNED = "RETURNED", _("RETURNED")
    RETURNED_PARTIALLY = "RETURNED_PARTIALLY", _("PARTLY RETURNED")
    PAID = "PAID", _("PAID")
    PAID_PARTIALLY = "PAID_PARTIALLY", _("PARTLY PAID")
    REMINDED = "REMINDED", _("REMINDED")
    REFUNDED = "REFUNDED", _("REFUNDED")
    REFUNDED_PARTIALLY = "REFUNDED_PARTIALLY", _("PARTLY REFUNDED")
    UPLOADED = "UPLOADED", _("UPLOADED")


class Trigger(models.TextChoices):
    """What must have happened to an order; beside it a parcel must be ready to be reported."""

    CONVERTED = "converted", _("converted into a document of the kind")
    POSTED = "posted", _("a document of the kind was posted")
    SHIPPED = "shipped", _("shipped, whatever became of the document")
    CANCELLED = "cancelled", _("the order's document was cancelled here")


class PlatformRule(models.Model):
    """A company's own rule for platforms: when a status report is written. Without a platform it is for all of them.

    Where a platform has a rule of its own for a status, active or not, the system's default for it does not count.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="platform_rules", db_index=False)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(_("active"), default=True)
    platform = models.ForeignKey(
        Platform, null=True, blank=True, on_delete=models.CASCADE, related_name="rules", verbose_name=_("platform")
    )
    trigger = models.CharField(_("when"), max_length=20, choices=Trigger.choices, default=Trigger.CONVERTED)
    document_kind = models.CharField(
        _("kind of document"), max_length=20, choices=DocumentKind.choices, default=DocumentKind.INVOICE, blank=True
    )
    condition = models.TextField(_("condition"), blank=True)
    kind = models.CharField(_("status"), max_length=30, choices=StatusKind.choices, default=StatusKind.FULFILLMENT)
    value = models.CharField(_("value"), max_length=30, choices=StatusValue.choices, default=StatusValue.COMPLETE)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        """Names are unique in a company."""

        verbose_name = _("rule for platforms")
        verbose_name_plural = _("rules for platforms")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "name"], name="platform_rule_name_once")]

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class RunState(models.TextChoices):
    """How far a run is."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class SendingRun(models.Model):
    """One upload of a platform's open status reports: it hands them over, then sees each to its end.

    `sent_at`: when the last of them was handed to the platform or refused; reading them back may take much longer.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="sending_runs")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    round = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(_("taken"), default=0)
    problem = models.TextField(blank=True)
    problem_code = models.CharField(max_length=60, blank=True)
    problem_is_permanent = models.BooleanField(default=False)
    started_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        """Newest first."""

        verbose_name = _("upload of status reports")
        verbose_name_plural = _("uploads of status reports")
        indexes: ClassVar = [models.Index(fields=["platform", "-started_at"], name="sending_run_newest")]

    def __str__(self) -> str:
        """Show platform and start."""
        return f"{self.platform} · {self.started_at:%Y-%m-%d %H:%M}"


class RecordState(models.TextChoices):
    """Where a status report is on its way to the platform."""

    OPEN = "open", pgettext_lazy("status report", "open")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("accepted")
    VERIFIED = "verified", _("confirmed")
    REJECTED = "rejected", _("rejected")
    IGNORED = "ignored", _("ignored")


class StatusRecord(models.Model):
    """An entry of the outbox (Status-Protokoll): what a platform is told of an order, and how far that is.

    Of a parcel, and of the whole order, `document` is the order's first one; of an invoice that is handed over it is
    the invoice. Of order and invoice there is no parcel (number 0). `content` is the message (rules.Message, Notice,
    Upload) and `digest` its digest; `sending` counts its sendings and names each to the Cloud together with the digest,
    so that nothing else is ever sent under one name. `answer` is the platform's own text. `try_at`: when the next step
    makes sense.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+", db_index=False)
    order_reference = models.CharField(_("order number"), max_length=100)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="status_records")
    shipment = models.ForeignKey(Shipment, null=True, on_delete=models.PROTECT, related_name="status_records")
    package_number = models.PositiveIntegerField(_("parcel"), default=0)
    kind = models.CharField(_("status"), max_length=30, choices=StatusKind.choices)
    value = models.CharField(_("value"), max_length=30, choices=StatusValue.choices)
    rule_name = models.CharField(_("rule"), max_length=100, blank=True)
    state = models.CharField(
        pgettext_lazy("status report", "state"), max_length=10, choices=RecordState.choices, default=RecordState.OPEN
    )
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    sending = models.PositiveIntegerField(default=1)
    run = models.ForeignKey(SendingRun, null=True, on_delete=models.SET_NULL, related_name="records", db_index=False)
    try_at = models.DateTimeField(_("next try"), null=True)
    waiting_for = models.CharField(max_length=50, blank=True)
    answer_code = models.CharField(max_length=60, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    remarks = models.JSONField(default=list)
    ignore_reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    verified_at = models.DateTimeField(_("confirmed"), null=True)

    class Meta:
        """One report a document, status and parcel; what is under way and what needs a person is found by index."""

        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "platform", "order_reference", "kind", "value", "package_number", "document"],
                name="status_record_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "-created_at", "-id"], name="status_record_newest"),
            models.Index(fields=["company", "state", "-created_at", "-id"], name="status_record_by_state"),
            models.Index(fields=["company", "order_reference"], name="status_record_by_order"),
            models.Index(fields=["platform", "state", "created_at"], name="status_record_to_send"),
            models.Index(fields=["run", "try_at"], condition=models.Q(run__isnull=False), name="status_record_of_run"),
        ]

    def __str__(self) -> str:
        """Show order and parcel, invoice, or what is told of the order."""
        return f"{self.order_reference}/{self.package_number or self.content.get('number') or self.value}"


class StatusAttempt(models.Model):
    """One sending of a status report: what was sent, under which name, and what the platform answered."""

    record = models.ForeignKey(StatusRecord, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    sending = models.PositiveIntegerField()
    reference = models.CharField(max_length=100)
    content = models.JSONField(default=dict)
    progress = models.CharField(max_length=20, blank=True)
    calls = models.PositiveIntegerField(default=0)
    answer_code = models.CharField(max_length=60, blank=True)
    answer = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    handed_over_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        """A record's sendings are numbered."""

        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering: ClassVar = ["sending"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "sending"], name="status_attempt_once"),
        ]

    def __str__(self) -> str:
        """Show the name it was sent under."""
        return self.reference
