"""getOrders of Orders v0: from query parameters to a page, by the rules of Amazon's model and its prose."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from amazon_emulator.errors import invalid_input
from amazon_emulator.orders.store import Key, Order, OrderStore
from amazon_emulator.orders_v0.naming import CHANNELS, status_v0
from amazon_emulator.orders_v0.order_mapping import PAYMENT_METHODS, invoice_status, payment_method, seller_order_id
from amazon_emulator.times import format_time, parse_time

SETTLING = timedelta(minutes=2)
TOKEN_LIFE = timedelta(hours=24)
MAX_PAGE = 100
MAX_VALUES = 50
NO_DATE = "Either the CreatedAfter parameter or the LastUpdatedAfter parameter is required."
WRONG_TOKEN = "The NextToken you have submitted is not valid."  # noqa: S105 - a message

Given = dict[str, list[str]]

FAMILIES = {
    "CreatedAfter": ("CreatedBefore", "createdTime"),
    "LastUpdatedAfter": ("LastUpdatedBefore", "lastUpdatedTime"),
}
_CHOICES = {
    "OrderStatuses": (
        *("PendingAvailability", "Pending", "Unshipped", "PartiallyShipped", "Shipped"),
        *("InvoiceUnconfirmed", "Canceled", "Unfulfillable"),
    ),
    "FulfillmentChannels": tuple(CHANNELS.values()),
    "PaymentMethods": PAYMENT_METHODS,
    "EasyShipShipmentStatuses": (
        *("PendingSchedule", "PendingPickUp", "PendingDropOff", "LabelCanceled", "PickedUp", "DroppedOff"),
        *("AtOriginFC", "AtDestinationFC", "Delivered", "RejectedByBuyer", "Undeliverable", "ReturningToSeller"),
        *("ReturnedToSeller", "Lost", "OutForDelivery", "Damaged"),
    ),
    "ElectronicInvoiceStatuses": ("NotRequired", "NotFound", "Processing", "Errored", "Accepted"),
    "IsISPU": ("true", "false"),
}
_LISTS = {"MarketplaceIds", "AmazonOrderIds", *_CHOICES}
_DELIVERY = {
    "EarliestDeliveryDateAfter": ("earliestDateTime", 1),
    "EarliestDeliveryDateBefore": ("earliestDateTime", -1),
    "LatestDeliveryDateAfter": ("latestDateTime", 1),
    "LatestDeliveryDateBefore": ("latestDateTime", -1),
}
_ALONE = {"SellerOrderId", "BuyerEmail"}
_NOT_WITH_ALONE = {"FulfillmentChannels", "OrderStatuses", "PaymentMethods", "LastUpdatedAfter", "LastUpdatedBefore"}

# What an order has of each filter; filters that orders of v2026-01-01 say nothing about find none.
_FILTERS: dict[str, Callable[[Order], object]] = {
    "MarketplaceIds": lambda order: order["salesChannel"].get("marketplaceId"),
    "AmazonOrderIds": lambda order: order["orderId"],
    "OrderStatuses": lambda order: status_v0(order.get("fulfillment", {}).get("fulfillmentStatus", "")),
    "FulfillmentChannels": lambda order: CHANNELS.get(order.get("fulfillment", {}).get("fulfilledBy", "")),
    "PaymentMethods": payment_method,
    "BuyerEmail": lambda order: order.get("buyer", {}).get("buyerEmail"),
    "SellerOrderId": seller_order_id,
    "ElectronicInvoiceStatuses": invoice_status,
    "EasyShipShipmentStatuses": lambda _order: None,
    "ActualFulfillmentSupplySourceId": lambda _order: None,
    "StoreChainStoreId": lambda _order: None,
    "IsISPU": lambda order: str("IN_STORE_PICK_UP" in order.get("programs", ())).lower(),
}


@dataclass(frozen=True, slots=True)
class Search:
    """A valid search. `before_name` is what the answer calls its upper bound; times are UTC."""

    sorted_by: str
    before_name: str
    after: datetime
    until: datetime
    given: Given
    page_size: int

    def matches(self, order: Order) -> bool:
        """Tell whether the order passes the filters."""
        wanted = ((name, self.given[name]) for name in _FILTERS if name in self.given)
        return all(_FILTERS[name](order) in values for name, values in wanted) and self._is_delivered_then(order)

    def _is_delivered_then(self, order: Order) -> bool:
        window = order.get("fulfillment", {}).get("deliverByWindow", {})
        for name, (end, sign) in _DELIVERY.items():
            if name in self.given:
                bound = _time(self.given, name)
                if end not in window or (parse_time(window[end]) - bound) * sign < timedelta(0):
                    return False
        return True


def find_orders(
    store: OrderStore, query: Iterable[tuple[str, str]], now: datetime
) -> tuple[list[Order], dict[str, str]]:
    """Return a page of orders, and what stands beside them: NextToken, the upper bound. Raises ApiError (400).

    A page token carries the whole search: besides MarketplaceIds and MaxResultsPerPage nothing else counts then.
    """
    given = _collect(query)
    if "MarketplaceIds" not in given:
        raise invalid_input("MarketplaceIds is required.")
    start: Key | None = None
    if "NextToken" in given:
        given, until, start = _read_token(given, now)
        search = replace(read_search(given, now), until=until)
    else:
        search = read_search(given, now)
    walked = store.walk(search.sorted_by, start or (search.after, ""), search.until)
    matching = (entry for entry in walked if search.matches(entry[1]) and not store.is_hidden(entry[1]["orderId"], now))
    found = list(islice(matching, search.page_size + 1))
    beside = {search.before_name: format_time(search.until)}
    if len(found) > search.page_size:
        beside["NextToken"] = _write_token(search, found[search.page_size][0], now)
    return [order for _, order in found[: search.page_size]], beside


def read_search(given: Given, now: datetime) -> Search:
    """Check the parameters; unknown names are ignored. Raises ApiError (400)."""
    after_name = _family(given)
    before_name, order_field = FAMILIES[after_name]
    after = _time(given, after_name) if after_name in given else datetime.min.replace(tzinfo=now.tzinfo)
    until = _time(given, before_name) if before_name in given else now - SETTLING
    if before_name in given and (until < after or until > now - SETTLING):
        message = f"{before_name} must be at or after {after_name} and at least two minutes before the request."
        raise invalid_input(message)
    for name in ("MarketplaceIds", "AmazonOrderIds"):
        if len(given.get(name, ())) > MAX_VALUES:
            raise invalid_input(f"{name} has more than {MAX_VALUES} values.")
    for name, allowed in _CHOICES.items():
        if unknown := sorted(set(given.get(name, ())) - set(allowed)):
            raise invalid_input(details=f"Invalid value for {name}: {', '.join(unknown)}.")
    for name in _DELIVERY.keys() & given.keys():
        _time(given, name)
    return Search(order_field, before_name, after, until, given, _page_size(given))


def _collect(query: Iterable[tuple[str, str]]) -> Given:
    """Gather values: lists come comma-separated or as repeated keys; empty values are as good as none."""
    given: Given = {}
    for name, written in query:
        # Clients in Python write their own truth values.
        value = written.lower() if name == "IsISPU" else written
        values = [part.strip() for part in value.split(",")] if name in _LISTS else [value]
        given.setdefault(name, []).extend(part for part in values if part)
    return {name: values for name, values in given.items() if values}


def _family(given: Given) -> str:
    """Return which dates count; a search by number or buyer needs none."""
    alone = sorted(_ALONE & given.keys())
    excluded = sorted(_NOT_WITH_ALONE & given.keys())
    if len(alone) > 1 or (alone and excluded):
        raise invalid_input(f"{alone[0]} cannot be combined with {(alone[1:] + excluded)[0]}.")
    families = [name for name in FAMILIES if name in given]
    if len(families) > 1:
        raise invalid_input(f"{families[1]} cannot be set when {families[0]} is set.")
    if not families and not (alone or "AmazonOrderIds" in given):
        raise invalid_input(NO_DATE)
    family = families[0] if families else "CreatedAfter"
    foreign = [before for name, (before, _) in FAMILIES.items() if name != family and before in given]
    if foreign:
        raise invalid_input(f"{foreign[0]} cannot be set when {family} is set.")
    return family


def _time(given: Given, name: str) -> datetime:
    try:
        # A plus sign that was not encoded arrives as a space.
        return parse_time(given[name][0].replace(" ", "+"))
    except (ValueError, OverflowError):
        raise invalid_input(details=f"Invalid Date-Time field(s) [{name}].") from None


def _page_size(given: Given) -> int:
    text = given.get("MaxResultsPerPage", [str(MAX_PAGE)])[0].lstrip("0")
    is_short_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PAGE))
    if not is_short_number or int(text) > MAX_PAGE:
        raise invalid_input(details=f"MaxResultsPerPage must be between 1 and {MAX_PAGE}.")
    return int(text)


def _write_token(search: Search, next_key: Key, now: datetime) -> str:
    content = [search.given, search.until.isoformat(), next_key[0].isoformat(), next_key[1], now.isoformat()]
    return base64.b64encode(json.dumps(content).encode()).decode()


def _read_token(given: Given, now: datetime) -> tuple[Given, datetime, Key]:
    try:
        search, until, at, order_id, issued_at = json.loads(base64.b64decode(given["NextToken"][0], validate=True))
        place = parse_time(until), (parse_time(at), str(order_id))
        is_expired = parse_time(issued_at) + TOKEN_LIFE < now
        kept: Given = {str(name): [str(value) for value in values] for name, values in search.items() if values}
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error):
        raise invalid_input(WRONG_TOKEN) from None
    if is_expired:
        raise invalid_input(WRONG_TOKEN)
    size: Any = {"MaxResultsPerPage": given["MaxResultsPerPage"]} if "MaxResultsPerPage" in given else {}
    return kept | size, *place
