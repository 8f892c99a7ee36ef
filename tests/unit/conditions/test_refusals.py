"""What cannot be read: refused at once, at the right place, in words that help in both languages."""

import time

import pytest
from django.utils.translation import override

from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.expressions import parse
from kogge.conditions.wording import PROBLEMS, describe

ENTITIES = ("document", "platform", "customer")


def refuse(text: str) -> ConditionInvalid:
    with pytest.raises(ConditionInvalid) as refused:
        parse(text, ENTITIES)
    return refused.value


REFUSED = [
    ("", "empty", 0, "", ""),
    (" \n", "empty", 0, "", ""),
    ("document.totl > 3", "unknown_field", 0, "document.totl", "document.total"),
    ("true and Vorgang.Sume > 3", "unknown_field", 9, "Vorgang.Sume", "Vorgang.Summe"),
    ("total > 3", "unknown_field", 0, "total", "document.total"),
    ("document.currenc", "unknown_field", 0, "document.currenc", "document.currency"),
    ("document.__class__", "unknown_field", 0, "document.__class__", ""),
    ("document.total.real > 1", "unknown_field", 0, "document.total.real", ""),
    ("xyz > 3", "unknown_field", 0, "xyz", ""),
    ('article.ean == "1"', "other_entity", 0, "article.ean", ""),
    ("document.total = 3", "single_equals", 15, "=", "=="),
    ("document.total => 3", "unknown_sign", 15, "=>", ">="),
    ("document.is_prime && true", "unknown_sign", 18, "&&", "and"),
    ("document.total > 19,99", "decimal_comma", 17, "19,99", "19.99"),
    ("document.total > 1.000", "grouped_number", 17, "1.000", "1000"),
    ("document.total > 1e9", "bad_number", 17, "1e9", ""),
    ("document.total > 0x10", "bad_number", 17, "0x10", ""),
    (f"document.total > {'9' * 16}", "bad_number", 17, "9" * 16, ""),
    ("document.total", "not_yes_no", 0, "document.total", ""),
    ("document.is_prime and document.lines", "not_yes_no", 22, "document.lines", ""),
    ("not document.lines", "not_yes_no", 4, "document.lines", ""),
    ('document.total == "3"', "types_differ", 0, 'document.total == "3"', ""),
    ("true and document.total < document.ordered_on", "types_differ", 9, "document.total < document.ordered_on", ""),
    ('document.lines in ["a"]', "types_differ", 0, 'document.lines in ["a"]', ""),
    ('document.currency < "F"', "not_ordered", 0, 'document.currency < "F"', ""),
    ("document.is_prime < true", "not_ordered", 0, "document.is_prime < true", ""),
    ("document.is_prime + 1 > 0", "not_a_number", 0, "document.is_prime", ""),
    ('document.currency + "a" == "EURa"', "not_a_number", 0, "document.currency", ""),
    ("-document.is_prime", "not_a_number", 1, "document.is_prime", ""),
    ("3 in document.total", "not_a_list", 5, "document.total", ""),
    ('platform.marketplaces == ["DE"]', "list_compared", 0, 'platform.marketplaces == ["DE"]', ""),
    ('document.ordered_on > "soon"', "not_a_day", 22, '"soon"', ""),
    ('document.ordered_on in ["2026-02-30"]', "not_a_day", 23, '["2026-02-30"]', ""),
    ('document.kind == "ordr"', "unknown_value", 17, '"ordr"', "order"),
    ('document.state in ["open", "Cancelled"]', "unknown_value", 18, '["open", "Cancelled"]', "cancelled"),
    ("(document.total > 3", "bracket_not_closed", 0, "(", ""),
    ("document.total > 3)", "bracket_not_opened", 18, ")", ""),
    ("document.lines in [1, 2", "bracket_not_closed", 18, "[", ""),
    ("document.lines in []", "list_is_empty", 18, "[", ""),
    ("document.lines in [1 2]", "unexpected", 21, "2", ""),
    ("document.lines in [1,]", "unexpected", 21, "]", ""),
    ("document.lines in [,1]", "list_of_values_only", 19, ",", ""),
    ('document.lines in [1, "a"]', "list_of_one_kind_only", 22, '"a"', ""),
    ("1 in [document.lines]", "list_of_values_only", 6, "document.lines", ""),
    ('"a" in [for x in document.number]', "list_of_values_only", 8, "for", ""),
    ("document.total >", "unfinished", 16, "", ""),
    ("document.is_prime and ", "unfinished", 21, "", ""),
    ("(document.total >", "unfinished", 17, "", ""),
    ("1 < document.total < 3", "chained", 19, "<", ""),
    ("document.total 3", "unexpected", 15, "3", ""),
    ("and true", "unexpected", 0, "and", ""),
    ("document.total(3) > 1", "unexpected", 14, "(", ""),
    ('document.number[0] == "a"', "unexpected", 15, "[", ""),
    ("()", "unexpected", 1, ")", ""),
    ('document.currency == "EUR', "text_not_closed", 21, '"', ""),
    ('document.currency == "EUR\n"', "text_not_closed", 21, '"', ""),
    ("document.total ** 3 > 1", "unknown_sign", 15, "**", ""),
    ("document.total // 3 > 1", "unknown_sign", 15, "//", ""),
    ("document.total % 3 == 1", "unknown_sign", 15, "%", ""),
    ('document.number =~ "(a+)+$"', "unknown_sign", 16, "=~", ""),
    ('document.number !~~ "(a+)+$"', "unknown_sign", 16, "!~~", ""),
    ("$now == $today", "unknown_sign", 0, "$", ""),
    ("true ? true : false", "unknown_sign", 5, "?", ""),
    ("{1} == {1}", "unknown_sign", 0, "{", ""),
    ("true # comment", "unknown_sign", 5, "#", ""),
    ("true; true", "unknown_sign", 4, ";", ""),
    ('d"2026-01-01" == d"2026-01-01"', "unknown_field", 0, "d", ""),
    ("null == null", "unknown_field", 0, "null", ""),
    ("nan == inf", "unknown_field", 0, "nan", ""),
]


@pytest.mark.parametrize(("text", "code", "position", "token", "suggestion"), REFUSED)
def test_what_cannot_be_read_is_refused_at_its_place(
    text: str, code: str, position: int, token: str, suggestion: str
) -> None:
    problem = refuse(text)
    assert (problem.code, problem.position, problem.token, problem.suggestion) == (code, position, token, suggestion)
    assert text[position:].startswith(token)


def test_every_problem_has_words_and_is_found_here() -> None:
    seen = {refuse(text).code for text in (*(each[0] for each in REFUSED), *HOSTILE)}
    assert seen == PROBLEMS.keys()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_problem_is_worded_without_gaps(language: str) -> None:
    with override(language):
        for text in (*(each[0] for each in REFUSED), *HOSTILE):
            words = describe(refuse(text))
            assert words.endswith((".", "?"))
            assert "%(" not in words


def test_an_unknown_field_is_told_with_the_nearest_name_and_those_there_are() -> None:
    with override("de"):
        words = describe(refuse("Plattform.Regio == „EU“"))
        assert words.startswith("Ein Feld „Plattform.Regio“ gibt es nicht. Meinten Sie „Plattform.Region“?")
        assert describe(refuse("Kunde.x")).endswith("Kunde.hat_USt_IdNr, Kunde.USt_IdNr_Prüfung.")
        assert describe(refuse("xyz")).endswith("Es gibt: Vorgang, Plattform, Kunde.")
    with override("en"):
        assert describe(refuse("Plattform.M")).endswith(
            "Did you mean “Plattform.Marktplätze”? There are: platform.marketplaces."
        )
        assert "There are: open, posted, partly_converted, converted, cancelled." in describe(
            refuse('document.state == "opn"')
        )


def test_kinds_of_values_are_named_in_words() -> None:
    with override("de"):
        assert "eine Zahl" in describe(refuse('document.total == "3"'))
        assert "ein Text" in describe(refuse('document.total == "3"'))


HOSTILE = [
    "a" * 10_000,
    "document.total > 1 or " * 500 + "true",
    "(" * 1_000 + "true" + ")" * 1_000,
    "(" * 900 + "true" + ")" * 900,
    "[" * 1_900 + "1]",
    "[1" * 900 + "]" * 10,
    ")" * 2_000,
    "-" * 1_900 + "1 > 0",
    "not " * 499 + "true",
    "true or " * 249 + "true",
    "1" + "*9" * 999,
    "1" + "+1" * 99 + " > 0 > 1",
    "," * 2_000,
    "1 " * 1_000,
    '"' * 1_999,
    "„" * 2_000,
    "." * 2_000,
    "a." * 1_000,
    "=" * 2_000,
    "document." + "x" * 1_990,
    "\u0308" * 2_000,
    "9" * 2_000,
    'document.number =~ "' + "(a+)+" * 300 + '"',
    "9 ** 9 ** 9 ** 9 > 1",
    "[x for x in document.number for y in x]",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_refused_quickly(text: str) -> None:
    begun = time.process_time()
    refuse(text)
    assert time.process_time() - begun < 0.25


def test_the_largest_condition_that_is_read_leaves_the_stack_room() -> None:
    """The library walks down into what is nested, so that what a request stands on already must have room, too."""

    def deeper(levels: int, text: str) -> bool:
        return parse(text, ENTITIES).holds({}) if levels == 0 else deeper(levels - 1, text)

    nested = "(" * 20
    for text in ("not " * 100 + "true", "true or " * 100 + "true", "-" * 99 + "1 < 2", f"{nested}true{')' * 20}"):
        assert deeper(400, text)


def test_what_there_is_is_told_in_a_sentence_that_can_be_read() -> None:
    with override("en"):
        assert describe(refuse("document.totl > 3")) == (
            "There is no field “document.totl”. Did you mean “document.total”?"
        )
        assert describe(refuse("document.xyz > 3")).endswith("document.sales_channel and more.")
