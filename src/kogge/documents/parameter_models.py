"""Tables of the parameters that documents are made with: types, warehouses, payment and shipping methods."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article
from kogge.companies.models import Company, NumberRange
from kogge.documents.rules import Posting
from kogge.platforms.models import PlatformKind


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
    """A type of document (Vorgangsart): its number range, what it converts into, and what posting it does.

    A document takes `postings` with it when it is made: what is changed here holds for later ones.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    number_range = models.ForeignKey(NumberRange, on_delete=models.PROTECT, related_name="+")
    converts_into = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="+")
    writes_journal = models.BooleanField(_("writes a journal entry"), default=False)
    moves_stock = models.BooleanField(_("moves stock"), default=False)
    opens_item = models.BooleanField(_("opens an item"), default=False)
    archives_afterwards = models.BooleanField(_("archives the document afterwards"), default=False)
    days_to_pay = models.PositiveSmallIntegerField(_("days to pay"), default=14)

    class Meta(_Parameter.Meta):
        """Names for people."""

        verbose_name = _("document type")
        verbose_name_plural = _("document types")

    @property
    def postings(self) -> list[str]:
        """What posting a document of the type does, in the order in which it is done."""
        wishes = {
            Posting.JOURNAL: self.writes_journal,
            Posting.STOCK: self.moves_stock,
            Posting.ITEM: self.opens_item,
            Posting.ARCHIVE: self.archives_afterwards,
        }
        return [posting.value for posting, is_wanted in wishes.items() if is_wanted]


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
