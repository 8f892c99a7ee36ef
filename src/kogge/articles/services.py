"""Writes of articles and of the mapping of SKUs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from kogge.articles.models import AliasPart, Article, ArticleAlias
from kogge.audit.services import record, record_all
from kogge.companies.models import User

FACTS = ("number", "name", "kind", "ean", "tax_level", "tax_levels_abroad", "price_minor", "currency", "stock")
"""What the journal keeps of an article."""

articles_changed = Signal()
"""Sent after the commit with `company_id`, when SKUs may stand for something that they did not stand for before."""


def save_article(article: Article, *, actor: User, now: datetime) -> None:
    """Store a new or changed article."""
    with transaction.atomic():
        stored = Article.objects.select_for_update().filter(pk=article.pk).first() if article.pk else None
        article.save()
        action = "articles.change" if stored else "articles.add"
        _note(article, action, "article", actor, now, before=_facts(stored) if stored else {}, after=_facts(article))
        _announce(article.company_id)


def add_articles(articles: Sequence[Article], *, company_id: int, actor: User | None, now: datetime) -> None:
    """Store many new articles at once; each gets its id. Raises IntegrityError where a number is taken."""
    if not articles:
        return
    with transaction.atomic():
        Article.objects.bulk_create(articles)
        record_all(
            [(each.pk, {}, _facts(each)) for each in articles],
            company_id=company_id, at=now, actor=actor, action="articles.add", subject_kind="article",
        )  # fmt: skip
        _announce(company_id)


def save_alias(alias: ArticleAlias, parts: Mapping[int, int], *, actor: User, now: datetime) -> None:
    """Store what a SKU stands for: quantities by article id, at least one."""
    with transaction.atomic():
        before = _stands_for(alias) if alias.pk else {}
        alias.save()
        alias.parts.all().delete()
        AliasPart.objects.bulk_create(
            AliasPart(alias=alias, article_id=article_id, quantity=quantity) for article_id, quantity in parts.items()
        )
        _note(alias, "articles.map_sku", "article_alias", actor, now, before=before, after=_stands_for(alias))
        _announce(alias.company_id)


def delete_alias(alias: ArticleAlias, *, actor: User, now: datetime) -> None:
    """Forget what a SKU stands for; documents that were made by it stay as they are."""
    with transaction.atomic():
        _note(alias, "articles.unmap_sku", "article_alias", actor, now, before=_stands_for(alias), after={})
        alias.delete()


def _facts(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in FACTS}


def _announce(company_id: int) -> None:
    transaction.on_commit(lambda: articles_changed.send(Article, company_id=company_id))


def _stands_for(alias: ArticleAlias) -> dict[str, Any]:
    parts = alias.parts.select_related("article").order_by("article__number")
    return {"sku": alias.sku, "parts": [f"{part.quantity} × {part.article.number}" for part in parts]}


def _note(
    row: Article | ArticleAlias,
    action: str,
    kind: str,
    actor: User,
    now: datetime,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    record(
        company_id=row.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind=kind,
        subject_id=row.pk,
        before=before,
        after=after,
    )
