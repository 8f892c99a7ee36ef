"""Gross amounts into net and tax: exact in sum, near in every part."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.taxes.splitting import split_gross, tax_in

amounts = st.lists(st.integers(-(10**15), 10**15), max_size=30)
percents = st.sampled_from(["0", "2.1", "5.5", "7", "9.5", "13.5", "19", "20", "25.5", "27"]).map(Decimal)


@pytest.mark.parametrize(
    ("gross", "percent", "tax"),
    [
        (11900, "19", 1900),
        (1999, "19", 319),  # 319.168…
        (107, "7", 7),
        (5, "19", 1),  # 0.798…
        (3, "20", 1),  # 0.5 goes away from zero
        (-3, "20", -1),
        (0, "19", 0),
        (12345, "0", 0),
    ],
)
def test_tax_is_rounded_commercially(gross: int, percent: str, tax: int) -> None:
    assert tax_in(gross, Decimal(percent)) == tax


def test_three_thirds_are_a_whole() -> None:
    assert split_gross([333, 333, 334], Decimal(19)) == [53, 53, 54]  # 159.66… together: 160
    assert tax_in(1000, Decimal(19)) == 160


@given(amounts, percents)
def test_parts_add_up_to_the_tax_of_the_whole(gross: list[int], percent: Decimal) -> None:
    taxes = split_gross(gross, percent)
    assert len(taxes) == len(gross)
    assert sum(taxes) == tax_in(sum(gross), percent)


@given(amounts, percents)
def test_each_part_is_within_a_minor_unit_of_its_own_tax(gross: list[int], percent: Decimal) -> None:
    for amount, tax in zip(gross, split_gross(gross, percent), strict=True):
        assert abs(tax * (100 + percent) - amount * percent) <= 100 + percent


@given(st.integers(0, 10**15), percents)
def test_the_sign_goes_along(gross: int, percent: Decimal) -> None:
    assert tax_in(-gross, percent) == -tax_in(gross, percent)
    assert 0 <= tax_in(gross, percent) <= gross
