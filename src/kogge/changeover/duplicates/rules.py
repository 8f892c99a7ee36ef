"""Which documents are of one order, and which of them is to stay: pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why two documents are thought to be of one order, the most telling first."""

    SAME_ORDER = "same_order"
    SAME_LEGACY_ID = "same_legacy_id"
    SAME_PURCHASE = "same_purchase"


ADVANCED = frozenset({"posted", "partly_converted", "converted"})
"""States of documents that something was made of already."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A document as far as it may be one of two; `is_linked`: an order of the platform leads to it."""

    id: int
    state: str
    is_linked: bool
    created_at: datetime
    order_reference: str = ""
    purchase: tuple[int, str, int, date] | None = None
    """Customer, currency, total and day; None where the customer stands for many buyers."""


def choose_kept(copies: Iterable[Copy]) -> list[Copy]:
    """Return the copies, the one to keep first: converted or posted, else the order's own, else the oldest."""
    return sorted(copies, key=lambda each: (each.state not in ADVANCED, not each.is_linked, each.created_at, each.id))


def pair_purchases(unlinked: Iterable[Copy], others: Sequence[Copy]) -> Iterator[tuple[Copy, Copy]]:
    """Pair each document that no order leads to with one of the same purchase, if there is one; the kept one first.

    Documents that name different orders are two: a buyer may order the same thing twice a day. Of several, the oldest
    is meant, so that two orders of the platform never become one by it.
    """
    shelf: dict[tuple[int, str, int, date], list[Copy]] = {}
    for each in sorted(others, key=lambda other: (other.created_at, other.id)):
        if each.purchase is not None:
            shelf.setdefault(each.purchase, []).append(each)
    seen: set[frozenset[int]] = set()
    for one in unlinked:
        same = shelf.get(one.purchase, ()) if one.purchase else ()
        other = next((each for each in same if _may_be_same(one, each)), None)
        if other is not None and frozenset({one.id, other.id}) not in seen:
            seen.add(frozenset({one.id, other.id}))
            kept, surplus = choose_kept((one, other))
            yield kept, surplus


def _may_be_same(one: Copy, other: Copy) -> bool:
    return one.id != other.id and (
        not one.order_reference or not other.order_reference or one.order_reference == other.order_reference
    )
