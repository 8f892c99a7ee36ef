"""What happens to an order after it was placed: pure functions from an order to the order as it is then."""

import copy
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from amazon_emulator.generation.buyers import BuyerPool
from amazon_emulator.generation.catalogue import PRODUCTS
from amazon_emulator.generation.marketplaces import MARKETPLACES, Marketplace
from amazon_emulator.generation.money import EXPONENTS, ItemMoney, order_proceeds
from amazon_emulator.orders.store import Order
from amazon_emulator.times import format_time, parse_time

UNPAID = {"PENDING", "PENDING_AVAILABILITY"}
LATER = timedelta(days=1)


class EventImpossible(ValueError):
    """The order is not in a state in which this can happen."""


def happen(order: Order, event: str, now: datetime) -> Order:
    """Return the order after an event (see EVENTS), changed at `now` or a moment after its last change.

    Raises EventImpossible.
    """
    if event not in EVENTS:
        message = f"there is no event {event!r}; there are: {', '.join(EVENTS)}"
        raise EventImpossible(message)
    return _change(order, EVENTS[event], now)


def cancel_for_merchant(order: Order, reason: str, now: datetime) -> Order:
    """Return the order after its merchant cancelled it, for a reason of Amazon's list. Raises EventImpossible."""
    return _change(order, lambda changed: _cancel(changed, "MERCHANT", reason), now)


def _change(order: Order, change: Callable[[Order], None], now: datetime) -> Order:
    changed = copy.deepcopy(order)
    change(changed)
    later = max(now, parse_time(order["lastUpdatedTime"]) + timedelta(milliseconds=1))
    changed["lastUpdatedTime"] = format_time(later)
    return changed


def _status(order: Order) -> str:
    return str(order.get("fulfillment", {}).get("fulfillmentStatus", ""))


def _require(order: Order, *statuses: str) -> None:
    if _status(order) not in statuses:
        message = f"order {order['orderId']} is {_status(order) or 'of no status'}; this needs {' or '.join(statuses)}"
        raise EventImpossible(message)


def _clear_payment(order: Order) -> None:
    """Take the buyer's payment: prices, address and buyer appear, and the order is to be shipped."""
    _require(order, *UNPAID)
    order["fulfillment"]["fulfillmentStatus"] = "UNSHIPPED"
    marketplace = _marketplace(order)
    prices = {product.sku: product.price_minor for product in PRODUCTS}
    amounts = []
    for item in order["orderItems"]:
        price = int(prices.get(item["product"].get("sellerSku", ""), 1990) * marketplace.rate)
        amount = ItemMoney(marketplace.currency, price * item["quantityOrdered"])
        amounts.append(amount)
        item["proceeds"] = amount.proceeds()
    order["proceeds"] = order_proceeds(amounts, 0, marketplace.currency)
    buyer = BuyerPool(random.Random(order["orderId"])).draw(marketplace)  # noqa: S311 - reproducible on purpose
    order["buyer"] = {"buyerName": buyer.name, "buyerEmail": buyer.email}
    order["recipient"] = {"deliveryAddress": dict(buyer.address)}


def _cancel(order: Order, cancelled_by: str = "BUYER", reason: str = "No longer needed") -> None:
    """Carry a cancellation out: the buyer's, or the merchant's."""
    _require(order, *UNPAID, "UNSHIPPED")
    order["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
    for item in order["orderItems"]:
        item["cancellation"] = {"cancellationExecution": {"cancelledBy": cancelled_by, "cancelReason": reason}}


def _request_cancel(order: Order) -> None:
    """Have the buyer ask for a cancellation; nothing is decided."""
    _require(order, "UNSHIPPED", "PARTIALLY_SHIPPED")
    for item in order["orderItems"]:
        request = {"requester": "BUYER", "cancelReason": "Ordered by mistake"}
        item["cancellation"] = item.get("cancellation", {}) | {"cancellationRequest": request}


def _change_address(order: Order) -> None:
    address = order.get("recipient", {}).get("deliveryAddress")
    if not address:
        message = f"order {order['orderId']} has no address yet"
        raise EventImpossible(message)
    address["addressLine1"] = f"{address.get('addressLine1', 'Hafenstraße')} 1b"


def _change_quantity(order: Order) -> None:
    """Take one piece of the first item away, and its amounts in proportion; of a single one nothing is left."""
    _require(order, "UNSHIPPED")
    item = order["orderItems"][0]
    before = item["quantityOrdered"]
    if not before:
        message = f"order {order['orderId']} has nothing of its first item"
        raise EventImpossible(message)
    item["quantityOrdered"] = before - 1
    _scale(order, item, Decimal(before - 1) / before)


def _change_price(order: Order) -> None:
    """Make the first item a tenth cheaper."""
    _scale(order, order["orderItems"][0], Decimal("0.9"))


def _change_dates(order: Order) -> None:
    for name in ("shipByWindow", "deliverByWindow"):
        window = order.get("fulfillment", {}).get(name, {})
        for end in window:
            window[end] = format_time(parse_time(window[end]) + LATER)


def _deliver(order: Order) -> None:
    """Let the parcels arrive; afterwards the phone number is no longer shown."""
    _require(order, "SHIPPED")
    for package in order.get("packages", []):
        package["packageStatus"] = {"status": "DELIVERED", "detailedStatus": "DELIVERED"}
    order.get("recipient", {}).get("deliveryAddress", {}).pop("phone", None)


def _touch(_order: Order) -> None:
    """Change nothing but the time."""


EVENTS: dict[str, Callable[[Order], None]] = {
    "clear_payment": _clear_payment,
    "cancel": _cancel,
    "request_cancel": _request_cancel,
    "change_address": _change_address,
    "change_quantity": _change_quantity,
    "change_price": _change_price,
    "change_dates": _change_dates,
    "deliver": _deliver,
    "touch": _touch,
}


def _marketplace(order: Order) -> Marketplace:
    wanted = order["salesChannel"].get("marketplaceId")
    return next((each for each in MARKETPLACES if each.marketplace_id == wanted), MARKETPLACES[0])


def _scale(order: Order, item: dict[str, Any], factor: Decimal) -> None:
    """Multiply an item's amounts and take the difference from the order's."""
    proceeds = item.get("proceeds")
    if not proceeds:
        message = f"order {order['orderId']} has no prices yet"
        raise EventImpossible(message)
    before = Decimal(proceeds["proceedsTotal"]["amount"])
    for entry in proceeds["breakdowns"]:
        _multiply(entry["subtotal"], factor)
        for detail in entry.get("detailedBreakdowns", []):
            _multiply(detail["value"], factor)
    # In the EU the TAX that is shown is part of the prices, so the sum is taken over what the total was made of.
    counted = _counted(proceeds, before, factor)
    proceeds["proceedsTotal"]["amount"] = f"{counted:f}"
    total = order["proceeds"]["grandTotal"]
    total["amount"] = f"{Decimal(total['amount']) - before + counted:f}"


def _counted(proceeds: dict[str, Any], before: Decimal, factor: Decimal) -> Decimal:
    """Return the new total of scaled breakdowns: with or without TAX, whichever the total before was made of."""
    sums = {entry["type"]: Decimal(entry["subtotal"]["amount"]) for entry in proceeds["breakdowns"]}
    with_tax, without = sum(sums.values(), Decimal(0)), sum(sums.values(), Decimal(0)) - sums.get("TAX", Decimal(0))
    return min((with_tax, without), key=lambda total: abs(total - before * factor))


def _multiply(money: dict[str, str], factor: Decimal) -> None:
    exponent = Decimal(1).scaleb(-EXPONENTS.get(money["currencyCode"], 2))
    money["amount"] = f"{(Decimal(money['amount']) * factor).quantize(exponent):f}"
