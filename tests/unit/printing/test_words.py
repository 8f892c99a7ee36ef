"""The words of papers are complete in every language."""

import re
from dataclasses import asdict

import pytest

from kogge.printing.words import LANGUAGES, read_words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_and_fills_in_the_same(language: str) -> None:
    english, words = asdict(read_words("en")), asdict(read_words(language))
    assert all(word.strip() for word in words.values())
    for name, word in words.items():
        assert set(re.findall(r"{(\w+)}", word)) == set(re.findall(r"{(\w+)}", english[name])), name


def test_notes_are_told_apart_from_language_to_language() -> None:
    for name in ("invoice", "note_oss", "note_reverse_charge", "note_export", "page"):
        assert len({asdict(read_words(each))[name] for each in LANGUAGES}) == len(LANGUAGES), name
