"""Tables of articles."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company


class ArticleKind(models.TextChoices):
    """What an article stands for on a document."""

    GOODS = "goods", _("Goods")
    FREIGHT = "freight", _("Freight")
    SERVICE = "service", _("Service")
    DISCOUNT = "discount", _("Discount")
    PLACEHOLDER = "placeholder", _("Placeholder")


class Article(models.Model):
    """A sellable thing; its number is the seller SKU at the platforms."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="articles", db_index=False)
    number = models.CharField(_("article number"), max_length=200)
    name = models.TextField(_("name"))
    kind = models.CharField(_("kind"), max_length=20, choices=ArticleKind.choices, default=ArticleKind.GOODS)
    ean = models.CharField(_("EAN"), max_length=14, blank=True)
    price_minor = models.BigIntegerField(_("price"), null=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")

    class Meta:
        """Numbers are unique in a company."""

        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "number"], name="article_number_once")]
        indexes: ClassVar = [models.Index(fields=["company", "ean"], name="article_by_ean")]

    def __str__(self) -> str:
        """Show number and name."""
        return f"{self.number} {self.name}"
