"""Orders v0: reading orders, pick-up in a shop, and the check of regulated orders."""

from collections.abc import Set as AbstractSet
from http import HTTPStatus
from typing import Any

from amazon_emulator.errors import invalid_input, not_found, unauthorized
from amazon_emulator.operations import Call, Operation
from amazon_emulator.orders.gating import DATA_GROUPS, show
from amazon_emulator.orders.store import Order
from amazon_emulator.orders_v0.item_mapping import show_items, show_wishes
from amazon_emulator.orders_v0.order_mapping import (
    BUYER_INFO,
    SHIPPING_ADDRESS,
    show_address,
    show_buyer,
    show_delivery,
    show_order,
)
from amazon_emulator.orders_v0.picking_up import update_shipment
from amazon_emulator.orders_v0.searching import find_orders
from amazon_emulator.orders_v0.verifying import verify
from amazon_emulator.quotas import Quota
from amazon_emulator.restricted_tokens.rules import DATA_ELEMENTS

ONE = "/orders/v0/orders/{order_id}"
_READING = Quota(0.5, 30)
_ALL = frozenset(DATA_GROUPS)


def _search(call: Call) -> dict[str, Any]:
    orders, beside = find_orders(call.store, call.query, call.now)
    shown = [_show_order(call, order, call.account.data_elements) for order in orders]
    return {"payload": {"Orders": shown} | beside}


def _get(call: Call) -> dict[str, Any]:
    return {"payload": _show_order(call, _find(call), call.account.data_elements)}


def _get_buyer(call: Call) -> dict[str, Any]:
    order = _find(call)
    buyer = show_buyer(_allowed(call, order)) if _opens(call, BUYER_INFO) else {}
    return {"payload": {"AmazonOrderId": order["orderId"]} | buyer}


def _get_address(call: Call) -> dict[str, Any]:
    order = _find(call)
    delivery = show_delivery(_allowed(call, order), is_open=_opens(call, SHIPPING_ADDRESS))
    return {"payload": delivery | {"ShippingAddress": _address(call, order, is_open=_opens(call, SHIPPING_ADDRESS))}}


def _get_items(call: Call) -> dict[str, Any]:
    order = _find(call)
    _refuse_page(call)
    items = show_items(_allowed(call, order), is_open=BUYER_INFO in call.account.data_elements)
    return {"payload": {"AmazonOrderId": order["orderId"], "OrderItems": items}}


def _get_wishes(call: Call) -> dict[str, Any]:
    order = _find(call)
    _refuse_page(call)
    is_open = _opens(call, BUYER_INFO)
    items = [
        {"OrderItemId": item["orderItemId"]} | (show_wishes(item) if is_open else {})
        for item in _allowed(call, order)["orderItems"]
    ]
    return {"payload": {"AmazonOrderId": order["orderId"], "OrderItems": items}}


def _update_shipment(call: Call) -> None:
    call.store.put(update_shipment(_find(call), call.body, call.now))


def _get_regulated(call: Call) -> dict[str, Any]:
    if call.account.resources is None:
        # The buyer's answers are personal data, and nothing remains without them.
        raise unauthorized("")
    return {"payload": _find_regulated(call)}


def _verify(call: Call) -> None:
    changed = verify(_find_regulated(call), call.body, call.now)
    call.store.verifications[call.path["order_id"]] = changed


def _find_regulated(call: Call) -> dict[str, Any]:
    order_id = _find(call)["orderId"]
    regulated = call.store.verifications.get(order_id)
    if regulated is None:
        raise not_found(order_id)
    return regulated


def _show_order(call: Call, order: Order, opened: AbstractSet[str]) -> dict[str, Any]:
    shown = show_order(_allowed(call, order), opened)
    address = _address(call, order, is_open=SHIPPING_ADDRESS in opened)
    return shown | ({"ShippingAddress": address} if address else {})


def _address(call: Call, order: Order, *, is_open: bool) -> dict[str, Any]:
    """Return the address; town and postal code need no role, unlike in v2026-01-01."""
    return show_address(_allowed(call, order) if is_open else order, is_open=is_open)


def _allowed(call: Call, order: Order) -> Order:
    """Return what the application's roles let it know of an order."""
    return show(order, _ALL, call.account.roles)


def _opens(call: Call, element: str) -> bool:
    """Tell whether the token opens an operation that is about one data element; naming the element is optional."""
    caller = call.account
    return caller.resources is not None and bool(DATA_ELEMENTS[element] & caller.roles)


def _find(call: Call) -> Order:
    order = call.store.find(call.path["order_id"])
    if order is None:
        raise not_found(call.path["order_id"])
    return order


def _refuse_page(call: Call) -> None:
    """Refuse any page token: an order's lines come on one page."""
    if call.first("NextToken"):
        raise invalid_input("The NextToken you have submitted is not valid.")


OPERATIONS = (
    Operation("getOrders", "GET", "/orders/v0/orders", Quota(0.0167, 20), _search),
    Operation("getOrderV0", "GET", ONE, _READING, _get),
    Operation("getOrderBuyerInfo", "GET", f"{ONE}/buyerInfo", _READING, _get_buyer),
    Operation("getOrderAddress", "GET", f"{ONE}/address", _READING, _get_address),
    Operation("getOrderItems", "GET", f"{ONE}/orderItems", _READING, _get_items),
    Operation("getOrderItemsBuyerInfo", "GET", f"{ONE}/orderItems/buyerInfo", _READING, _get_wishes),
    Operation("updateShipmentStatus", "POST", f"{ONE}/shipment", Quota(5, 15), _update_shipment, HTTPStatus.NO_CONTENT),
    Operation("getOrderRegulatedInfo", "GET", f"{ONE}/regulatedInfo", _READING, _get_regulated),
    Operation("updateVerificationStatus", "PATCH", f"{ONE}/regulatedInfo", _READING, _verify, HTTPStatus.NO_CONTENT),
)
