"""Pure rules of asking a shop: its address, what is asked for, and in which order so that nothing is lost.

A shop stamps an order (`updatedAt`) when the order itself is written: a payment that arrives, a delivery that is
shipped or an address that is corrected stamps only that part (line items are computed anew together with their order).
A new order has no `updatedAt` at all. So a window asks for all of these. Pages go on behind the highest
`autoIncrement` seen: a number that an order gets once and keeps, so that neither orders with the same time nor orders
that change while pages are read can be stepped over.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from kogge_cloud.fetches.rules import BEGINNING, Window
from kogge_cloud.shopware.mapping_payloads import (
    AccountPayload,
    AddressPayload,
    CartPricePayload,
    CountryPayload,
    CurrencyPayload,
    CustomerPayload,
    DeliveryPayload,
    DeliveryPositionPayload,
    LineItemPayload,
    NamedPayload,
    OrderPayload,
    PricePayload,
    RoundingPayload,
    StatePayload,
    TaxPayload,
    TransactionPayload,
    list_fields,
)

MAX_ORDERS = 200
"""An order as it is asked for is some 5 KB."""
MAX_LISTED = 500
"""As many as the Admin API gives at most (shopware.api.max_limit)."""
PARTS = ("deliveries", "transactions", "addresses")
ASSOCIATIONS: dict[str, Any] = {
    "stateMachineState": {},
    "currency": {},
    "salesChannel": {},
    "orderCustomer": {"associations": {"customer": {}}},
    "billingAddress": {"associations": {"country": {}, "countryState": {}}},
    "lineItems": {},
    "transactions": {"associations": {"stateMachineState": {}, "paymentMethod": {}}},
    "deliveries": {
        "associations": {
            "stateMachineState": {},
            "shippingMethod": {},
            "positions": {},
            "shippingOrderAddress": {"associations": {"country": {}, "countryState": {}}},
        }
    },
}
LISTED: dict[str, Any] = {
    "stateMachineState": {},
    "currency": {},
    "deliveries": {"associations": {"stateMachineState": {}, "positions": {}}},
    "transactions": {"associations": {"stateMachineState": {}, "paymentMethod": {}}},
}
"""What tells where an order stands, without anybody's name."""
_READ: tuple[tuple[str, type[BaseModel]], ...] = (
    ("order", OrderPayload),
    ("cart_price", CartPricePayload),
    ("calculated_price", PricePayload),
    ("cart_tax_calculated", TaxPayload),
    ("shopware_core_framework_data_abstraction_layer_pricing_cash_rounding_config", RoundingPayload),
    ("order_line_item", LineItemPayload),
    ("order_delivery", DeliveryPayload),
    ("order_delivery_position", DeliveryPositionPayload),
    ("order_transaction", TransactionPayload),
    ("payment_method", NamedPayload),
    ("shipping_method", NamedPayload),
    ("order_customer", CustomerPayload),
    ("customer", AccountPayload),
    ("order_address", AddressPayload),
    ("country", CountryPayload),
    ("country_state", StatePayload),
    ("currency", CurrencyPayload),
    ("sales_channel", NamedPayload),
    ("state_machine_state", NamedPayload),
)
_ALSO = {"order": ("autoIncrement", "customerComment", "customFields"), "order_line_item": ("customFields",)}
INCLUDES = {kind: sorted({*list_fields(payload), *_ALSO.get(kind, ())}) for kind, payload in _READ}
"""What is read of each kind of object, and what people look for in an order as the shop sent it.

Everything else is four fifths of what a shop answers, and nobody's business.
"""
LONGEST_ADDRESS = 100
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def read_address(typed: str) -> str:
    """Return a shop's address as it is kept: `https://host[:port][/path]` without a slash at its end.

    Raises ValueError for what is no web address, holds a name or a query, or would send keys in the clear. Only this
    machine is spoken to without encryption.
    """
    text = typed.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host, port = parts.hostname or "", parts.port
    is_plain = parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL)
    if not host or not is_plain or "@" in parts.netloc or parts.query or parts.fragment:
        message = "not an address to send keys to"
        raise ValueError(message)
    shown = f"[{host}]" if ":" in host else host
    path = parts.path.rstrip("/").removesuffix("/admin").removesuffix("/api")
    address = f"{parts.scheme}://{shown}{f':{port}' if port else ''}{path}"
    if len(address) > LONGEST_ADDRESS:
        message = "too long"
        raise ValueError(message)
    return address


def format_time(moment: datetime) -> str:
    """Write a time the way Shopware stores it: UTC, milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03d}"


def page_criteria(window: Window, cursor: str, limit: int = MAX_ORDERS) -> dict[str, Any]:
    """Return the criteria of a page of orders in a window, behind the cursor."""
    filters = [_behind(cursor), _changed(window)]
    return {
        "limit": limit,
        "sort": [{"field": "autoIncrement", "order": "ASC", "naturalSorting": False}],
        "filter": [each for each in filters if each],
        "associations": ASSOCIATIONS,
        "includes": INCLUDES,
        "total-count-mode": 0,
    }


def order_criteria(order_number: str) -> dict[str, Any]:
    """Return the criteria that find one order by its number; two tell that a number was given twice."""
    return {
        "limit": 2,
        "filter": [{"type": "equals", "field": "orderNumber", "value": order_number}],
        "associations": ASSOCIATIONS,
        "includes": INCLUDES,
    }


def method_criteria(entity: str) -> dict[str, Any]:
    """Return the criteria that find the active methods of an entity, with their names alone."""
    return {
        "limit": MAX_LISTED,
        "filter": [{"type": "equals", "field": "active", "value": True}],
        "includes": {entity: ["name", "technicalName", "translated"]},
    }


def listing_criteria(since: datetime | None, cursor: str) -> dict[str, Any]:
    """Return the criteria of a page of what is listed, without personal data."""
    return page_criteria(Window(since, None), cursor, MAX_LISTED) | {"associations": LISTED}


def _behind(cursor: str) -> dict[str, Any] | None:
    return {"type": "range", "field": "autoIncrement", "parameters": {"gt": int(cursor)}} if cursor else None


def _changed(window: Window) -> dict[str, Any] | None:
    """Return the filter of what was changed in a window: the order or a part of it, or made and never changed.

    From the beginning on there is none: what came after the window's end is read, too, and a shop is spared the
    comparison of every part of every order.
    """
    if window.since is None or window.since <= BEGINNING:
        return None
    bounds = {"gte": format_time(window.since)}
    if window.until is not None:
        bounds["lte"] = format_time(window.until)
    places = ("", *(f"{part}." for part in PARTS))
    return {
        "type": "multi",
        "operator": "or",
        "queries": [each for place in places for each in _stamped(place, bounds)],
    }


def _stamped(place: str, bounds: dict[str, str]) -> list[dict[str, Any]]:
    updated = {"type": "range", "field": f"{place}updatedAt", "parameters": bounds}
    never = {"type": "equals", "field": f"{place}updatedAt", "value": None}
    created = {"type": "range", "field": f"{place}createdAt", "parameters": bounds}
    return [updated, {"type": "multi", "operator": "and", "queries": [never, created]}]
