"""Orders that wait for their shipment, with the buyer's address: a row an item. Everything here is pure."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from amazon_emulator.reports.flat_file import part, text_of, write_table, write_time
from amazon_emulator.times import format_time, parse_time

Order = dict[str, Any]

COLUMNS = (
    "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email "
    "buyer-name buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship "
    "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state "
    "ship-postal-code ship-country is-business-order purchase-order-number price-designation"
).split()
OPTIONAL_COLUMNS = (
    "address-type order-channel buyer-company-name order-invoice-type invoice-business-legal-name "
    "invoice-business-address invoice-business-tax-id invoice-business-tax-office"
).split()
"""They appear once the seller has switched them on."""
_WAITING = {"UNSHIPPED", "PARTIALLY_SHIPPED"}


def write_actionable(orders: Iterable[Order], columns: Collection[str], now: datetime) -> str:
    """Return the flat file with the optional columns that are named; empty where nothing waits."""
    rows = [row for order in orders if _waits(order) for row in _rows(order, now)]
    optional = [name for name in OPTIONAL_COLUMNS if name in columns]
    return write_table([*COLUMNS, *optional], rows) if rows else ""


def _waits(order: Order) -> bool:
    fulfillment = part(order, "fulfillment")
    return fulfillment.get("fulfillmentStatus") in _WAITING and fulfillment.get("fulfilledBy") != "AMAZON"


def _rows(order: Order, now: datetime) -> Iterator[dict[str, str]]:
    of_order = _describe_order(order, now) | _describe_people(order) | _describe_invoice(order)
    for item in order["orderItems"]:
        left = _count_left(item)
        if left > 0:
            yield of_order | _describe_item(item, left)


def _describe_order(order: Order, now: datetime) -> dict[str, str]:
    fulfillment = part(order, "fulfillment")
    placed, promise = write_time(order["createdTime"]), text_of(part(fulfillment, "shipByWindow"), "latestDateTime")
    return {
        "order-id": order["orderId"],
        "purchase-date": placed,
        "payments-date": placed,
        "reporting-date": write_time(format_time(now)),
        "promise-date": write_time(promise) if promise else "",
        "days-past-promise": str((now - parse_time(promise)).days) if promise else "",
        "ship-service-level": text_of(fulfillment, "fulfillmentServiceLevel").capitalize(),
        "order-channel": text_of(part(order, "salesChannel"), "channelName"),
        "is-business-order": str("AMAZON_BUSINESS" in (order.get("programs") or [])).lower(),
    }


def _describe_people(order: Order) -> dict[str, str]:
    buyer, address = part(order, "buyer"), part(part(order, "recipient"), "deliveryAddress")
    # The file has no column for the recipient's company: it stands before the street.
    names = ("companyName", "addressLine1", "addressLine2", "addressLine3")
    lines = [line for line in (text_of(address, name) for name in names) if line]
    return {
        "buyer-email": text_of(buyer, "buyerEmail"),
        "buyer-name": text_of(buyer, "buyerName"),
        "buyer-phone-number": text_of(address, "phone"),
        "buyer-company-name": text_of(buyer, "buyerCompanyName"),
        "purchase-order-number": text_of(buyer, "buyerPurchaseOrderNumber"),
        "recipient-name": text_of(address, "name"),
        **{f"ship-address-{position}": line for position, line in enumerate(lines, start=1)},
        "ship-city": text_of(address, "city"),
        "ship-state": text_of(address, "stateOrRegion"),
        "ship-postal-code": text_of(address, "postalCode"),
        "ship-country": text_of(address, "countryCode"),
        "address-type": text_of(address, "addressType").capitalize(),
    }


def _describe_invoice(order: Order) -> dict[str, str]:
    listed = part(order, "tax").get("taxRegistrations") or []
    registration = next((each for each in listed if isinstance(each, dict)), {})
    address = part(registration, "taxRegistrationAddress")
    lines = (text_of(address, name) for name in ("addressLine1", "addressLine2", "postalCode", "city", "countryCode"))
    return {
        "order-invoice-type": "Business" if registration else "",
        "invoice-business-legal-name": text_of(registration, "legalName"),
        "invoice-business-address": ", ".join(line for line in lines if line),
        "invoice-business-tax-id": text_of(registration, "taxRegistrationNumber"),
    }


def _describe_item(item: Order, left: int) -> dict[str, str]:
    product = part(item, "product")
    return {
        "order-item-id": text_of(item, "orderItemId"),
        "sku": text_of(product, "sellerSku"),
        "product-name": text_of(product, "title"),
        "quantity-purchased": text_of(item, "quantityOrdered"),
        "quantity-shipped": text_of(part(item, "fulfillment"), "quantityFulfilled") or "0",
        "quantity-to-ship": str(left),
        "price-designation": "Business Price" if part(product, "price").get("priceDesignation") else "",
    }


def _count_left(item: Order) -> int:
    ordered, shipped = item.get("quantityOrdered"), part(item, "fulfillment").get("quantityFulfilled") or 0
    return ordered - shipped if isinstance(ordered, int) and isinstance(shipped, int) else 0
