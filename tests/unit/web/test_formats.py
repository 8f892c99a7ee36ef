"""Amounts and numbers in the reader's language."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from kogge.kernel.money import exponent_of
from kogge.web.formats import format_count, format_country, format_major, format_money, format_wait

NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "minor", "currency", "shown"),
    [
        ("de", 123456, "EUR", f"1.234,56{NO_BREAK}€"),
        ("en", 123456, "EUR", "€1,234.56"),
        ("de", -1155, "USD", f"-11,55{NO_BREAK}$"),
        ("en", 1500, "JPY", "¥1,500"),
        ("en", 1234, "KWD", f"KWD{NO_BREAK}1.234"),
        ("de", 12345, "RSD", f"123,45{NO_BREAK}RSD"),
        ("de", 9_223_372_036_854_775_807, "EUR", f"92.233.720.368.547.758,07{NO_BREAK}€"),
    ],
)
def test_money_has_the_decimals_that_are_booked(language: str, minor: int, currency: str, shown: str) -> None:
    with override(language):
        assert format_money(minor, currency) == shown


@given(st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1), st.sampled_from(["EUR", "JPY", "KWD", "RSD", "CLF"]))
def test_no_digit_is_lost(minor: int, currency: str) -> None:
    with override("en"):
        digits = "".join(each for each in format_money(minor, currency) if each.isdigit())
    assert int(digits) == abs(minor)
    assert len(digits) > exponent_of(currency)


def test_finer_amounts_are_not_rounded() -> None:
    with override("de"):
        assert format_major(Decimal("12.345"), "EUR") == f"12,345{NO_BREAK}€"


def test_counts_countries_and_waits() -> None:
    with override("de"):
        assert format_count(1234567) == "1.234.567"
        assert format_country("AT") == "Österreich"
        assert format_country("XQ") == "XQ"
    assert format_wait(178.2) == "2:58"
    assert format_wait(-3) == "0:00"
