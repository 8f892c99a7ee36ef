"""Reads of articles for the pages."""

from django.db.models import QuerySet

from kogge.articles.models import Article
from kogge.companies.models import Company


def list_articles(company: Company) -> QuerySet[Article]:
    """Return the company's articles by number."""
    return Article.objects.filter(company=company).order_by("number")
