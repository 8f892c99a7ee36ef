"""Pure rules of parcels: what an order's items are, how much of them is left, when a parcel may count as shipped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import gcd
from zoneinfo import ZoneInfo

CLOCK_SKEW = timedelta(minutes=5)
"""Two machines may disagree by so much about what the future is."""


class Refusal(StrEnum):
    """Why something cannot be done with a parcel."""

    NOT_SHIPPABLE = "not_shippable"
    FULFILLED_BY_PLATFORM = "fulfilled_by_platform"
    DOCUMENT_CANCELLED = "document_cancelled"
    AWAITS_DECISION = "awaits_decision"
    LOCKED = "locked"
    CANCELLED_AT_PLATFORM = "cancelled_at_platform"
    CANCELLATION_REQUESTED = "cancellation_requested"
    NOT_RELEASED = "not_released"
    UNCHECKED = "unchecked"
    NOTHING_LEFT = "nothing_left"
    NOTHING_PACKED = "nothing_packed"
    QUANTITY_NOT_OPEN = "quantity_not_open"
    ITEM_UNKNOWN = "item_unknown"
    NOT_OPEN = "not_open"
    NOT_FIXED = "not_fixed"
    ALREADY_REPORTED = "already_reported"
    REASON_MISSING = "reason_missing"
    CARRIER_MISSING = "carrier_missing"
    TRACKING_MISSING = "tracking_missing"
    TRACKING_IMPOSSIBLE = "tracking_impossible"
    SHIPPED_IN_FUTURE = "shipped_in_future"
    SHIPPED_BEFORE_ORDER = "shipped_before_order"


@dataclass(frozen=True, slots=True)
class Content:
    """An article of an item: so many pieces for each unit that was ordered."""

    article_number: str
    title: str
    ean: str
    pieces: int


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a document as packing sees it; `bundle_pieces`: how many pieces its SKU stands for, if known."""

    reference: str
    position: int
    quantity: int
    article_number: str
    title: str
    ean: str = ""
    bundle_pieces: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was ordered, in the units in which it was ordered; a bundle has several contents."""

    reference: str
    position: int
    ordered: int
    contents: tuple[Content, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.contents[0].title or self.contents[0].article_number


def reference_of(platform_reference: str, position: int) -> str:
    """Return what an item is known by: its id at the platform, else the position of its line."""
    return platform_reference or f"#{position}"


def list_items(lines: Iterable[SoldLine]) -> list[Item]:
    """Return the ordered items: lines of one reference are the parts of a bundle.

    How many bundles were ordered is what the mapping of its SKU says; where that has changed since, the greatest number
    that divides all of its lines: the platform has the last word on that.
    """
    grouped: dict[str, list[SoldLine]] = {}
    for line in lines:
        if line.quantity > 0:
            grouped.setdefault(line.reference, []).append(line)
    return [_make_item(reference, group) for reference, group in grouped.items()]


def _make_item(reference: str, lines: list[SoldLine]) -> Item:
    ordered = _count_units(lines)
    contents = tuple(
        Content(line.article_number, line.title, line.ean, line.quantity // ordered if ordered else 0) for line in lines
    )
    return Item(reference, lines[0].position, ordered, contents)


def _count_units(lines: list[SoldLine]) -> int:
    told = {
        line.quantity // line.bundle_pieces
        for line in lines
        if line.bundle_pieces and line.quantity % line.bundle_pieces == 0
    }
    if len(told) == 1 and all(line.bundle_pieces for line in lines):
        return told.pop()
    return gcd(*(line.quantity for line in lines))


def list_left(items: Iterable[Item], packed: Mapping[str, int]) -> dict[str, int]:
    """Return how many units of each item are in no parcel yet; items that are packed stay out."""
    left = {item.reference: item.ordered - packed.get(item.reference, 0) for item in items}
    return {reference: quantity for reference, quantity in left.items() if quantity > 0}


def find_quantity_refusal(
    wanted: Mapping[str, int], items: Iterable[Item], packed: Mapping[str, int]
) -> Refusal | None:
    """Return why a parcel cannot hold these units; `packed` is what the other parcels hold."""
    known = {item.reference: item.ordered for item in items}
    if not any(wanted.values()):
        return Refusal.NOTHING_PACKED
    for reference, quantity in wanted.items():
        if reference not in known:
            return Refusal.ITEM_UNKNOWN
        if not 0 <= quantity <= known[reference] - packed.get(reference, 0):
            return Refusal.QUANTITY_NOT_OPEN
    return None


def find_time_refusal(shipped_at: datetime, ordered_at: datetime, now: datetime) -> Refusal | None:
    """Return why a parcel cannot have been shipped then."""
    if shipped_at < ordered_at:
        return Refusal.SHIPPED_BEFORE_ORDER
    return Refusal.SHIPPED_IN_FUTURE if shipped_at > now + CLOCK_SKEW else None


def moment_of(day: date, ordered_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when a parcel was shipped of which only the day is known: at noon, but after the order, and not later.

    A day before the order or after today stays what it is: to be refused, not bent.
    """
    begins = datetime.combine(day, time.min, tzinfo=zone)
    ends = begins + timedelta(days=1)
    noon = begins + timedelta(hours=12)
    if begins <= now < ends:
        noon = min(noon, now)
    if begins <= ordered_at < ends:
        noon = max(noon, ordered_at)
    return noon
