"""How numbers are printed."""

from hypothesis import given
from hypothesis import strategies as st

from kogge.companies.rules import format_number


def test_a_number_is_filled_up_and_never_cut() -> None:
    assert format_number("B-", 7, 6) == "B-000007"
    assert format_number("", 1_234_567, 6) == "1234567"


@given(st.text(max_size=5), st.integers(1, 10**12), st.integers(0, 12))
def test_different_numbers_are_printed_differently(prefix: str, number: int, width: int) -> None:
    printed = format_number(prefix, number, width)
    assert int(printed.removeprefix(prefix)) == number
    assert printed != format_number(prefix, number + 1, width)
