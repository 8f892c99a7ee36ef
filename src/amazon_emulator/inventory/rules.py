"""What the FBA Inventory API demands of its request. Everything here is pure and raises ApiError (400)."""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from amazon_emulator.errors import ApiError, invalid_input
from amazon_emulator.inventory.store import FbaStock
from amazon_emulator.listings.models import Listing
from amazon_emulator.times import format_time, parse_time

GRANULARITY = "Marketplace"
MAX_SKUS = 50
LONGEST = timedelta(days=548)
"""Amazon looks back eighteen months."""
TOKEN_LIFE = timedelta(seconds=30)
_LISTS = ("sellerSkus", "marketplaceIds")
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StockWish:
    """What stock is asked for: changed since then (UTC), of those SKUs; none means all."""

    marketplace_id: str
    has_details: bool
    since: datetime
    skus: frozenset[str]
    offset: int

    def matches(self, listing: Listing, stock: FbaStock) -> bool:
        """Tell whether a SKU's stock is told of."""
        return (
            self.marketplace_id in listing.marketplace_ids
            and stock.updated_at >= self.since
            and (not self.skus or stock.sku in self.skus)
        )


def read_wish(query: list[tuple[str, str]], own: Collection[str], now: datetime) -> StockWish:
    """Read the request. A next page has to repeat what the first one asked for; only its token is its own."""
    given: dict[str, list[str]] = {}
    for name, value in query:
        values = value.split(",") if name in _LISTS else [value]
        given.setdefault(name, []).extend(each.strip() for each in values if each.strip())
    given = {name: values for name, values in given.items() if values}
    _require(given)
    return StockWish(
        marketplace_id=_read_marketplace(given, own),
        has_details=given.get("details", ["false"])[0].lower() == "true",
        since=_read_since(given, now),
        skus=_read_skus(given),
        offset=_read_token(given["nextToken"][0], now) if "nextToken" in given else 0,
    )


def write_token(offset: int, now: datetime) -> str:
    """Return the token of a page. It lives thirty seconds."""
    return base64.urlsafe_b64encode(f"{offset} {format_time(now + TOKEN_LIFE)}".encode()).decode()


def refused(details: str) -> ApiError:
    """Return the answer to a request that breaks a rule."""
    return invalid_input(details=details)


def _require(given: dict[str, list[str]]) -> None:
    for name in ("granularityType", "granularityId", "marketplaceIds"):
        if name not in given:
            raise refused(f"Missing required parameter: {name}.")
    if given["granularityType"][0] != GRANULARITY:
        raise refused(f"granularityType is {GRANULARITY}.")


def _read_marketplace(given: dict[str, list[str]], own: Collection[str]) -> str:
    listed = given["marketplaceIds"]
    if len(listed) > 1:
        raise refused("marketplaceIds has more than 1 values.")
    if listed[0] not in own:
        raise refused(f"marketplaceIds are not valid: {listed[0]}.")
    if given["granularityId"][0] != listed[0]:
        raise refused("granularityId and marketplaceIds name different marketplaces.")
    return listed[0]


def _read_skus(given: dict[str, list[str]]) -> frozenset[str]:
    if len(given.get("sellerSkus", ())) > MAX_SKUS:
        raise refused(f"sellerSkus has more than {MAX_SKUS} values.")
    # Of a time, a list and a single SKU only the first that is given counts.
    first = next((name for name in ("startDateTime", "sellerSkus", "sellerSku") if name in given), "")
    return frozenset() if first in {"", "startDateTime"} else frozenset(given[first])


def _read_since(given: dict[str, list[str]], now: datetime) -> datetime:
    if "startDateTime" not in given:
        return _EARLIEST
    try:
        # A plus sign that was not encoded arrives as a space.
        since = parse_time(given["startDateTime"][0].replace(" ", "+"))
    except (ValueError, OverflowError):
        raise refused("Invalid Date-Time field(s) [startDateTime].") from None
    if since < now - LONGEST:
        raise refused("startDateTime lies more than 18 months back.")
    return since


def _read_token(token: str, now: datetime) -> int:
    try:
        offset, _, expiry = base64.urlsafe_b64decode(token).decode().partition(" ")
        position, is_over = int(offset), now > parse_time(expiry)
    except ValueError:
        raise refused("nextToken is not valid.") from None
    if is_over or position < 0:
        raise refused("nextToken has expired.")
    return position
