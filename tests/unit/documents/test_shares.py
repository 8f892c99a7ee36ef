"""Parts of a line add up to the line, whatever the parts."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kogge.documents.shares import Amounts, derive_state, take_share

MINOR = st.integers(-(10**12), 10**12)


@st.composite
def lines(draw: st.DrawFn) -> tuple[Amounts, list[int]]:
    """Return what a line costs, and in which parts its pieces are converted."""
    parts = draw(st.lists(st.integers(1, 50), min_size=1, max_size=12))
    tax, platform_tax = draw(st.none() | MINOR), draw(st.none() | MINOR)
    return Amounts(draw(MINOR), draw(MINOR), tax, platform_tax), parts


@given(lines())
@example((Amounts(100, -1, 16, None), [1, 1, 1]))
def test_parts_add_up_to_the_line_in_every_amount(case: tuple[Amounts, list[int]]) -> None:
    left, parts = case
    is_open, taken = sum(parts), Amounts(0)
    for pieces in parts:
        share = take_share(left, pieces, is_open)
        left, is_open, taken = left + -share, is_open - pieces, taken + share
    whole = case[0]
    assert taken == whole
    assert left == Amounts(
        0, 0, None if whole.tax_minor is None else 0, None if whole.platform_tax_minor is None else 0
    )


@given(MINOR, st.integers(1, 200))
def test_single_pieces_cost_the_same_but_for_a_minor_unit(total: int, pieces: int) -> None:
    left, shares = Amounts(total), []
    for is_open in range(pieces, 0, -1):
        share = take_share(left, 1, is_open)
        shares.append(share.total_minor)
        left += -share
    assert max(shares) - min(shares) <= 1


@given(lines(), st.data())
def test_what_is_given_back_can_be_taken_again_and_nothing_is_lost(
    case: tuple[Amounts, list[int]], data: st.DataObject
) -> None:
    left, parts = case
    is_open, held = sum(parts), []
    for pieces in parts:
        share = take_share(left, pieces, is_open)
        left, is_open = left + -share, is_open - pieces
        held.append((share, pieces))
    for share, pieces in data.draw(st.lists(st.sampled_from(held), unique_by=id)):
        left, is_open = left + share, is_open + pieces
        held.remove((share, pieces))
    if is_open:
        held.append((take_share(left, is_open, is_open), is_open))
    assert sum(share.total_minor for share, _pieces in held) == case[0].total_minor


@pytest.mark.parametrize("pieces", [0, -1, 4])
def test_more_than_is_open_cannot_be_taken(pieces: int) -> None:
    with pytest.raises(ValueError, match="of 3 pieces"):
        take_share(Amounts(100), pieces, 3)


@pytest.mark.parametrize(
    ("is_posted", "lines", "state"),
    [
        (False, [(2, 0), (1, 0)], "open"),
        (True, [(2, 0)], "posted"),
        (False, [(2, 1), (1, 0)], "partly_converted"),
        (True, [(2, 2), (-1, 1), (0, 0)], "converted"),
        (False, [], "open"),
    ],
)
def test_the_state_follows_from_what_was_converted(is_posted: bool, lines: list[tuple[int, int]], state: str) -> None:
    assert derive_state(is_posted=is_posted, lines=lines) == state
