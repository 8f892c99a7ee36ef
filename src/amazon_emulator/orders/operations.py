"""The Orders API v2026-01-01 (searchOrders, getOrder), and confirmShipment, which stays in v0."""

from http import HTTPStatus
from typing import Any

from amazon_emulator.errors import not_found
from amazon_emulator.faults import LOST_CONFIRMATION
from amazon_emulator.operations import Call, Operation
from amazon_emulator.orders.confirming import confirm_shipment
from amazon_emulator.orders.gating import show
from amazon_emulator.orders.searching import read_included, search_orders
from amazon_emulator.orders_v0.verifying import require_approved
from amazon_emulator.quotas import Quota


def _search(call: Call) -> dict[str, Any]:
    return search_orders(call.store, call.query, call.now, call.account.roles, call.fault)


def _get(call: Call) -> dict[str, Any]:
    included = read_included(call.query)
    order = call.store.find(call.path["order_id"])
    if order is None:
        raise not_found(call.path["order_id"])
    return {"order": show(order, included, call.account.roles)}


def _confirm(call: Call) -> None:
    order = call.store.find(call.path["order_id"])
    if order is None:
        raise not_found(call.path["order_id"])
    require_approved(call.store.verifications.get(order["orderId"]))
    changed = confirm_shipment(order, call.body, call.now)
    if changed is not None and call.fault != LOST_CONFIRMATION:
        call.store.put(changed)


OPERATIONS = (
    Operation("searchOrders", "GET", "/orders/2026-01-01/orders", Quota(0.0056, 20), _search),
    Operation("getOrder", "GET", "/orders/2026-01-01/orders/{order_id}", Quota(0.5, 30), _get),
    Operation(
        "confirmShipment",
        "POST",
        "/orders/v0/orders/{order_id}/shipmentConfirmation",
        Quota(2, 10),
        _confirm,
        HTTPStatus.NO_CONTENT,
    ),
)
