"""A shop's money: whatever stands in an order, its charges come to its total."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.shopware.mapping import read_version
from kogge_contract.orders import ChargeKind, Order
from tests.unit.kogge_cloud.shopware.shop import CENT, FREE, GROSS, NET, Cart, cents, item, price_of, tax_of

D = Decimal
FULL, REDUCED = D(19), D(7)


def mapped(raw: dict[str, Any]) -> Order:
    content = read_version(raw).content
    assert isinstance(content, Order), content
    return content


def sum_of(order: Order) -> Decimal:
    charges = [*order.charges, *(each for line in order.lines for each in line.charges)]
    return sum((each.amount + (D(0) if each.tax_included else each.tax or D(0)) for each in charges), D(0))


def codes(order: Order) -> list[str]:
    return [each.code for each in order.remarks]


amounts = st.integers(1, 500_000).map(lambda minor: D(minor).scaleb(-2))
rates = st.sampled_from([D(0), REDUCED, FULL, D("8.1"), D("2.6")])


@st.composite
def carts(draw: st.DrawFn) -> Cart:
    status = draw(st.sampled_from([GROSS, NET, FREE]))
    items = []
    for index in range(draw(st.integers(1, 6))):
        quantity = draw(st.integers(1, 9))
        items.append(item(f"{index:032x}", draw(amounts) * quantity, draw(rates), status, quantity, position=index))
    spent = {each["price"]["calculatedTaxes"][0]["taxRate"] for each in items if each["price"]["calculatedTaxes"]}
    for index in range(draw(st.integers(0, 2))):
        parts = [(rate, -draw(amounts)) for rate in sorted(spent)[:2]] or [(D(0), -draw(amounts))]
        taxes = [] if status == FREE else [(r, a, cents(tax_of(a, r, status))) for r, a in parts]
        price = price_of(sum((a for _r, a in parts), D(0)), taxes)
        items.append(item(f"{index + 50:032x}", D(0), D(0), type="promotion", price=price, payload=[], position=60))
    shipping = draw(st.lists(st.tuples(amounts, rates), max_size=2, unique_by=lambda each: each[1]))
    interval = draw(st.sampled_from([CENT, D("0.05")]))
    return Cart(items, shipping, status, draw(st.booleans()), interval)


@given(carts())
def test_charges_come_to_the_total(cart: Cart) -> None:
    raw = cart.order()
    order = mapped(raw)
    assert order.total == raw["amountTotal"]
    assert sum_of(order) == order.total
    assert codes(order) == []


@given(carts(), st.integers(100, 10**6))
def test_a_contradiction_is_never_silent(cart: Cart, error: int) -> None:
    raw = cart.order()
    raw["amountTotal"] += D(error)
    order = mapped(raw)
    assert order.total == raw["amountTotal"]
    assert "order_does_not_add_up" in codes(order)
    assert not any(each.kind is ChargeKind.ROUNDING for each in order.charges)


def test_a_gross_order_has_its_taxes_within() -> None:
    order = mapped(Cart([item("a", D("119"), FULL)], [(D("4.90"), FULL)]).order())
    [line] = order.lines
    assert [(str(each.kind), each.amount, each.tax, each.tax_included) for each in line.charges] == [
        ("item", D("119"), D("19"), True),
        ("shipping", D("4.90"), D("0.78"), True),
    ]
    assert (order.prices_include_tax, order.total, order.charges) == (True, D("123.90"), ())


def test_a_net_order_has_them_on_top() -> None:
    order = mapped(Cart([item("a", D("100"), FULL, NET)], [(D("10"), FULL)], NET).order())
    assert not order.prices_include_tax
    assert order.total == D("130.90")
    assert [(each.amount, each.tax, each.tax_included) for each in order.lines[0].charges] == [
        (D("100"), D("19"), False),
        (D("10"), D("1.90"), False),
    ]


def test_a_tax_free_order_has_none() -> None:
    order = mapped(Cart([item("a", D("100"), FULL, FREE)], [(D("10"), FULL)], FREE).order())
    assert (order.total, {each.tax for each in order.lines[0].charges}) == (D("110"), {D(0)})


def test_mixed_shipping_goes_with_what_bears_its_rate() -> None:
    goods = [item("book", D("107"), REDUCED), item("lamp", D("119"), FULL), item("pen", D("11.90"), FULL)]
    order = mapped(Cart(goods, [(D("2"), REDUCED), (D("3"), FULL)]).order())
    shipping = {
        line.reference: [c.amount for c in line.charges if c.kind is ChargeKind.SHIPPING] for line in order.lines
    }
    assert shipping == {"book": [D("2")], "lamp": [D("3")], "pen": []}


def test_a_promotion_lowers_what_bears_its_rates() -> None:
    goods = [item("book", D("107"), REDUCED), item("lamp", D("100"), FULL), item("pen", D("50"), FULL)]
    taxes = [(REDUCED, D("-10.70"), D("-0.70")), (FULL, D("-15.01"), D("-2.40"))]
    promotion = item("p", D(0), FULL, type="promotion", price=price_of(D("-25.71"), taxes), payload={"code": "HERBST"})
    order = mapped(Cart([*goods, promotion]).order())
    off = {line.reference: [c.amount for c in line.charges if c.kind is ChargeKind.DISCOUNT] for line in order.lines}
    assert off == {"book": [D("-10.70")], "lamp": [D("-10.01")], "pen": [D("-5.00")]}
    assert order.lines[0].promotions == ("HERBST",)


def test_a_discount_on_shipping_is_a_delivery_of_its_own() -> None:
    raw = Cart([item("a", D("119"), FULL)], [(D("4.90"), FULL)]).order()
    off = price_of(D("-4.90"), [(FULL, D("-4.90"), D("-0.78"))])
    raw["deliveries"].append(raw["deliveries"][0] | {"id": "off", "shippingCosts": off, "positions": []})
    raw["shippingCosts"] = price_of(D("0"), [])
    raw["amountTotal"] = raw["price"]["totalPrice"] = raw["price"]["rawTotal"] = D("119")
    order = mapped(raw)
    last = order.lines[0].charges[-1]
    assert (str(last.kind), last.amount, last.applies_to) == ("discount", D("-4.90"), ChargeKind.SHIPPING)
    assert sum_of(order) == D("119")


def test_coins_are_rounded_and_shown() -> None:
    order = mapped(Cart([item("a", D("19.93"), D("8.1"))], interval=D("0.05")).order())
    [rounding] = order.charges
    assert (order.total, rounding.kind, rounding.amount) == (D("19.95"), ChargeKind.ROUNDING, D("0.02"))


def test_a_voucher_without_a_rate_of_its_own_is_the_whole_orders() -> None:
    voucher = item("v", D(0), D(0), type="credit", price=price_of(D("-20"), [(D(0), D("-20"), D(0))]), payload=None)
    order = mapped(Cart([item("a", D("119"), FULL), voucher]).order())
    assert [(str(each.kind), each.amount) for each in order.charges] == [("discount", D("-20"))]


@pytest.mark.parametrize("noise", ["16.799999999999997", "16.80"])
def test_php_computes_in_floats(noise: str) -> None:
    raw = Cart([item("a", D("16.80"), FULL)]).order()
    raw["lineItems"][0]["price"]["totalPrice"] = D(noise)
    assert sum_of(mapped(raw)) == D("16.80")
