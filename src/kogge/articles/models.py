"""Tables of articles."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.taxes.rates import RateLevel, TaxClass


class ArticleKind(models.TextChoices):
    """What an article stands for on a document."""

    GOODS = "goods", _("Goods")
    FREIGHT = "freight", _("Freight")
    SERVICE = "service", _("Service")
    DISCOUNT = "discount", _("Discount")
    PLACEHOLDER = "placeholder", _("Placeholder")


TAX_LEVELS = (
    (RateLevel.STANDARD.value, _("standard rate")),
    (RateLevel.REDUCED.value, _("reduced rate")),
    (RateLevel.SECOND_REDUCED.value, _("second reduced rate")),
    (RateLevel.SUPER_REDUCED.value, _("super-reduced rate")),
    (RateLevel.ZERO.value, _("zero rate")),
)


class Article(models.Model):
    """A sellable thing; its number is the seller SKU at the platforms.

    `price_minor` is the price of one piece in minor units of `currency`; `tax_level` which of a country's rates it
    bears, `tax_levels_abroad` which others by country, where that classes it otherwise. `stock` is how many pieces
    there are to sell; None where nobody keeps count.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="articles", db_index=False)
    number = models.CharField(_("article number"), max_length=200)
    name = models.TextField(_("name"))
    kind = models.CharField(_("kind"), max_length=20, choices=ArticleKind.choices, default=ArticleKind.GOODS)
    ean = models.CharField(_("EAN"), max_length=14, blank=True)
    tax_level = models.CharField(_("tax rate"), max_length=20, choices=TAX_LEVELS, default=RateLevel.STANDARD.value)
    tax_levels_abroad = models.JSONField(_("tax rates abroad"), default=dict, blank=True)
    price_minor = models.BigIntegerField(_("price"), null=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    stock = models.IntegerField(_("stock"), null=True, blank=True)

    class Meta:
        """Numbers are unique in a company."""

        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "number"], name="article_number_once")]
        indexes: ClassVar = [models.Index(fields=["company", "ean"], name="article_by_ean")]

    def __str__(self) -> str:
        """Show number and name."""
        return f"{self.number} {self.name}"

    @property
    def tax_class(self) -> TaxClass:
        """Which rates the article bears."""
        abroad = tuple((country, RateLevel(level)) for country, level in sorted(self.tax_levels_abroad.items()))
        return TaxClass(RateLevel(self.tax_level), abroad)


class ArticleAlias(models.Model):
    """A seller SKU that is no article number here, and what it stands for: an article, or several (a bundle)."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="article_aliases", db_index=False)
    sku = models.CharField(_("SKU at the platform"), max_length=200)

    class Meta:
        """A SKU stands for one thing."""

        verbose_name = _("mapping of a SKU")
        verbose_name_plural = _("mapping of SKUs")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "sku"], name="article_alias_once")]

    def __str__(self) -> str:
        """Show the SKU."""
        return self.sku


class AliasPart(models.Model):
    """One article of what a SKU stands for, and how many of it."""

    alias = models.ForeignKey(ArticleAlias, on_delete=models.CASCADE, related_name="parts", db_index=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", verbose_name=_("article"))
    quantity = models.PositiveIntegerField(_("quantity"), default=1)

    class Meta:
        """An article stands once in a bundle; in the order in which they were entered."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alias", "article"], name="alias_part_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="alias_part_quantity"),
        ]

    def __str__(self) -> str:
        """Show quantity and article."""
        return f"{self.quantity} × {self.article.number}"
