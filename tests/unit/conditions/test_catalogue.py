"""The catalogue of fields: names that cannot be mistaken, words and values for all, and the tables of the handbook."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from kogge.articles.models import TAX_LEVELS, ArticleKind
from kogge.conditions.expressions import parse
from kogge.conditions.fields import ENTITIES, FIELDS, FieldType, index_names
from kogge.conditions.spelling import WORDS, fold
from kogge.conditions.wording import MEANINGS, TYPES, VALUES, list_field_help
from kogge.customers.models import VatIdState
from kogge.documents.models import DocumentKind, DocumentState
from kogge.platforms.forms import REGIONS
from kogge.platforms.models import PlatformKind
from tools.condition_fields import BEGIN, END, write_table

DOCS = Path(__file__).parents[3] / "docs"
CHOICES = {
    "document.kind": DocumentKind.choices,
    "document.state": DocumentState.choices,
    "platform.kind": PlatformKind.choices,
    "platform.region": REGIONS,
    "customer.vat_id_state": VatIdState.choices,
    "article.kind": ArticleKind.choices,
    "article.tax_level": TAX_LEVELS,
}


def test_a_name_means_one_field_in_either_language() -> None:
    for name, entity in ENTITIES.items():
        english = [field.name for field in entity.fields]
        german = [fold(field.german) for field in entity.fields]
        assert len(set(english)) == len(english)
        assert len(set(german)) == len(german)
        both = {fold(each) for each in english} & set(german)
        assert all(fold(field.name) == fold(field.german) for field in entity.fields if fold(field.german) in both), (
            name
        )


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_name_can_be_typed_as_it_is_shown(language: str) -> None:
    for each in FIELDS.values():
        assert index_names((each.entity.name,))[fold(each.show(language))] == each
        assert not set(each.show(language).split(".")) & WORDS.keys()
        if each.field.type is FieldType.YES_NO:
            assert parse(each.show(language), [each.entity.name]).fields == {each.key}


def test_every_field_and_type_has_a_meaning() -> None:
    assert FIELDS.keys() == MEANINGS.keys()
    assert set(FieldType) == TYPES.keys()


@pytest.mark.parametrize("language", ["de", "en"])
def test_values_are_those_of_the_tables_in_their_words(language: str) -> None:
    assert {key for key, each in FIELDS.items() if each.field.values} == VALUES.keys() == CHOICES.keys()
    with override(language):
        for key, choices in CHOICES.items():
            assert FIELDS[key].field.values == tuple(value for value, _ in choices), key
            assert {value: str(word) for value, word in VALUES[key].items()} == {v: str(w) for v, w in choices}, key


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_help_names_every_field_in_both_languages(language: str) -> None:
    shown = list(list_field_help(tuple(ENTITIES), language))
    assert [each.name for each in shown] == [each.show(language) for each in FIELDS.values()]
    assert {each.other_name for each in shown} == {
        each.show("en" if language == "de" else "de") for each in FIELDS.values()
    }


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_handbook_has_the_fields_that_there_are(language: str) -> None:
    """Bring it up to date with `uv run python -m tools.condition_fields`."""
    page = (DOCS / f"conditions.{language}.md").read_text(encoding="utf-8")
    table = page.partition(BEGIN)[2].partition(END)[0]
    assert table == write_table(language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_examples_of_the_handbook_can_be_read(language: str) -> None:
    page = (DOCS / f"conditions.{language}.md").read_text(encoding="utf-8")
    examples = [line for block in re.findall(r"```\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]
    assert len(examples) >= 5
    for example in examples:
        assert parse(example, tuple(ENTITIES)).to_language(language) == example
