"""Looks up what SKUs and EANs of orders stand for, for a whole page of orders at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kogge.articles.models import AliasPart, Article


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Articles by number and by EAN (of one that several articles have, none), bundles and articles by alias."""

    by_number: Mapping[str, Article]
    by_alias: Mapping[str, tuple[AliasPart, ...]]
    by_ean: Mapping[str, Article]


def load_catalogue(company_id: int, skus: Collection[str], eans: Collection[str]) -> Catalogue:
    """Return what the company knows of these SKUs and EANs, in three queries."""
    of_company = Article.objects.filter(company_id=company_id)
    aliases: dict[str, list[AliasPart]] = defaultdict(list)
    for part in AliasPart.objects.filter(alias__company_id=company_id, alias__sku__in=skus).select_related(
        "alias", "article"
    ):
        aliases[part.alias.sku].append(part)
    by_ean: dict[str, list[Article]] = defaultdict(list)
    for article in of_company.filter(ean__in=eans) if eans else ():
        by_ean[article.ean].append(article)
    return Catalogue(
        {article.number: article for article in of_company.filter(number__in=skus)},
        {sku: tuple(parts) for sku, parts in aliases.items()},
        {ean: articles[0] for ean, articles in by_ean.items() if len(articles) == 1},
    )
