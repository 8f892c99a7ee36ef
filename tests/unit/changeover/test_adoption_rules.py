"""Which old document belongs to which order: how sure it is, and that nobody gets two."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.changeover.adoption.rules import (
    Clue,
    Confidence,
    OldDocument,
    OrderFacts,
    compare,
    find_matches,
    judge,
    judge_buyer,
    pair_lines,
    read_identities,
)
from kogge.changeover.inspection_wording import CLUES

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDER = OrderFacts("302-1", AT, "EUR", 1000, legacy_reference="AW-1", email_key="e", match_key="m")
DOCUMENT = OldDocument(1, AT, "EUR", 1000)
PERSON = {"email_key": "e", "match_key": "m"}


@pytest.mark.parametrize(
    ("facts", "confidence"),
    [
        ({"legacy_reference": "AW-1"}, Confidence.SURE),
        ({"legacy_reference": "302-1"}, Confidence.SURE),
        ({"order_reference": " 302-1 "}, Confidence.SURE),
        ({"order_reference": "302-1", "total_minor": 999}, Confidence.LIKELY),
        ({"order_reference": "302-1", "currency": "USD"}, Confidence.LIKELY),
        ({"order_reference": "302-2", "legacy_reference": "AW-1"}, Confidence.DOUBTFUL),
        ({"email_key": "e"}, Confidence.LIKELY),
        ({"match_key": "m"}, Confidence.LIKELY),
        ({"match_key": "m", "ordered_at": AT - timedelta(days=4)}, Confidence.DOUBTFUL),
        ({"order_reference": "302-2"} | PERSON, None),
        ({"total_minor": 999} | PERSON, None),
        ({}, None),
    ],
)  # fmt: skip
def test_a_number_says_it_and_without_one_it_takes_person_total_and_days(
    facts: dict[str, Any], confidence: Confidence | None
) -> None:
    assert judge(compare(ORDER, replace(DOCUMENT, **facts))) is confidence
    found = find_matches([ORDER], [replace(DOCUMENT, **facts)])
    assert [each.confidence for each in found] == ([confidence] if confidence else [])


def test_without_a_stated_total_the_number_is_enough() -> None:
    order = replace(ORDER, total_minor=None)
    assert judge(compare(order, replace(DOCUMENT, order_reference="302-1"))) is Confidence.SURE
    assert find_matches([order], [replace(DOCUMENT, **PERSON)]) == []


def test_what_fits_several_is_doubtful_and_a_surer_one_leaves_nothing_to_the_others() -> None:
    twins = [replace(DOCUMENT, id=number, **PERSON) for number in (1, 2)]
    assert {each.confidence for each in find_matches([ORDER], twins)} == {Confidence.DOUBTFUL}
    named = replace(twins[0], order_reference="302-1")
    assert [(each.document_id, each.confidence) for each in find_matches([ORDER], [named, twins[1]])] == [
        (1, Confidence.SURE)
    ]


few = st.sampled_from(("", "1", "2"))
orders = st.builds(
    OrderFacts,
    reference=st.sampled_from(("1", "2", "3", "4")),
    placed_at=st.just(AT),
    currency=st.just("EUR"),
    total_minor=st.sampled_from((100, 200, None)),
    legacy_reference=few.map(lambda each: each and f"AW-{each}"),
    email_key=few,
    match_key=few,
)
documents = st.builds(
    OldDocument,
    id=st.integers(1, 5),
    ordered_at=st.sampled_from((AT, AT - timedelta(days=9))),
    currency=st.just("EUR"),
    total_minor=st.sampled_from((100, 200)),
    order_reference=few,
    legacy_reference=few.map(lambda each: each and f"AW-{each}"),
    email_key=few,
    match_key=few,
)


@given(
    st.lists(orders, max_size=4, unique_by=lambda each: each.reference),
    st.lists(documents, max_size=5, unique_by=lambda each: each.id),
    st.randoms(use_true_random=False),
)
def test_no_order_has_two_documents_and_none_two_orders_however_they_come(
    some: list[OrderFacts], old: list[OldDocument], dice: Any
) -> None:
    matches = find_matches(some, old)
    firm = [each for each in matches if each.confidence is not Confidence.DOUBTFUL]
    for key in ("order_reference", "document_id"):
        assert all(number == 1 for number in Counter(getattr(each, key) for each in firm).values())
    by_id, by_number = {each.id: each for each in old}, {each.reference: each for each in some}
    for each in firm:
        clues = compare(by_number[each.order_reference], by_id[each.document_id])
        assert Clue.OTHER_NUMBER not in clues
        assert set(each.clues) == set(clues)
    shuffled = find_matches(dice.sample(some, len(some)), dice.sample(old, len(old)))
    assert set(shuffled) == set(matches)


@given(st.frozensets(st.sampled_from(sorted(set(Clue) - {Clue.SAME_TOTAL, Clue.OTHER_TOTAL, Clue.OTHER_NUMBER}))))
def test_another_number_never_makes_it_surer_and_the_same_total_never_less(clues: frozenset[Clue]) -> None:
    rank = {None: 0, Confidence.DOUBTFUL: 1, Confidence.LIKELY: 2, Confidence.SURE: 3}
    assert rank[judge(clues | {Clue.OTHER_NUMBER})] <= rank[judge(clues)]
    assert rank[judge(clues | {Clue.SAME_TOTAL})] >= rank[judge(clues | {Clue.OTHER_TOTAL})]


def test_lines_are_paired_by_sku_and_quantity_where_nobody_has_to_guess() -> None:
    ordered = [("L1", "A", 1), ("L2", "B", 2), ("L3", "C", 1), ("L4", "C", 1), ("L5", "", 1)]
    assert pair_lines(ordered, [(7, "B", 2), (8, "A", 1), (9, "C", 1), (10, "D", 1), (11, "", 1)]) == {8: "L1", 7: "L2"}
    assert pair_lines(ordered, [(7, "C", 1), (8, "C", 1)]) == {7: "L3", 8: "L4"}


def test_a_buyer_is_sure_by_mail_and_address_and_doubtful_where_several_fit() -> None:
    assert judge_buyer(same_email=True, same_address=True, several=False)[0] is Confidence.SURE
    assert judge_buyer(same_email=False, same_address=True, several=False)[0] is Confidence.LIKELY
    assert judge_buyer(same_email=True, same_address=True, several=True)[0] is Confidence.DOUBTFUL
    assert set(CLUES) == set(Clue)


def test_pasted_ids_are_read_and_what_is_none_is_named() -> None:
    text = 'B1;AW-1\n\n"B2"\t"AW-2"\nB3,AW-3\nB4\nB5;;\n'
    assert read_identities(text) == ({"B1": "AW-1", "B2": "AW-2", "B3": "AW-3"}, [5, 6])
