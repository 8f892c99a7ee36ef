"""Tables of order retrieval: the identity of every platform order, the feed cursor, runs, and settings."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article
from kogge.companies.models import Company
from kogge.documents.models import (
    Document,
    DocumentType,
    PaymentMethod,
    ShippingMethod,
    ShippingPaymentTerm,
    Warehouse,
)
from kogge.platforms.models import Platform


class DiscountHandling(models.TextChoices):
    """How a discount stands on a document."""

    LINE = "line", _("Own negative line")
    LOWERS_LINE = "lowers_line", _("Discount of the line it is given on")


class UnknownArticleHandling(models.TextChoices):
    """What becomes of an order with a SKU that is no article here."""

    PLACEHOLDER = "placeholder", _("Book the line on the placeholder article, with a warning")
    PARK = "park", _("Park the order until the SKU is known")


class ChangeHandling(models.TextChoices):
    """What becomes of a document whose order is changed at the platform later."""

    TAKE = "take", _("Take changes over, as long as nobody has changed the document")
    ASK = "ask", _("Show every change, to be accepted or refused")


class DocumentCreation(models.Model):
    """How a platform's orders become documents (Vorgangserzeugung): the standard configuration and its handling."""

    platform = models.OneToOneField(Platform, on_delete=models.CASCADE, related_name="document_creation")
    document_type = models.ForeignKey(
        DocumentType, on_delete=models.PROTECT, related_name="+", verbose_name=_("document type")
    )
    warehouse = models.ForeignKey(
        Warehouse, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("warehouse")
    )
    shipping_payment_term = models.ForeignKey(
        ShippingPaymentTerm,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("shipping payment term"),
    )
    payment_method = models.ForeignKey(
        PaymentMethod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("payment method"),
    )
    shipping_method = models.ForeignKey(
        ShippingMethod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("shipping method"),
    )
    freight_article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="+", verbose_name=_("freight article")
    )
    service_article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="+", verbose_name=_("service article")
    )
    discount_article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="+", verbose_name=_("discount article")
    )
    placeholder_article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="+", verbose_name=_("placeholder article")
    )
    takes_platform_fulfilled = models.BooleanField(_("take orders the platform ships itself"), default=False)
    platform_document_type = models.ForeignKey(
        DocumentType,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("document type of orders the platform ships"),
    )
    platform_warehouse = models.ForeignKey(
        Warehouse,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("warehouse of orders the platform ships"),
    )
    discount_handling = models.CharField(
        _("discounts"), max_length=20, choices=DiscountHandling.choices, default=DiscountHandling.LINE
    )
    unknown_article_handling = models.CharField(
        _("unknown articles"),
        max_length=20,
        choices=UnknownArticleHandling.choices,
        default=UnknownArticleHandling.PLACEHOLDER,
    )
    change_handling = models.CharField(
        _("later changes"), max_length=20, choices=ChangeHandling.choices, default=ChangeHandling.TAKE
    )

    def __str__(self) -> str:
        """Show whose settings these are."""
        return str(self.platform)


class _Mapping(models.Model):
    """A word of the platform, as written there and as looked up (see plans.fold_word)."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(_("at the platform"), max_length=200)
    folded_word = models.CharField(max_length=200)

    class Meta:
        """A word means one thing."""

        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["platform", "folded_word"], name="%(class)s_word_once")
        ]

    def __str__(self) -> str:
        """Show the word."""
        return self.word


class PaymentMapping(_Mapping):
    """What a payment method of the platform is here; without a method the word is known, and not mapped yet."""

    method = models.ForeignKey(
        PaymentMethod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("payment method"),
    )


class ShippingMapping(_Mapping):
    """What a shipping service of the platform is here; without a method the word is known, and not mapped yet."""

    method = models.ForeignKey(
        ShippingMethod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("shipping method"),
    )


class OrderState(models.TextChoices):
    """What became of a platform order."""

    CREATED = "created", _("created")
    SKIPPED = "skipped", _("skipped")
    PARKED = "parked", _("parked")


class PlatformOrder(models.Model):
    """The identity of one platform order, for ever: unique on (company, platform, platform reference).

    Every order that the feed ever showed has one row: with its document, or with the reason why it has none. A parked
    one may have a document: then it is a later change of the order that could not be taken.
    `feed_sequence` is the version last taken; `platform_status`, `currency` and `total_minor` are the platform's.
    `legacy_reference` (AucWebID) is the id under which the middleware filed the order; without a digest, no version of
    the feed was taken yet: its document was made by the middleware. `problem` tells a person what is wrong with a
    parked order, without personal data; `waits_for_sku` and `waits_for_ean` which SKU or EAN has to be known before it
    can be taken; `repair_tried_at` when it was last tried to repair it, or its document, by itself.
    """

    company = models.ForeignKey(
        Company,
        on_delete=models.PROTECT,
        related_name="platform_orders",
        db_index=False,
    )
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="orders", db_index=False)
    platform_reference = models.CharField(_("order number"), max_length=100)
    legacy_reference = models.CharField(_("AucWebID"), max_length=100, blank=True, default="", db_default="")
    state = models.CharField(_("state"), max_length=10, choices=OrderState.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    waits_for_sku = models.TextField(blank=True, default="")
    waits_for_ean = models.TextField(blank=True, default="")
    repair_tried_at = models.DateTimeField(null=True)
    platform_status = models.CharField(_("status at the platform"), max_length=30, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    total_minor = models.BigIntegerField(_("total at the platform"), null=True)
    feed_sequence = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="platform_order")
    first_seen_at = models.DateTimeField(_("first seen"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        """Exactly once: the database has the last word."""

        verbose_name = _("platform order")
        verbose_name_plural = _("platform orders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "platform", "platform_reference"],
                name="platform_order_once",
            ),
            models.UniqueConstraint(
                fields=["platform", "legacy_reference"],
                condition=~models.Q(legacy_reference=""),
                name="platform_order_legacy_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="created", document__isnull=False)
                | models.Q(state="skipped", document__isnull=True)
                | models.Q(state="parked"),
                name="platform_order_state_fits_document",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["company", "platform", "state", "-changed_at"],
                name="platform_order_by_state",
            ),
            models.Index(
                fields=["repair_tried_at", "id"], condition=models.Q(state="parked"), name="platform_order_to_repair"
            ),
        ]

    def __str__(self) -> str:
        """Show the order number."""
        return self.platform_reference


class ChangeKind(models.TextChoices):
    """What happened to an order whose document is there already."""

    CHANGE = "change", _("Change of the order")
    CANCELLATION = "cancellation", _("Cancellation at the platform")
    CANCELLATION_REQUEST = "cancellation_request", _("The buyer asks to cancel")
    REMAPPING = "remapping", _("Mapped again with today's settings")


class ChangeState(models.TextChoices):
    """What became of a change."""

    OPEN = "open", _("to be decided")
    TAKEN = "taken", _("taken over")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    OBSOLETE = "obsolete", _("overtaken by a later one")


class OrderChange(models.Model):
    """A later change of an order: taken into its document by itself, or waiting for a person's decision.

    `differences` is a list of kogge.orders.differences.Difference; `feed_sequence` the version that brought it.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="order_changes")
    kind = models.CharField(_("kind"), max_length=30, choices=ChangeKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState.choices)
    feed_sequence = models.BigIntegerField()
    differences = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    note = models.TextField(_("reason"), blank=True)
    noticed_at = models.DateTimeField(_("noticed"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first; what waits is found at once."""

        verbose_name = _("change of an order")
        verbose_name_plural = _("changes of orders")
        indexes: ClassVar = [
            models.Index(
                fields=["company", "-noticed_at"], condition=models.Q(state=ChangeState.OPEN), name="order_change_open"
            )
        ]

    def __str__(self) -> str:
        """Show document and kind."""
        return f"{self.document} · {self.get_kind_display()}"


class FeedCursor(models.Model):
    """How far the platform's feed has been taken over; its row is the lock of the platform's imports.

    `owner_epoch` is the epoch of the guard (kogge.guards) under which the feed was last read to its end: after a change
    of owner the next retrieval looks again at what was left to the middleware.
    """

    platform = models.OneToOneField(Platform, on_delete=models.CASCADE, related_name="feed_cursor")
    sequence = models.BigIntegerField(default=0)
    owner_epoch = models.PositiveBigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        """Show the platform and its position."""
        return f"{self.platform} · {self.sequence}"


class RunState(models.TextChoices):
    """How far a retrieval is."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class RetrievalRun(models.Model):
    """One retrieval of a platform's orders (Vorgangsabruf): what was asked for, how far it is, what came of it.

    `position` is the feed sequence this run has read up to; `skipped` counts by reason. `hinted_only`: just the orders
    that the platform pointed at.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="retrieval_runs")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="retrieval_runs")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    order_reference = models.CharField(max_length=100, blank=True)
    is_backfill = models.BooleanField(default=False)
    hinted_only = models.BooleanField(default=False)
    position = models.BigIntegerField(default=0)
    owner_epoch = models.PositiveBigIntegerField(default=0, db_default=0)
    page = models.PositiveIntegerField(default=0)
    fetch_is_done = models.BooleanField(default=False)
    orders_listed = models.PositiveIntegerField(_("listed"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    parked = models.PositiveIntegerField(_("parked"), default=0)
    skipped = models.JSONField(_("skipped"), default=dict)
    waiting_until_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    problem_code = models.CharField(max_length=60, blank=True)
    problem_is_permanent = models.BooleanField(default=False)
    started_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        """Newest first."""

        verbose_name = _("retrieval")
        verbose_name_plural = _("retrievals")
        indexes: ClassVar = [models.Index(fields=["platform", "-started_at"], name="retrieval_newest")]

    def __str__(self) -> str:
        """Show platform and start."""
        return f"{self.platform} · {self.started_at:%Y-%m-%d %H:%M}"
