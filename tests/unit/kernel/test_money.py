"""Money stays exact in every direction."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.kernel.money import (
    MAX_MINOR,
    AmountNotRepresentable,
    CurrenciesDiffer,
    Money,
    exponent_of,
    to_major,
    to_minor,
)

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "BRL", "USD", "CLF"])
MINORS = st.integers(min_value=-MAX_MINOR, max_value=MAX_MINOR)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.34", "EUR", 1234),
        ("12.340", "EUR", 1234),
        ("-0.01", "EUR", -1),
        ("19940", "JPY", 19940),
        ("19940.00", "JPY", 19940),
        ("1.234", "KWD", 1234),
        ("0", "BRL", 0),
        ("1E+2", "EUR", 10000),
        ("92233720368547758.07", "EUR", MAX_MINOR),
    ],
)
def test_amounts_become_minor_units(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "EUR"),
        ("0.5", "JPY"),
        ("1.00000000000000000000000000001", "EUR"),
        ("92233720368547758.08", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        ("1E+400", "EUR"),
    ],
)
def test_amounts_that_cannot_be_booked_are_refused(amount: str, currency: str) -> None:
    with pytest.raises(AmountNotRepresentable, match=currency):
        to_minor(Decimal(amount), currency)


@given(MINORS, CURRENCIES)
def test_minor_and_major_units_are_inverse(minor: int, currency: str) -> None:
    major = to_major(minor, currency)
    assert to_minor(major, currency) == minor
    assert -major.as_tuple().exponent == exponent_of(currency)


@given(st.lists(st.integers(-(10**12), 10**12), max_size=50), CURRENCIES)
def test_sums_equal_decimal_sums(minors: list[int], currency: str) -> None:
    total = sum((Money(minor, currency) for minor in minors), Money(0, currency))
    assert total.amount == sum((to_major(minor, currency) for minor in minors), Decimal(0))
    assert total - total == Money(0, currency)
    assert total + (-total) == Money(0, currency)


def test_currencies_never_mix() -> None:
    with pytest.raises(CurrenciesDiffer, match=r"1\.00 EUR and 1 JPY"):
        Money.of("1", "EUR") + Money.of("1", "JPY")
