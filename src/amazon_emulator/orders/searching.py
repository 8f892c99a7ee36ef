"""searchOrders: from query parameters to a page, by the rules of Amazon's model and its prose."""

import base64
import hashlib
import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from amazon_emulator.errors import invalid_input
from amazon_emulator.faults import DUPLICATE, FINE, MOVED
from amazon_emulator.orders.gating import DATA_GROUPS, show
from amazon_emulator.orders.store import Key, Order, OrderStore
from amazon_emulator.roles import ALL_ROLES, Role
from amazon_emulator.times import format_time, parse_time

STATUSES = "PENDING_AVAILABILITY PENDING UNSHIPPED PARTIALLY_SHIPPED SHIPPED CANCELLED UNFULFILLABLE".split()
FULFILLERS = ("MERCHANT", "AMAZON")
FAMILIES = {
    "createdAfter": ("createdBefore", "createdTime"),
    "lastUpdatedAfter": ("lastUpdatedBefore", "lastUpdatedTime"),
}
SETTLING = timedelta(minutes=2)
TOKEN_LIFE = timedelta(hours=24)
MAX_PAGE = 100
MAX_MARKETPLACES = 50
PAGE_MISMATCH = (
    "The paginationToken you have submitted is not valid. All parameters must match the original request except "
    "maxResultsPerPage."
)

Query = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Search:
    """A valid search."""

    after_name: str
    after: datetime
    until: datetime
    statuses: frozenset[str]
    marketplaces: frozenset[str]
    fulfilled_by: frozenset[str]
    included: frozenset[str]
    page_size: int
    token: str
    fingerprint: str

    def matches(self, order: Order) -> bool:
        """Tell whether the order passes the filters."""
        fulfillment = order.get("fulfillment", {})
        return (
            (not self.statuses or fulfillment.get("fulfillmentStatus") in self.statuses)
            and (not self.fulfilled_by or fulfillment.get("fulfilledBy") in self.fulfilled_by)
            and (not self.marketplaces or order["salesChannel"].get("marketplaceId") in self.marketplaces)
        )


def search_orders(
    store: OrderStore, query: Query, now: datetime, roles: AbstractSet[Role] = ALL_ROLES, fault: str = FINE
) -> dict[str, Any]:
    """Answer a searchOrders request. Raises ApiError (400).

    The page token remembers a place, not a snapshot: an order that changes while somebody pages shows later again. Of
    the faults, `duplicate` shows the page's last order on the next one, too, and `moved` has the next page's first
    order change meanwhile.
    """
    search = read_search(query, now)
    before_name, field = FAMILIES[search.after_name]
    until, start = _resume(search, now) if search.token else (search.until, (search.after, ""))
    walked = store.walk(field, start, until)
    matching = (entry for entry in walked if search.matches(entry[1]) and not store.is_hidden(entry[1]["orderId"], now))
    found = list(islice(matching, search.page_size + 1))
    answer: dict[str, Any] = {"orders": [show(order, search.included, roles) for _, order in found[: search.page_size]]}
    if len(found) > search.page_size:
        follows = search.page_size - 1 if fault == DUPLICATE and search.page_size > 1 else search.page_size
        answer["pagination"] = {"nextToken": _write_token(search, until, found[follows][0], now)}
        if fault == MOVED:
            store.put(found[-1][1] | {"lastUpdatedTime": format_time(now)})
    return answer | {before_name: format_time(until)}


def read_search(query: Query, now: datetime) -> Search:
    """Read and check the parameters; unknown names are ignored. Raises ApiError (400)."""
    given = _collect(query)
    after_name = _family(given)
    before_name = FAMILIES[after_name][0]
    after = _time(given, after_name)
    until = _time(given, before_name) if given.get(before_name) else now - SETTLING
    if given.get(before_name) and (until < after or until > now - SETTLING):
        raise invalid_input(
            f"{before_name} must be at or after {after_name} and at least two minutes before the request."
        )
    marketplaces = frozenset(given.get("marketplaceIds", ()))
    if len(marketplaces) > MAX_MARKETPLACES:
        raise invalid_input(f"marketplaceIds has more than {MAX_MARKETPLACES} values.")
    bound = {name: sorted(given[name]) for name in sorted(given) if name in _BOUND}
    return Search(
        after_name=after_name,
        after=after,
        until=until,
        statuses=_choices(given, "fulfillmentStatuses", STATUSES),
        marketplaces=marketplaces,
        fulfilled_by=_choices(given, "fulfilledBy", FULFILLERS),
        included=_choices(given, "includedData", DATA_GROUPS),
        page_size=_page_size(given),
        token="".join(given.get("paginationToken", ())),
        fingerprint=hashlib.sha256(json.dumps(bound).encode()).hexdigest(),
    )


def read_included(query: Query) -> frozenset[str]:
    """Read getOrder's only query parameter. Raises ApiError (400)."""
    return _choices(_collect(query), "includedData", DATA_GROUPS)


_BOUND = {
    *FAMILIES,
    *(before for before, _ in FAMILIES.values()),
    "fulfillmentStatuses",
    "marketplaceIds",
    "fulfilledBy",
}
_LISTS = {"fulfillmentStatuses", "marketplaceIds", "fulfilledBy", "includedData"}


def _collect(query: Query) -> dict[str, list[str]]:
    """Gather values: lists come comma-separated or as repeated keys."""
    given: dict[str, list[str]] = {}
    for name, value in query:
        values = [part.strip() for part in value.split(",")] if name in _LISTS else [value]
        given.setdefault(name, []).extend(part for part in values if part)
    return {name: values for name, values in given.items() if values}


def _family(given: dict[str, list[str]]) -> str:
    families = [name for name in FAMILIES if name in given]
    if len(families) != 1:
        raise invalid_input("Exactly one of createdAfter and lastUpdatedAfter must be provided.")
    foreign = [before for name, (before, _) in FAMILIES.items() if name != families[0] and before in given]
    if foreign:
        raise invalid_input(f"{foreign[0]} cannot be combined with {families[0]}.")
    return families[0]


def _time(given: dict[str, list[str]], name: str) -> datetime:
    try:
        # A plus sign that was not encoded arrives as a space.
        return parse_time(given[name][0].replace(" ", "+"))
    except (ValueError, OverflowError):
        raise invalid_input(details=f"Invalid Date-Time field(s) [{name}].") from None


def _choices(given: dict[str, list[str]], name: str, allowed: Iterable[str]) -> frozenset[str]:
    values = frozenset(given.get(name, ()))
    unknown = sorted(values - set(allowed))
    if unknown:
        raise invalid_input(details=f"Invalid value for {name}: {', '.join(unknown)}.")
    return values


def _page_size(given: dict[str, list[str]]) -> int:
    text = given.get("maxResultsPerPage", [str(MAX_PAGE)])[0].lstrip("0")
    is_short_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PAGE))
    if not is_short_number or int(text) > MAX_PAGE:
        raise invalid_input(details=f"maxResultsPerPage must be between 1 and {MAX_PAGE}.")
    return int(text)


def _write_token(search: Search, until: datetime, next_key: Key, now: datetime) -> str:
    content = [search.fingerprint, until.isoformat(), next_key[0].isoformat(), next_key[1], now.isoformat()]
    return base64.b64encode(json.dumps(content).encode()).decode()


def _resume(search: Search, now: datetime) -> tuple[datetime, Key]:
    try:
        fingerprint, until, at, order_id, issued_at = json.loads(base64.b64decode(search.token, validate=True))
        place = datetime.fromisoformat(until), (datetime.fromisoformat(at), str(order_id))
        is_expired = datetime.fromisoformat(issued_at) + TOKEN_LIFE < now
    except (ValueError, TypeError):
        raise invalid_input(PAGE_MISMATCH) from None
    if fingerprint != search.fingerprint or is_expired:
        raise invalid_input(PAGE_MISMATCH)
    return place
