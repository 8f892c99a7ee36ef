"""Which tax a supply bears, case by case, and what is true of every case."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.taxes.decisions import Place, Question, Scheme, Supplier, Supply, decide_tax
from kogge.taxes.rates import RateLevel, RateUnknown, TaxClass
from kogge.taxes.reading import read_rates
from kogge.taxes.territories import MEMBER_STATES, find_territory

RATES = read_rates()
HAMBURG = Place("DE", "20095")
DAY = date(2026, 3, 1)
BOOK = TaxClass(RateLevel.REDUCED, (("AT", RateLevel.SECOND_REDUCED), ("FR", RateLevel.SECOND_REDUCED)))
WITH_OSS = Supplier("DE", uses_oss=True)
SMALL_WITH_OSS = Supplier("DE", uses_oss=True, is_small_business=True)


def supply(country: str, postal_code: str = "", **changes: Any) -> Supply:
    return replace(Supply(HAMBURG, Place(country, postal_code), DAY), **changes)


@pytest.mark.parametrize(
    ("sold", "supplier", "scheme", "place", "percent"),
    [
        (supply("DE"), WITH_OSS, Scheme.DOMESTIC, "DE", "19"),
        (supply("DE", tax_class=TaxClass(RateLevel.REDUCED)), WITH_OSS, Scheme.DOMESTIC, "DE", "7"),
        (supply("DE", tax_class=BOOK), WITH_OSS, Scheme.DOMESTIC, "DE", "7"),
        (supply("AT", tax_class=BOOK), WITH_OSS, Scheme.OSS, "AT", "10"),
        (supply("AT", "6992", tax_class=BOOK), WITH_OSS, Scheme.OSS, "AT-M", "10"),
        (supply("FR", tax_class=BOOK), WITH_OSS, Scheme.OSS, "FR", "5.5"),
        (supply("FR", tax_class=BOOK), Supplier("DE"), Scheme.ORIGIN, "DE", "7"),
        (supply("DE", buyer_vat_country="FR"), WITH_OSS, Scheme.DOMESTIC, "DE", "19"),
        (supply("FR"), WITH_OSS, Scheme.OSS, "FR", "20"),
        (supply("FI"), WITH_OSS, Scheme.OSS, "FI", "25.5"),
        (supply("AT", "6992"), WITH_OSS, Scheme.OSS, "AT-M", "19"),
        (supply("GB", "BT1 1AA"), WITH_OSS, Scheme.OSS, "XI", "20"),
        (supply("FR"), Supplier("DE"), Scheme.ORIGIN, "DE", "19"),
        (supply("FR"), Supplier("DE", frozenset({"FR"})), Scheme.LOCAL, "FR", "20"),
        (supply("FR", buyer_vat_country="FR"), WITH_OSS, Scheme.REVERSE_CHARGE, "", "0"),
        (supply("FR", buyer_vat_country="BE"), WITH_OSS, Scheme.REVERSE_CHARGE, "", "0"),
        (supply("FR", buyer_vat_country="DE"), WITH_OSS, Scheme.OSS, "FR", "20"),
        (supply("FR", buyer_vat_country="CH"), WITH_OSS, Scheme.OSS, "FR", "20"),
        (supply("CH"), WITH_OSS, Scheme.EXPORT, "", "0"),
        (supply("DE", "27498"), WITH_OSS, Scheme.EXPORT, "", "0"),
        (supply("GB", "SW1A 1AA"), WITH_OSS, Scheme.EXPORT, "", "0"),
        (supply("FR", collected_by_platform=True), WITH_OSS, Scheme.MARKETPLACE, "", "0"),
        (supply("DE"), Supplier("DE", is_small_business=True), Scheme.SMALL_BUSINESS, "", "0"),
        (supply("FR"), Supplier("DE", is_small_business=True), Scheme.SMALL_BUSINESS, "", "0"),
        (supply("FR"), SMALL_WITH_OSS, Scheme.OSS, "FR", "20"),
        (supply("FR", buyer_vat_country="FR"), SMALL_WITH_OSS, Scheme.SMALL_BUSINESS, "", "0"),
        (supply("CH"), SMALL_WITH_OSS, Scheme.SMALL_BUSINESS, "", "0"),
        (supply("FR"), Supplier("DE", frozenset({"FR"}), is_small_business=True), Scheme.LOCAL, "FR", "20"),
        (supply("DE", origin=Place("PL", "00-001")), WITH_OSS, Scheme.OSS, "DE", "19"),
        (supply("PL", origin=Place("PL", "00-001")), WITH_OSS, Scheme.DOMESTIC, "PL", "23"),
        (supply("DE", origin=Place("CH", "8001")), WITH_OSS, Scheme.UNDECIDED, "", "0"),
        (supply(""), WITH_OSS, Scheme.UNDECIDED, "", "0"),
    ],
)
def test_cases(sold: Supply, supplier: Supplier, scheme: Scheme, place: str, percent: str) -> None:
    decision = decide_tax(sold, supplier, RATES)
    assert (decision.scheme, decision.place, decision.percent) == (scheme, place, Decimal(percent))
    assert bool(decision.law) == (scheme is not Scheme.UNDECIDED)


@pytest.mark.parametrize(
    ("country", "level", "day", "percent"),
    [
        ("EE", "standard", "2023-12-31", "20"),
        ("EE", "standard", "2024-01-01", "22"),
        ("EE", "standard", "2025-07-01", "24"),
        ("FI", "standard", "2024-08-31", "24"),
        ("FI", "standard", "2024-09-01", "25.5"),
        ("SK", "standard", "2025-01-01", "23"),
        ("RO", "reduced", "2025-08-01", "11"),
        ("LU", "standard", "2023-06-01", "16"),
        ("DK", "super_reduced", "2026-01-01", "25"),  # Denmark has one rate
        ("DE", "second_reduced", "2026-01-01", "7"),
        ("DE", "zero", "2026-01-01", "0"),
    ],
)
def test_rates_by_date(country: str, level: str, day: str, percent: str) -> None:
    assert RATES.get(country, RateLevel(level), date.fromisoformat(day)).percent == Decimal(percent)


def test_before_the_table_begins_nothing_is_guessed() -> None:
    with pytest.raises(RateUnknown, match="2019-01-01"):
        RATES.get("FR", RateLevel.STANDARD, date(2019, 1, 1))


def test_the_way_to_a_decision_can_be_read() -> None:
    decision = decide_tax(supply("FR"), WITH_OSS, RATES)
    assert [(step.question, step.answer) for step in decision.steps] == [
        (Question.COLLECTED_BY_PLATFORM, False),
        (Question.DESTINATION_KNOWN, True),
        (Question.STARTS_IN_UNION, True),
        (Question.SMALL_BUSINESS, False),
        (Question.ENDS_IN_UNION, True),
        (Question.SAME_COUNTRY, False),
        (Question.BUYER_IS_BUSINESS, False),
        (Question.USES_OSS, True),
    ]
    assert decision.rate is not None
    assert (decision.rate.valid_from, bool(decision.rate.source)) == (date(2021, 7, 1), True)


countries = st.sampled_from([*sorted(MEMBER_STATES), "XI", "GB", "CH", "US", "NO", ""])
suppliers = st.builds(
    Supplier,
    st.sampled_from(sorted(MEMBER_STATES)),
    st.frozensets(st.sampled_from(sorted(MEMBER_STATES)), max_size=4),
    st.booleans(),
    st.booleans(),
)
supplies = st.builds(
    Supply,
    origin=st.builds(Place, countries),
    destination=st.builds(Place, countries),
    on=st.dates(date(2021, 7, 1), date(2030, 12, 31)),
    tax_class=st.builds(TaxClass, st.sampled_from(RateLevel)),
    buyer_vat_country=countries,
    collected_by_platform=st.booleans(),
)


@given(supplies, suppliers)
def test_every_supply_gets_a_decision_that_holds(sold: Supply, supplier: Supplier) -> None:
    decision = decide_tax(sold, supplier, RATES)
    taxed = decision.scheme in {Scheme.DOMESTIC, Scheme.OSS, Scheme.LOCAL, Scheme.ORIGIN}
    assert (decision.rate is not None) == taxed
    assert taxed or not decision.percent
    if sold.collected_by_platform:
        assert decision.scheme is Scheme.MARKETPLACE
    if taxed:  # tax of ours is always a member state's: where the goods go, or where they come from
        assert decision.place in {sold.origin.country, sold.destination.country}
        assert find_territory(decision.place).is_in_union
    if decision.scheme is Scheme.REVERSE_CHARGE:
        assert sold.buyer_vat_country != sold.origin.country
        assert sold.destination.country != sold.origin.country
    questions = [step.question for step in decision.steps]
    assert len(questions) == len(set(questions))
