"""confirmShipment (Orders API v0): checks a parcel the way Amazon does, and makes it part of the order. Pure."""

import copy
import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from amazon_emulator.errors import ApiError, invalid_input
from amazon_emulator.orders.carriers import OTHER, is_taken
from amazon_emulator.orders.store import Order
from amazon_emulator.times import format_time, parse_time

WRONG_TYPE = (
    "The input you have submitted is not valid. "
    "Please check the fields with invalid type [packageDetail.packageReferenceId]."
)
WRONG_NUMBER = "PackageReferenceId: is invalid, must be a positive numeric value."
WRONG_ITEM = "OrderItemId is invalid, please obtain the value through the getOrderItems API or Manage Orders page"
NOT_FOUND = (
    "Failed to create package due to not finding a matching package or order already fulfilled. "
    "ErrorMessage(errorCode=GeneralError, errorDescription=Unable to find package to update for order ({order}), "
    "errorMetric=PackageToUpdateNotFound)"
)
SHIPPABLE = {"UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED"}


def confirm_shipment(order: Order, body: object, now: datetime) -> Order | None:
    """Return the order with the parcel in it; None where Amazon says yes and keeps nothing. Raises ApiError (400)."""
    detail = _read_detail(body, order)
    _require_confirmable(order)
    open_items = _count_open(order, detail)
    known = any(package["packageReferenceId"] == detail["packageReferenceId"] for package in order.get("packages", []))
    if not known and not any(open_items.values()):
        raise invalid_input(NOT_FOUND.format(order=order["orderId"]))
    packed: Counter[str] = Counter()
    for item in detail["orderItems"]:
        packed[item["orderItemId"]] += item["quantity"]
    for item_id, quantity in packed.items():
        if quantity > open_items[item_id]:
            raise invalid_input(f"The quantity of order item {item_id} is more than what is left to ship.")
    if not is_taken(order["salesChannel"].get("marketplaceId", ""), detail["carrierCode"]):
        return None
    return _with_package(order, detail, now)


def _read_detail(body: object, order: Order) -> dict[str, Any]:
    fields = body if isinstance(body, dict) else {}
    detail = fields.get("packageDetail")
    if not isinstance(detail, dict) or fields.get("marketplaceId") != order["salesChannel"].get("marketplaceId"):
        raise invalid_input()
    if fields.get("codCollectionMethod", "DirectPayment") != "DirectPayment":
        raise invalid_input()
    _check_reference(detail.get("packageReferenceId"))
    for name in ("carrierCode", "trackingNumber", "shipDate"):
        if not isinstance(detail.get(name), str) or not detail[name]:
            raise invalid_input(details=f"packageDetail.{name} is missing.")
    if detail["carrierCode"] == OTHER and not detail.get("carrierName"):
        raise invalid_input("carrierName is required when carrierCode is Other.")
    try:
        parse_time(detail["shipDate"])
    except (ValueError, OverflowError):
        # With a blank, unlike everywhere else.
        raise ApiError(400, "Invalid Input", f"shipDate is not a valid date: {detail['shipDate']}", "") from None
    _check_items(detail.get("orderItems"), order)
    return detail


def _check_reference(reference: object) -> None:
    if reference is not None and not isinstance(reference, str):
        raise invalid_input(WRONG_TYPE)
    if not reference or not re.fullmatch("[0-9]{1,18}", reference) or int(reference) <= 0:
        raise invalid_input(WRONG_NUMBER)


def _check_items(items: object, order: Order) -> None:
    known = {item["orderItemId"] for item in order["orderItems"]}
    if not isinstance(items, list) or not items:
        raise invalid_input(WRONG_ITEM)
    for item in items:
        quantity = item.get("quantity") if isinstance(item, dict) else None
        if not isinstance(item, dict) or str(item.get("orderItemId")) not in known:
            raise invalid_input(WRONG_ITEM)
        if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
            raise invalid_input(details="quantity must be a positive integer.")


def _require_confirmable(order: Order) -> None:
    fulfillment = order.get("fulfillment", {})
    if "FBM_SHIP_PLUS" in order.get("programs", []):
        raise invalid_input("Orders of the FBM Ship+ program are confirmed by Amazon.")
    if fulfillment.get("fulfilledBy") == "AMAZON":
        raise invalid_input("The order is fulfilled by Amazon.")
    if fulfillment.get("fulfillmentStatus") not in SHIPPABLE:
        raise invalid_input(f"An order that is {fulfillment.get('fulfillmentStatus')} cannot be confirmed.")


def _count_open(order: Order, detail: dict[str, Any]) -> Counter[str]:
    """Return what is left to ship by item, without the parcel that is corrected."""
    left = Counter({item["orderItemId"]: item["quantityOrdered"] for item in order["orderItems"]})
    for package in order.get("packages", []):
        if package["packageReferenceId"] != detail["packageReferenceId"]:
            left.subtract({item["orderItemId"]: item["quantity"] for item in package.get("packageItems", [])})
    # What was shipped before there were packages is gone, too.
    if not order.get("packages"):
        left.subtract(
            {
                item["orderItemId"]: item.get("fulfillment", {}).get("quantityFulfilled", 0)
                for item in order["orderItems"]
            }
        )
    return left


def _with_package(order: Order, detail: dict[str, Any], now: datetime) -> Order:
    changed = copy.deepcopy(order)
    others = [
        package
        for package in changed.get("packages", [])
        if package["packageReferenceId"] != detail["packageReferenceId"]
    ]
    earlier: dict[str, Any] = next((each for each in changed.get("packages", []) if each not in others), {})
    package = {
        "packageReferenceId": detail["packageReferenceId"],
        "createdTime": earlier.get("createdTime", format_time(now)),
        "packageStatus": {"status": "SHIPPED"},
        "carrier": detail["carrierName"] if detail["carrierCode"] == OTHER else detail["carrierCode"],
        "shipTime": format_time(parse_time(detail["shipDate"])),
        "trackingNumber": detail["trackingNumber"],
        "packageItems": [
            {"orderItemId": item["orderItemId"], "quantity": item["quantity"]} for item in detail["orderItems"]
        ],
    }
    if detail.get("shippingMethod"):
        package["shippingService"] = detail["shippingMethod"]
    changed["packages"] = sorted([*others, package], key=lambda each: int(each["packageReferenceId"]))
    _count_fulfilled(changed)
    later = max(now, parse_time(order["lastUpdatedTime"]) + timedelta(milliseconds=1))
    changed["lastUpdatedTime"] = format_time(later)
    return changed


def _count_fulfilled(order: Order) -> None:
    shipped: Counter[str] = Counter()
    for package in order["packages"]:
        shipped.update({item["orderItemId"]: item["quantity"] for item in package["packageItems"]})
    is_complete = True
    for item in order["orderItems"]:
        gone, left = shipped[item["orderItemId"]], item["quantityOrdered"] - shipped[item["orderItemId"]]
        item["fulfillment"] = item.get("fulfillment", {}) | {"quantityFulfilled": gone, "quantityUnfulfilled": left}
        is_complete = is_complete and left <= 0
    status = "SHIPPED" if is_complete else "PARTIALLY_SHIPPED"
    order["fulfillment"] = order.get("fulfillment", {}) | {"fulfillmentStatus": status}
