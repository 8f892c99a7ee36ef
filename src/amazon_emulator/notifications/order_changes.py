"""An order's change in the words of the ORDER_CHANGE notification. Everything here is pure."""

from typing import Any

Order = dict[str, Any]

# The notification still speaks the words of Orders v0.
STATUSES = {
    "PENDING_AVAILABILITY": "PendingAvailability",
    "PENDING": "Pending",
    "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "PartiallyShipped",
    "SHIPPED": "Shipped",
    "CANCELLED": "Canceled",
    "UNFULFILLABLE": "Unfulfillable",
}
ORDER_PROGRAMS = {
    "AMAZON_BUSINESS": "Business",
    "PRIME": "Prime",
    "PREMIUM": "Premium",
    "INVOICE_BY_AMAZON": "IBA",
}
SHIPPING_PROGRAMS = {"IN_STORE_PICK_UP": "ISPU", "AMAZON_EASY_SHIP": "EasyShip"}
REASONS = {
    "BuyerRequestedChange": "Buyer Requested Cancel",
    "DeliveryTipChange": "Delivery Tip Change",
    "OrderStatusChange": "Order Status Change",
}


def describe_order_change(order: Order, before: Order | None, seller_id: str) -> dict[str, Any] | None:
    """Return the payload, or None for an order that the notification has no words for.

    `before` is the order that this one replaced. There are no prices in it, and of the buyer the postal code only.
    """
    status = STATUSES.get(_part(order, "fulfillment").get("fulfillmentStatus", "PENDING"))
    marketplace_id = order["salesChannel"].get("marketplaceId")
    if status is None or not marketplace_id:
        return None
    change = _name_change(order, before)
    return {
        "OrderChangeNotification": {
            "NotificationLevel": "OrderLevel",
            "SellerId": seller_id,
            "AmazonOrderId": order["orderId"],
            "OrderChangeType": change,
            "OrderChangeTrigger": {"TimeOfOrderChange": order["lastUpdatedTime"], "ChangeReason": REASONS[change]},
            "Summary": {"MarketplaceId": marketplace_id, "OrderStatus": status, **_summarise(order)},
        }
    }


def _name_change(order: Order, before: Order | None) -> str:
    if _cancellations(order) > _cancellations(before or {}):
        return "BuyerRequestedChange"
    if before is not None and _tips(order) != _tips(before):
        return "DeliveryTipChange"
    return "OrderStatusChange"


def _summarise(order: Order) -> dict[str, Any]:
    fulfillment = _part(order, "fulfillment")
    programs = order.get("programs") or []
    items = [_show_item(item) for item in order["orderItems"]]
    summary = {
        "PurchaseDate": order["createdTime"],
        "DestinationPostalCode": _part(_part(order, "recipient"), "deliveryAddress").get("postalCode"),
        "FulfillmentType": "AFN" if fulfillment.get("fulfilledBy") == "AMAZON" else "MFN",
        "OrderType": "Preorder" if "PREORDER" in programs else "StandardOrder",
        "NumberOfItemsShipped": sum(item["QuantityShipped"] for item in items),
        "NumberOfItemsUnshipped": sum(item["Quantity"] - item["QuantityShipped"] for item in items),
        "OrderPrograms": [word for name, word in ORDER_PROGRAMS.items() if name in programs] + _replacement(order),
        "ShippingPrograms": [word for name, word in SHIPPING_PROGRAMS.items() if name in programs],
        "OrderItems": items,
    }
    return summary | _windows(fulfillment)


def _show_item(item: Order) -> dict[str, Any]:
    fulfillment = _part(item, "fulfillment")
    ordered, shipped = item.get("quantityOrdered", 0), fulfillment.get("quantityFulfilled", 0)
    return {
        "OrderItemId": item.get("orderItemId", ""),
        "SellerSKU": _part(item, "product").get("sellerSku", ""),
        "SupplySourceId": None,
        "OrderItemStatus": "Shipped" if ordered and shipped >= ordered else "Unshipped",
        "Quantity": ordered,
        "QuantityShipped": shipped,
        "IsBuyerRequestedCancel": "cancellationRequest" in _part(item, "cancellation"),
    }


def _windows(fulfillment: Order) -> dict[str, str]:
    return {
        f"{word}{kind}Date": _part(fulfillment, window)[moment]
        for window, kind in (("shipByWindow", "Ship"), ("deliverByWindow", "Delivery"))
        for moment, word in (("earliestDateTime", "Earliest"), ("latestDateTime", "Latest"))
        if _part(fulfillment, window).get(moment)
    }


def _replacement(order: Order) -> list[str]:
    associated = order.get("associatedOrders") or []
    is_one = any(each.get("associationType") == "REPLACEMENT_ORIGINAL_ID" for each in associated)
    return ["Replacement"] if is_one else []


def _cancellations(order: Order) -> int:
    return sum("cancellationRequest" in _part(item, "cancellation") for item in order.get("orderItems", []))


def _tips(order: Order) -> list[Any]:
    breakdowns = _part(order, "proceeds").get("breakdowns") or []
    return [each for each in breakdowns if each.get("type") == "DELIVERY_TIP"]


def _part(whole: Order, name: str) -> Order:
    """Return an object within an object, empty where it is missing: tests lay such traps on purpose."""
    value = whole.get(name)
    return value if isinstance(value, dict) else {}
