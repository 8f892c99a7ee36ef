"""Pure rules of a transfer's way to Amazon: what to do next, how to send, what a look means for each item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from kogge_cloud.listings.rules import Finding, ItemState
from kogge_contract.listings import ListingOffer

MOST_CALLS = 100
"""So many items go one by one, within half a minute; more go as one feed, which takes Amazon some minutes."""
MAX_FEEDS = 2
"""A feed that Amazon breaks off (FATAL) is handed in once more."""
MAX_POLLS = 400
"""A feed that has not ended after more than six hours never will."""
SEEK_AFTER = timedelta(seconds=30)
"""Amazon lists a feed that was just handed in only after a moment."""
FEEDS_SINCE = timedelta(hours=1)
"""Older feeds are of no interest when it is looked whether one was handed in a moment ago."""

STOCK_WITHHELD = "stock_withheld"


class Way(StrEnum):
    """How a transfer's items go up."""

    CALLS = "calls"
    FEED = "feed"


class Step(StrEnum):
    """The next call, or what ends the transfer."""

    LOOK = "look"
    MATCH = "match"
    CHOOSE = "choose"
    SEND = "send"
    UPLOAD = "upload"
    LIST = "list"
    CREATE = "create"
    SEEK = "seek"
    POLL = "poll"
    REPORT = "report"
    FINISH = "finish"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a transfer is. `left` counts the open items by state.

    `knows_others`: the feeds from before are on record; `may_have_feed`: createFeed was tried.
    """

    is_running: bool
    left: Mapping[str, int]
    way: str = ""
    has_document: bool = False
    knows_others: bool = False
    may_have_feed: bool = False
    has_feed: bool = False
    has_result: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing as a look shows it."""

    sku: str
    product_type: str
    is_fulfilled_by_platform: bool


def next_step(standing: Standing) -> Step:
    """Return the next call: every item is looked at before the first is sent."""
    if not standing.is_running:
        return Step.NONE
    if standing.left.get(ItemState.NEW):
        return Step.LOOK
    if standing.left.get(ItemState.UNMATCHED):
        return Step.MATCH
    if not standing.left.get(ItemState.READY):
        return Step.FINISH
    if not standing.way:
        return Step.CHOOSE
    return Step.SEND if standing.way == Way.CALLS else _next_of_feed(standing)


def _next_of_feed(standing: Standing) -> Step:
    if standing.has_result:
        return Step.REPORT
    if standing.has_feed:
        return Step.POLL
    if not standing.has_document:
        return Step.UPLOAD
    if not standing.knows_others:
        return Step.LIST
    # After an unknown outcome never a second feed before a look at those there are.
    return Step.SEEK if standing.may_have_feed else Step.CREATE


def choose_way(ready: int) -> Way:
    """Return how so many items go up soonest, as Amazon's quotas are."""
    return Way.CALLS if ready <= MOST_CALLS else Way.FEED


def find_own_feed(before: Iterable[str], shown: Iterable[str]) -> str:
    """Return the feed that appeared since, empty where there is none, or where it cannot be told which is ours.

    Then it is handed in again: that sets the same values twice, while trusting somebody else's feed would set none.
    """
    new = set(shown).difference(before)
    return new.pop() if len(new) == 1 else ""


def choose_looked_at(skus: Sequence[str]) -> int:
    """Return how many of the next items one search can ask for, 0 where the first needs a call of its own.

    The search takes SKUs with commas between them, so one that holds a comma itself cannot be searched for.
    """
    for index, sku in enumerate(skus):
        if "," in sku or sku != sku.strip():
            return index
    return len(skus)


def judge(offer: ListingOffer, listing: Listing | None) -> Finding:
    """Decide about an item after a look: what is not listed is matched, or refused; no stock goes to what Amazon ships.

    Sending stock would take such an offer out of Amazon's warehouses.
    """
    if listing is None:
        if offer.match is not None:
            return Finding(ItemState.UNMATCHED)
        return Finding(ItemState.REJECTED, "not_listed", "Amazon has no listing of this SKU in the marketplace.")
    known = Finding(ItemState.READY, is_listed=True, product_type=listing.product_type)
    if offer.quantity is not None and listing.is_fulfilled_by_platform:
        message = "Amazon ships this offer itself. Stock of your own would take it out of Amazon's warehouses."
        if offer.price is None:
            return replace(known, state=ItemState.REJECTED, code="fulfilled_by_platform", message=message)
        return replace(known, remarks=((STOCK_WITHHELD, message),))
    if offer.quantity is None and offer.price is None:
        return replace(known, state=ItemState.ACCEPTED, code="already_listed")
    return known


def judge_match(offer: ListingOffer, products: Iterable[tuple[str, str]]) -> Finding:
    """Decide about an item without a listing, given ASIN and type of the products that bear its EAN."""
    found = dict(products)
    ean = offer.match.ean if offer.match else ""
    if not found:
        message = f"Amazon's catalogue has no product with the EAN {ean}: create the product in Seller Central."
        return Finding(ItemState.REJECTED, "product_not_found", message)
    if len(found) > 1:
        message = f"Amazon's catalogue has several products with the EAN {ean}: {', '.join(sorted(found))}."
        return Finding(ItemState.REJECTED, "product_ambiguous", message)
    [(asin, product_type)] = found.items()
    return Finding(ItemState.READY, product_type=product_type, asin=asin)
