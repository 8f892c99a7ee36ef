"""The table of articles."""

from typing import ClassVar

import django_tables2 as tables

from kogge.articles.models import Article
from kogge.web.columns import DASH, PLAIN, MoneyColumn


class ArticleTable(tables.Table):
    """Articles as a list; only what an index can sort by is sortable."""

    number = tables.Column(attrs=PLAIN)
    name = tables.Column(orderable=False)
    kind = tables.Column(orderable=False)
    ean = tables.Column(orderable=False, default=DASH)
    price_minor = MoneyColumn(orderable=False, default=DASH)

    class Meta:
        """Columns in reading order."""

        model = Article
        fields: ClassVar = ["number", "name", "kind", "ean", "price_minor"]
