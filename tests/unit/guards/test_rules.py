"""Who may make a document of an order: whatever was changed, each order has one owner at a time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kogge.guards.rules import Ownership, RejectReason, Way, hand_over, hand_over_rest, judge, newer

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTES = st.integers(-600, 600).map(lambda each: AT + timedelta(minutes=each))
OLD = Ownership(Way.OLD, 1)


def test_orders_are_told_apart_by_when_they_were_placed() -> None:
    ownership = hand_over(OLD, Way.NEW, AT)
    assert ownership == Ownership(Way.NEW, 2, AT, Way.OLD)
    assert ownership.owner_of(AT - timedelta(microseconds=1)) is Way.OLD
    assert ownership.owner_of(AT) is Way.NEW
    assert not ownership.is_whole
    assert hand_over_rest(ownership).owner_of(AT - timedelta(days=1)) is Way.NEW


def test_a_cut_over_of_tomorrow_that_is_taken_back_today_leaves_the_old_way_all_it_had() -> None:
    planned = hand_over(OLD, Way.NEW, AT + timedelta(days=1))
    back = hand_over(planned, Way.OLD, AT)
    assert back.is_whole
    assert back.owner_of(AT - timedelta(days=1)) is back.owner_of(AT + timedelta(days=2)) is Way.OLD


def test_who_slept_through_a_changeover_may_not_write() -> None:
    there_and_back = hand_over(hand_over(OLD, Way.NEW, AT), Way.OLD, AT)
    assert judge(Way.OLD, there_and_back, AT, held_epoch=1) is RejectReason.OUTDATED
    assert judge(Way.OLD, there_and_back, AT, held_epoch=3) is None
    assert judge(Way.NEW, there_and_back, AT) is RejectReason.OTHER_WAY


@given(st.lists(st.tuples(st.sampled_from(Way), MINUTES) | st.none(), max_size=8), MINUTES)
def test_each_order_has_one_owner_and_the_epoch_grows(changes: list[tuple[Way, datetime] | None], at: datetime) -> None:
    ownership = OLD
    for change in changes:
        changed = hand_over_rest(ownership) if change is None else hand_over(ownership, *change)
        assert changed.epoch > ownership.epoch
        if change and at >= change[1]:
            assert changed.owner_of(at) is change[0]
        ownership = changed
    refusals = [judge(way, ownership, at) for way in Way]
    assert refusals.count(None) == 1
    assert newer(OLD, ownership) == newer(ownership, OLD) == ownership
