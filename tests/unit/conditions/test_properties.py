"""For every condition and every record: an answer, the same in both languages, and the right one."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.expressions import parse
from kogge.conditions.fields import FIELDS, FieldType, Named

ENTITIES = ("document", "platform", "customer", "article")
LETTERS = st.text("abcäöß王 .+-'()[]„", max_size=6)
NUMBERS = st.decimals(-(10**6), 10**6, places=2).map(abs)
WRONG = st.sampled_from([None, 1.5, float("nan"), Decimal("NaN"), Decimal("1E+999999"), "", b"", [], object()])
VALUES: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.TEXT: LETTERS,
    FieldType.NUMBER: NUMBERS | st.integers(-10, 10),
    FieldType.YES_NO: st.booleans(),
    FieldType.DAY: st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    FieldType.LIST: st.lists(LETTERS, max_size=3).map(tuple),
}
ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
SUMS: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}

Facts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Said:
    """A piece of a condition, and what it means by our own reckoning: None where something is missing."""

    text: str
    means: Callable[[Facts], Any]


def of_type(wanted: FieldType) -> list[Named]:
    return [each for each in FIELDS.values() if each.field.type is wanted and not each.field.values]


def said_field(wanted: FieldType) -> st.SearchStrategy[Said]:
    fields = st.sampled_from(of_type(wanted))
    return st.builds(
        lambda each, language: Said(each.show(language), reader_of(each)), fields, st.sampled_from("en de".split())
    )


def reader_of(each: Named) -> Callable[[Facts], Any]:
    return lambda facts: facts.get(each.entity.name, {}).get(each.field.name)


def said_value(value: Any) -> Said:
    return Said(f'"{value}"' if isinstance(value, str | date) else f"{value:f}", lambda _facts: value)


def said_list(values: list[Any]) -> Said:
    return Said(f"[{', '.join(said_value(each).text for each in values)}]", lambda _facts: values)


def join(left: Said, sign: str, right: Said, decide: Callable[[Any, Any], Any]) -> Said:
    def means(facts: Facts) -> Any:
        values = left.means(facts), right.means(facts)
        return None if None in values else decide(*values)

    return Said(f"{left.text} {sign} {right.text}", means)


def comparison(left: Said, sign: str, right: Said, decide: Callable[[Any, Any], Any]) -> Said:
    joined = join(left, sign, right, decide)
    return Said(joined.text, lambda facts: bool(joined.means(facts)))


@st.composite
def numbers(draw: st.DrawFn, depth: int = 2) -> Said:
    """Draw a field, a number, or a calculation with both in brackets."""
    if depth and draw(st.booleans()):
        sign = draw(st.sampled_from(list(SUMS)))
        joined = join(draw(numbers(depth - 1)), sign, draw(numbers(depth - 1)), SUMS[sign])
        return Said(f"({joined.text})", joined.means)
    return draw(said_field(FieldType.NUMBER) | NUMBERS.map(said_value))


@st.composite
def comparisons(draw: st.DrawFn) -> Said:
    """Draw a comparison of two things of a kind, or a field of yes and no."""
    kind = draw(st.sampled_from(FieldType))
    field = draw(said_field(kind))
    if kind is FieldType.YES_NO:
        return Said(field.text, lambda facts: bool(field.means(facts)))
    if kind is FieldType.LIST:
        return comparison(said_value(draw(LETTERS)), "in", field, lambda member, held: member in held)
    if kind is FieldType.TEXT and draw(st.booleans()):
        held = said_list(draw(st.lists(LETTERS, min_size=1, max_size=3)))
        return comparison(field, "nicht in", held, lambda member, held: member not in held)
    sign = draw(st.sampled_from(["==", "!="] if kind is FieldType.TEXT else list(ORDER)))
    if kind is FieldType.NUMBER:
        return comparison(draw(numbers()), sign, draw(numbers()), ORDER[sign])
    return comparison(field, sign, draw(said_field(kind) | VALUES[kind].map(said_value)), ORDER[sign])


@st.composite
def conditions(draw: st.DrawFn, depth: int = 3) -> Said:
    """Draw a comparison, or several joined."""
    joint = draw(st.sampled_from(["und", "or", "nicht", ""])) if depth else ""
    if not joint:
        return draw(comparisons())
    left = draw(conditions(depth - 1))
    if joint == "nicht":
        return Said(f"nicht ({left.text})", lambda facts: not left.means(facts))
    right = draw(conditions(depth - 1))
    if joint == "und":
        return Said(f"({left.text} und {right.text})", lambda facts: left.means(facts) and right.means(facts))
    return Said(f"({left.text} or {right.text})", lambda facts: left.means(facts) or right.means(facts))


def facts_of(missing: st.SearchStrategy[Any]) -> st.SearchStrategy[Facts]:
    by_entity: dict[str, dict[str, st.SearchStrategy[Any]]] = {}
    for each in FIELDS.values():
        by_entity.setdefault(each.entity.name, {})[each.field.name] = VALUES[each.field.type] | missing
    return st.fixed_dictionaries({}, optional={name: st.fixed_dictionaries(each) for name, each in by_entity.items()})


@settings(max_examples=50)
@given(conditions(), facts_of(st.none()))
def test_a_condition_means_what_we_reckon(said: Said, facts: Facts) -> None:
    assert parse(said.text, ENTITIES).holds(facts) is said.means(facts)


@settings(max_examples=50)
@given(conditions(), facts_of(WRONG))
def test_there_is_an_answer_for_any_record_and_it_is_the_same_in_both_languages(said: Said, facts: Facts) -> None:
    condition = parse(said.text, ENTITIES)
    answer = condition.holds(facts)
    assert isinstance(answer, bool)
    for language in ("en", "de"):
        again = parse(condition.to_language(language), ENTITIES)
        assert again == condition
        assert again.holds(facts) is answer


NAMES = [name for each in FIELDS.values() for name in (each.key, each.show("de"))][::9]
SIGNS = "and or not in true und nicht ( ) [ ] , == != < <= + - * / 1 2.5".split()
SOUP = st.lists(st.sampled_from([*NAMES, *SIGNS, '"a"', "„b“"]), max_size=12).map(" ".join)


@given(SOUP | st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        condition = parse(text, ENTITIES)
    except ConditionInvalid as refused:
        problem = refused
    else:
        assert condition.holds({}) in {True, False}
        assert parse(condition.canonical, ENTITIES) == condition
        return
    assert 0 <= problem.position <= len(text)
    assert text[problem.position :].startswith(problem.token)
