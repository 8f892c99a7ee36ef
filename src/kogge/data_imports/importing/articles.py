"""Takes over articles: new ones by their number; what is here already is never overwritten."""

from collections.abc import Sequence
from typing import cast

from kogge.articles.models import Article
from kogge.articles.services import add_articles
from kogge.data_imports.importing.context import Context
from kogge.data_imports.rules import ArticleRecord, Parsed, Plan, Reason, Verdict

COMPARED = ("name", "ean", "price_minor", "currency", "tax_level", "stock")


def plan_articles(context: Context, records: Sequence[Parsed]) -> list[Plan]:
    """Say what becomes of articles, with one query."""
    numbers = [each.key for each in records]
    known = {each.number: each for each in Article.objects.filter(company=context.company, number__in=numbers)}
    return [_plan(each, cast("ArticleRecord", each.record), known) for each in records]


def _plan(parsed: Parsed, record: ArticleRecord, known: dict[str, Article]) -> Plan:
    article = known.get(record.number)
    if article is None:
        known[record.number] = _make(record, 0)
        return Plan(parsed, Verdict.CREATED)
    differs = [name for name in COMPARED if getattr(record, name) not in {None, "", getattr(article, name)}]
    values = {"fields": ", ".join(differs)} if differs else {}
    return Plan(parsed, Verdict.UNCHANGED, Reason.DIFFERS if differs else None, values, article.pk)


def write_articles(context: Context, plans: Sequence[Plan]) -> list[int]:
    """Store new articles and return their ids, in order."""
    articles = [_make(cast("ArticleRecord", each.parsed.record), context.company.pk) for each in plans]
    add_articles(articles, company_id=context.company.pk, actor=context.actor, now=context.now)
    return [each.pk for each in articles]


def _make(record: ArticleRecord, company_id: int) -> Article:
    return Article(
        company_id=company_id, number=record.number, name=record.name, ean=record.ean, tax_level=record.tax_level,
        price_minor=record.price_minor, currency=record.currency, stock=record.stock,
    )  # fmt: skip
