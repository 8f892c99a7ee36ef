"""What sellers list: the versions of every listing, each with the moment from which shoppers see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amazon_emulator.accounts import Accounts
from amazon_emulator.clock import Clock
from amazon_emulator.listings.catalogue import write_catalogue
from amazon_emulator.listings.models import Listing

SECONDS = 2.0
"""How long an accepted change takes until it shows, unless the admin sets another time."""


@dataclass(frozen=True, slots=True)
class _Version:
    live_at: datetime
    listing: Listing | None


@dataclass(slots=True)
class ListingStore:
    """One seller's listings. A change is accepted at once and shows from its `live_at` on."""

    region: str
    marketplace_ids: tuple[str, ...]
    _versions: dict[str, list[_Version]] = field(default_factory=dict)

    def find(self, sku: str, now: datetime) -> Listing | None:
        """Return the listing as it shows at a moment (UTC)."""
        live = [each for each in self._versions.get(sku, []) if each.live_at <= now]
        return live[-1].listing if live else None

    def find_accepted(self, sku: str) -> Listing | None:
        """Return the listing as it will be once every accepted change shows."""
        versions = self._versions.get(sku)
        return versions[-1].listing if versions else None

    def walk(self, now: datetime) -> Iterator[Listing]:
        """Go over all listings that show at a moment (UTC)."""
        for sku in list(self._versions):
            listing = self.find(sku, now)
            if listing is not None:
                yield listing

    def put(self, listing: Listing, now: datetime, live_at: datetime) -> None:
        """Accept a version that shows from a moment (UTC) on, never before an earlier one."""
        self._accept(listing.sku, listing, now, live_at)

    def delete(self, sku: str, now: datetime, live_at: datetime) -> None:
        """Accept that a listing ends at a moment (UTC)."""
        self._accept(sku, None, now, live_at)

    def _accept(self, sku: str, listing: Listing | None, now: datetime, live_at: datetime) -> None:
        known = self._versions.get(sku, [])
        past = [each for each in known if each.live_at <= now]
        waiting = [each for each in known if each.live_at > now]
        latest = max([live_at, *(each.live_at for each in waiting)])
        # What showed before is over for good: time does not run backwards.
        self._versions[sku] = [*past[-1:], *waiting, _Version(latest, listing)]


class Listings:
    """All sellers' listings. `seconds` is how long accepted changes take until they show."""

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        """Start with nobody's; a seller's catalogue is written when it is first opened."""
        self._accounts = accounts
        self._clock = clock
        self._stores: dict[str, ListingStore] = {}
        self.seconds = SECONDS

    def open(self, seller_id: str) -> ListingStore:
        """Return a seller's listings. Raises KeyError for a seller who does not exist."""
        if seller_id not in self._stores:
            seller = self._accounts.sellers[seller_id]
            store = ListingStore(seller.region, seller.marketplace_ids)
            now = self._clock.now()
            for listing in write_catalogue(seller.region, seller.marketplace_ids, now):
                # It shows since it was created: whoever asks first must find it, too.
                store.put(listing, now, listing.created_at)
            self._stores[seller_id] = store
        return self._stores[seller_id]

    def live_at(self, now: datetime) -> datetime:
        """Return when a change accepted at a moment (UTC) shows."""
        return now + timedelta(seconds=self.seconds)
