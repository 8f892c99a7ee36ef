"""Tax rates abroad: what people enter, and how it is shown again."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.articles.abroad import RateNotOffered, read_levels, show_levels
from kogge.taxes.rates import RateLevel
from kogge.taxes.reading import read_rates
from kogge.taxes.territories import MEMBER_STATES

TODAY = date(2026, 2, 3)


def test_rates_become_levels_that_outlive_them() -> None:
    levels = read_levels("at 10\n\nFR: 5,5 %\n IE = 0", TODAY)
    assert levels == {"AT": "second_reduced", "FR": "second_reduced", "IE": "zero"}
    assert show_levels(levels, TODAY) == "AT 10\nFR 5.5\nIE 0"
    assert show_levels({"SK": "standard"}, date(2024, 12, 31)) == "SK 20"
    assert show_levels({"SK": "standard"}, date(2025, 1, 1)) == "SK 23"


@pytest.mark.parametrize("text", ["US 7", "AT", "AT zehn", "AT 10 20", "10 AT"])
def test_what_is_no_country_with_a_rate_is_refused(text: str) -> None:
    with pytest.raises(RateNotOffered) as refusal:
        read_levels(text, TODAY)
    assert refusal.value.offered == ()


def test_a_rate_that_the_country_has_not_is_refused_with_those_it_has() -> None:
    with pytest.raises(RateNotOffered) as refusal:
        read_levels("AT 7", TODAY)
    assert refusal.value.offered == (Decimal(0), Decimal(10), Decimal(13), Decimal(20))


@given(st.dictionaries(st.sampled_from(sorted(MEMBER_STATES)), st.sampled_from(RateLevel)))
def test_what_is_shown_is_read_as_the_same_rates(levels: dict[str, RateLevel]) -> None:
    again = read_levels(show_levels({country: level.value for country, level in levels.items()}, TODAY), TODAY)
    for country, level in levels.items():
        rates = read_rates()
        read, meant = (rates.get(country, each, TODAY) for each in (RateLevel(again[country]), level))
        assert read.percent == meant.percent
