"""Columns, their pieces and the round figures beside them."""

from hypothesis import given
from hypothesis import strategies as st

from kogge.web.charts import HEIGHT, SERIES, round_up, share, stack

HOURS = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 500), max_size=8), min_size=1, max_size=48)


@given(HOURS)
def test_nothing_is_lost_and_nothing_stands_out_of_the_drawing(hours: list[dict[str, int]]) -> None:
    chart = stack(hours, "others")
    assert [column.total for column in chart.columns] == [sum(hour.values()) for hour in hours]
    assert len(chart.names) <= SERIES
    for column in chart.columns:
        assert sum(column.counts) == column.total <= chart.top
        assert sum(piece.height for piece in column.pieces) <= HEIGHT + 0.1
        assert all(piece.y >= -0.1 and piece.height > 0 for piece in column.pieces)


def test_the_largest_come_first_and_the_small_ones_together() -> None:
    chart = stack([{"a": 1, "b": 9, "c": 3, "d": 4, "e": 5, "f": 2}], "others")
    assert chart.names == ["b", "e", "d", "c", "others"]
    assert chart.columns[0].counts == [9, 5, 4, 3, 3]
    assert [piece.series for piece in chart.columns[0].pieces] == [0, 1, 2, 3, 4]


def test_the_pieces_of_a_series_are_drawn_in_one_each_around_its_corner() -> None:
    chart = stack([{"a": 2}, {"a": 1, "b": 1}], "others")
    assert chart.areas == ["M1 0h8v100h-8zM11 50h8v50h-8z", "M11 0h8v50h-8z"]


@given(st.integers(0, 10**9))
def test_the_maximum_is_round_and_has_a_whole_half(number: int) -> None:
    top = round_up(number)
    assert top >= number
    assert top % 2 == 0
    assert str(top).rstrip("0") in {"1", "2", "4"}
    assert number <= 2 or top <= number * 2.5


def test_a_bar_of_little_can_be_seen_and_one_of_nothing_cannot() -> None:
    assert share(0, 0) == 0
    assert share(1, 100_000) > 1
    assert share(50, 100) == 50
