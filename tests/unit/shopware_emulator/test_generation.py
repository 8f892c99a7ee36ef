"""Generated orders: reproducible, adding up, and with every trap somewhere."""

from decimal import Decimal
from typing import Any

import pytest

from shopware_emulator.clock import Clock
from shopware_emulator.emulator import Emulator
from shopware_emulator.orders.store import Aggregate

COUNT = 600


def generate(seed: int, clock: Clock) -> list[Aggregate]:
    emulator = Emulator(clock=clock, seed=seed)
    emulator.generate(COUNT)
    opened = (emulator.orders.open(head["id"]) for head in emulator.orders.heads())
    return [aggregate for aggregate in opened if aggregate is not None]


@pytest.fixture(scope="module")
def orders() -> list[Aggregate]:
    return generate(3, Clock(virtual=True))


def cents(amount: Any) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def test_the_same_seed_and_time_give_the_same_orders() -> None:
    clock = Clock(virtual=True)
    emulators = [Emulator(clock=clock, seed=seed) for seed in (5, 5, 6)]
    for emulator in emulators:
        emulator.generate(5)
    first, second, other = (
        [emulator.orders.open(head["id"]) for head in emulator.orders.heads()] for emulator in emulators
    )
    assert first == second
    assert first != other


def test_roots_and_shipping_make_the_total(orders: list[Aggregate]) -> None:
    for aggregate in orders:
        (order,) = aggregate["order"]
        roots = sum(cents(line["totalPrice"]) for line in aggregate["order_line_item"] if not line.get("parentId"))
        shipping = sum(cents(each["shippingCosts"]["totalPrice"]) for each in aggregate["order_delivery"])
        price = order["price"]
        tax = sum(cents(each["tax"]) for each in price["calculatedTaxes"])
        assert cents(order["positionPrice"]) == roots
        assert cents(order["shippingTotal"]) == shipping
        due = roots + shipping + (tax if order["taxStatus"] == "net" else 0)
        assert cents(price["rawTotal"]) == due
        # Shopware rounds no order in cash that is free of tax.
        if order["totalRounding"]["interval"] == 0.05 and order["taxStatus"] != "tax-free":
            assert abs(cents(order["amountTotal"]) - due) <= Decimal("0.02")
            assert cents(order["amountTotal"]) % Decimal("0.05") == 0
        else:
            assert cents(order["amountTotal"]) == due
        assert aggregate["order_transaction"][-1]["amount"]["totalPrice"] == order["amountTotal"]


def test_parts_name_each_other(orders: list[Aggregate]) -> None:
    for aggregate in orders:
        (order,) = aggregate["order"]
        addresses = {each["id"] for each in aggregate["order_address"]}
        lines = {each["id"] for each in aggregate["order_line_item"]}
        assert order["billingAddressId"] in addresses
        assert {each["shippingOrderAddressId"] for each in aggregate["order_delivery"]} <= addresses
        assert {each["orderLineItemId"] for each in aggregate["order_delivery_position"]} <= lines
        assert {each["parentId"] for each in aggregate["order_line_item"] if "parentId" in each} <= lines


def test_boxes_cost_what_is_in_them(orders: list[Aggregate]) -> None:
    boxes = 0
    for aggregate in orders:
        lines = aggregate["order_line_item"]
        for box in (line for line in lines if line["type"] in {"container", "customized-products"}):
            inside = [line for line in lines if line.get("parentId") == box["id"]]
            assert cents(box["totalPrice"]) == sum(cents(line["totalPrice"]) for line in inside)
            boxes += 1
    assert boxes


TRAPS: dict[str, Any] = {
    "net prices": lambda a: a["order"][0]["taxStatus"] == "net",
    "free of tax": lambda a: a["order"][0]["taxStatus"] == "tax-free",
    "several rates": lambda a: len(a["order"][0]["price"]["calculatedTaxes"]) > 1,
    "cash rounding that shows": lambda a: a["order"][0]["price"]["rawTotal"] != a["order"][0]["amountTotal"],
    "a discount over several rates": lambda a: any(
        line["type"] == "promotion" and len(line["price"]["calculatedTaxes"]) > 1 for line in a["order_line_item"]
    ),
    "shipping with several rates": lambda a: any(
        len(each["shippingCosts"]["calculatedTaxes"]) > 1 and each["shippingCosts"]["totalPrice"]
        for each in a["order_delivery"]
    ),
    "shipping for nothing": lambda a: a["order"][0]["shippingTotal"] == 0,
    "shipping given back": lambda a: any(each["shippingCosts"]["totalPrice"] < 0 for each in a["order_delivery"]),
    "several deliveries": lambda a: len({p["orderDeliveryId"] for p in a["order_delivery_position"]}) > 1,
    "two payments": lambda a: len(a["order_transaction"]) > 1,
    "two addresses": lambda a: len(a["order_address"]) > 1,
    "nothing to pay": lambda a: a["order"][0]["amountTotal"] == 0,
    "a VAT id": lambda a: "vatIds" in a["order_customer"][0],
    "markup in a name": lambda a: "<script>" in a["order_customer"][0]["lastName"],
    "never saved again": lambda a: "updatedAt" not in a["order"][0],
} | {
    f"a line of type {kind}": (lambda a, kind=kind: any(line["type"] == kind for line in a["order_line_item"]))
    for kind in ("container", "customized-products-option", "custom", "credit", "promotion")
}


@pytest.mark.parametrize("name", TRAPS)
def test_every_trap_is_laid(orders: list[Aggregate], name: str) -> None:
    assert any(TRAPS[name](aggregate) for aggregate in orders)


def test_many_are_saved_in_the_same_millisecond(orders: list[Aggregate]) -> None:
    saved = [aggregate["order"][0].get("updatedAt") for aggregate in orders]
    assert max(saved.count(moment) for moment in set(saved) - {None}) > 2
