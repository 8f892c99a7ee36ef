"""The German catalogue is complete."""

import gettext
import re
from pathlib import Path

from babel.messages.pofile import read_po

import kogge.site

FOLDER = Path(kogge.site.__file__).parent / "locale/de/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return a text's forms: one, or singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def names(text: str | tuple[str, ...]) -> set[str]:
    return set(PLACEHOLDER.findall(" ".join(forms(text))))


def test_every_text_is_translated_and_none_is_a_guess() -> None:
    with (FOLDER / "django.po").open("rb") as file:
        messages = [each for each in read_po(file, locale="de") if each.id]
    assert len(messages) > 250
    assert [each.id for each in messages if not all(forms(each.string)) or each.fuzzy] == []
    assert [each.id for each in messages if names(each.id) != names(each.string)] == []


def test_the_compiled_catalogue_is_that_catalogue() -> None:
    with (FOLDER / "django.po").open("rb") as file:
        texts = {(each.context, each.id): each.string for each in read_po(file, locale="de") if each.id}
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    read = {
        (context, each): compiled.pgettext(context, each) if context else compiled.gettext(each)
        for context, each in texts
        if isinstance(each, str)
    }
    assert read == {key: text for key, text in texts.items() if isinstance(key[1], str)}
    plurals = {key[1]: text for key, text in texts.items() if not isinstance(key[1], str)}
    assert {
        each: tuple(compiled.ngettext(each[0], each[1], number) for number in (1, 2)) for each in plurals
    } == plurals
