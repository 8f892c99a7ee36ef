"""Orders the way Amazon sends them, made for tests."""

from typing import Any

RELAY = "xk3v9tq2m7@marketplace.amazon.de"


def money(amount: str, currency: str = "EUR") -> dict[str, str]:
    """Return an amount."""
    return {"amount": amount, "currencyCode": currency}


def breakdown(kind: str, amount: str, currency: str = "EUR", **details: str) -> dict[str, Any]:
    """Return a breakdown; keywords are its details by subtype."""
    made: dict[str, Any] = {"type": kind, "subtotal": money(amount, currency)}
    if details:
        made["detailedBreakdowns"] = [{"subtype": k, "value": money(v, currency)} for k, v in details.items()]
    return made


def item(total: str, *breakdowns: dict[str, Any], currency: str = "EUR", **fields: Any) -> dict[str, Any]:
    """Return an order item of one piece whose own sum is `total`."""
    return {
        "orderItemId": "50000000000001",
        "quantityOrdered": 1,
        "product": {
            "asin": "B0KOGGE001",
            "title": "Schiffszwieback, 500 g",
            "sellerSku": "ZWIEBACK-500",
            "price": {"unitPrice": money(total, currency)},
        },
        "proceeds": {"proceedsTotal": money(total, currency), "breakdowns": list(breakdowns)},
        "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 1},
    } | fields


def order(*items: dict[str, Any], total: str = "", currency: str = "EUR", **fields: Any) -> dict[str, Any]:
    """Return an unshipped order of the German marketplace, shipped by the merchant."""
    listed = list(items) or [item("19.99", breakdown("ITEM", "19.99"))]
    made: dict[str, Any] = {
        "orderId": "302-1234567-7654321",
        "createdTime": "2026-11-20T08:15:30.123Z",
        "lastUpdatedTime": "2026-11-20T09:00:00.000Z",
        "programs": [],
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": "A1PA6795UKMFR9",
            "marketplaceName": "Amazon.de",
        },
        "buyer": {"buyerName": "Jürgen Großmann", "buyerEmail": RELAY},
        "recipient": {
            "deliveryAddress": {
                "name": "Jürgen Großmann",
                "addressLine1": "Packstation 123",
                "addressLine2": "1234567890",
                "city": "Köln",
                "postalCode": "50667",
                "countryCode": "DE",
            }
        },
        "proceeds": {"grandTotal": money(total or listed[0]["proceeds"]["proceedsTotal"]["amount"], currency)},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": listed,
    }
    return made | fields
