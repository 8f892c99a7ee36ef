"""How much of a line is still to be converted, and what a part of it costs: pure, exact to the cent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a line costs, in minor units: the discount is in the total already; a tax that nobody decided is None."""

    total_minor: int
    discount_minor: int = 0
    tax_minor: int | None = None
    platform_tax_minor: int | None = None

    def __add__(self, other: Self) -> "Amounts":
        """Return the sum; a tax that is None on both sides stays None."""
        return Amounts(
            self.total_minor + other.total_minor,
            self.discount_minor + other.discount_minor,
            _add(self.tax_minor, other.tax_minor),
            _add(self.platform_tax_minor, other.platform_tax_minor),
        )

    def __neg__(self) -> "Amounts":
        """Return what takes the amounts back."""
        return Amounts(
            -self.total_minor, -self.discount_minor, _negate(self.tax_minor), _negate(self.platform_tax_minor)
        )


def take_share(left: Amounts, pieces: int, open_pieces: int) -> Amounts:
    """Return what some of a line's open pieces cost, out of what is left of its amounts.

    Each part is rounded commercially from what the earlier ones left, and the last one takes the rest: whatever the
    order and the sizes of the parts, and whatever was given back in between, they add up to the line. Raises ValueError
    where there are not so many pieces.
    """
    if not 0 < pieces <= open_pieces:
        message = f"{pieces} of {open_pieces} pieces cannot be taken"
        raise ValueError(message)
    return Amounts(
        _share(left.total_minor, pieces, open_pieces),
        _share(left.discount_minor, pieces, open_pieces),
        None if left.tax_minor is None else _share(left.tax_minor, pieces, open_pieces),
        None if left.platform_tax_minor is None else _share(left.platform_tax_minor, pieces, open_pieces),
    )


def derive_state(*, is_posted: bool, lines: Iterable[tuple[int, int]]) -> str:
    """Return the state of a document that is not cancelled, from (quantity, converted quantity) of its lines."""
    counted = [(abs(quantity), converted) for quantity, converted in lines if quantity]
    if any(converted for _quantity, converted in counted):
        is_whole = all(quantity == converted for quantity, converted in counted)
        return "converted" if is_whole else "partly_converted"
    return "posted" if is_posted else "open"


def _share(amount: int, part: int, whole: int) -> int:
    """Return the part of an amount, rounded half away from zero."""
    share = (2 * abs(amount) * part + whole) // (2 * whole)
    return share if amount >= 0 else -share


def _add(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


def _negate(amount: int | None) -> int | None:
    return None if amount is None else -amount
