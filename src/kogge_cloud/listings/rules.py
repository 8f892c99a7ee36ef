"""Pure rules that all transfers share: how far an item is, and what is wrong with a price."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kogge_contract.listings import ListingOffer
from kogge_contract.money import decimals_of

LOOK_SIZE = 20
MAX_FAILURES = 30
"""Failures in a row until a transfer is given up: about half an hour."""
KEPT = timedelta(days=14)


class ItemState(StrEnum):
    """How far an item is: to be looked at, to be matched with a product, to be sent, or at its end."""

    NEW = "new"
    UNMATCHED = "unmatched"
    READY = "ready"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"


OPEN = (ItemState.NEW, ItemState.UNMATCHED, ItemState.READY)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where an item stands after a look, a match, an answer or a report."""

    state: ItemState
    code: str = ""
    message: str = ""
    remarks: tuple[tuple[str, str], ...] = ()
    is_listed: bool = False
    product_type: str = ""
    asin: str = ""


def find_price_fault(offer: ListingOffer, currency: str | None) -> str:
    """Return what is wrong with an offer's price in a marketplace of this currency, empty where nothing is.

    Where the marketplace has no currency of its own, any will do.
    """
    if offer.price is None:
        return ""
    given = offer.price.currency
    if currency is not None and given != currency:
        return f"The marketplace's currency is {currency}, not {given}."
    decimals = decimals_of(given)
    if offer.price.amount != round(offer.price.amount, decimals):
        return f"A price in {given} has at most {decimals} decimals."
    return ""
