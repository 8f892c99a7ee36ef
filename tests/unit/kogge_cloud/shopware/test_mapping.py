"""A shop's order becomes the canonical one, or says why not."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.shopware.mapping import read_version
from kogge_contract.orders import Order, OrderStatus, Unreadable
from tests.unit.kogge_cloud.shopware.shop import Cart, address, item, price_of, state

D = Decimal
FULL = D(19)


def order(**fields: Any) -> dict[str, Any]:
    return Cart([item("a" * 32, D("119"), FULL, quantity=2)], [(D("4.90"), FULL)]).order(**fields)


def mapped(raw: dict[str, Any]) -> Order:
    content = read_version(raw).content
    assert isinstance(content, Order), content
    return content


def with_states(
    order_state: str, delivery: str, payment: str, method: str = "payment_invoicepayment"
) -> dict[str, Any]:
    raw = order(stateMachineState=state(order_state))
    raw["deliveries"][0]["stateMachineState"] = state(delivery)
    raw["transactions"][0] |= {
        "stateMachineState": state(payment),
        "paymentMethod": {"name": None, "translated": {"name": "Zahlung"}, "technicalName": method},
    }
    return raw


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (("open", "open", "open"), OrderStatus.OPEN),
        (("in_progress", "open", "paid"), OrderStatus.OPEN),
        (("open", "open", "authorized"), OrderStatus.OPEN),
        (("open", "open", "reminded"), OrderStatus.OPEN),
        (("open", "open", "unconfirmed"), OrderStatus.PENDING),
        (("open", "open", "failed"), OrderStatus.PENDING),
        (("open", "open", "cancelled"), OrderStatus.PENDING),
        (("open", "open", "open", "payment_prepayment"), OrderStatus.PENDING),
        (("open", "open", "paid", "payment_prepayment"), OrderStatus.OPEN),
        (("open", "open", "refunded"), OrderStatus.UNFULFILLABLE),
        (("in_progress", "shipped_partially", "paid"), OrderStatus.PARTIALLY_SHIPPED),
        (("in_progress", "shipped", "open"), OrderStatus.SHIPPED),
        (("completed", "open", "paid"), OrderStatus.SHIPPED),
        (("completed", "returned", "refunded"), OrderStatus.SHIPPED),
        (("cancelled", "shipped", "paid"), OrderStatus.CANCELLED),
    ],
)
def test_three_states_make_one_status(states: tuple[str, ...], status: OrderStatus) -> None:
    assert mapped(with_states(*states)).status is status


def test_the_latest_payment_counts() -> None:
    raw = order()
    earlier = raw["transactions"][0] | {"stateMachineState": state("failed")}
    later = {"createdAt": "2026-11-20T11:00:00.000+00:00", "paymentMethod": {"name": "PayPal"}}
    raw["transactions"] = [earlier | later | {"stateMachineState": state("paid")}, earlier]
    assert (mapped(raw).status, mapped(raw).payment_methods) == (OrderStatus.OPEN, ("PayPal",))


def test_a_payments_change_is_a_change_of_the_order() -> None:
    raw = order(updatedAt="2026-11-20T10:05:00.000+00:00")
    raw["transactions"][0]["updatedAt"] = "2026-11-21T08:00:00.000+00:00"
    assert mapped(raw).updated_at.isoformat() == "2026-11-21T08:00:00+00:00"
    assert mapped(order()).updated_at.isoformat() == "2026-11-20T10:00:00+00:00"


def test_registered_and_guest_customers() -> None:
    raw = order()
    assert mapped(raw).buyer.reference == "K1000"
    raw["orderCustomer"]["customer"] = {"guest": True}
    assert mapped(raw).buyer.reference == ""
    raw["orderCustomer"]["customer"] = None
    assert (mapped(raw).buyer.reference, mapped(raw).buyer.email) == ("", "ute@example.de")


def test_a_company_with_its_vat_id() -> None:
    billing = address(company="Werft GmbH", department="Einkauf", title="Dr.", vatId="DE811569869")
    read = mapped(order(billingAddress=billing))
    assert (read.buyer.company, read.buyer.vat_id, read.is_business) == ("Werft GmbH", "DE811569869", False)
    assert read.invoice_address is not None
    assert (read.invoice_address.name, read.invoice_address.company) == ("Dr. Ute Möller", "Werft GmbH, Einkauf")
    assert read.delivery_address is not None
    assert read.delivery_address.company == ""


def test_one_address_is_told_once() -> None:
    read = mapped(order())
    assert (read.invoice_address, read.delivery_address and read.delivery_address.line1) == (None, "Am Kai 3")


def test_without_a_delivery_the_bill_goes_where_the_goods_do() -> None:
    read = mapped(order(deliveries=[]))
    assert read.delivery_address is not None
    assert read.invoice_address is None


def test_a_container_is_its_parts_and_counts_once() -> None:
    parts = [item("b" * 32, D("60"), FULL, parentId="p" * 32), item("c" * 32, D("59"), FULL, parentId="p" * 32)]
    parent = item("p" * 32, D("119"), FULL, type="container", payload=[])
    read = mapped(Cart([parent, *parts]).order())
    assert [(line.sku, line.charges[0].amount) for line in read.lines] == [
        (f"SW-{'b' * 32}", D("60")),
        (f"SW-{'c' * 32}", D("59")),
    ]
    assert (read.total, read.charges) == (D("119"), ())


def test_children_within_their_parent_are_the_same_children() -> None:
    child = item("b" * 32, D("119"), FULL, parentId="p" * 32)
    parent = item("p" * 32, D("119"), FULL, type="container", payload=[], children=[child])
    assert mapped(Cart([parent]).order()).lines == mapped(Cart([parent | {"children": []}, child]).order()).lines


def test_a_bundle_with_a_number_stays_whole() -> None:
    part = item("b" * 32, D("0"), FULL, parentId="p" * 32)
    read = mapped(Cart([item("p" * 32, D("119"), FULL), part]).order())
    assert [line.reference for line in read.lines] == ["p" * 32]
    assert [each.code for each in read.remarks] == ["bundle_kept_whole"]


def test_a_bundles_own_price_is_divided() -> None:
    parts = [item("b" * 32, D("60"), FULL, parentId="p" * 32), item("c" * 32, D("30"), FULL, parentId="p" * 32)]
    read = mapped(Cart([item("p" * 32, D("80"), FULL, type="container", payload=[]), *parts]).order())
    assert [line.charges[0].amount for line in read.lines] == [D("53.33"), D("26.67")]
    assert "bundle_price_divided" in [each.code for each in read.remarks]


def test_a_customised_product_tells_its_options() -> None:
    star = {"productNumber": "*"}
    parent = item("p" * 32, D("29"), FULL, type="customized-products", payload=star)
    shirt = item("b" * 32, D("24"), FULL, parentId="p" * 32, label="Hemd", position=1)
    option = item(
        "c" * 32, D("5"), FULL, parentId="p" * 32, label="Gravur: Ute", type="customized-products-option", payload=star
    )
    [line] = mapped(Cart([parent, shirt, option]).order()).lines
    assert line.title == "Hemd · Gravur: Ute"
    assert [(str(each.kind), each.amount) for each in line.charges] == [("item", D("24")), ("other", D("5"))]


def test_a_custom_item_is_a_line_without_a_number() -> None:
    read = mapped(Cart([item("a" * 32, D("10"), FULL, type="custom", payload=[], label="Aufpreis")]).order())
    assert [(line.sku, line.title) for line in read.lines] == [(None, "Aufpreis")]


def test_what_is_shipped_is_counted() -> None:
    raw = order()
    raw["deliveries"][0]["stateMachineState"] = state("shipped")
    assert mapped(raw).lines[0].quantity_shipped == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"stateMachineState": state("on_the_moon")}, "unknown_status"),
        ({"stateMachineState": None}, "unknown_status"),
        ({"price": {"totalPrice": D(1), "taxStatus": "somehow"}, "taxStatus": None}, "unknown_tax_status"),
        ({"currency": None}, "unreadable"),
        ({"price": None}, "unreadable"),
        ({"lineItems": [{"id": "x", "quantity": 1, "price": None}]}, "unreadable"),
    ],
)
def test_what_cannot_be_read_says_why(fields: dict[str, Any], code: str) -> None:
    version = read_version(order(**fields))
    assert isinstance(version.content, Unreadable)
    assert (version.content.code, version.order_reference) == (code, "10023")
    assert "Möller" not in version.content.message


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(order())), json)
def test_nothing_that_a_shop_writes_raises(name: str, value: Any) -> None:
    assert read_version(order(**{name: value})).raw


@given(json)
def test_nor_does_anything_else(value: Any) -> None:
    assert isinstance(read_version(value).content, Unreadable)


def test_a_zero_order_is_one() -> None:
    free = item("a" * 32, D("0"), FULL)
    assert mapped(Cart([free]).order()).total == 0
    assert price_of(D(0), [])["totalPrice"] == 0
