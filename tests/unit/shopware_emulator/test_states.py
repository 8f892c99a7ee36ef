"""The graph of states: what may follow on what, and how a shop says no."""

import pytest

from shopware_emulator.errors import ShopwareError
from shopware_emulator.orders.states import DELIVERY, NAMES, ORDER, TRANSACTION, TRANSITIONS, list_actions, move


@pytest.mark.parametrize(
    ("machine", "state", "action", "target"),
    [
        (ORDER, "open", "process", "in_progress"),
        (ORDER, "in_progress", "complete", "completed"),
        (ORDER, "completed", "reopen", "open"),
        (DELIVERY, "open", "ship", "shipped"),
        (DELIVERY, "shipped_partially", "ship", "shipped"),
        (DELIVERY, "returned_partially", "retour", "returned"),
        (TRANSACTION, "open", "paid", "paid"),
        (TRANSACTION, "authorized", "paid", "paid"),
        (TRANSACTION, "paid", "refund_partially", "refunded_partially"),
        (TRANSACTION, "cancelled", "paid", "paid"),
    ],
)
def test_an_action_leads_on(machine: str, state: str, action: str, target: str) -> None:
    assert move(machine, state, "id", action) == target


def test_an_action_that_leads_nowhere_new_changes_nothing() -> None:
    assert move(DELIVERY, "shipped", "id", "ship") == "shipped"
    assert move(TRANSACTION, "paid", "id", "paid") == "paid"


def test_anything_can_be_cancelled_up_to_66() -> None:
    assert move(ORDER, "completed", "id", "cancel") == "cancelled"
    assert move(DELIVERY, "returned", "id", "cancel") == "cancelled"


def test_an_action_that_a_state_does_not_allow_is_refused_in_shopwares_words() -> None:
    with pytest.raises(ShopwareError) as refused:
        move(ORDER, "open", "0190aa", "complete")
    problem = refused.value.problems[0]
    assert (refused.value.status, problem["code"]) == (400, "SYSTEM__ILLEGAL_STATE_TRANSITION")
    expected = 'Illegal transition "complete" from state "0190aa". Possible transitions are: cancel, process'
    assert problem["detail"] == expected
    assert problem["meta"]["parameters"]["possibleTransitions"] == ["cancel", "process"]


def test_every_state_of_the_graph_has_a_name_and_a_way_on() -> None:
    for machine, steps in TRANSITIONS.items():
        assert {each.origin for each in steps} | {each.target for each in steps} <= set(NAMES[machine])
        assert all(list_actions(machine, state) for state in NAMES[machine] if state != "refunded")
