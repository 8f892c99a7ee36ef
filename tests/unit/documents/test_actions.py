"""What can be done with a document, and why not."""

import pytest

from kogge.companies.permissions import Right
from kogge.documents.actions import (
    MEANINGLESS,
    NEEDED,
    Action,
    Obstacle,
    Offer,
    Standing,
    find_obstacle,
    list_offers,
)
from kogge.documents.wording import ACTIONS, OBSTACLES, REFUSALS

OF_OPEN = set(Action) - {Action.ARCHIVE, Action.RESTORE, Action.UNLOCK}
GOES_FURTHER = (Action.CONVERT, Action.POST, Action.CANCEL)


def standing(state: str = "open", **facts: bool) -> Standing:
    return Standing(state, **({"has_platform": True, "has_proposal": True} | facts))


def obstacles(stands: Standing) -> dict[Action, Obstacle | None]:
    return {action: find_obstacle(action, stands) for action in Action}


@pytest.mark.parametrize("action", sorted(OF_OPEN))
def test_everything_can_be_done_with_an_open_document_but_what_ends_something(action: Action) -> None:
    assert find_obstacle(action, standing()) is None
    assert find_obstacle(Action.ARCHIVE, standing()) is Obstacle.STILL_OPEN


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        ("posted", {Action.CONVERT, Action.CANCEL, Action.ARCHIVE, Action.LOCK, Action.READ_RAW}),
        ("partly_converted", {Action.CONVERT, Action.LOCK, Action.READ_RAW}),
        ("converted", {Action.ARCHIVE, Action.LOCK, Action.READ_RAW}),
        ("cancelled", {Action.ARCHIVE, Action.READ_RAW}),
    ],
)
def test_what_can_be_done_in_each_state(state: str, possible: set[Action]) -> None:
    found = obstacles(standing(state))
    assert {action for action, obstacle in found.items() if obstacle is None} == possible


@pytest.mark.parametrize(
    ("fact", "obstacle"),
    [
        ("awaits_decision", Obstacle.AWAITS_DECISION),
        ("is_locked", Obstacle.LOCKED),
        ("is_archived", Obstacle.ARCHIVED),
    ],
)
@pytest.mark.parametrize("state", ["open", "posted"])
def test_what_is_held_goes_no_further(fact: str, obstacle: Obstacle, state: str) -> None:
    found = obstacles(standing(state, **{fact: True}))
    further = [action for action in GOES_FURTHER if action is not Action.POST or state == "open"]
    assert {found[action] for action in further} == {obstacle}


def test_a_document_that_waits_for_a_decision_may_be_mapped_again() -> None:
    assert find_obstacle(Action.REMAP, standing(awaits_decision=True)) is None
    assert find_obstacle(Action.REMAP, standing(is_locked=True)) is Obstacle.LOCKED


def test_a_counterpart_is_neither_converted_nor_cancelled() -> None:
    found = obstacles(standing("posted", is_counterpart=True))
    assert found[Action.CONVERT] is found[Action.CANCEL] is Obstacle.COUNTERPART
    assert found[Action.ARCHIVE] is None


def test_what_means_nothing_is_not_offered() -> None:
    plain = Standing("open", has_targets=False, has_postings=False)
    offers = list_offers(plain, frozenset(Right))
    assert offers == [Offer(Action.CANCEL, None), Offer(Action.LOCK, None)]


def test_who_may_only_look_is_told_so_and_reads_better_reasons_first() -> None:
    offers = {each.action: each.obstacle for each in list_offers(standing("cancelled"), frozenset())}
    assert offers[Action.CANCEL] is Obstacle.CANCELLED
    assert offers[Action.READ_RAW] is Obstacle.NO_RIGHT


def test_every_action_and_every_obstacle_that_is_shown_has_words() -> None:
    assert set(ACTIONS) == set(Action) == set(NEEDED)
    assert set(OBSTACLES) == set(Obstacle) - MEANINGLESS
    assert set(REFUSALS) >= {each.value for each in Obstacle} - {"no_platform"}
