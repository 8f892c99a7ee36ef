"""The old installation, searches and what they found: old documents to adopt, duplicates, the shadow run; notices."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.automation.models import OutgoingMessage
from kogge.changeover.adoption.rules import Confidence
from kogge.changeover.duplicates.rules import Reason
from kogge.changeover.shadow.rules import Verdict
from kogge.companies.models import Company
from kogge.customers.models import Customer
from kogge.documents.models import Document
from kogge.platforms.models import Platform


class OldInstallation(models.Model):
    """What is known of a company's old office and its middleware."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="old_installation")
    office_version = models.CharField(_("version of the office"), max_length=30, blank=True)
    middleware_version = models.CharField(_("version of the middleware"), max_length=30, blank=True)
    uses_selection_fields = models.BooleanField(_("set up with selection fields"), default=False)
    backed_up_on = models.DateField(_("last backup of both sides"), null=True, blank=True)

    def __str__(self) -> str:
        """Show whose installation it is."""
        return str(self.company)


class InspectionKind(models.TextChoices):
    """What is looked for."""

    ADOPTION = "adoption", _("Old documents to take over")
    ADOPT_SURE = "adopt_sure", _("Taking over what is sure")
    DUPLICATES = "duplicates", _("Duplicates")
    SHADOW = "shadow", _("Shadow run")


class InspectionState(models.TextChoices):
    """How far a search is."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Inspection(models.Model):
    """One search through a platform's orders or documents; a worker does it, piece by piece.

    `position` is how far it is (a feed sequence, or an id), `since` from when on orders count, `counts` what it found.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=InspectionKind.choices)
    state = models.CharField(max_length=10, choices=InspectionState.choices, default=InspectionState.RUNNING)
    since = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; of a kind one runs at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["platform", "kind"], condition=Q(state="running"), name="inspection_running_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["platform", "kind", "-started_at"], name="inspection_newest")]

    def __str__(self) -> str:
        """Show what it looks for, and where."""
        return f"{self.get_kind_display()} · {self.platform}"


class OldIdentity(models.Model):
    """The id under which the old installation filed a document (AucWebID), where nothing else says it."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="old_identity")
    legacy_reference = models.CharField(_("AucWebID"), max_length=100)

    class Meta:
        """Found by the id."""

        indexes: ClassVar = [models.Index(fields=["company", "legacy_reference"], name="old_identity_by_reference")]

    def __str__(self) -> str:
        """Show the id."""
        return self.legacy_reference


CONFIDENCES = [
    (Confidence.SURE.value, _("sure")),
    (Confidence.LIKELY.value, _("likely")),
    (Confidence.DOUBTFUL.value, _("doubtful")),
]
"""The alphabet puts the surest last."""


class AdoptionState(models.TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", pgettext_lazy("adoption", "proposed")
    ADOPTED = "adopted", pgettext_lazy("adoption", "taken over")


class Adoption(models.Model):
    """An order of the platform and the document that the old installation made of it; or a buyer and his customer.

    Without a document it is about the buyer alone. `clues` say why the two are thought to be the same,
    `line_references` which line (id) is which ordered item at the platform. `previous` is what was so before, for the
    way back; `order_sequence` the version of the order that was known then.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="adoptions", db_index=False)
    order_reference = models.CharField(_("order number"), max_length=100)
    legacy_reference = models.CharField(_("AucWebID"), max_length=100, blank=True)
    buyer_reference = models.CharField(max_length=255, blank=True)
    document = models.ForeignKey(
        Document, null=True, on_delete=models.CASCADE, related_name="adoptions", verbose_name=_("document")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="adoptions", verbose_name=_("customer")
    )
    confidence = models.CharField(_("confidence"), max_length=10, choices=CONFIDENCES)
    clues = models.JSONField(_("reasons"), default=list)
    line_references = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=AdoptionState.choices, default=AdoptionState.PROPOSED)
    previous = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    found_at = models.DateTimeField(_("found"))
    adopted_at = models.DateTimeField(_("taken over"), null=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """A pair is proposed once; the surest come first."""

        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["platform", "order_reference", "document"],
                condition=Q(document__isnull=False),
                name="adoption_once",
            ),
            models.UniqueConstraint(
                fields=["platform", "buyer_reference", "customer"],
                condition=Q(document__isnull=True),
                name="adoption_of_buyer_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["platform", "-confidence", "order_reference", "id"], name="adoption_surest"),
            models.Index(fields=["platform", "state", "confidence", "id"], name="adoption_by_state"),
        ]

    def __str__(self) -> str:
        """Show the order number."""
        return self.order_reference

    @property
    def currency(self) -> str:
        """The currency of the document's amounts."""
        return self.document.currency if self.document else ""


REASONS = [
    (Reason.SAME_ORDER.value, _("same order number")),
    (Reason.SAME_LEGACY_ID.value, _("same AucWebID")),
    (Reason.SAME_PURCHASE.value, _("same buyer, total and day")),
]


class DuplicateState(models.TextChoices):
    """What became of a pair."""

    OPEN = "open", _("to be decided")
    ARCHIVED = "archived", _("surplus document archived")
    DISMISSED = "dismissed", _("no duplicate")


class Duplicate(models.Model):
    """Two documents that are thought to be of one order: one is kept, the other is surplus."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+", db_index=False)
    kept = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("to keep")
    )
    surplus = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+", verbose_name=_("surplus"))
    reason = models.CharField(_("reason"), max_length=20, choices=REASONS)
    state = models.CharField(_("state"), max_length=10, choices=DuplicateState.choices, default=DuplicateState.OPEN)
    found_at = models.DateTimeField(_("found"))
    settled_at = models.DateTimeField(_("decided"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """A pair is shown once; what is open comes first."""

        verbose_name = _("duplicate")
        verbose_name_plural = _("duplicates")
        constraints: ClassVar = [models.UniqueConstraint(fields=["kept", "surplus"], name="duplicate_once")]
        indexes: ClassVar = [models.Index(fields=["platform", "-state", "id"], name="duplicate_open_first")]

    def __str__(self) -> str:
        """Show both."""
        return f"{self.kept} / {self.surplus}"

    @property
    def currency(self) -> str:
        """The currency of the documents' amounts."""
        return self.surplus.currency


VERDICTS = [
    (Verdict.DIFFERENT.value, _("different")),
    (Verdict.ONLY_NEW.value, _("only by the Cloud")),
    (Verdict.ONLY_OLD.value, _("only by the middleware")),
    (Verdict.SAME.value, _("same")),
]


class Comparison(models.Model):
    """What the shadow run found about an order: what the new way would make of it, beside what the old way made.

    `differences` is a list of kogge.orders.differences.Difference; values that are personal are left out. `cause` is a
    Cause of shadow.rules, or a reason of kogge.orders.rules.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+", db_index=False)
    order_reference = models.CharField(_("order number"), max_length=100)
    document = models.ForeignKey(
        Document, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("document")
    )
    placed_at = models.DateTimeField(_("ordered"))
    currency = models.CharField(max_length=3, blank=True)
    verdict = models.CharField(_("result"), max_length=10, choices=VERDICTS)
    cause = models.CharField(pgettext_lazy("shadow run", "cause"), max_length=40, blank=True)
    differences = models.JSONField(_("differences"), default=list, encoder=DjangoJSONEncoder)
    found_at = models.DateTimeField(_("compared"))

    class Meta:
        """An order once; differences come before what is the same."""

        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["platform", "order_reference"], name="comparison_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["platform", "verdict", "order_reference", "id"], name="comparison_by_verdict"),
            models.Index(fields=["platform", "placed_at"], name="comparison_by_time"),
        ]

    def __str__(self) -> str:
        """Show the order number."""
        return self.order_reference


class PlatformSigns(models.Model):
    """What was last found that gives another tool away (see signs): `found` has a number and “or more” by its name."""

    platform = models.OneToOneField(Platform, on_delete=models.CASCADE, related_name="signs")
    looked_at = models.DateTimeField(db_index=True)
    found = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Show the platform."""
        return str(self.platform)


class Notice(models.Model):
    """What somebody who may synchronise by hand was told of a changeover: in the Office, and by e-mail (`message`)."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+", db_index=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("user")
    )
    starts_at = models.DateTimeField(_("from when on"))
    text = models.TextField(_("text"))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sent by")
    )
    read_at = models.DateTimeField(_("read"), null=True)
    message = models.ForeignKey(OutgoingMessage, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first; what a person has not read is found at once."""

        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes: ClassVar = [
            models.Index(fields=["platform", "-sent_at", "-id"], name="notice_newest"),
            models.Index(fields=["recipient", "company"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        """Show who was told of what."""
        return f"{self.recipient} · {self.platform}"
