"""The plan: what brings most is called first, nothing is called that the quota does not allow, and all ends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.amazon.planning import (
    OVERLAP_ORDERS,
    Outlook,
    Plan,
    Step,
    Supply,
    is_listing_worth,
    is_report_worth,
    listing_due_at,
    listing_interval,
    next_step,
    overlap_start,
    slack,
)
from kogge_cloud.amazon.rules import OVERLAP

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FULL_SEARCH, EMPTY_SEARCH = Supply(20, 0.0056, 20), Supply(0, 0.0056, 20)
FULL_GET, EMPTY_GET = Supply(30, 0.5, 30), Supply(0, 0.5, 30)

supplies = st.builds(
    lambda rate, burst, share: Supply(burst * share, rate, burst),
    st.floats(0.001, 500),
    st.integers(2, 100),
    st.floats(0, 1),
)
outlooks = st.builds(
    Outlook,
    search=supplies,
    get=supplies,
    is_listing=st.booleans(),
    waiting=st.integers(0, 5000),
    report_due_s=st.none() | st.floats(0, 1000),
    is_patient=st.booleans(),
)


def outlook(**changes: object) -> Outlook:
    usual = {"search": FULL_SEARCH, "get": FULL_GET, "is_listing": True, "waiting": 5}
    return Outlook(**{**usual, **changes})


@pytest.mark.parametrize(
    ("situation", "step"),
    [
        (outlook(), Step.LIST),
        (outlook(search=EMPTY_SEARCH), Step.READ),
        (outlook(is_listing=False), Step.READ),
        (outlook(is_listing=False, waiting=0), Step.FINISH),
        (outlook(search=EMPTY_SEARCH, get=EMPTY_GET), Step.WAIT),
        (outlook(report_due_s=0.0), Step.REPORT),
        (outlook(report_due_s=9.0, is_listing=False, waiting=0), Step.WAIT),
    ],
)
def test_what_brings_most_is_called_first(situation: Outlook, step: Step) -> None:
    assert next_step(situation).step is step


def test_the_wait_is_for_whatever_comes_first() -> None:
    plan = next_step(outlook(search=EMPTY_SEARCH, get=Supply(1, 0.5, 30)))
    assert plan == Plan(Step.WAIT, 2.0)


def test_a_backfill_leaves_the_last_tokens_to_the_orders_of_today() -> None:
    scarce = outlook(search=Supply(1.5, 0.0056, 20), get=Supply(2.5, 0.5, 30))
    assert next_step(scarce).step is Step.LIST
    patient = outlook(search=scarce.search, get=scarce.get, is_patient=True)
    assert next_step(patient).step is Step.WAIT


@given(outlooks)
def test_a_call_is_planned_only_where_a_token_is_left_over(situation: Outlook) -> None:
    plan = next_step(situation)
    if plan.step is Step.LIST:
        assert situation.is_listing
        assert situation.search.tokens >= 1
    if plan.step is Step.READ:
        assert situation.waiting
        assert situation.get.tokens >= 1
    if plan.step is Step.FINISH:
        assert not situation.is_listing
        assert not situation.waiting
        assert situation.report_due_s is None
    assert plan.wait_s >= 0


@given(outlooks)
def test_after_the_wait_something_can_be_called(situation: Outlook) -> None:
    plan = next_step(situation)
    if plan.step is not Step.WAIT:
        return
    later = Outlook(
        search=_refilled(situation.search, plan.wait_s),
        get=_refilled(situation.get, plan.wait_s),
        is_listing=situation.is_listing,
        waiting=situation.waiting,
        report_due_s=None if situation.report_due_s is None else max(situation.report_due_s - plan.wait_s, 0),
        is_patient=situation.is_patient,
    )
    # A bucket that is smaller than what must be left in it never has a token to spare.
    floors = (1 + 1 + slack(later.search.rate, later.search.burst), 1 + 3 + slack(later.get.rate, later.get.burst))
    if later.search.burst >= floors[0] and later.get.burst >= floors[1]:
        assert next_step(later).step is not Step.WAIT


def _refilled(supply: Supply, elapsed_s: float) -> Supply:
    return Supply(min(supply.burst, supply.tokens + supply.rate * elapsed_s), supply.rate, supply.burst)


def test_few_known_orders_are_read_by_themselves_and_many_listed() -> None:
    assert not is_listing_worth(49, FULL_SEARCH)
    assert is_listing_worth(50, FULL_SEARCH)
    assert not is_listing_worth(300, Supply(10, 0.0056, 20))
    assert is_listing_worth(400, Supply(10, 0.0056, 20))


def test_a_report_is_worth_it_once_pages_come_slowly() -> None:
    assert not is_report_worth(outlook())
    assert is_report_worth(outlook(search=EMPTY_SEARCH))
    assert not is_report_worth(outlook(search=Supply(0, 5.6, 20)))
    assert not is_report_worth(outlook(search=EMPTY_SEARCH, is_listing=False))


def test_listings_come_as_often_as_tokens_and_rarely_with_notifications() -> None:
    assert listing_interval(FULL_SEARCH, is_notified=False) == timedelta(seconds=1 / 0.0056)
    assert listing_interval(Supply(1, 5, 20), is_notified=False) == timedelta(minutes=1)
    assert listing_interval(FULL_SEARCH, is_notified=True) == timedelta(minutes=15)
    assert listing_interval(FULL_SEARCH, is_notified=True, is_backfilling=True) == timedelta(hours=1)
    assert listing_due_at(None, NOW, FULL_SEARCH, is_notified=True) == NOW
    assert listing_due_at(NOW, NOW, FULL_SEARCH, is_notified=True) == NOW + timedelta(minutes=15)


def test_the_overlap_is_half_an_hour_or_half_a_page() -> None:
    few = [NOW - timedelta(minutes=n) for n in range(10)]
    assert overlap_start(NOW, few) == NOW - OVERLAP
    rush = [NOW - timedelta(seconds=n) for n in range(OVERLAP_ORDERS)]
    assert overlap_start(NOW, rush) == NOW - timedelta(seconds=OVERLAP_ORDERS - 1)
    old = [NOW - timedelta(days=n) for n in range(OVERLAP_ORDERS)]
    assert overlap_start(NOW, old) == NOW - OVERLAP
