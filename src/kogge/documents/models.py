"""Tables of documents (Vorgänge), their lines and messages, and the parameters they are made with."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article
from kogge.companies.models import Company, NumberRange
from kogge.customers.models import Customer
from kogge.platforms.models import Platform, PlatformKind


class DocumentKind(models.TextChoices):
    """The kinds of sales documents, in the order of their life."""

    OFFER = "offer", _("Offer")
    ORDER = "order", _("Customer's order")
    CONFIRMATION = "confirmation", _("Order confirmation")
    DELIVERY_NOTE = "delivery_note", _("Delivery note")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class _Parameter(models.Model):
    """A named parameter of a company."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        """Names are unique in a company."""

        abstract = True
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "name"], name="%(class)s_name_once")]

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class DocumentType(_Parameter):
    """A type of document (Vorgangsart) with its number range."""

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    number_range = models.ForeignKey(NumberRange, on_delete=models.PROTECT, related_name="+")

    class Meta(_Parameter.Meta):
        """Names for people."""

        verbose_name = _("document type")
        verbose_name_plural = _("document types")


class Warehouse(_Parameter):
    """A place that goods leave from (Lager); for value added tax, where a supply begins."""

    country = models.CharField(_("country"), max_length=2)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)

    class Meta(_Parameter.Meta):
        """Names for people."""

        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")


class ShippingPaymentTerm(_Parameter):
    """How the shipment is paid (Versand-Zahlweise), e.g. on account."""

    class Meta(_Parameter.Meta):
        """Names for people."""

        verbose_name = _("shipping payment term")
        verbose_name_plural = _("shipping payment terms")


class PaymentMethod(_Parameter):
    """How the document is paid (Zahlungsart); its own article bears a fee that it costs (cash on delivery)."""

    freight_article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("freight article")
    )

    class Meta(_Parameter.Meta):
        """Names for people."""

        verbose_name = _("payment method")
        verbose_name_plural = _("payment methods")


class ShippingMethod(_Parameter):
    """How the goods travel (Versandart); its own article bears the freight of orders that travel so."""

    freight_article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("freight article")
    )

    class Meta(_Parameter.Meta):
        """Names for people."""

        verbose_name = _("shipping method")
        verbose_name_plural = _("shipping methods")


class CarrierMapping(models.Model):
    """What a kind of platform is told of a shipping method: the carrier's code there, and the delivery service.

    `carrier_name` says who delivers where the code is the contract's “Other”.
    """

    shipping_method = models.ForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="carriers")
    platform_kind = models.CharField(_("kind of platform"), max_length=20, choices=PlatformKind.choices)
    carrier_code = models.CharField(_("carrier code"), max_length=100)
    carrier_name = models.CharField(_("carrier name"), max_length=100, blank=True)
    delivery_service = models.CharField(_("delivery service"), max_length=100, blank=True)

    class Meta:
        """One carrier a method and kind of platform."""

        verbose_name = _("carrier mapping")
        verbose_name_plural = _("carrier mappings")
        ordering: ClassVar = ["platform_kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipping_method", "platform_kind"], name="carrier_mapping_once")
        ]

    def __str__(self) -> str:
        """Show who delivers, and how."""
        return " ".join(filter(None, (self.carrier_name or self.carrier_code, self.delivery_service)))


class DocumentState(models.TextChoices):
    """Where a document stands; only functions move it."""

    OPEN = "open", _("open")
    CONVERTED = "converted", _("converted")
    CANCELLED = "cancelled", _("cancelled")


class Document(models.Model):
    """A sales document.

    Amounts are integer minor units of `currency`. `total_minor` is the sum of the lines and equals
    `platform_total_minor`; where the platform's own numbers did not add up, `difference_minor` is the amount of the
    line that closes the gap. `tax_minor` is the tax in the total by our own decisions, each of which stands in
    `tax_decisions` with its reasons; `platform_tax_minor` is what the platform says.
    `provenance` tells of the values that settings chose which of them did (see kogge.orders.plans).
    Addresses are snapshots: they stay as they were when the document was made. `touched_at`: when a person last
    changed the document: then a later change of its order is proposed, not taken. While one is, or while the buyer asks
    to cancel, the document `awaits_decision` and goes no further.
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

    class Meta:
        """Numbers are unique in a company; lists run newest first."""

        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "number"], name="document_number_once")]
        indexes: ClassVar = [
            # Beyond the order of lists it holds what the start page counts and sums up.
            models.Index(
                fields=["company", "-ordered_at", "-id", "state", "marketplace", "currency", "total_minor"],
                name="document_newest",
            ),
            models.Index(
                fields=["company", "state", "fulfilled_by_platform", "ship_by_at"], name="document_by_ship_by"
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

    class Meta:
        """Positions are unique in a document."""

        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "position"], name="document_line_position_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["sku"],
                condition=models.Q(article_source=ArticleSource.PLACEHOLDER),
                name="document_line_to_repair",
            )
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
