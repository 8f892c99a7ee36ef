"""What a batch's definition keeps, what is counted, and when an action of a task is carried out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.automation.rules import (
    Condition,
    Course,
    Definition,
    DefinitionInvalid,
    Outcome,
    Range,
    RangeKind,
    Result,
    add_counts,
    is_met,
)

DEFINITIONS = st.builds(
    Definition,
    subject=st.text(min_size=1),
    range=st.builds(
        Range, st.sampled_from(RangeKind), st.dictionaries(st.text(), st.text() | st.lists(st.integers()), max_size=3)
    ),
    rules=st.lists(st.text(), max_size=3).map(tuple),
)


@given(DEFINITIONS)
def test_a_definition_is_read_as_it_was_stored(definition: Definition) -> None:
    assert Definition.read(definition.describe()) == definition


@pytest.mark.parametrize("stored", [{}, {"subject": "x"}, {"subject": "x", "range": {"kind": "none", "values": {}}}])
def test_what_cannot_be_read_says_so(stored: dict[str, object]) -> None:
    with pytest.raises(DefinitionInvalid):
        Definition.read(stored)


def test_a_record_counts_once_and_a_retrieval_counts_its_orders() -> None:
    outcomes = [
        Outcome(Result.CHANGED),
        Outcome(Result.SKIPPED, "no_platform"),
        Outcome(Result.CREATED, counts={"created": 40, "skipped": 2}),
        Outcome(None, handle="7"),
    ]
    assert add_counts({"changed": 1}, [each.count() for each in outcomes]) == {
        "changed": 2,
        "skipped": 3,
        "created": 40,
    }


NOTHING = Course()


@pytest.mark.parametrize(
    ("condition", "course"),
    [
        (Condition.PREVIOUS_EXECUTED, Course(previous_executed=True)),
        (Condition.DATA_PROCESSED, Course(counts={"created": 1})),
        (Condition.DATA_PROCESSED, Course(counts={"changed": 3})),
        (Condition.PROTOCOL_WRITTEN, Course(lines=1)),
        (Condition.PROTOCOL_OF_TWO, Course(lines=2)),
        (Condition.WARNINGS, Course(lines=1, warnings=1)),
        (Condition.ERRORS, Course(lines=1, errors=1)),
    ],
)
def test_an_action_is_carried_out_when_its_condition_is_met(condition: Condition, course: Course) -> None:
    assert is_met(condition, course)
    assert not is_met(condition, NOTHING)


@pytest.mark.parametrize(
    ("condition", "course"),
    [
        (Condition.DATA_PROCESSED, Course(counts={"unchanged": 5, "skipped": 2, "failed": 1})),
        (Condition.PROTOCOL_OF_TWO, Course(lines=1)),
        (Condition.ERRORS, Course(lines=3, warnings=3)),
    ],
)
def test_an_action_waits_for_just_its_condition(condition: Condition, course: Course) -> None:
    assert not is_met(condition, course)
    assert is_met(Condition.ALWAYS, course)
