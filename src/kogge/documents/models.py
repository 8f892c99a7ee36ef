"""Tables of documents (Vorgänge), their lines and messages; those of their parameters stand in parameter_models."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Abs, Coalesce
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article
from kogge.companies.models import Company
from kogge.customers.models import Customer
from kogge.documents.parameter_models import (
    CarrierMapping,
    DocumentKind,
    DocumentType,
    PaymentMethod,
    ShippingMethod,
    ShippingPaymentTerm,
    Warehouse,
)
from kogge.platforms.models import Platform

__all__ = [
    "URGENT_AT",
    "ArticleSource",
    "CarrierMapping",
    "Document",
    "DocumentChain",
    "DocumentKind",
    "DocumentLine",
    "DocumentMessage",
    "DocumentState",
    "DocumentType",
    "LineKind",
    "MessageLevel",
    "PaymentMethod",
    "ShippingMethod",
    "ShippingPaymentTerm",
    "Warehouse",
]


URGENT_AT = Coalesce("ship_by_at", "ordered_at")
"""By what those who ship sort: an order that says nothing of its time is as urgent as one that was due when it came."""


class DocumentState(models.TextChoices):
    """Where a document stands; only functions move it."""

    OPEN = "open", _("open")
    POSTED = "posted", _("posted")
    PARTLY_CONVERTED = "partly_converted", _("partly converted")
    CONVERTED = "converted", _("converted")
    CANCELLED = "cancelled", _("cancelled")


def _given(name: str) -> models.Q:
    """Return the condition that a field has a value."""
    return models.Q(**{f"{name}__isnull": False})


class Document(models.Model):
    """A sales document.

    Amounts are integer minor units of `currency`. `total_minor` is the sum of the lines and equals
    `platform_total_minor`; where the platform's own numbers did not add up, `difference_minor` is the amount of the
    line that closes the gap. `tax_minor` is the tax in the total by our own decisions, each of which stands in
    `tax_decisions` with its reasons; `platform_tax_minor` is what the platform says.
    `provenance` tells of the values that settings chose which of them did (see kogge.orders.plans).
    Addresses are snapshots: they stay as they were when the document was made. `touched_at`: when a person last
    changed the document: then a later change of its order is proposed, not taken. While one is, or while the buyer asks
    to cancel, the document `awaits_decision` and goes no further; nor while it is locked.

    `is_derived`: made of other documents by conversion, or to cancel one (`cancels`); an order's first document is not.
    `postings` is what posting this very document does, `postings_done` what was done already, by it or by those that it
    was made of (see rules.Posting). A posted document has its place (`sequence`) and `digest` in the company's chain;
    from then on its content stays (see kogge.documents.sealing). `request_key` names the request that made it.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="documents", db_index=False)
    document_type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="documents", db_index=False)
    number = models.CharField(_("number"), max_length=40)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=DocumentState.choices,
        default=DocumentState.OPEN,
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="documents")
    platform = models.ForeignKey(
        Platform,
        null=True,
        on_delete=models.PROTECT,
        related_name="documents",
        db_index=False,
    )
    platform_reference = models.CharField(_("platform reference"), max_length=100, blank=True)
    order_reference = models.CharField(_("order number"), max_length=100, blank=True)
    purchase_order_number = models.TextField(_("purchase order number"), blank=True)
    marketplace = models.CharField(_("marketplace"), max_length=100, blank=True)
    sales_channel = models.CharField(_("sales channel"), max_length=100, blank=True)
    ordered_at = models.DateTimeField(_("ordered"))
    ship_by_at = models.DateTimeField(_("ship by"), null=True)
    deliver_by_at = models.DateTimeField(_("deliver by"), null=True)
    currency = models.CharField(_("currency"), max_length=3)
    total_minor = models.BigIntegerField(_("total"))
    tax_minor = models.BigIntegerField(_("tax"), default=0)
    platform_tax_minor = models.BigIntegerField(_("tax stated by the platform"), default=0)
    tax_decisions = models.JSONField(default=list)
    platform_total_minor = models.BigIntegerField(_("total at the platform"), null=True)
    difference_minor = models.BigIntegerField(_("difference"), default=0)
    prices_include_tax = models.BooleanField(default=True)
    fulfilled_by_platform = models.BooleanField(_("fulfilled by the platform"), default=False)
    ships_with_platform_label = models.BooleanField(_("label from the platform"), default=False)
    is_business = models.BooleanField(_("business"), default=False)
    is_prime = models.BooleanField(_("Prime"), default=False)
    is_premium = models.BooleanField(_("Premium"), default=False)
    cancellation_requested = models.BooleanField(_("cancellation requested"), default=False)
    replaces_order = models.CharField(_("replaces order"), max_length=100, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=40, blank=True)
    delivery_address = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    invoice_address = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    warehouse = models.ForeignKey(
        Warehouse,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("warehouse"),
    )
    payment_method = models.ForeignKey(
        PaymentMethod,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    shipping_method = models.ForeignKey(
        ShippingMethod,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    shipping_payment_term = models.ForeignKey(
        ShippingPaymentTerm,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    provenance = models.JSONField(default=dict)
    awaits_decision = models.BooleanField(_("waits for a decision"), default=False)
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))
    touched_at = models.DateTimeField(null=True)
    is_derived = models.BooleanField(default=False, db_default=False)
    cancels = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="counterparts", db_index=False
    )
    request_key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - without one there is nothing to be unique
    postings = models.JSONField(default=list)
    postings_done = models.JSONField(default=list)
    posted_at = models.DateTimeField(_("posted at"), null=True)
    sequence = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    archived_at = models.DateTimeField(_("archived"), null=True)
    locked_at = models.DateTimeField(_("locked"), null=True)
    lock_reason = models.TextField(blank=True, default="", db_default="")

    class Meta:
        """Numbers are unique in a company; lists run newest first."""

        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="document_number_once"),
            models.UniqueConstraint(fields=["cancels"], condition=_given("cancels"), name="document_cancelled_once"),
            models.UniqueConstraint(
                fields=["company", "request_key"], condition=_given("request_key"), name="document_request_once"
            ),
            models.UniqueConstraint(
                fields=["company", "sequence"], condition=_given("sequence"), name="document_sequence_once"
            ),
        ]
        indexes: ClassVar = [
            # Beyond the order of lists it holds what the start page counts and sums up.
            models.Index(
                fields=[
                    "company",
                    "-ordered_at",
                    "-id",
                    "state",
                    "marketplace",
                    "currency",
                    "total_minor",
                    "is_derived",
                ],
                name="document_newest",
            ),
            models.Index(
                fields=["company", "-ordered_at", "-id"],
                condition=models.Q(archived_at__isnull=True),
                name="document_current",
            ),
            models.Index(
                fields=["company", "-ordered_at", "-id"], condition=_given("archived_at"), name="document_archived"
            ),
            models.Index(
                fields=["company", "state", "fulfilled_by_platform", "ship_by_at"], name="document_by_ship_by"
            ),
            models.Index(
                "company",
                URGENT_AT,
                "id",
                condition=models.Q(is_derived=False, fulfilled_by_platform=False),
                name="document_to_ship",
            ),
            models.Index(
                fields=["company", "platform", "-ordered_at", "-id"],
                name="document_by_platform",
            ),
            models.Index(fields=["company", "order_reference"], name="document_by_order"),
            models.Index(
                fields=["company", "-ordered_at"], condition=models.Q(awaits_decision=True), name="document_to_decide"
            ),
        ]

    def __str__(self) -> str:
        """Show the number."""
        return self.number


class DocumentChain(models.Model):
    """Where a company's chain of posted documents ends; its row is the lock of whoever posts."""

    company = models.OneToOneField(Company, on_delete=models.PROTECT, related_name="+")
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Show company and length."""
        return f"{self.company} · {self.sequence}"


class LineKind(models.TextChoices):
    """What a line of a document is for."""

    ITEM = "item", _("Article")
    FREIGHT = "freight", _("Freight")
    SERVICE = "service", _("Service")
    DISCOUNT = "discount", _("Discount")
    DIFFERENCE = "difference", _("Difference to the platform")


class ArticleSource(models.TextChoices):
    """How a line came to its article."""

    NUMBER = "number", _("article number")
    ALIAS = "alias", _("mapping of SKUs")
    EAN = "ean", _("EAN")
    PLACEHOLDER = "placeholder", _("placeholder")
    METHOD = "method", _("freight article of the method")
    SETTING = "setting", _("standard configuration")


class DocumentLine(models.Model):
    """One line (Position). `total_minor` is what the line costs, a tax that stands apart included.

    `discount_minor` (zero or negative) is the discount that the total already bears. `tax_minor` is the tax that the
    total contains by our decision, None where none was made; `tax_decision` its place among the document's decisions.
    `platform_tax_minor` is the platform's own figure, `unit_price_minor` its unit price where that is whole minor
    units; `platform_reference` is the id of the ordered item.

    `origin` is the line that this one was made of; `converted_quantity` how much of this one was made into others.
    `order_reference` is the order that a line of a derived document belongs to: several may have become one document.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=LineKind.choices)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", db_index=False)
    article_number = models.CharField(_("article number"), max_length=200)
    article_source = models.CharField(max_length=20, choices=ArticleSource.choices, default=ArticleSource.NUMBER)
    sku = models.TextField(_("SKU"), blank=True)
    ean = models.TextField(_("EAN"), blank=True, default="")
    title = models.TextField(_("description"), blank=True)
    quantity = models.IntegerField(_("quantity"))
    unit_price_minor = models.BigIntegerField(_("unit price"), null=True)
    discount_minor = models.BigIntegerField(_("discount"), default=0)
    total_minor = models.BigIntegerField(_("amount"))
    tax_minor = models.BigIntegerField(_("tax"), null=True)
    tax_percent = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=2, null=True)
    tax_decision = models.PositiveSmallIntegerField(null=True)
    platform_tax_minor = models.BigIntegerField(_("tax stated by the platform"), null=True)
    platform_reference = models.CharField(_("platform reference"), max_length=100, blank=True)
    order_reference = models.CharField(_("order number"), max_length=100, blank=True, default="", db_default="")
    origin = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="made", db_index=False)
    converted_quantity = models.PositiveIntegerField(_("converted"), default=0, db_default=0)

    class Meta:
        """Positions are unique in a document."""

        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "position"], name="document_line_position_once"),
            models.CheckConstraint(
                condition=models.Q(converted_quantity__lte=Abs("quantity")), name="document_line_converted_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["origin"], condition=_given("origin"), name="document_line_by_origin"),
            models.Index(
                fields=["sku"],
                condition=models.Q(article_source=ArticleSource.PLACEHOLDER),
                name="document_line_to_repair",
            ),
        ]

    def __str__(self) -> str:
        """Show position and article."""
        return f"{self.position} {self.article_number}"


class MessageLevel(models.TextChoices):
    """How much a message matters."""

    INFO = "info", _("Note")
    WARNING = "warning", _("Warning")


class DocumentMessage(models.Model):
    """Something a clerk should know about a document: a code with its values, worded where it is shown."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="messages")
    level = models.CharField(max_length=10, choices=MessageLevel.choices)
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        """Names for people."""

        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes: ClassVar = [models.Index(fields=["code", "-at"], name="document_message_by_code")]

    def __str__(self) -> str:
        """Show the code."""
        return self.code
