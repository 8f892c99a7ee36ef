"""Tracking numbers: carriers' own examples are plausible, a wrong digit is noticed, odd things are refused."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kogge.shipping.carriers import Carrier, find_carrier, tracking_page
from kogge.shipping.tracking import Finding, is_impossible, judge, normalise

EXAMPLES = [
    (Carrier.DHL, "00340434161094015902"),
    (Carrier.DHL, "563102430313"),
    (Carrier.DHL, "3318810025"),
    (Carrier.DHL, "JJD000390007882823398"),
    (Carrier.DEUTSCHE_POST, "RB123456785GB"),
    (Carrier.DEUTSCHE_POST, "A00123456789000012A4"),
    (Carrier.DPD, "01475047500001"),
    (Carrier.GLS, "50346007538"),
    (Carrier.GLS, "ZABC12DE"),
    (Carrier.HERMES, "H1001234567890123456"),
    (Carrier.UPS, "1Z5R89390357567127"),
    (Carrier.UPS, "1Z999AA10123456784"),
    (Carrier.FEDEX, "986578788855"),
    (Carrier.FEDEX, "477179081230"),
    (Carrier.FEDEX, "041441760228964"),
    (Carrier.TNT, "GE123456789DE"),
    (Carrier.AMAZON, "TBA000000000001"),
    (Carrier.AMAZON, "DE1234567890"),
]
CHECKED = [
    (Carrier.UPS, "1Z5R89390357567127"),
    (Carrier.FEDEX, "986578788855"),
    (Carrier.DHL, "00340434161094015902"),
    (Carrier.DEUTSCHE_POST, "RB123456785GB"),
]


@pytest.mark.parametrize(("carrier", "number"), EXAMPLES)
def test_carriers_own_numbers_are_plausible(carrier: Carrier, number: str) -> None:
    assert judge(number, carrier) is None


@pytest.mark.parametrize(("carrier", "number"), CHECKED)
def test_another_last_digit_is_noticed(carrier: Carrier, number: str) -> None:
    place = 10 if carrier is Carrier.DEUTSCHE_POST else len(number) - 1
    for digit in set("0123456789") - {number[place]}:
        assert judge(number[:place] + digit + number[place + 1 :], carrier) is Finding.CHECK_DIGIT


@pytest.mark.parametrize(
    ("number", "carrier", "finding"),
    [
        ("302-1234567-1234567", Carrier.DHL, Finding.ORDER_NUMBER),
        ("", None, Finding.CHARACTERS),
        ("SENDUNG ÜBER", None, Finding.CHARACTERS),
        ("HTTPS://DHL.DE/1", None, Finding.CHARACTERS),
        ("1234", None, Finding.LENGTH),
        ("1" * 41, None, Finding.LENGTH),
        ("00000000000", Carrier.GLS, Finding.ONE_DIGIT),
        ("1Z999AA10123456784", Carrier.DHL, Finding.OTHER_CARRIER),
        ("ABC-12345", Carrier.UPS, Finding.FORM),
        ("ABC-12345", None, None),
    ],
)
def test_odd_numbers(number: str, carrier: Carrier | None, finding: Finding | None) -> None:
    assert judge(number, carrier) is finding


def test_only_what_no_carrier_prints_is_refused() -> None:
    assert is_impossible("302-1234567-1234567")
    assert not is_impossible("1Z999AA10123456780")


@given(st.text(max_size=60), st.sampled_from([None, *Carrier]))
def test_anything_is_judged(typed: str, carrier: Carrier | None) -> None:
    number = normalise(typed)
    assert judge(number, carrier) in {None, *Finding}
    assert normalise(number) == number


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_exactly_one_check_digit_makes_a_parcel_number_right(digits: str) -> None:
    assume(len(set(digits)) > 1)
    right = [each for each in "0123456789" if judge(f"00{digits}{each}", Carrier.DHL) is None]
    assert len(right) == 1


@pytest.mark.parametrize(
    ("words", "carrier"),
    [
        (("DHL", "DHL Paket"), Carrier.DHL),
        (("Other", "Hermes Logistik Gruppe"), Carrier.HERMES),
        (("Deutsche Post",), Carrier.DEUTSCHE_POST),
        (("Amazon Shipping",), Carrier.AMAZON),
        (("Brieftaube",), None),
        ((), None),
    ],
)
def test_carriers_are_found_by_their_words(words: tuple[str, ...], carrier: Carrier | None) -> None:
    assert find_carrier(*words) is carrier


def test_every_carrier_has_a_page() -> None:
    assert all("A%20B" in tracking_page(carrier, "A B") for carrier in Carrier)
    assert tracking_page(None, "1") == ""
