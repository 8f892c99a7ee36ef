"""The way of what is handed in to Amazon as a feed."""

import pytest

from kogge_cloud.amazon.feed_rules import Standing, Step, find_own_feed, next_step
from kogge_contract.shipments import ShipmentProgress


@pytest.mark.parametrize(
    ("standing", "step"),
    [
        (Standing(), Step.UPLOAD),
        (Standing(has_document=True), Step.LIST),
        (Standing(has_document=True, has_list=True), Step.CREATE),
        (Standing(ShipmentProgress.SENT, has_document=True, was_asked=True), Step.SEEK),
        (Standing(ShipmentProgress.ACCEPTED, has_document=True, was_asked=True, has_feed=True), Step.POLL),
        (Standing(ShipmentProgress.ACCEPTED, has_feed=True, has_report=True), Step.REPORT),
        (Standing(ShipmentProgress.VERIFIED, has_feed=True, has_report=True), Step.NONE),
        (Standing(ShipmentProgress.REJECTED), Step.NONE),
    ],
)
def test_nothing_is_handed_in_twice_before_a_look(standing: Standing, step: Step) -> None:
    assert next_step(standing) is step


def test_our_feed_is_the_only_new_one() -> None:
    assert find_own_feed(["7", "9"], ["9", "10", "7"]) == "10"
    assert find_own_feed(["7", "9"], ["9", "11", "10", "7"]) == "", "nobody knows which is ours"
    assert find_own_feed(["7"], ["7"]) == ""
