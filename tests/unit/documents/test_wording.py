"""Messages on documents in words."""

import re

import pytest
from django.utils.translation import override

from kogge.documents.wording import WORDS, word_message

VALUES = {
    "difference_minor": "2",
    "line": "12345",
    "number": "A-1",
    "parts": "3",
    "sku": "KOG-1",
    "stated": "10.00",
    "computed": "9.98",
    "fields": "total_minor, delivery_address",
    "problem": "reason",
    "reason": "cancelled_at_platform",
    "discount": "1.5",
    "unit_price": "1.2345",
    "country": "Utopia",
    "type": "STAMP",
    "word": "BankTransfer",
    "used": "Vorkasse",
    "ours_minor": "190",
    "theirs_minor": "200",
}


@pytest.mark.parametrize("code", WORDS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_message_finds_its_values(code: str, language: str) -> None:
    with override(language):
        words = word_message(code, VALUES, "EUR")
    assert words != code
    assert "…" not in words
    assert not re.search(r"%\(|cancelled_at_platform|total_minor", words)


def test_amounts_are_shown_as_amounts() -> None:
    with override("de"):
        assert "0,02\N{NO-BREAK SPACE}€" in word_message("amounts_do_not_add_up", {"difference_minor": 2}, "EUR")
        shown = word_message("amounts_do_not_add_up", {"difference_minor": "200", "currency": "JPY"}, "EUR")
    assert "200\N{NO-BREAK SPACE}¥" in shown


def test_a_message_without_words_or_values_does_not_fail() -> None:
    with override("en"):
        assert word_message("never_heard_of", {}, "EUR") == "never_heard_of"
        assert "…" in word_message("unknown_article", {}, "EUR")
        assert "about three" in word_message("amounts_do_not_add_up", {"difference_minor": "about three"}, "EUR")
