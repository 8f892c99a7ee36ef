"""Marketplaces as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.platforms.rules import parse_marketplaces, show_marketplaces


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("DE, FR; IT", ["DE", "FR", "IT"]),
        ("de fr\tit", ["DE", "FR", "IT"]),
        (" ,; de,,DE ;fr", ["DE", "FR"]),
        ("UK, GB", ["GB"]),
        ("XX", ["XX"]),
    ],
)
def test_text_becomes_codes(text: str, codes: list[str]) -> None:
    assert parse_marketplaces(text) == codes


@given(st.lists(st.sampled_from(["DE", "FR", "IT", "GB", "US", "XX"]), unique=True))
def test_what_is_shown_is_understood(codes: list[str]) -> None:
    assert parse_marketplaces(show_marketplaces(codes)) == codes
