"""Who is the same buyer, and which is the same address."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.customers.rules import AddressDraft, CustomerDraft, digest, fingerprint, normalise

HOME = AddressDraft(name="Jörg Müller", line1="Lange Straße 5", postal_code="28195", city="Bremen", country="DE")


def customer(**changes: Any) -> CustomerDraft:
    facts: dict[str, Any] = {
        "reference": "",
        "name": "Jörg Müller",
        "company_name": "",
        "email": "joerg@example.com",
        "email_is_relay": False,
        "phone": "",
        "vat_id": "",
        "address": HOME,
    }
    return CustomerDraft(**facts | changes)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jörg Müller", "joerg MUELLER"),
        ("Groß", "GROSS"),
        ("Lange Straße 5", "Lange Str. 5"),
        ("Langestraße 5", "Lange-Strasse 5"),
        ("André Cliché", "Andre Cliche"),
        ("Łukasz Żółw", "Lukasz Zolw"),
        ("O'Neill", "O’Neill"),
        (unicodedata.normalize("NFD", "Jörg Müller"), "Jörg Müller"),
        ("Ｍüller", "Müller"),
        ("𝓐nna", "Anna"),
        ("İstanbul", "Istanbul"),
    ],
)
def test_what_people_write_differently_is_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Möller"),
        ("王小明", "王小红"),
        ("Иван", "Иванна"),
        ("バス", "ハス"),
        ("मीना", "मान"),
        ("กิน", "กัน"),
        ("محمد", "أحمد"),
        ("Gasse 1/2", "Gasse 12"),
        ("Gasse 1½", "Gasse 112"),
    ],
)
def test_what_is_different_stays_different_in_every_script(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(alphabet="aäbBcßéñ øŁ王и", min_size=1, max_size=12))
def test_capitals_and_spaces_at_the_ends_tell_nobody_apart(text: str) -> None:
    assert normalise(text) == normalise(f" {text.upper()}. ")


@given(st.text(max_size=30))
def test_every_text_can_be_normalised_and_keeps_no_capitals(text: str) -> None:
    folded = normalise(text)
    assert folded == normalise(text)
    assert folded == folded.casefold()


def test_parts_do_not_run_into_one_another() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_the_same_address_has_one_fingerprint_however_it_is_typed() -> None:
    typed = replace(HOME, name="JOERG MUELLER", line1="", line2="Lange Str. 5", phone="1")
    assert fingerprint(typed) == fingerprint(HOME)
    assert fingerprint(replace(HOME, postal_code="28 195")) == fingerprint(HOME)


@pytest.mark.parametrize("field", ["name", "company_name", "line1", "postal_code", "city", "district", "country"])
def test_another_address_has_another_fingerprint(field: str) -> None:
    assert fingerprint(replace(HOME, **{field: "XY"})) != fingerprint(HOME)


def test_buyers_match_by_name_and_address() -> None:
    assert customer(name="JÖRG MÜLLER").match_key == customer().match_key
    assert customer(name="Jörn Müller").match_key != customer().match_key
    assert customer(company_name="Werft AG").match_key != customer().match_key


@pytest.mark.parametrize(
    "address", [None, AddressDraft(name="Jörg", city="Bremen"), AddressDraft(line1="Kai 1", city="Bremen")]
)
def test_nobody_is_told_by_half_an_address(address: AddressDraft | None) -> None:
    assert customer(address=address).match_key == ""


def test_an_e_mail_address_tells_a_buyer_unless_it_is_the_platforms() -> None:
    assert customer(email=" Joerg@Example.com").email_key == customer().email_key != ""
    assert customer(email="j.oerg@example.com").email_key != customer().email_key
    assert customer(email_is_relay=True).email_key == customer(email="").email_key == ""


def test_only_who_has_neither_name_nor_reference_is_known_to_nobody() -> None:
    assert customer(name="").is_known_to_nobody
    assert not customer(name="", reference="b-1").is_known_to_nobody
    assert not customer(name="", company_name="Werft AG").is_known_to_nobody
