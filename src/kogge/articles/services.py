"""Writes of articles and of the mapping of SKUs."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.dispatch import Signal

from kogge.articles.models import AliasPart, Article, ArticleAlias
from kogge.audit.services import record
from kogge.companies.models import User

FACTS = ("number", "name", "kind", "ean", "tax_level", "tax_levels_abroad", "price_minor", "currency")
"""What the journal keeps of an article."""

articles_changed = Signal()
"""Sent after the commit with `company_id`, when SKUs may stand for something that they did not stand for before."""


def save_article(article: Article, *, actor: User, now: datetime) -> None:
    """Store a new or changed article."""
    with transaction.atomic():
        stored = Article.objects.select_for_update().filter(pk=article.pk).first() if article.pk else None
        article.save()
        record(
            company_id=article.company_id,
            at=now,
            actor=actor,
            action="articles.change" if stored else "articles.add",
            subject_kind="article",
            subject_id=article.pk,
            before=_facts(stored) if stored else {},
            after=_facts(article),
        )
        _announce(article.company_id)


def save_alias(alias: ArticleAlias, parts: Mapping[int, int], *, actor: User, now: datetime) -> None:
    """Store what a SKU stands for: quantities by article id, at least one."""
    with transaction.atomic():
        alias.save()
        alias.parts.all().delete()
        AliasPart.objects.bulk_create(
            AliasPart(alias=alias, article_id=article_id, quantity=quantity) for article_id, quantity in parts.items()
        )
        _note(alias.company_id, "articles.map_sku", "article_alias", alias.pk, actor, now)
        _announce(alias.company_id)


def delete_alias(alias: ArticleAlias, *, actor: User, now: datetime) -> None:
    """Forget what a SKU stands for; documents that were made by it stay as they are."""
    with transaction.atomic():
        _note(alias.company_id, "articles.unmap_sku", "article_alias", alias.pk, actor, now)
        alias.delete()


def _facts(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in FACTS}


def _announce(company_id: int) -> None:
    transaction.on_commit(lambda: articles_changed.send(Article, company_id=company_id))


def _note(company_id: int, action: str, kind: str, pk: int, actor: User, now: datetime) -> None:
    record(
        company_id=company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind=kind,
        subject_id=pk,
        before={},
        after={},
    )
