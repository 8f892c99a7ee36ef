"""What becomes of an order: every case of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.orders.rules import Action, Decision, Known, ParkReason, SkipReason, Stage, Wishes, decide
from kogge_contract.orders import FulfilledBy, OrderStatus
from tests.orders import line, order

STANDARD = Wishes()
BACKFILL = Wishes(is_backfill=True)
EXPLICIT = Wishes(is_explicit=True)


def known(**changes: Any) -> Known:
    facts = {"sequence": 5, "digest": "a", "stage": Stage.UNTOUCHED, "reason": ""}
    return Known(**facts | changes)


def skipped(reason: SkipReason) -> Known:
    return known(stage=Stage.NONE, reason=reason)


@pytest.mark.parametrize("status", [OrderStatus.OPEN, OrderStatus.PARTIALLY_SHIPPED])
def test_what_is_to_be_shipped_is_created(status: OrderStatus) -> None:
    assert decide(order(status=status), 1, "a", None, STANDARD) == Decision(Action.CREATE)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": OrderStatus.PENDING}, SkipReason.PENDING),
        ({"status": OrderStatus.CANCELLED}, SkipReason.CANCELLED),
        ({"status": OrderStatus.SHIPPED}, SkipReason.SHIPPED_ELSEWHERE),
        ({"status": OrderStatus.UNFULFILLABLE}, SkipReason.UNFULFILLABLE),
        ({"fulfilled_by": FulfilledBy.PLATFORM}, SkipReason.FULFILLED_BY_PLATFORM),
        ({"lines": (line(quantity=0),)}, SkipReason.NOTHING_TO_DELIVER),
        ({"lines": ()}, SkipReason.NOTHING_TO_DELIVER),
    ],
)
def test_what_is_not_ours_to_ship_is_skipped_with_its_reason(changes: dict[str, Any], reason: SkipReason) -> None:
    assert decide(order(**changes), 1, "a", None, STANDARD) == Decision(Action.SKIP, reason)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": OrderStatus.SHIPPED},
        {"status": OrderStatus.UNFULFILLABLE},
        {"fulfilled_by": FulfilledBy.PLATFORM, "status": OrderStatus.SHIPPED},
    ],
)
def test_a_backfill_takes_what_others_ship_too(changes: dict[str, Any]) -> None:
    assert decide(order(**changes), 1, "a", None, BACKFILL).action is Action.CREATE


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.CANCELLED])
def test_not_even_a_backfill_takes_what_is_unpaid_or_cancelled(status: OrderStatus) -> None:
    assert decide(order(status=status), 1, "a", None, BACKFILL).action is Action.SKIP


def test_orders_of_the_platforms_own_warehouse_are_taken_where_switched_on() -> None:
    wishes = Wishes(takes_platform_fulfilled=True)
    shipped = order(fulfilled_by=FulfilledBy.PLATFORM, status=OrderStatus.SHIPPED)
    assert decide(shipped, 1, "a", None, wishes).action is Action.CREATE


@pytest.mark.parametrize("status", [OrderStatus.OPEN, OrderStatus.SHIPPED])
def test_a_pending_order_is_created_once_it_is_paid_even_if_it_was_shipped_meanwhile(status: OrderStatus) -> None:
    assert decide(order(status=status), 6, "b", skipped(SkipReason.PENDING), STANDARD).action is Action.CREATE


@pytest.mark.parametrize("wishes", [BACKFILL, EXPLICIT])
def test_asking_again_takes_the_version_that_was_skipped(wishes: Wishes) -> None:
    assert decide(order(), 5, "a", skipped(SkipReason.PENDING), wishes).action is Action.CREATE
    assert decide(order(), 5, "a", skipped(SkipReason.PENDING), STANDARD).action is Action.IGNORE


@pytest.mark.parametrize("changes", [{"total": None}, {"currency": None}])
def test_an_order_without_amounts_is_parked_not_taken_for_free(changes: dict[str, Any]) -> None:
    decision = decide(order(**changes), 1, "a", None, STANDARD)
    assert (decision.action, decision.reason) == (Action.PARK, ParkReason.AMOUNTS_MISSING)
    assert decision.problem


def test_a_version_is_taken_once_and_a_late_older_one_never() -> None:
    assert decide(order(), 6, "b", known(), STANDARD).action is Action.UPDATE
    assert decide(order(), 6, "a", known(), STANDARD).action is Action.KEEP
    assert decide(order(), 5, "a", known(), BACKFILL).action is Action.KEEP
    for wishes in (STANDARD, BACKFILL, EXPLICIT):
        assert decide(order(), 4, "b", known(), wishes).action is Action.IGNORE
        assert decide(order(), 4, "b", skipped(SkipReason.PENDING), wishes).action is Action.IGNORE


def test_a_later_cancellation_cancels_the_open_document_and_no_other() -> None:
    cancelled = order(status=OrderStatus.CANCELLED)
    assert decide(cancelled, 6, "b", known(), STANDARD).action is Action.CANCEL
    assert decide(cancelled, 6, "b", known(stage=Stage.CANCELLED), STANDARD).action is Action.KEEP


def test_a_change_of_a_document_that_somebody_changed_is_proposed() -> None:
    assert decide(order(), 6, "b", known(stage=Stage.TOUCHED), STANDARD).action is Action.PROPOSE
    assert decide(order(), 6, "b", known(), Wishes(asks_before_changes=True)).action is Action.PROPOSE


def test_once_converted_changes_and_cancellations_are_for_a_person() -> None:
    converted = known(stage=Stage.CONVERTED)
    assert decide(order(), 6, "b", converted, STANDARD).action is Action.PROPOSE
    cancelled = order(status=OrderStatus.CANCELLED)
    assert decide(cancelled, 6, "b", converted, STANDARD).action is Action.PROPOSE_CANCEL
    assert decide(cancelled, 6, "b", known(stage=Stage.TOUCHED), STANDARD).action is Action.CANCEL


def test_what_a_person_ignores_stays_ignored_until_it_is_asked_for() -> None:
    ignored = known(stage=Stage.NONE, reason=SkipReason.IGNORED)
    assert decide(order(), 6, "b", ignored, STANDARD) == Decision(Action.SKIP, SkipReason.IGNORED)
    assert decide(order(), 6, "b", ignored, EXPLICIT).action is Action.CREATE


def test_an_order_that_comes_back_after_its_document_was_cancelled_is_for_a_person() -> None:
    decision = decide(order(), 6, "b", known(stage=Stage.CANCELLED), STANDARD)
    assert (decision.action, decision.reason) == (Action.PARK, ParkReason.REOPENED)


@pytest.mark.parametrize("changes", [{"status": OrderStatus.PENDING}, {"total": None}])
def test_a_version_that_says_less_takes_nothing_from_the_document(changes: dict[str, Any]) -> None:
    assert decide(order(**changes), 6, "b", known(), STANDARD).action is Action.KEEP


@pytest.mark.parametrize("wishes", [BACKFILL, EXPLICIT])
def test_a_parked_change_of_a_document_can_be_tried_again(wishes: Wishes) -> None:
    parked = known(reason=ParkReason.REJECTED_BY_DATABASE)
    assert decide(order(), 5, "a", parked, wishes).action is Action.UPDATE
    assert decide(order(), 5, "a", parked, STANDARD).action is Action.KEEP


def test_a_parked_change_is_not_forgotten_when_it_is_shown_again() -> None:
    parked = known(reason=ParkReason.REOPENED, stage=Stage.CANCELLED)
    assert decide(order(), 6, "a", parked, STANDARD).action is Action.PARK


orders = st.builds(
    order,
    status=st.sampled_from(OrderStatus),
    fulfilled_by=st.sampled_from(FulfilledBy),
    total=st.none() | st.decimals(min_value=0, max_value=100, places=2),
    currency=st.none() | st.just("EUR"),
    lines=st.lists(st.builds(line, quantity=st.integers(0, 3)), max_size=2).map(tuple),
)
whats_known = st.none() | st.builds(
    Known,
    sequence=st.integers(1, 4),
    digest=st.sampled_from("ab"),
    stage=st.sampled_from(Stage),
    reason=st.sampled_from(["", *SkipReason, *ParkReason]),
)
wishes_ = st.builds(Wishes, st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(orders, st.integers(1, 4), st.sampled_from("ab"), whats_known, wishes_)
def test_every_order_is_accounted_for_and_none_has_two_documents(
    content: Any, sequence: int, digest: str, facts: Known | None, wishes: Wishes
) -> None:
    decision = decide(content, sequence, digest, facts, wishes)
    has_document = facts is not None and facts.has_document
    if decision.action is Action.CREATE:
        assert not has_document
        assert content.total is not None
    if decision.action in {Action.UPDATE, Action.CANCEL, Action.PROPOSE, Action.PROPOSE_CANCEL}:
        assert has_document
        assert facts is not None
        assert facts.stage is not Stage.CANCELLED
    if decision.action is Action.UPDATE:
        assert facts is not None
        assert facts.stage is Stage.UNTOUCHED
        assert not wishes.asks_before_changes
    if decision.action is Action.CANCEL:
        assert facts is not None
        assert facts.stage is not Stage.CONVERTED
    if decision.action is Action.SKIP:
        assert not has_document
        assert decision.reason in SkipReason
    if decision.action is Action.PARK:
        assert decision.problem
    if facts is None:
        assert decision.action in {Action.CREATE, Action.SKIP, Action.PARK}
