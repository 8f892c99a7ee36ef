"""The German catalogue is complete."""

import gettext
import re
from pathlib import Path

from babel.messages.pofile import read_po

import kogge.site

FOLDER = Path(kogge.site.__file__).parent / "locale/de/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def test_every_text_is_translated_and_none_is_a_guess() -> None:
    with (FOLDER / "django.po").open("rb") as file:
        messages = [each for each in read_po(file, locale="de") if each.id]
    assert len(messages) > 250
    assert [each.id for each in messages if not each.string or each.fuzzy] == []
    assert [
        each.id for each in messages if set(PLACEHOLDER.findall(each.id)) != set(PLACEHOLDER.findall(each.string))
    ] == []


def test_the_compiled_catalogue_is_that_catalogue() -> None:
    with (FOLDER / "django.po").open("rb") as file:
        texts = {(each.context, each.id): each.string for each in read_po(file, locale="de") if each.id}
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    read = {
        (context, each): compiled.pgettext(context, each) if context else compiled.gettext(each)
        for context, each in texts
    }
    assert read == texts
