"""The table of articles."""

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article, ArticleAlias
from kogge.web.columns import DASH, PLAIN, RIGHT, ListTable, MoneyColumn


class ArticleTable(ListTable):
    """Articles as a list; only what an index can sort by is sortable."""

    number = tables.Column(attrs=PLAIN, linkify=("articles:edit", {"article_id": tables.A("pk")}))
    name = tables.Column(orderable=False)
    kind = tables.Column(orderable=False)
    ean = tables.Column(orderable=False, default=DASH)
    price_minor = MoneyColumn(orderable=False, default=DASH)
    stock = tables.Column(orderable=False, default=DASH, attrs=RIGHT)
    tax_level = tables.Column(orderable=False)

    optional = ("stock", "tax_level")

    class Meta:
        """Columns in reading order."""

        model = Article
        fields: ClassVar = ["number", "name", "kind", "ean", "price_minor", "stock", "tax_level"]


class AliasTable(ListTable):
    """The mapping of SKUs as a list."""

    sku = tables.Column(attrs=PLAIN, linkify=("articles:edit-alias", {"alias_id": tables.A("pk")}))
    parts = tables.Column(empty_values=(), orderable=False, verbose_name=_("Stands for"))

    class Meta:
        """Columns in reading order."""

        model = ArticleAlias
        fields: ClassVar = ["sku", "parts"]

    def render_parts(self, record: ArticleAlias) -> str:
        """Show the articles with their quantities."""
        return ", ".join(str(part) for part in record.parts.all())
