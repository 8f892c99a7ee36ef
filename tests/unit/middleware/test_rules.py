"""What is refused, how a schedule is split, and when it is due again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kogge.middleware.rules import Area, Plan, Served, find_next, find_refused, is_due, list_steps, split

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVERY = timedelta(minutes=15)
AMAZON, SHOP = Served(1, "Amazon", uses_cloud=True), Served(2, "Laden", uses_cloud=False)
EVERYTHING = frozenset(Area)

PLANS = st.builds(
    Plan,
    st.just("Alle"),
    st.frozensets(st.sampled_from(Area)),
    st.lists(st.booleans(), max_size=5).map(
        lambda clouds: tuple(Served(number, f"P{number}", uses_cloud=each) for number, each in enumerate(clouds))
    ),
)


def test_a_schedule_of_a_marketplace_and_a_shop_is_split_so_that_the_shop_keeps_fetching() -> None:
    done = split(Plan("Alle", EVERYTHING, (AMAZON, SHOP)), "Laden allein")
    assert done is not None
    assert done.kept == Plan("Alle", EVERYTHING - {Area.ORDERS}, (AMAZON,))
    assert done.fetching == Plan("Laden allein", EVERYTHING, (SHOP,))


def test_without_a_shop_the_area_is_cleared() -> None:
    done = split(Plan("Amazon", EVERYTHING, (AMAZON,)), "")
    assert done is not None
    assert (done.kept.areas, done.fetching) == (EVERYTHING - {Area.ORDERS}, None)


@given(PLANS)
def test_a_split_loses_no_area_of_a_platform_but_the_clouds_orders(plan: Plan) -> None:
    done = split(plan, "neu")
    if done is None:
        assert not find_refused(plan.areas, plan.platforms)
        return
    plans = [each for each in (done.kept, done.fetching) if each]
    served = {(platform.id, area) for each in plans for platform in each.platforms for area in each.areas}
    wanted = {(platform.id, area) for platform in plan.platforms for area in plan.areas}
    assert wanted - served == {(each.id, Area.ORDERS) for each in plan.platforms if each.uses_cloud}
    assert not any(find_refused(each.areas, each.platforms) for each in plans)


def test_offers_go_up_together() -> None:
    assert list_steps(EVERYTHING) == [
        (Area.ARTICLES, Area.STOCK, Area.PRICES), (Area.ORDER_STATUS,), (Area.ORDERS,),
    ]  # fmt: skip
    assert list_steps({Area.PRICES}) == [(Area.PRICES,)]


def test_what_was_missed_is_not_made_up_for() -> None:
    assert find_next(AT, EVERY, AT) == AT + EVERY
    assert find_next(AT, EVERY, AT + timedelta(minutes=50)) == AT + 4 * EVERY


def test_a_schedule_is_due_by_its_rhythm_whatever_a_wrong_clock_said() -> None:
    assert [is_due(AT + after, EVERY, AT) for after in (timedelta(0), timedelta(seconds=1), EVERY)] == [
        True,
        False,
        False,
    ]
    by_a_wrong_clock = AT + timedelta(days=365)
    assert is_due(by_a_wrong_clock, EVERY, AT)
    assert find_next(by_a_wrong_clock, EVERY, AT) == AT + EVERY
