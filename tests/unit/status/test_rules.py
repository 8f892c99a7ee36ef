"""Which rule counts for a platform, what has to have happened, and under which name a message is sent."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.status.models import RecordState, Trigger
from kogge.status.rules import (
    COMPLETE,
    CONVERTED,
    COURSES,
    FULFILLMENT,
    INVOICE,
    POSTED,
    SHIPPED,
    SYSTEM_RULES,
    TAKEN_BACK,
    Course,
    Message,
    OrderFacts,
    Rule,
    choose_rules,
    course_after_change,
    digest_of,
    is_met,
    is_met_by_order,
    name_sending,
)
from kogge_contract.shipments import NewShipment, ShipmentProgress

DEFAULTS = [rule for rule in SYSTEM_RULES if rule.is_active]
OWN = Rule("Sofort", SHIPPED, "", FULFILLMENT, COMPLETE)
MESSAGE = Message(
    "302-1", 1, "DHL", "", "DHL Paket", "0034", datetime(2026, 11, 20, 12, tzinfo=UTC), {"L2": 1, "L1": 2}
)


@pytest.mark.parametrize(
    ("own", "chosen"),
    [
        ([], DEFAULTS),
        ([OWN], [OWN]),
        ([replace(OWN, platform_id=7)], [replace(OWN, platform_id=7)]),
        ([replace(OWN, platform_id=8)], DEFAULTS),
        ([OWN, replace(OWN, name="Nur hier", platform_id=7)], [replace(OWN, name="Nur hier", platform_id=7)]),
        ([replace(OWN, is_active=False)], []),
        ([OWN, replace(OWN, platform_id=7, is_active=False)], []),
    ],
)
def test_the_nearest_rule_counts_and_one_that_is_off_silences_the_others(own: list[Rule], chosen: list[Rule]) -> None:
    assert choose_rules(own, 7) == chosen


@pytest.mark.parametrize(
    ("trigger", "facts", "met"),
    [
        (CONVERTED, OrderFacts(), False),
        (CONVERTED, OrderFacts({"order"}), False),
        (CONVERTED, OrderFacts({"order", INVOICE}), True),
        (POSTED, OrderFacts({INVOICE}), False),
        (POSTED, OrderFacts({INVOICE}, {INVOICE}), True),
        (SHIPPED, OrderFacts(), True),
    ],
)
def test_what_a_rule_asks_for(trigger: str, facts: OrderFacts, *, met: bool) -> None:
    assert is_met(Rule("", trigger, INVOICE, FULFILLMENT, COMPLETE), facts) is met


@pytest.mark.parametrize(
    ("trigger", "facts", "met"),
    [
        (TAKEN_BACK, OrderFacts(is_cancelled=True), True),
        (TAKEN_BACK, OrderFacts({INVOICE}, {INVOICE}, is_shipped=True), False),
        (CONVERTED, OrderFacts({INVOICE}, is_cancelled=True), False),
        (CONVERTED, OrderFacts({INVOICE}), True),
        (SHIPPED, OrderFacts(), False),
        (SHIPPED, OrderFacts(is_shipped=True), True),
    ],
)
def test_a_status_of_an_order_follows_from_what_is_so(trigger: str, facts: OrderFacts, *, met: bool) -> None:
    assert is_met_by_order(Rule("", trigger, INVOICE, "ORDER", "CANCELLED"), facts) is met


def test_a_message_is_what_the_contract_takes() -> None:
    content = MESSAGE.describe()
    shipment = NewShipment(reference=name_sending(1, 1, digest_of(content)), **content)
    assert [(line.line_reference, line.quantity) for line in shipment.lines] == [("L1", 2), ("L2", 1)]
    assert digest_of(replace(MESSAGE, quantities={"L1": 2, "L2": 1}).describe()) == digest_of(content)


@given(st.integers(1, 10**9), st.integers(1, 99), st.text(max_size=10), st.text(max_size=10))
def test_other_content_never_has_the_same_name(record: int, sending: int, one: str, other: str) -> None:
    names = {
        name_sending(record, sending, digest_of(replace(MESSAGE, tracking_number=number).describe()))
        for number in (one, other)
    }
    assert len(names) == len({one, other})
    assert all(len(name) <= 100 for name in names)


def test_corrections_are_sent_again_where_something_was_sent() -> None:
    resent = {course for course in Course if course_after_change(course)[1]}
    assert resent == {Course.SENDING, Course.ACCEPTED, Course.VERIFIED, Course.REJECTED}
    assert course_after_change(Course.IGNORED) == (Course.IGNORED, False)


def test_words_of_the_rules_are_those_of_the_tables() -> None:
    assert set(Course) == set(RecordState.values)
    assert {CONVERTED, POSTED, SHIPPED, TAKEN_BACK} == set(Trigger.values)
    assert set(COURSES) == set(ShipmentProgress)
