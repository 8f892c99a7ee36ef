"""The settings that a new platform begins with, and their import into one that has settings already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from kogge.articles.models import Article, ArticleKind
from kogge.audit.services import record
from kogge.companies.models import User
from kogge.customers.models import CustomerStatus
from kogge.documents.models import DocumentKind, DocumentType
from kogge.orders.models import ChangeHandling, DiscountHandling, DocumentCreation, UnknownArticleHandling
from kogge.platforms.models import Platform

ARTICLES = {
    "freight_article": ArticleKind.FREIGHT,
    "service_article": ArticleKind.SERVICE,
    "discount_article": ArticleKind.DISCOUNT,
    "placeholder_article": ArticleKind.PLACEHOLDER,
}
"""The articles that document creation needs, each with its purpose."""


@dataclass(frozen=True)
class SettingChange:
    """A setting that the import would overwrite: the row's field, with the value there is and the initial one."""

    row: models.Model
    field: str
    before: object
    after: object

    @property
    def label(self) -> str:
        """The field's name for people."""
        return str(self.row._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 - Django's documented API

    @property
    def shown_before(self) -> str:
        """The value there is, for people."""
        return self._show(self.before)

    @property
    def shown_after(self) -> str:
        """The initial value, for people."""
        return self._show(self.after)

    def _show(self, value: object) -> str:
        choices = dict(self.row._meta.get_field(self.field).flatchoices)  # type: ignore[union-attr]  # noqa: SLF001
        return "–" if value is None else str(choices.get(value, value))


def find_initial_status(platform: Platform) -> CustomerStatus | None:
    """Return the status that bears the platform's kind in its name, else the company's first."""
    statuses = CustomerStatus.objects.filter(company=platform.company_id).order_by("pk")
    return statuses.filter(name__icontains=platform.get_kind_display()).first() or statuses.first()


def find_initial_creation(platform: Platform) -> dict[str, DocumentType | Article | None]:
    """Return the company's first type of customers' orders, and its first article of each purpose, None if missing."""
    company_id = platform.company_id
    document_type = DocumentType.objects.filter(company=company_id, kind=DocumentKind.ORDER).order_by("pk").first()
    articles = {
        name: Article.objects.filter(company=company_id, kind=kind).order_by("pk").first()
        for name, kind in ARTICLES.items()
    }
    return {"document_type": document_type, **articles}


def list_setting_changes(platform: Platform) -> list[SettingChange]:
    """Return what an import of the initial settings would overwrite; what has no initial value stays as it is."""
    creation = DocumentCreation.objects.filter(platform=platform).first()
    changes = _compare(platform, {"customer_status": find_initial_status(platform)})
    if creation is not None:
        changes += _compare(creation, {**find_initial_creation(platform), **_HANDLING})
    return changes


def import_initial_settings(platform: Platform, *, actor: User, now: datetime) -> list[SettingChange]:
    """Overwrite the platform's settings with the initial ones, and return what was changed."""
    with transaction.atomic():
        platform = Platform.objects.select_for_update(no_key=True).get(pk=platform.pk)
        changes = list_setting_changes(platform)
        for row in {id(each.row): each.row for each in changes}.values():
            fields = [each.field for each in changes if each.row is row]
            for each in changes:
                if each.row is row:
                    setattr(row, each.field, each.after)
            row.save(update_fields=fields)
        if changes:
            record(
                company_id=platform.company_id,
                at=now,
                actor=actor,
                action="platforms.import_initial_settings",
                subject_kind="platform",
                subject_id=platform.pk,
                before={each.field: _key(each.before) for each in changes},
                after={each.field: _key(each.after) for each in changes},
            )
    return changes


_HANDLING = {
    "takes_platform_fulfilled": False,
    "discount_handling": DiscountHandling.LINE.value,
    "unknown_article_handling": UnknownArticleHandling.PLACEHOLDER.value,
    "change_handling": ChangeHandling.TAKE.value,
}


def _compare(row: models.Model, initial: Mapping[str, Any]) -> list[SettingChange]:
    found = [SettingChange(row, name, getattr(row, name), value) for name, value in initial.items()]
    return [each for each in found if each.after is not None and each.before != each.after]


def _key(value: object) -> object:
    return value.pk if isinstance(value, models.Model) else value
