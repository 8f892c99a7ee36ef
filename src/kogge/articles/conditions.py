"""What conditions may ask of an article."""

from collections.abc import Mapping

from kogge.articles.models import Article
from kogge.conditions.fields import Fact
from kogge.kernel.money import to_major


def read_facts(article: Article) -> Mapping[str, Fact]:
    """Return an article's fields for conditions; asks the database for nothing."""
    return {
        "number": article.number,
        "name": article.name,
        "kind": article.kind,
        "ean": article.ean,
        "price": None if article.price_minor is None else to_major(article.price_minor, article.currency),
        "currency": article.currency,
        "stock": article.stock,
        "tax_level": article.tax_level,
    }
