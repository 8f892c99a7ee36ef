"""Conditions that hold and conditions that do not; what is stored, and how it is shown."""

from datetime import date
from decimal import Decimal

import pytest

from kogge.conditions.expressions import parse

ENTITIES = ("document", "platform", "customer")
FACTS = {
    "document": {
        "kind": "order",
        "total": Decimal("19.99"),
        "tax": Decimal("3.19"),
        "currency": "EUR",
        "marketplace": "Amazon.de",
        "ordered_on": date(2026, 10, 31),
        "ship_by_on": None,
        "is_prime": True,
        "is_business": False,
        "lines": 2,
        "payment_method": "",
    },
    "platform": {"kind": "amazon", "marketplaces": ("DE", "FR")},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('document.total <= 20 and platform.kind == "amazon"', True),
        ('Vorgang.Summe <= 20 und Plattform.Art == "amazon"', True),
        ('VORGANG.summe > 20 ODER plattform.art == "amazon"', True),
        ("Vorgang.Summe > 20 oder nicht Vorgang.ist_Prime", False),
        ("document.total == 19.99", True),
        ("document.total * 3 == 59.97", True),
        ("0.1 + 0.2 == 0.3", True),
        ("document.total - document.tax == 16.80", True),
        ("-document.total < -document.tax", True),
        ("document.total ≥ 19.99 und document.total ≤ 19.99 und document.total ≠ 20", True),
        ("document.total - 1 − 1 == 17.99", True),
        ("document.lines × 2 ÷ 4 == 1", True),
        ('document.currency in ["EUR", "CHF"]', True),
        ('document.currency not in ["EUR", "CHF"]', False),
        ('"DE" in platform.marketplaces', True),
        ('"AT" nicht in Plattform.Marktplätze', True),
        ('".de" in document.marketplace', True),
        ("document.lines in [-1, 2, 3]", True),
        ('document.ordered_on == "2026-10-31"', True),
        ('document.ordered_on < "1.11.2026"', True),
        ('document.ordered_on in ["2026-10-30", "31.10.2026"]', True),
        ("document.is_prime", True),
        ("document.is_prime == falsch", False),
        ("document.is_prime and (document.is_business or document.lines > 1)", True),
        ("document.is_prime and document.is_business or document.lines > 1", True),
        ("not document.is_prime or document.is_business", False),
        ("(document.total > 3) == document.is_prime", True),
        ('document.payment_method == ""', True),
        ("Vorgang.Währung == „EUR“", True),
        ("Vorgang.Währung == “EUR”", True),
        ("Vorgang.Wa\u0308hrung == 'EUR'", True),
        ("true", True),
        ("not false and wahr", True),
        ("1 / 3 * 3 < 1", True),
    ],
)
def test_a_condition_holds_or_not(text: str, expected: bool) -> None:
    assert parse(text, ENTITIES).holds(FACTS) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('document.ship_by_on == "2026-10-31"', False),
        ('document.ship_by_on != "2026-10-31"', False),
        ('document.ship_by_on not in ["2026-10-31"]', False),
        ('not (document.ship_by_on in ["2026-10-31"])', True),
        ('not document.ship_by_on == "2026-10-31"', True),
        ("document.age_days + 1 > 0", False),
        ("document.age_days > 3 or document.is_prime", True),
        ('customer.country == "DE"', False),
        ("customer.is_guest", False),
        ("not customer.is_guest", True),
        ("document.total / 0 > 1", False),
        ("document.total / (document.lines - 2) > 1 or document.is_prime", True),
    ],
)
def test_what_is_missing_or_cannot_be_calculated_fulfils_no_comparison(text: str, expected: bool) -> None:
    assert parse(text, ENTITIES).holds(FACTS) is expected


@pytest.mark.parametrize(
    "value", [19.99, "19.99", True, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), (1,), object(), None]
)
def test_a_value_that_is_no_number_counts_as_missing(value: object) -> None:
    facts = {"document": {"total": value}}
    assert not parse("document.total > 0 or document.total <= 0", ENTITIES).holds(facts)


@pytest.mark.parametrize(
    ("typed", "english", "german"),
    [
        (
            "  VORGANG.summe<=20 UND   platform.kind=='amazon' ",
            'document.total <= 20 and platform.kind == "amazon"',
            'Vorgang.Summe <= 20 und Plattform.Art == "amazon"',
        ),
        (
            "nicht(Vorgang.Lager in[ „Haupt und Neben“,'a \"b\"' ])",
            'not (document.warehouse in ["Haupt und Neben", \'a "b"\'])',
            'nicht (Vorgang.Lager in ["Haupt und Neben", \'a "b"\'])',
        ),
        ("Vorgang.Positionen nicht in [-1,2]", "document.lines not in [-1, 2]", "Vorgang.Positionen nicht in [-1, 2]"),
        ("document.total-1>- (2) und wahr", "document.total - 1 > -(2) and true", "Vorgang.Summe - 1 > -(2) und wahr"),
    ],
)
def test_a_condition_is_stored_in_english_and_shown_in_both_languages(typed: str, english: str, german: str) -> None:
    condition = parse(typed, ENTITIES)
    assert condition.canonical == str(condition) == condition.to_language("en") == english
    assert condition.to_language("de") == german
    assert parse(german, ENTITIES) == parse(english, ENTITIES) == condition


def test_words_in_texts_are_never_translated() -> None:
    condition = parse('document.type == "Vorgang.Summe und nicht wahr ≥ 3"', ENTITIES)
    assert condition.canonical == 'document.type == "Vorgang.Summe und nicht wahr ≥ 3"'
    assert condition.to_language("de") == 'Vorgang.Vorgangsart == "Vorgang.Summe und nicht wahr ≥ 3"'
    assert condition.holds({"document": {"type": "Vorgang.Summe und nicht wahr ≥ 3"}})


@pytest.mark.parametrize("value", ["a\\nb", "a\\", "{x}", "%s", "\u0000", "'; drop", "ß", "王", "e\u0301"])
def test_texts_are_compared_as_they_were_typed(value: str) -> None:
    condition = parse(f'document.number == "{value}"', ENTITIES)
    assert condition.holds({"document": {"number": value}})
    assert parse(condition.canonical, ENTITIES) == condition


def test_a_condition_knows_its_fields() -> None:
    assert parse("Vorgang.Summe > 1 or document.tax > document.total", ENTITIES).fields == {
        "document.total",
        "document.tax",
    }


def test_an_entity_that_there_is_not_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        parse("true", ("documents",))
