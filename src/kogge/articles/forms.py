"""Filters of the articles' list."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article, ArticleKind
from kogge.web.lists import ListFilters, search_rows


class ArticleFilters(ListFilters):
    """Search by number, EAN or name; narrow by kind."""

    search_hint = _("Article number, EAN or name")
    kind = django_filters.ChoiceFilter(choices=ArticleKind.choices, label=_("Kind"), empty_label=_("All kinds"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = Article
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a number or an EAN, else within numbers and names."""
        return search_rows(rows, value, exact=("number", "ean"), within=("number", "name"))
