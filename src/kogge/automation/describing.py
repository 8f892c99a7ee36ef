"""Ranges, rules and triggers in the reader's words."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils import dates
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kogge.automation.errors import RuleUnknown
from kogge.automation.models import AutomationTask
from kogge.automation.presets import Rule, find_rule
from kogge.automation.rules import Definition, Range, RangeKind
from kogge.automation.schedules import LAST_DAY, MIDNIGHT, TriggerKind
from kogge.automation.subjects import SELECTED_AT_MOST, Subject, read_filters
from kogge.companies.models import Company
from kogge.documents.models import DocumentType
from kogge.platforms.models import Platform
from kogge.web.conditions import ConditionField

UNITS: tuple[tuple[int, Any], ...] = ((3600, _("hours")), (60, _("minutes")), (1, _("seconds")))
"""Units of intervals with their seconds, the largest first."""


def word_range(subject: Subject, company: Company, wanted: Range) -> str:
    """Return which records a batch looks at, such as “Platforms: all”."""
    words = ", ".join(_word_values(subject, company, wanted)) or gettext("all of them")
    return f"{subject.label}: {words}"


def _word_values(subject: Subject, company: Company, wanted: Range) -> Iterator[str]:
    values = wanted.values
    match wanted.kind:
        case RangeKind.SELECTION:
            number = min(len(values.get("ids", ())), SELECTED_AT_MOST)
            yield ngettext("%(number)s chosen", "%(number)s chosen", number) % {"number": number}
        case RangeKind.PLATFORM:
            name = _find_name(Platform, company, values.get("platform"))
            yield gettext("platform %(name)s") % {"name": name}
        case RangeKind.FILTER:
            yield from word_filter(subject, company, str(values.get("query", "")))
        case RangeKind.FREE:
            yield from _word_free(company, values)


def word_filter(subject: Subject, company: Company, query: str) -> Iterator[str]:
    """Yield what a list's filter asks for, field by field."""
    filters = read_filters(subject, company, query)
    for field in filters.form:
        typed = field.data
        if typed:
            yield f"{field.label}: {_show(field, str(typed))}"


def _show(field: forms.BoundField, typed: str) -> str:
    choices = getattr(field.field, "choices", ())
    flat: dict[str, Any] = {}
    for value, label in choices:
        flat |= {str(key): word for key, word in label} if isinstance(label, list | tuple) else {str(value): label}
    return str(flat.get(typed, typed))


def _word_free(company: Company, values: Mapping[str, Any]) -> Iterator[str]:
    words = {
        "number_from": gettext("from number %(value)s"),
        "number_until": gettext("until number %(value)s"),
        "ordered_from": gettext("ordered from %(value)s"),
        "ordered_until": gettext("ordered until %(value)s"),
        "document_type": gettext("document type %(value)s"),
    }
    for name, phrase in words.items():
        if value := values.get(name):
            yield phrase % {"value": _show_free(company, name, value)}


def _show_free(company: Company, name: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    if name == "document_type":
        return _find_name(DocumentType, company, value)
    if name.startswith("ordered"):
        try:
            return date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT")
        except ValueError:
            return str(value)
    return str(value)


def _find_name(model: type[Platform | DocumentType], company: Company, pk: Any) -> str:  # noqa: ANN401 - any JSON value
    found = model.objects.filter(company=company, pk=pk).first() if isinstance(pk, int) else None
    return found.name if found else gettext("(deleted)")


def word_rule(rule: Rule) -> str:
    """Return a rule's name; one that Kogge brings along says so."""
    return gettext("%(rule)s (system default)") % {"rule": rule.name} if rule.is_system else str(rule.name)


def word_condition(condition: str, subject: Subject) -> str:
    """Return a rule's condition in the reader's language; one that cannot be read any more as it is stored."""
    return ConditionField(entities=subject.entities).show(condition) if condition else ""


def word_rules(company: Company, definition: Definition) -> list[str]:
    """Return the names of a batch's rules, in their order; one that is gone says so."""
    return [_word_reference(company, reference) for reference in definition.rules]


def _word_reference(company: Company, reference: str) -> str:
    try:
        return word_rule(find_rule(company, reference))
    except RuleUnknown:
        return gettext("a rule that is not there any more")


def split_interval(seconds: int) -> tuple[int, int]:
    """Return an interval as a number and the seconds of its unit: the largest unit that it is a whole number of."""
    unit = next(unit for unit, _label in UNITS if seconds % unit == 0)
    return seconds // unit, unit


def word_interval(seconds: int) -> str:
    """Return a pause or a distance in words, such as “every 5 minutes”."""
    number, unit = split_interval(seconds)
    words = {
        3600: ngettext("every hour", "every %(number)s hours", number),
        60: ngettext("every minute", "every %(number)s minutes", number),
        1: ngettext("every second", "every %(number)s seconds", number),
    }
    return words[unit] % {"number": number}


def word_trigger(task: AutomationTask) -> str:
    """Return when a task runs, such as “daily, 08:00”."""
    return ", ".join([str(task.get_trigger_display()), *_word_when(task)])


def _word_when(task: AutomationTask) -> Iterator[str]:
    if task.trigger == TriggerKind.MANUAL:
        return
    if task.trigger == TriggerKind.MONTHLY:
        yield ", ".join(word_month_day(day) for day in sorted(task.month_days, key=lambda day: (day == LAST_DAY, day)))
    elif task.weekdays:
        yield ", ".join(str(dates.WEEKDAYS_ABBR[day]) for day in sorted(task.weekdays))
    if task.interval_s:
        yield word_interval(task.interval_s)
    opened, closed = task.window_from or MIDNIGHT, task.window_until or MIDNIGHT
    if task.interval_s and opened != closed:
        yield f"{_show_time(opened)}–{_show_time(closed)}"
    elif not task.interval_s:
        yield _show_time(opened)


def word_month_day(day: int) -> str:
    """Return a day of the month; the last one has a name."""
    return gettext("last day") if day == LAST_DAY else f"{day}."


def _show_time(at: time) -> str:
    return str(time_format(at, "H:i"))


def word_duration(span: timedelta) -> str:
    """Return how long something took: in seconds with milliseconds, or in minutes."""
    seconds = span.total_seconds()
    if seconds < 60:  # noqa: PLR2004 - a minute
        return gettext("%(seconds)s s") % {"seconds": number_format(seconds, 3)}
    return gettext("%(minutes)s min") % {"minutes": f"{int(seconds) // 60}:{int(seconds) % 60:02d}"}
