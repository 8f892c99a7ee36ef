"""What the search of everything is built from: hits, and look-ups that stay quick in a table of any length."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

HITS = 6
"""So many of each kind are shown; who needs more types more, or goes to the list."""


@dataclass(frozen=True)
class Hit:
    """Something that was found. `is_exact`: what was typed is its whole number, reference or e-mail address."""

    label: str
    detail: str
    url: str
    is_exact: bool = False


def seek(rows: QuerySet[Any], field: str, typed: str) -> list[Any]:
    """Return rows whose field begins with what was typed, as written or in capitals; the shortest way there first.

    An index ends with the field: the database goes to the place where such values begin and reads a few from there,
    whatever its collation makes of patterns.
    """
    found: dict[Any, Any] = {}
    for start in dict.fromkeys((typed, typed.upper())):
        for row in rows.filter(**{f"{field}__gte": start}).order_by(field)[:HITS]:
            if getattr(row, field).startswith(start):
                found.setdefault(row.pk, row)
    return list(found.values())[:HITS]


def equals(value: str, typed: str) -> bool:
    """Tell whether a number was typed in full; capitals do not matter."""
    return value.upper() == typed.upper()
