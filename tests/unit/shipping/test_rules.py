"""Items of an order, what is left of them, and when a parcel was shipped."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.shipping.rules import (
    Refusal,
    SoldLine,
    find_quantity_refusal,
    find_time_refusal,
    list_items,
    list_left,
    moment_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
ORDERED = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW = ORDERED + timedelta(days=3)


def sold(reference: str, quantity: int, article: str = "A", bundle: int | None = 1, position: int = 1) -> SoldLine:
    return SoldLine(reference, position, quantity, article, article, bundle_pieces=bundle)


def test_a_bundle_is_packed_as_it_was_ordered() -> None:
    lines = [sold("L1", 4, "Tau", 2), sold("L1", 6, "Block", 3, 2), sold("L2", 5)]
    bundle, single = list_items(lines)
    assert (bundle.ordered, [content.pieces for content in bundle.contents]) == (2, [2, 3])
    assert (single.ordered, single.contents[0].pieces) == (5, 1)


def test_a_bundle_whose_mapping_changed_is_divided_as_far_as_it_goes() -> None:
    (item,) = list_items([sold("L1", 4, "Tau", None), sold("L1", 6, "Block", None)])
    assert (item.ordered, [content.pieces for content in item.contents]) == (2, [2, 3])
    (contradictory,) = list_items([sold("L1", 4, "Tau", 2), sold("L1", 6, "Block", 2)])
    assert contradictory.ordered == 2


def test_lines_of_nothing_are_no_items() -> None:
    assert list_items([sold("L1", 0), sold("L2", -1)]) == []


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 9)), st.data())
def test_what_is_left_can_be_packed_and_nothing_more(quantities: dict[str, int], data: st.DataObject) -> None:
    items = list_items(sold(reference, quantity) for reference, quantity in quantities.items())
    packed = {name: data.draw(st.integers(0, quantity)) for name, quantity in quantities.items()}
    left = list_left(items, packed)
    if left:
        assert find_quantity_refusal(left, items, packed) is None
        reference = next(iter(left))
        too_much = left | {reference: left[reference] + 1}
        assert find_quantity_refusal(too_much, items, packed) is Refusal.QUANTITY_NOT_OPEN
    else:
        assert find_quantity_refusal(left, items, packed) is Refusal.NOTHING_PACKED


def test_unknown_items_and_negative_quantities_are_refused() -> None:
    items = list_items([sold("L1", 2)])
    assert find_quantity_refusal({"L9": 1}, items, {}) is Refusal.ITEM_UNKNOWN
    assert find_quantity_refusal({"L1": -1}, items, {}) is Refusal.QUANTITY_NOT_OPEN


@pytest.mark.parametrize(
    ("shipped_at", "refusal"),
    [
        (ORDERED - timedelta(seconds=1), Refusal.SHIPPED_BEFORE_ORDER),
        (ORDERED, None),
        (NOW + timedelta(minutes=5), None),
        (NOW + timedelta(minutes=6), Refusal.SHIPPED_IN_FUTURE),
    ],
)
def test_parcels_leave_after_the_order_and_not_in_the_future(shipped_at: datetime, refusal: Refusal | None) -> None:
    assert find_time_refusal(shipped_at, ORDERED, NOW) is refusal


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 11, 21), datetime(2026, 11, 21, 11, tzinfo=UTC)),
        (date(2026, 11, 20), ORDERED),
        (date(2026, 11, 19), datetime(2026, 11, 19, 11, tzinfo=UTC)),
        (date(2026, 11, 24), datetime(2026, 11, 24, 11, tzinfo=UTC)),
    ],
)
def test_a_day_becomes_a_moment(day: date, moment: datetime) -> None:
    assert moment_of(day, ORDERED, NOW, BERLIN) == moment


def test_today_is_not_later_than_now() -> None:
    early = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert moment_of(date(2026, 11, 23), ORDERED, early, BERLIN) == early
