"""Which of a seller's listings a search finds, in what order, page by page. Everything here is pure."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from amazon_emulator.listings.models import Listing
from amazon_emulator.listings.rules import Query, read_some, refused
from amazon_emulator.listings.showing import BUYABLE, DISCOVERABLE, list_statuses
from amazon_emulator.times import parse_time

IDENTIFIER_TYPES = ("ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
MAX_IDENTIFIERS = 20
MAX_PAGE, PAGE = 20, 10
# What lies behind is left out without a word; the whole of a catalogue comes by report.
MAX_RESULTS = 1000
SORTING: dict[str, Callable[[Listing], tuple[datetime | str, str]]] = {
    "sku": lambda listing: (listing.sku, ""),
    "createdDate": lambda listing: (listing.created_at, listing.sku),
    "lastUpdatedDate": lambda listing: (listing.updated_at, listing.sku),
}
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_EXCLUSIVE = ("identifiers", "variationParentSku", "packageHierarchySku")
_STATUSES = (BUYABLE, DISCOVERABLE)


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for. Times are UTC, both ends included; empty sets want anything."""

    marketplace_ids: tuple[str, ...]
    identifier_type: str
    identifiers: frozenset[str]
    is_of_family: bool
    created: tuple[datetime, datetime]
    updated: tuple[datetime, datetime]
    severities: frozenset[str]
    statuses: frozenset[str]
    unwanted: frozenset[str]
    sort_by: str
    is_descending: bool
    page_size: int
    offset: int

    def select(self, listings: Iterable[Listing]) -> list[Listing]:
        """Return all that match, in order, at most what Amazon lets be seen."""
        found = [each for each in listings if self._matches(each)]
        return sorted(found, key=SORTING[self.sort_by], reverse=self.is_descending)[:MAX_RESULTS]

    def _matches(self, listing: Listing) -> bool:
        statuses = {status for each in self.marketplace_ids for status in list_statuses(listing, each)}
        return (
            bool(statuses)
            and not self.is_of_family
            and self.created[0] <= listing.created_at <= self.created[1]
            and self.updated[0] <= listing.updated_at <= self.updated[1]
            and (not self.identifiers or bool(self.identifiers & _identify(listing, self.identifier_type)))
            and (not self.severities or any(each.severity in self.severities for each in listing.issues))
            and self.statuses <= statuses
            and not self.unwanted & statuses
        )


def read_search(query: Query, marketplace_ids: tuple[str, ...]) -> Search:
    """Read a search. Raises ApiError (400)."""
    if sum(name in query for name in _EXCLUSIVE) > 1:
        raise refused(f"Only one of {', '.join(_EXCLUSIVE)} may be given.")
    if ("identifiers" in query) != ("identifiersType" in query):
        raise refused("identifiers and identifiersType require each other.")
    identifiers = frozenset(query.get("identifiers", []))
    if len(identifiers) > MAX_IDENTIFIERS:
        raise refused(f"identifiers has more than {MAX_IDENTIFIERS} values.")
    return Search(
        marketplace_ids=marketplace_ids,
        identifier_type=_read_one(query, "identifiersType", IDENTIFIER_TYPES, ""),
        identifiers=identifiers,
        # No listing here has variations or packages.
        is_of_family="variationParentSku" in query or "packageHierarchySku" in query,
        created=_read_span(query, "created"),
        updated=_read_span(query, "lastUpdated"),
        severities=read_some(query, "withIssueSeverity", ("WARNING", "ERROR")),
        statuses=read_some(query, "withStatus", _STATUSES),
        unwanted=read_some(query, "withoutStatus", _STATUSES),
        sort_by=_read_one(query, "sortBy", SORTING, "lastUpdatedDate"),
        is_descending=_read_one(query, "sortOrder", ("ASC", "DESC"), "DESC") == "DESC",
        page_size=_read_page_size(query),
        offset=_read_token(query),
    )


def write_pagination(search: Search, count: int) -> dict[str, str]:
    """Return the tokens of the pages before and after."""
    pages = {}
    if search.offset + search.page_size < count:
        pages["nextToken"] = _write_token(search.offset + search.page_size)
    if search.offset:
        pages["previousToken"] = _write_token(max(search.offset - search.page_size, 0))
    return pages


def _identify(listing: Listing, identifier_type: str) -> set[str]:
    own = {"SKU": listing.sku, "ASIN": listing.asin, "FNSKU": listing.fnsku}
    if identifier_type in own:
        return {own[identifier_type]}
    told = listing.attributes.get("externally_assigned_product_identifier", [])
    return {str(each.get("value")) for each in told if str(each.get("type")).upper() == identifier_type}


def _read_one(query: Query, name: str, allowed: Iterable[str], otherwise: str) -> str:
    read_some(query, name, tuple(allowed))
    return query.get(name, [otherwise])[0]


def _read_span(query: Query, what: str) -> tuple[datetime, datetime]:
    return _read_time(query, f"{what}After", _EARLIEST), _read_time(query, f"{what}Before", _LATEST)


def _read_time(query: Query, name: str, otherwise: datetime) -> datetime:
    if name not in query:
        return otherwise
    try:
        # A plus sign that was not encoded arrives as a space.
        return parse_time(query[name][0].replace(" ", "+"))
    except (ValueError, OverflowError):
        raise refused(f"Invalid Date-Time field(s) [{name}].") from None


def _read_page_size(query: Query) -> int:
    text = query.get("pageSize", [str(PAGE)])[0]
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MAX_PAGE):
        raise refused(f"pageSize is a number from 1 to {MAX_PAGE}.")
    return int(text)


def _write_token(offset: int) -> str:
    return base64.urlsafe_b64encode(f"page:{offset}".encode()).decode()


def _read_token(query: Query) -> int:
    if "pageToken" not in query:
        return 0
    try:
        mark, _, offset = base64.urlsafe_b64decode(query["pageToken"][0]).decode().partition(":")
        if mark == "page" and offset.isdigit():
            return int(offset[:6])
    except ValueError:
        pass
    raise refused("pageToken is not valid.")
