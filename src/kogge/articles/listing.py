"""Reads of articles for the pages."""

from django.db.models import QuerySet

from kogge.articles.models import Article, ArticleAlias
from kogge.companies.models import Company


def list_articles(company: Company) -> QuerySet[Article]:
    """Return the company's articles by number."""
    return Article.objects.filter(company=company).order_by("number")


def list_aliases(company: Company) -> QuerySet[ArticleAlias]:
    """Return the company's mapping of SKUs, by SKU."""
    return ArticleAlias.objects.filter(company=company).prefetch_related("parts__article").order_by("sku")
