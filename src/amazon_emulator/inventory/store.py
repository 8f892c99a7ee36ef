"""What of the sellers' articles lies in Amazon's warehouses."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from amazon_emulator.clock import Clock
from amazon_emulator.listings.models import Listing
from amazon_emulator.listings.store import Listings

PAGE = 50


@dataclass(frozen=True, slots=True)
class FbaStock:
    """The stock of one SKU, in pieces. `updated_at` is UTC."""

    sku: str
    fulfillable: int = 0
    inbound_working: int = 0
    inbound_shipped: int = 0
    inbound_receiving: int = 0
    reserved: int = 0
    researching: int = 0
    unfulfillable: int = 0
    updated_at: datetime = field(kw_only=True)

    @property
    def total(self) -> int:
        """All of it, on its way or there."""
        inbound = self.inbound_working + self.inbound_shipped + self.inbound_receiving
        return self.fulfillable + inbound + self.reserved + self.researching + self.unfulfillable


COUNTS = tuple(name for name in FbaStock.__slots__ if name not in {"sku", "updated_at"})


class FbaInventory:
    """All sellers' stock at Amazon. It stays where it is when an offer leaves Amazon's hands.

    `page_size` is how many SKUs an answer holds.
    """

    def __init__(self, listings: Listings, clock: Clock) -> None:
        """Start with nothing; the stock of a seller's first catalogue lies there when he is first asked for."""
        self._listings = listings
        self._clock = clock
        self._stocks: dict[str, dict[str, FbaStock]] = {}
        self.page_size = PAGE

    def walk(self, seller_id: str) -> Iterator[tuple[Listing, FbaStock]]:
        """Go over what lies at Amazon, by SKU, with its listings. Raises KeyError for a seller who does not exist."""
        now, stocks = self._clock.now(), self._open(seller_id)
        for listing in sorted(self._listings.open(seller_id).walk(now), key=lambda each: each.sku):
            if listing.is_fba and listing.sku not in stocks:
                stocks[listing.sku] = FbaStock(listing.sku, updated_at=listing.updated_at)
            if listing.sku in stocks:
                yield listing, stocks[listing.sku]

    def set(self, seller_id: str, sku: str, counts: Mapping[str, int]) -> FbaStock:
        """Change the counts that are named. Raises KeyError for a seller or an SKU that does not exist."""
        if self._listings.open(seller_id).find(sku, self._clock.now()) is None:
            raise KeyError(sku)
        stocks, now = self._open(seller_id), self._clock.now()
        known = stocks.get(sku) or FbaStock(sku, updated_at=now)
        changes: dict[str, Any] = {"updated_at": now, **counts}
        stocks[sku] = replace(known, **changes)
        return stocks[sku]

    def _open(self, seller_id: str) -> dict[str, FbaStock]:
        if seller_id not in self._stocks:
            now = self._clock.now()
            first = (each for each in self._listings.open(seller_id).walk(now) if each.is_fba)
            self._stocks[seller_id] = {each.sku: _fill(each.sku, now) for each in first}
        return self._stocks[seller_id]


def _fill(sku: str, now: datetime) -> FbaStock:
    """Return believable stock, always the same for an SKU."""
    number = zlib.crc32(sku.encode())
    return FbaStock(
        sku,
        fulfillable=number % 90,
        inbound_working=number % 3 * 6,
        inbound_shipped=number % 4 * 5,
        reserved=number % 5,
        unfulfillable=number % 2,
        updated_at=(now - timedelta(hours=number % 240)).replace(microsecond=0),
    )
