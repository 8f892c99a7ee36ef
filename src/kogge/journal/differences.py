"""What an entry changed, field by field, in the reader's words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.translation import gettext

from kogge.audit.models import AuditEntry
from kogge.companies.models import Membership
from kogge.documents.wording import name_field
from kogge.journal.subjects import find_model
from kogge.journal.wording import FIELDS, VALUES
from kogge.orders.models import DocumentCreation
from kogge.platforms.models import Platform
from kogge.web.columns import DASH

SHOWN_ELSEWHERE: dict[str, tuple[type[Model], ...]] = {
    "platform": (DocumentCreation, Platform),
    "user": (Membership,),
}
"""Where else than in the subject's own model its fields are."""

OF_NO_INTEREST = ("id", "company")
EMPTY: tuple[object, ...] = (None, "", "None", [], {})

Names = dict[tuple[type[Model], str], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is another since."""

    label: str
    before: str
    after: str


def list_differences(entries: Iterable[AuditEntry]) -> dict[int, list[Difference]]:
    """Return what each entry changed, by its id; rows that values point to are looked up with one query a model."""
    entries = list(entries)
    names = _find_names(entries)
    return {entry.pk: list(_compare(entry, names)) for entry in entries}


def _compare(entry: AuditEntry, names: Names) -> Iterator[Difference]:
    for key in _changed(entry):
        field = _find_field(entry.subject_kind, key)
        label = str(FIELDS.get(key) or (field.verbose_name if field else "") or key)
        before, after = (_show(key, each.get(key), field, names) for each in (entry.before, entry.after))
        yield Difference(label[:1].upper() + label[1:], before, after)


def _changed(entry: AuditEntry) -> list[str]:
    """Return the fields that differ; a flag that says that something did not happen says nothing."""
    keys = dict.fromkeys((*entry.before, *entry.after))
    return [
        key
        for key in keys
        if (entry.before.get(key) or None) != (entry.after.get(key) or None) and key not in OF_NO_INTEREST
    ]


def _find_field(kind: str, key: str) -> "Field[Any, Any] | None":
    own = find_model(kind)
    for model in (*((own,) if own else ()), *SHOWN_ELSEWHERE.get(kind, ())):
        try:
            field = model._meta.get_field(key)  # noqa: SLF001 - Django's documented API
        except FieldDoesNotExist:
            continue
        if isinstance(field, Field):
            return field
    return None


def _find_names(entries: Iterable[AuditEntry]) -> Names:
    wanted: dict[type[Model], set[str]] = {}
    for entry in entries:
        for key in _changed(entry):
            field = _find_field(entry.subject_kind, key)
            model = field.related_model if field else None
            if isinstance(model, type):
                ids = {str(each.get(key)) for each in (entry.before, entry.after)}
                wanted.setdefault(model, set()).update(each for each in ids if each.isdecimal())
    return {
        (model, str(row.pk)): str(row)
        for model, ids in wanted.items()
        for row in model._default_manager.filter(pk__in=ids)  # noqa: SLF001
    }


def _show(key: str, value: Any, field: "Field[Any, Any] | None", names: Names) -> str:  # noqa: ANN401 - any JSON value
    if value in EMPTY:
        return DASH
    if str(value) in {"True", "False"}:
        return gettext("yes") if str(value) == "True" else gettext("no")
    if isinstance(value, list):
        return ", ".join(name_field(each) if key == "fields" else _show(key, each, field, names) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{each}: {_show(key, inner, None, names)}" for each, inner in value.items())
    if field is not None and isinstance(field.related_model, type):
        return names.get((field.related_model, str(value)), f"#{value}")
    choices = dict(field.flatchoices) if field is not None else {}
    return str(choices.get(value) or VALUES.get(str(value)) or value)
