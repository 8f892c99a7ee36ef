"""Which records of a batch meet a rule's condition."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kogge.automation.subjects import Subject
from kogge.conditions.expressions import parse


def prepare(rows: QuerySet[Any], subject: Subject, condition: str) -> QuerySet[Any]:
    """Have records read along with what a condition may ask of them."""
    if not condition:
        return rows
    return subject.read_along(rows)


def find_unmet(condition: str, subject: Subject, records: Sequence[Any], now: datetime) -> set[int]:
    """Return the ids of the records that do not meet a condition; every record meets an empty one.

    Raises ConditionInvalid.
    """
    if not condition:
        return set()
    parsed = parse(condition, subject.entities)
    return {each.pk for each in records if not parsed.holds(subject.read_facts(each, now))}
