"""Proposals for addresses: what is recognised, what is left alone, and that no word is lost."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.customers.proposals import Finding, propose
from kogge.customers.rules import ADDRESS_FIELDS, AddressDraft


def address(**parts: str) -> AddressDraft:
    return AddressDraft(**{"name": "Jörg Müller", "postal_code": "28195", "city": "Bremen", "country": "DE"} | parts)


STATION = {"line1": "Packstation 145", "line2": "12345678"}


@pytest.mark.parametrize(
    ("written", "proposed", "finding"),
    [
        ({"line1": "12345678", "line2": "Packstation 145"}, STATION, Finding.PACKING_STATION),
        ({"company_name": "12345678", "line1": "Packstation 145"}, STATION, Finding.PACKING_STATION),
        ({"company_name": "Packstation 145", "line1": "12345678"}, STATION, Finding.PACKING_STATION),
        (
            {"line1": "Postnummer 12345678", "line2": "PACKSTATION 145"},
            {"line1": "PACKSTATION 145", "line2": "Postnummer 12345678"},
            Finding.PACKING_STATION,
        ),
        (
            {"line1": "1234567", "line2": "Postfiliale 502"},
            {"line1": "Postfiliale 502", "line2": "1234567"},
            Finding.PACKING_STATION,
        ),
        (
            {"line1": "Hansa Handel GmbH", "line2": "Lange Str. 5"},
            {"company_name": "Hansa Handel GmbH", "line1": "Lange Str. 5", "line2": ""},
            Finding.COMPANY_IN_LINE,
        ),
        (
            {"line1": "Lange Str. 5", "line2": "Nord & Söhne GmbH & Co. KG"},
            {"company_name": "Nord & Söhne GmbH & Co. KG", "line1": "Lange Str. 5", "line2": ""},
            Finding.COMPANY_IN_LINE,
        ),
        (
            {"line1": "Rossi S.r.l.", "line2": "Via Roma 12", "country": "IT"},
            {"company_name": "Rossi S.r.l.", "line1": "Via Roma 12", "line2": ""},
            Finding.COMPANY_IN_LINE,
        ),
        (
            {"line1": "12 rue de la Paix", "line2": "Dupont SARL", "country": "FR"},
            {"company_name": "Dupont SARL", "line2": ""},
            Finding.COMPANY_IN_LINE,
        ),
        (
            {"line1": "Kowalski Sp. z o.o.", "line2": "ul. Długa 3", "country": "PL"},
            {"company_name": "Kowalski Sp. z o.o.", "line1": "ul. Długa 3"},
            Finding.COMPANY_IN_LINE,
        ),
        (
            {"line1": "De Vries B.V.", "line2": "Keizersgracht 1", "country": "NL"},
            {"company_name": "De Vries B.V.", "line1": "Keizersgracht 1"},
            Finding.COMPANY_IN_LINE,
        ),
        (
            {"name": "Hansa Handel GmbH", "line1": "Lange Str. 5"},
            {"company_name": "Hansa Handel GmbH", "name": ""},
            Finding.COMPANY_IN_NAME,
        ),
        (
            {"name": "Bäckerei Huber e.K.", "line1": "Am Markt 1"},
            {"company_name": "Bäckerei Huber e.K.", "name": ""},
            Finding.COMPANY_IN_NAME,
        ),
        ({"line1": "Lange Straße", "line2": "5"}, {"line1": "Lange Straße 5", "line2": ""}, Finding.HOUSE_NUMBER_APART),
        (
            {"line1": "Lange Straße", "line2": "12 a", "line3": "Hinterhaus"},
            {"line1": "Lange Straße 12 a", "line2": "Hinterhaus", "line3": ""},
            Finding.HOUSE_NUMBER_APART,
        ),
    ],
)
def test_what_stands_in_the_wrong_line_is_recognised(
    written: dict[str, str], proposed: dict[str, str], finding: Finding
) -> None:
    proposal = propose(address(**written))
    assert proposal is not None
    assert finding in proposal.findings
    for name, text in proposed.items():
        assert getattr(proposal.address, name) == text, name


@pytest.mark.parametrize(
    "written",
    [
        {"line1": "Lange Str. 5"},
        {"line1": "Packstation 145", "line2": "12345678"},
        {"line1": "Lange Str. 5", "line2": "Hinterhaus"},
        {"line1": "Lange Str. 5", "line2": "c/o Meier"},
        {"name": "Agnes Keg", "line1": "AG-Weg 3"},
        {"company_name": "Hansa GmbH", "line1": "Lange Str. 5"},
        {"line1": "Hansa GmbH"},
        {"line1": "Straße 12", "line2": "5"},
        {"line1": "Ahornweg", "line2": "Haus am See"},
        {"name": "Abel Abendroth", "line1": "Abtstraße 1"},
    ],
)
def test_what_is_in_its_place_or_unclear_is_left_alone(written: dict[str, str]) -> None:
    assert propose(address(**written)) is None


TEXTS = st.sampled_from(
    [
        "",
        "5",
        "12 a",
        "Lange Straße",
        "Lange Str. 5",
        "Hansa GmbH",
        "Packstation 145",
        "12345678",
        "Hinterhaus",
        "c/o Meier",
    ]
) | st.text(max_size=15)


@given(st.fixed_dictionaries(dict.fromkeys(("name", "company_name", "line1", "line2", "line3"), TEXTS)))
def test_no_word_is_lost_and_none_is_added(parts: dict[str, Any]) -> None:
    written = address(**parts)
    proposal = propose(written)
    if proposal is not None:
        assert proposal.address != written
        assert words(proposal.address) == words(written)


def words(of: AddressDraft) -> Counter[str]:
    return Counter(word for name in ADDRESS_FIELDS for word in getattr(of, name).split())
