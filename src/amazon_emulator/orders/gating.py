"""What an answer shows: `includedData` and the state of the order decide, group by group."""

from collections.abc import Set as AbstractSet
from typing import Any

DATA_GROUPS = (
    "BUYER RECIPIENT PROCEEDS EXPENSE PROMOTION CANCELLATION FULFILLMENT PACKAGES TAX PAYMENT FULFILLMENT_ORDERS"
).split()

_ORDER_FIELDS = {
    "buyer": "BUYER",
    "recipient": "RECIPIENT",
    "proceeds": "PROCEEDS",
    "payment": "PAYMENT",
    "tax": "TAX",
    "fulfillment": "FULFILLMENT",
    "packages": "PACKAGES",
    "fulfillmentOrders": "FULFILLMENT_ORDERS",
}
_ITEM_FIELDS = {
    "proceeds": "PROCEEDS",
    "expense": "EXPENSE",
    "promotion": "PROMOTION",
    "cancellation": "CANCELLATION",
    "fulfillment": "FULFILLMENT",
    "tax": "TAX",
}

Order = dict[str, Any]


def show(order: Order, included: AbstractSet[str]) -> Order:
    """Return the order with the asked-for groups only; the stored order is left as it is."""
    shown = {name: value for name, value in order.items() if _ORDER_FIELDS.get(name, name) in {name, *included}}
    shown["orderItems"] = [
        {name: value for name, value in item.items() if _ITEM_FIELDS.get(name, name) in {name, *included}}
        for item in order["orderItems"]
    ]
    return shown
