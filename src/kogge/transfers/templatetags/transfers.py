"""An article's offers, for the page that shows it."""

from typing import Any

from django import template

from kogge.articles.models import Article
from kogge.companies.permissions import Right
from kogge.transfers.listing import list_offers_of, list_platforms_without
from kogge.transfers.tables import ArticleOfferTable

register = template.Library()


@register.inclusion_tag("transfers/offers_of_article.html", takes_context=True)
def show_offers(context: template.Context, article: Article) -> dict[str, Any]:
    """Show on which platforms an article is offered and how that stands, and offer it on the others."""
    table = ArticleOfferTable(list_offers_of(article), orderable=False)
    rows = list(table.data.data)
    return {
        "article": article,
        "table": table,
        "offers": rows,
        "platforms": list(list_platforms_without(article)),
        "may_edit": Right.EDIT_ARTICLES in context["membership"].rights,
        "request": context["request"],
        "csrf_token": context["csrf_token"],
    }
