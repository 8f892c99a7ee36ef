"""Traps that real orders hold for their readers, laid into generated ones: each has caught somebody."""

import random
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

Order = dict[str, Any]

SHARE = 0.3


def lay_trap(order: Order, rng: random.Random) -> Order:
    """Return the order, or now and then a copy of it with one trap that its state allows."""
    if rng.random() > SHARE:
        return order
    trapped = deepcopy(order)
    rng.choice(PAID_TRAPS if "proceeds" in order else ALWAYS)(trapped)
    return trapped


def add_unknown_fields(order: Order) -> None:
    """Add what Amazon adds about every two months without notice: fields and values."""
    order["carbonFootprint"] = {"grams": 120, "history": [1, 2]}
    order["programs"] = [*order["programs"], "AMAZON_MOON_DELIVERY"]
    order["orderItems"][0]["product"]["warranty"] = None


def repeat_sku(order: Order) -> None:
    """Order one article on all lines."""
    for item in order["orderItems"]:
        item["product"]["sellerSku"] = order["orderItems"][0]["product"]["sellerSku"]


def forget_sku(order: Order) -> None:
    """Name an article that the seller does not know."""
    order["orderItems"][0]["product"]["sellerSku"] = "OLD/SKU with ümlaut-" + order["orderItems"][0]["orderItemId"]


def cancel_line(order: Order) -> None:
    """Keep a cancelled line, with quantity and amounts zero."""
    gone = deepcopy(order["orderItems"][0])
    gone |= {"orderItemId": gone["orderItemId"] + "9", "quantityOrdered": 0}
    zero = {"amount": "0.00", "currencyCode": gone["proceeds"]["proceedsTotal"]["currencyCode"]}
    gone["proceeds"] = {"proceedsTotal": zero, "breakdowns": [{"type": "ITEM", "subtotal": zero}]}
    order["orderItems"].append(gone)


def turn_discounts(order: Order) -> None:
    """Turn discounts positive: Amazon does not say which sign they have."""
    for breakdown in (each for item in order["orderItems"] for each in item["proceeds"]["breakdowns"]):
        if breakdown["type"] == "DISCOUNT":
            breakdown["subtotal"]["amount"] = breakdown["subtotal"]["amount"].removeprefix("-")
            for detail in breakdown["detailedBreakdowns"]:
                detail["value"]["amount"] = detail["value"]["amount"].removeprefix("-")


def use_unknown_charge(order: Order) -> None:
    """Ask for a kind of charge that nobody has heard of."""
    proceeds = order["orderItems"][0]["proceeds"]
    proceeds["breakdowns"][0]["type"] = "HANDLING_FEE"


def misstate_unit_price(order: Order) -> None:
    """Make unit price times quantity something else than the line's amount."""
    price = order["orderItems"][0]["product"]["price"]["unitPrice"]
    price["amount"] = str(Decimal(price["amount"]) + 1)


def contradict_total(order: Order) -> None:
    """Let the order's own amounts not add up."""
    total = order["proceeds"]["grandTotal"]
    total["amount"] = str(Decimal(total["amount"]) + 1)


def leave_out_breakdowns(order: Order) -> None:
    """Show the sums only."""
    del order["proceeds"]["breakdowns"]
    for item in order["orderItems"]:
        del item["proceeds"]["breakdowns"]


def hide_people(order: Order) -> None:
    """Leave out personal data, as without the role: fields are absent, not empty."""
    order.pop("buyer", None)
    address = order["recipient"]["deliveryAddress"]
    order["recipient"]["deliveryAddress"] = {name: address[name] for name in ("city", "countryCode")}


def write_in_many_scripts(order: Order) -> None:
    """Give a name of 200 characters in many scripts."""
    order["recipient"]["deliveryAddress"]["name"] = ("Größe Ñandú Şıkça Ωμέγα Łódź 東京 عمر 👩‍🚀 " * 5)[:200]


ALWAYS: tuple[Callable[[Order], None], ...] = (add_unknown_fields, repeat_sku, forget_sku)
PAID_TRAPS = (
    *ALWAYS,
    cancel_line,
    turn_discounts,
    use_unknown_charge,
    misstate_unit_price,
    contradict_total,
    leave_out_breakdowns,
    hide_people,
    write_in_many_scripts,
)
