"""What journal entries are about: the row's kind, its name, and the page where it is shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import Model, Q
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.models import Company

NAMES = ("number", "username", "name", "sku", "platform_reference")
"""Fields that a row is called by, the first that it has: never a customer's name, who has a number."""

PAGES = {
    "article": "articles:edit",
    "article_alias": "articles:edit-alias",
    "automation_service": "automation:edit-service",
    "automation_task": "automation:task",
    "batch_run": "automation:batch-run",
    "cloud_credentials": "platforms:edit-credentials",
    "customer": "customers:detail",
    "data_import": "data_imports:results",
    "document": "documents:detail",
    "offer": "transfers:edit",
    "platform": "orders:platform",
    "preset": "automation:preset",
    "platform_rule": "status:edit-rule",
    "sync_schedule": "middleware:edit-schedule",
    "status_record": "status:record",
    "tracking_import": "shipping:import",
    "user": "people:edit",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A row as the journal shows it; `url` is empty where it has no page, or is gone."""

    kind: str
    name: str
    url: str


@cache
def find_model(kind: str) -> type[Model] | None:
    """Return the model that a subject's kind stands for: `article_alias` is ArticleAlias."""
    wanted = kind.replace("_", "")
    ours = (model for model in apps.get_models() if model.__module__.startswith("kogge."))
    return next((model for model in ours if model._meta.model_name == wanted), None)  # noqa: SLF001 - Django's documented API


def name_kind(kind: str) -> str:
    """Return a kind in the active language, with a capital."""
    model = find_model(kind)
    words = str(model._meta.verbose_name) if model else kind  # noqa: SLF001
    return words[:1].upper() + words[1:]


def find_subjects(entries: Iterable[AuditEntry]) -> dict[tuple[str, int], Subject]:
    """Return the subjects of entries, by kind and id, with one query a kind."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        ids[entry.subject_kind].add(entry.subject_id)
    found = {}
    for kind, wanted in ids.items():
        names = _names(kind, wanted)
        for pk in wanted:
            url = reverse(PAGES[kind], args=[pk]) if kind in PAGES and pk in names else ""
            found[kind, pk] = Subject(name_kind(kind), str(names.get(pk, f"#{pk}")), url)
    return found


def match_subjects(company: Company, kinds: Iterable[str], typed: str) -> Q:
    """Return the condition that an entry is about a row that is called exactly what was typed."""
    wanted = Q(pk__in=())
    for kind in kinds:
        model, field = find_model(kind), _name_field(kind)
        if model is None or not field:
            continue
        rows = model._default_manager.filter(**{field: typed})  # noqa: SLF001
        of_company = any(each.name == "company" for each in model._meta.get_fields())  # noqa: SLF001
        ids = list((rows.filter(company=company) if of_company else rows).values_list("pk", flat=True)[:100])
        if ids:
            wanted |= Q(subject_kind=kind, subject_id__in=ids)
    return wanted


def _names(kind: str, ids: set[int]) -> dict[int, str]:
    model, field = find_model(kind), _name_field(kind)
    if model is None:
        return {}
    rows = model._default_manager.filter(pk__in=ids)  # noqa: SLF001
    return dict(rows.values_list("pk", field)) if field else {row.pk: str(row) for row in rows}


def _name_field(kind: str) -> str:
    model = find_model(kind)
    fields = {each.name for each in model._meta.get_fields()} if model else set()  # noqa: SLF001
    return next((each for each in NAMES if each in fields), "")
