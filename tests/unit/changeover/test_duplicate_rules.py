"""Which of two documents stays, and which are of one purchase."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kogge.changeover.duplicates.rules import ADVANCED, Copy, choose_kept, pair_purchases

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)

copies = st.builds(
    Copy,
    id=st.integers(1, 6),
    state=st.sampled_from(("open", "posted", "converted")),
    is_linked=st.booleans(),
    created_at=st.integers(0, 2).map(lambda hours: AT + timedelta(hours=hours)),
    order_reference=st.sampled_from(("", "1", "2")),
    purchase=st.sampled_from((None, (1, "EUR", 100, date(2026, 11, 20)), (1, "EUR", 200, date(2026, 11, 20)))),
)
several = st.lists(copies, max_size=6, unique_by=lambda each: each.id)


def test_what_was_converted_stays_then_what_the_order_leads_to_then_the_older_one() -> None:
    old, linked, posted = (
        Copy(1, "open", False, AT),
        Copy(2, "open", True, AT + timedelta(hours=1)),
        Copy(3, "posted", False, AT + timedelta(hours=2)),
    )
    assert [each.id for each in choose_kept([old, linked, posted])] == [3, 2, 1]
    assert [each.id for each in choose_kept([Copy(5, "open", False, AT), old])] == [1, 5]


@given(several)
def test_the_one_to_keep_is_never_worse_than_the_others(some: list[Copy]) -> None:
    ranked = choose_kept(some)
    assert sorted(map(id, ranked)) == sorted(map(id, some))
    if any(each.state in ADVANCED for each in some):
        assert ranked[0].state in ADVANCED
    assert choose_kept(reversed(some)) == ranked


@given(several)
def test_two_orders_of_the_platform_never_become_one(some: list[Copy]) -> None:
    pairs = list(pair_purchases([each for each in some if not each.is_linked], some))
    for kept, surplus in pairs:
        assert kept.purchase == surplus.purchase is not None
        assert "" in {kept.order_reference, surplus.order_reference} or kept.order_reference == surplus.order_reference
        assert not (kept.is_linked and surplus.is_linked)
    assert len({frozenset({kept.id, surplus.id}) for kept, surplus in pairs}) == len(pairs)
