"""Page of articles: the list."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.articles.forms import ArticleFilters
from kogge.articles.listing import list_articles
from kogge.articles.tables import ArticleTable
from kogge.web.lists import ListPage


class ArticleList(ListPage):
    """All articles of the company."""

    title = _("Articles")
    table_class = ArticleTable
    filters_class = ArticleFilters
    empty_title = _("No articles yet")
    empty_hint = _("Orders of articles that are unknown here are booked on the placeholder article, with a warning.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's articles."""
        return list_articles(self.request.company)
