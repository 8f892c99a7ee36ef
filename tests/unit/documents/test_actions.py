"""What can be done with a document, and why not."""

import pytest

from kogge.companies.permissions import Right
from kogge.documents.rules import Action, Obstacle, Offer, Standing, find_obstacle, list_offers
from kogge.documents.wording import ACTIONS, OBSTACLES


def standing(
    state: str = "open", *, awaits_decision: bool = False, has_platform: bool = True, has_proposal: bool = True
) -> Standing:
    return Standing(state, awaits_decision, has_platform, has_proposal)


@pytest.mark.parametrize("action", Action)
def test_everything_can_be_done_with_an_open_document(action: Action) -> None:
    assert find_obstacle(action, standing()) is None


@pytest.mark.parametrize(("state", "obstacle"), [("cancelled", Obstacle.CANCELLED), ("converted", Obstacle.CONVERTED)])
def test_a_closed_document_can_only_be_read(state: str, obstacle: Obstacle) -> None:
    obstacles = {action: find_obstacle(action, standing(state)) for action in Action}
    assert obstacles.pop(Action.READ_RAW) is None
    assert set(obstacles.values()) == {obstacle}


def test_a_document_that_waits_for_a_decision_is_not_cancelled_past_it() -> None:
    assert find_obstacle(Action.CANCEL, standing(awaits_decision=True)) is Obstacle.AWAITS_DECISION
    assert find_obstacle(Action.REMAP, standing(awaits_decision=True)) is None


def test_what_means_nothing_is_not_offered() -> None:
    offers = list_offers(standing(has_platform=False, has_proposal=False), frozenset(Right))
    assert offers == [Offer(Action.CANCEL, None)]


def test_who_may_only_look_is_told_so_and_reads_better_reasons_first() -> None:
    offers = {each.action: each.obstacle for each in list_offers(standing("cancelled"), frozenset())}
    assert offers[Action.CANCEL] is Obstacle.CANCELLED
    assert offers[Action.READ_RAW] is Obstacle.NO_RIGHT


def test_every_action_and_every_obstacle_that_is_shown_has_words() -> None:
    assert set(ACTIONS) == set(Action)
    assert set(OBSTACLES) == set(Obstacle) - {Obstacle.NO_PLATFORM, Obstacle.NOTHING_PROPOSED}
