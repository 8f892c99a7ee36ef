"""updateShipmentStatus: orders that the buyer fetches from a shop. Pure."""

import copy
from collections import Counter
from datetime import datetime, timedelta

from amazon_emulator.errors import invalid_input
from amazon_emulator.orders.store import Order
from amazon_emulator.times import format_time, parse_time

STATUSES = ("ReadyForPickup", "PickedUp", "RefusedPickup")
OPEN = {"UNSHIPPED", "PARTIALLY_SHIPPED"}


def update_shipment(order: Order, body: object, now: datetime) -> Order:
    """Return the order after the shop's report; what was picked up counts as shipped. Raises ApiError (400)."""
    fields = body if isinstance(body, dict) else {}
    if not fields.get("marketplaceId") or fields["marketplaceId"] != order["salesChannel"].get("marketplaceId"):
        raise invalid_input("Marketplace ID is not defined", "1001")
    if fields.get("shipmentStatus") not in STATUSES:
        raise invalid_input(details=f"shipmentStatus is one of {', '.join(STATUSES)}.")
    if "IN_STORE_PICK_UP" not in order.get("programs", ()):
        raise invalid_input("The order is not picked up in a store.")
    if order.get("fulfillment", {}).get("fulfillmentStatus") not in OPEN:
        raise invalid_input("The order is not open.")
    picked = _read_items(fields.get("orderItems"), order)
    changed = copy.deepcopy(order)
    if fields["shipmentStatus"] == "PickedUp":
        _pick_up(changed, picked)
    later = max(now, parse_time(order["lastUpdatedTime"]) + timedelta(milliseconds=1))
    return changed | {"lastUpdatedTime": format_time(later)}


def _read_items(items: object, order: Order) -> Counter[str]:
    """Return the quantities by line; without lines the whole rest is meant."""
    left = Counter({item["orderItemId"]: item["quantityOrdered"] - _gone(item) for item in order["orderItems"]})
    if items is None:
        return left
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise invalid_input(details="orderItems is a list of objects.")
    picked: Counter[str] = Counter()
    for each in items:
        order_item, quantity = str(each.get("orderItemId")), each.get("quantity")
        if order_item not in left or not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
            raise invalid_input(details="orderItems holds lines of the order with a positive quantity each.")
        picked[order_item] += quantity
    if any(picked[name] > left[name] for name in picked):
        raise invalid_input(details="More is picked up than is left.")
    return picked


def _pick_up(order: Order, picked: Counter[str]) -> None:
    for item in order["orderItems"]:
        gone = _gone(item) + picked[item["orderItemId"]]
        quantities = {"quantityFulfilled": gone, "quantityUnfulfilled": item["quantityOrdered"] - gone}
        item["fulfillment"] = item.get("fulfillment", {}) | quantities
    is_complete = all(_gone(item) >= item["quantityOrdered"] for item in order["orderItems"])
    order["fulfillment"]["fulfillmentStatus"] = "SHIPPED" if is_complete else "PARTIALLY_SHIPPED"


def _gone(item: Order) -> int:
    return int(item.get("fulfillment", {}).get("quantityFulfilled", 0))
