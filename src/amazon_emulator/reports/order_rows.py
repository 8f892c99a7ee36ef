"""All orders as Amazon's flat file tells of them: a row an item, no personal data. Everything here is pure."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from amazon_emulator.reports.flat_file import part, text_of, write_table, write_time

Order = dict[str, Any]

COLUMNS = (
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel sales-channel "
    "order-channel ship-service-level product-name sku asin item-status quantity currency item-price item-tax "
    "shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount "
    "ship-city ship-state ship-postal-code ship-country promotion-ids is-business-order purchase-order-number "
    "price-designation"
).split()

# The flat files' own words.
STATUSES = {
    "PENDING_AVAILABILITY": "Pending",
    "PENDING": "Pending",
    "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "Shipping",
    "SHIPPED": "Shipped",
    "CANCELLED": "Cancelled",
    "UNFULFILLABLE": "Unfulfillable",
}
_MONEY = {
    "item-price": ("ITEM", ""),
    "item-tax": ("TAX", "ITEM"),
    "shipping-price": ("SHIPPING", ""),
    "shipping-tax": ("TAX", "SHIPPING"),
    "gift-wrap-price": ("GIFT_WRAP", ""),
    "gift-wrap-tax": ("TAX", "GIFT_WRAP"),
    "item-promotion-discount": ("DISCOUNT", "ITEM"),
    "ship-promotion-discount": ("DISCOUNT", "SHIPPING"),
}


def write_orders(orders: Iterable[Order]) -> str:
    """Return the flat file: tab-separated, nothing quoted; empty where there is no item to tell of."""
    rows = [row for order in orders for row in _rows(order)]
    return write_table(COLUMNS, rows) if rows else ""


def _rows(order: Order) -> Iterator[dict[str, str]]:
    fulfillment, channel = part(order, "fulfillment"), part(order, "salesChannel")
    address = part(part(order, "recipient"), "deliveryAddress")
    status = STATUSES.get(str(fulfillment.get("fulfillmentStatus")), "Pending")
    of_order = {
        "amazon-order-id": order["orderId"],
        "purchase-date": write_time(order["createdTime"]),
        "last-updated-date": write_time(order["lastUpdatedTime"]),
        "order-status": status,
        "fulfillment-channel": "Amazon" if fulfillment.get("fulfilledBy") == "AMAZON" else "Merchant",
        "sales-channel": text_of(channel, "marketplaceName") or "Non-Amazon",
        "ship-service-level": text_of(fulfillment, "fulfillmentServiceLevel").capitalize(),
        "ship-city": text_of(address, "city"),
        "ship-state": text_of(address, "stateOrRegion"),
        "ship-postal-code": text_of(address, "postalCode"),
        "ship-country": text_of(address, "countryCode"),
        "is-business-order": str("AMAZON_BUSINESS" in (order.get("programs") or [])).lower(),
        "purchase-order-number": text_of(part(order, "buyer"), "buyerPurchaseOrderNumber"),
    }
    for item in order["orderItems"]:
        yield of_order | _describe_item(item, status)


def _describe_item(item: Order, order_status: str) -> dict[str, str]:
    product = part(item, "product")
    promotions = part(item, "promotion").get("breakdowns") or []
    return {
        "product-name": text_of(product, "title"),
        "sku": text_of(product, "sellerSku"),
        "asin": text_of(product, "asin"),
        "item-status": _item_status(item, order_status),
        "quantity": text_of(item, "quantityOrdered"),
        "promotion-ids": ",".join(text_of(each, "promotionId") for each in promotions if isinstance(each, dict)),
        "price-designation": "Business Price" if part(product, "price").get("priceDesignation") else "",
        **_describe_money(item),
    }


def _item_status(item: Order, order_status: str) -> str:
    if order_status != "Shipping":
        return order_status
    return "Shipped" if part(item, "fulfillment").get("quantityFulfilled") else "Unshipped"


def _describe_money(item: Order) -> dict[str, str]:
    breakdowns = [each for each in part(item, "proceeds").get("breakdowns") or [] if isinstance(each, dict)]
    if not breakdowns:
        return {}
    currency = next((text_of(part(each, "subtotal"), "currencyCode") for each in breakdowns), "")
    shown = {column: _find_amount(breakdowns, *place) for column, place in _MONEY.items()}
    return {"currency": currency} | {column: amount for column, amount in shown.items() if amount}


def _find_amount(breakdowns: list[Order], kind: str, subtype: str) -> str:
    """Return an amount, never negative: the file has columns for what is taken off."""
    for breakdown in breakdowns:
        if breakdown.get("type") != kind:
            continue
        if not subtype:
            return _positive(part(breakdown, "subtotal"))
        for each in breakdown.get("detailedBreakdowns") or []:
            if isinstance(each, dict) and each.get("subtype") == subtype:
                return _positive(part(each, "value"))
    return ""


def _positive(money: Order) -> str:
    try:
        return str(abs(Decimal(text_of(money, "amount"))))
    except InvalidOperation:
        return ""
