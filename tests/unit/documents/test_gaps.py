"""Numbers that are missing, beside those that were left out on purpose."""

from hypothesis import given
from hypothesis import strategies as st

from kogge.documents.gaps import Standing, find_missing, list_skipped


def moved(prefix: str, *numbers: int) -> list[tuple[Standing, Standing]]:
    """Return changes of the next number, each from one number to the next."""
    return [
        (Standing(prefix, start), Standing(prefix, end)) for start, end in zip(numbers[::2], numbers[1::2], strict=True)
    ]


def test_raising_leaves_numbers_out_and_lowering_gives_them_back() -> None:
    assert list_skipped(moved("RE", 4, 10)) == {"RE": [range(4, 10)]}
    assert list_skipped(moved("RE", 4, 10, 10, 7, 9, 20)) == {"RE": [range(4, 7), range(9, 20)]}
    assert list_skipped(moved("RE", 4, 10, 10, 4)) == {"RE": []}


def test_another_prefix_leaves_nothing_out_until_the_first_one_comes_back_higher() -> None:
    away = (Standing("RE", 5), Standing("RG", 1))
    back = (Standing("RG", 3), Standing("RE", 9))
    assert list_skipped([away]) == {"RG": []}
    assert list_skipped([away, back]) == {"RG": [], "RE": [range(5, 9)]}


def test_what_was_left_out_is_not_missing() -> None:
    assert list(find_missing([1, 2, 5], [])) == [3, 4]
    assert list(find_missing([1, 2, 10**15], [range(3, 10**15)])) == []
    assert list(find_missing([2, 9], [range(6, 8), range(1, 4)])) == [4, 5, 8]
    assert list(find_missing([], [range(3, 9)])) == []


@given(
    st.sets(st.integers(1, 60)),
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)).map(lambda each: range(each[0], sum(each)))),
)
def test_missing_is_what_is_neither_given_nor_left_out(numbers: set[int], skipped: list[range]) -> None:
    between = range(min(numbers), max(numbers)) if numbers else range(0)
    left_out = {number for each in skipped for number in each}
    assert list(find_missing(numbers, skipped)) == [
        number for number in between if number not in numbers and number not in left_out
    ]
