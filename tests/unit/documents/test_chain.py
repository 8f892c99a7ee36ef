"""The canonical form of posted documents, and how long they are kept."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from kogge.documents.chain import HEADER, LINE, START, take_digest, write_canonical
from kogge.documents.models import Document, DocumentKind, DocumentLine
from kogge.documents.retention import YEARS, find_last_day
from kogge.documents.sealing import CHANGEABLE, CHANGEABLE_OF_LINE

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def digest(sequence: int = 1, previous: str = START, *, lines: int = 1, **changes: Any) -> str:
    header = (
        dict.fromkeys(HEADER, "") | {"number": "RE1", "posted_at": AT, "tax_decisions": [{"b": 1, "a": 2}]} | changes
    )
    line = dict.fromkeys(LINE, 0) | {"tax_percent": Decimal("19.00")}
    return take_digest(write_canonical(1, sequence, previous, header, [line] * lines))


def test_the_form_never_changes_or_nothing_posted_could_be_proved() -> None:
    assert digest() == "36e877ee6e61526c1ae7f785cc8b842fa5efdc1fd218007d34eaecfdcbf2a835"


def test_the_same_content_has_the_same_digest_however_it_is_written() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=5)))
    assert digest(posted_at=elsewhere, tax_decisions=[{"a": 2, "b": 1}]) == digest()


@pytest.mark.parametrize(
    "changed",
    [{"number": "RE2"}, {"sequence": 2}, {"previous": "1" * 64}, {"lines": 2}, {"delivery_address": {"city": "Köln"}}],
)
def test_whatever_is_changed_changes_the_digest(changed: dict[str, Any]) -> None:
    assert digest(**changed) != digest()


def test_what_is_covered_is_sealed_and_there() -> None:
    columns = {field.attname for field in Document._meta.concrete_fields}
    of_lines = {field.attname for field in DocumentLine._meta.concrete_fields}
    assert set(HEADER) <= columns - CHANGEABLE
    assert set(LINE) <= of_lines - CHANGEABLE_OF_LINE


@pytest.mark.parametrize(
    ("kind", "last_day"),
    [("invoice", date(2034, 12, 31)), ("credit_note", date(2034, 12, 31)), ("offer", date(2032, 12, 31))],
)
def test_terms_begin_with_the_end_of_the_year(kind: str, last_day: date) -> None:
    assert find_last_day(kind, date(2026, 1, 1)) == find_last_day(kind, date(2026, 12, 31)) == last_day
    assert set(YEARS) == set(DocumentKind.values)
