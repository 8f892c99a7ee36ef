"""Amazon's money: every reading of it that adds up is found, and what does not is remarked."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.amazon.mapping_amounts import item_amounts, sum_of_charges
from kogge_cloud.amazon.mapping_payloads import ItemPayload
from kogge_contract.orders import Charge, ChargeKind, Order
from tests.unit.kogge_cloud.payloads import breakdown, item, money, order

US = {"channelName": "AMAZON", "marketplaceId": "ATVPDKIKX0DER", "marketplaceName": "Amazon.com"}


def mapped(raw: dict[str, Any]) -> Order:
    content = read_version(raw).content
    assert isinstance(content, Order), content
    return content


def grand_sum(mapped_order: Order) -> Decimal:
    return sum((sum_of_charges(line.charges) for line in mapped_order.lines), Decimal(0)) + sum_of_charges(
        mapped_order.charges
    )


def codes(mapped_order: Order) -> list[str]:
    return [remark.code for remark in mapped_order.remarks]


cents = st.integers(0, 10**9)
details = st.dictionaries(st.sampled_from(["ITEM", "SHIPPING", "GIFT_WRAP", "DISCOUNT"]), cents, max_size=4)


def text(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):f}"


@st.composite
def readable_items(draw: st.DrawFn) -> tuple[ItemPayload, bool]:
    """An item whose own sum follows one of the readings that Amazon's words leave open."""
    plain = draw(
        st.dictionaries(st.sampled_from(["ITEM", "SHIPPING", "GIFT_WRAP", "COD_FEE", "OTHER", "NEW_FEE"]), cents)
    )
    tax, discount = draw(cents), draw(cents)
    tax_apart, discount_is_negative = draw(st.booleans()), draw(st.booleans())
    total = sum(plain.values()) + tax * tax_apart - discount
    parts = [breakdown(kind, text(amount)) for kind, amount in plain.items()]
    tax_details = {kind: text(amount) for kind, amount in draw(details).items()}
    parts.append(breakdown("TAX", text(tax), **tax_details))
    parts.append(breakdown("DISCOUNT", text(-discount if discount_is_negative else discount)))
    return ItemPayload.model_validate(item(text(total), *draw(st.permutations(parts)))), draw(st.booleans())


@given(readable_items())
def test_charges_sum_up_to_what_amazon_says(drawn: tuple[ItemPayload, bool]) -> None:
    payload, prices_include_tax = drawn
    amounts = item_amounts(payload, prices_include_tax=prices_include_tax)
    assert payload.proceeds is not None
    assert payload.proceeds.proceeds_total is not None
    assert sum_of_charges(amounts.charges) == payload.proceeds.proceeds_total.amount
    assert "line_does_not_add_up" not in [remark.code for remark in amounts.remarks]


@given(readable_items(), st.integers(1, 10**6))
def test_a_contradiction_is_never_silent(drawn: tuple[ItemPayload, bool], error: int) -> None:
    payload, prices_include_tax = drawn
    assert payload.proceeds is not None
    assert payload.proceeds.proceeds_total is not None
    wrong = payload.proceeds.proceeds_total.amount + Decimal(error).scaleb(-2)
    changed = payload.proceeds.model_copy(
        update={"proceeds_total": payload.proceeds.proceeds_total.model_copy(update={"amount": wrong})}
    )
    amounts = item_amounts(payload.model_copy(update={"proceeds": changed}), prices_include_tax=prices_include_tax)
    adds_up = sum_of_charges(amounts.charges) == wrong
    assert adds_up or "line_does_not_add_up" in [remark.code for remark in amounts.remarks]


def test_european_tax_of_zero_says_nothing() -> None:
    line = mapped(order(item("19.99", breakdown("ITEM", "19.99"), breakdown("TAX", "0.00")))).lines[0]
    assert line.charges == (Charge(kind=ChargeKind.ITEM, amount=Decimal("19.99")),)


def test_european_tax_stands_inside_the_price() -> None:
    made = mapped(order(item("119.00", breakdown("ITEM", "119.00"), breakdown("TAX", "19.00", ITEM="19.00"))))
    assert made.prices_include_tax
    (charge,) = made.lines[0].charges
    assert (charge.amount, charge.tax, charge.tax_included) == (Decimal(119), Decimal(19), True)
    assert grand_sum(made) == made.total == Decimal(119)


def test_american_tax_stands_apart_and_belongs_to_its_charge() -> None:
    line = item(
        "115.00",
        breakdown("ITEM", "100.00", "USD"),
        breakdown("SHIPPING", "5.00", "USD"),
        breakdown("TAX", "10.00", "USD", ITEM="9.00", SHIPPING="1.00"),
        currency="USD",
    )
    made = mapped(order(line, currency="USD", salesChannel=US))
    assert [(c.kind, c.amount, c.tax) for c in made.lines[0].charges] == [
        (ChargeKind.ITEM, Decimal(100), Decimal(9)),
        (ChargeKind.SHIPPING, Decimal(5), Decimal(1)),
    ]
    assert not made.prices_include_tax
    assert grand_sum(made) == Decimal(115)


def test_sums_overrule_the_custom_of_the_marketplace() -> None:
    apart_in_germany = mapped(order(item("119.00", breakdown("ITEM", "100.00"), breakdown("TAX", "19.00"))))
    assert not apart_in_germany.prices_include_tax
    assert grand_sum(apart_in_germany) == Decimal(119)


@pytest.mark.parametrize("sign", ["", "-"])
def test_discounts_are_negative_whatever_sign_amazon_writes(sign: str) -> None:
    line = item(
        "20.00",
        breakdown("ITEM", "20.00"),
        breakdown("SHIPPING", "3.99"),
        breakdown("DISCOUNT", f"{sign}3.99", SHIPPING=f"{sign}3.99"),
    )
    made = mapped(order(line))
    assert made.lines[0].charges[-1] == Charge(
        kind=ChargeKind.DISCOUNT, amount=Decimal("-3.99"), applies_to=ChargeKind.SHIPPING
    )
    assert grand_sum(made) == Decimal(20)
    assert codes(made) == []


def test_a_discount_on_two_things_is_split() -> None:
    line = item(
        "15.00",
        breakdown("ITEM", "17.00"),
        breakdown("SHIPPING", "3.00"),
        breakdown("DISCOUNT", "-5.00", ITEM="-2.00", SHIPPING="-3.00"),
    )
    discounts = [c for c in mapped(order(line)).lines[0].charges if c.kind is ChargeKind.DISCOUNT]
    assert [(c.applies_to, c.amount) for c in discounts] == [
        (ChargeKind.ITEM, Decimal(-2)),
        (ChargeKind.SHIPPING, Decimal(-3)),
    ]


def test_details_that_contradict_their_discount_are_left_out() -> None:
    line = item("15.00", breakdown("ITEM", "20.00"), breakdown("DISCOUNT", "-5.00", ITEM="-1.00"))
    discounts = [c for c in mapped(order(line)).lines[0].charges if c.kind is ChargeKind.DISCOUNT]
    assert [(c.applies_to, c.amount) for c in discounts] == [(None, Decimal(-5))]


def test_a_discount_that_is_deducted_already_is_remarked() -> None:
    made = mapped(order(item("15.00", breakdown("ITEM", "15.00"), breakdown("DISCOUNT", "-5.00"))))
    assert grand_sum(made) == Decimal(15)
    assert codes(made) == ["discount_already_deducted"]


def test_gift_wrap_has_its_own_tax() -> None:
    line = item(
        "28.00",
        breakdown("ITEM", "20.00", "USD"),
        breakdown("GIFT_WRAP", "5.00", "USD"),
        breakdown("TAX", "3.00", "USD", ITEM="2.00", GIFT_WRAP="0.60"),
        currency="USD",
    )
    charges = mapped(order(line, currency="USD", salesChannel=US)).lines[0].charges
    assert [(c.kind, c.tax) for c in charges] == [
        (ChargeKind.ITEM, Decimal("2.40")),
        (ChargeKind.GIFT_WRAP, Decimal("0.60")),
    ]


def test_tax_on_a_discount_is_signed_so_that_the_tax_adds_up() -> None:
    line = item(
        "98.10",
        breakdown("ITEM", "100.00", "USD"),
        breakdown("DISCOUNT", "-10.00", "USD", ITEM="-10.00"),
        breakdown("TAX", "8.10", "USD", ITEM="9.00", DISCOUNT="0.90"),
        currency="USD",
    )
    charges = mapped(order(line, currency="USD", salesChannel=US)).lines[0].charges
    assert [(c.kind, c.tax) for c in charges] == [
        (ChargeKind.ITEM, Decimal("9.00")),
        (ChargeKind.DISCOUNT, Decimal("-0.90")),
    ]
    assert sum_of_charges(charges) == Decimal("98.10")


def test_kinds_of_amounts_that_amazon_adds_are_kept() -> None:
    made = mapped(order(item("22.50", breakdown("ITEM", "20.00"), breakdown("RECYCLING_FEE", "2.50"))))
    assert [c.kind for c in made.lines[0].charges] == [ChargeKind.ITEM, ChargeKind.OTHER]
    assert codes(made) == ["unknown_charge_type"]
    assert grand_sum(made) == Decimal("22.50")


def test_without_breakdowns_amazons_sum_counts_not_the_unit_price() -> None:
    line = item("59.97", quantityOrdered=3)
    line["product"]["price"]["unitPrice"] = money("20.00")
    assert mapped(order(line)).lines[0].charges == (Charge(kind=ChargeKind.ITEM, amount=Decimal("59.97")),)


def test_without_any_sum_the_unit_price_stands_in() -> None:
    line = item("20.00", quantityOrdered=3)
    raw = order(line, proceeds={})
    del line["proceeds"]
    made = mapped(raw)
    assert made.total is None
    assert made.lines[0].total is None
    assert sum_of_charges(made.lines[0].charges) == Decimal(60)


def test_a_replacement_stays_at_zero() -> None:
    raw = order(
        item("0.00", breakdown("ITEM", "0.00")),
        associatedOrders=[{"orderId": "302-0000000-0000001", "associationType": "REPLACEMENT_ORIGINAL_ID"}],
    )
    made = mapped(raw)
    assert made.total == Decimal(0)
    assert made.replaces_order == "302-0000000-0000001"
    assert made.lines[0].charges == (Charge(kind=ChargeKind.ITEM, amount=Decimal("0.00")),)


def test_yen_have_no_decimals() -> None:
    made = mapped(order(item("19940", breakdown("ITEM", "19940", "JPY"), currency="JPY"), currency="JPY"))
    assert (made.total, made.currency) == (Decimal(19940), "JPY")


def test_a_tip_belongs_to_the_order() -> None:
    proceeds = {
        "grandTotal": money("24.99"),
        "breakdowns": [breakdown("ITEM", "19.99"), breakdown("DELIVERY_TIP", "5.00")],
    }
    made = mapped(order(proceeds=proceeds))
    assert made.charges == (Charge(kind=ChargeKind.TIP, amount=Decimal("5.00")),)
    assert codes(made) == []


def test_a_pending_tip_is_not_in_the_total() -> None:
    proceeds = {"grandTotal": money("19.99"), "breakdowns": [breakdown("DELIVERY_TIP", "5.00")]}
    made = mapped(order(proceeds=proceeds))
    assert made.charges == ()
    assert codes(made) == ["tip_not_in_total"]


def test_amounts_that_no_item_has_are_found() -> None:
    proceeds = {
        "grandTotal": money("24.98"),
        "breakdowns": [breakdown("ITEM", "19.99"), breakdown("SHIPPING", "4.99")],
    }
    made = mapped(order(proceeds=proceeds))
    assert made.charges == (Charge(kind=ChargeKind.SHIPPING, amount=Decimal("4.99")),)
    assert grand_sum(made) == made.total
    assert codes(made) == ["charges_without_item"]


def test_a_total_that_cannot_be_reached_is_remarked() -> None:
    made = mapped(order(total="25.00"))
    assert made.total == Decimal("25.00")
    assert grand_sum(made) == Decimal("19.99")
    assert codes(made) == ["order_does_not_add_up"]


@pytest.mark.parametrize(("tax_apart", "negative"), list(product((True, False), repeat=2)))
def test_orders_with_several_lines_add_up(tax_apart: bool, negative: bool) -> None:
    minus = "-" if negative else ""
    lines = [
        item(
            text(10_000 * n + 700 * tax_apart - 250),
            breakdown("ITEM", text(10_000 * n)),
            breakdown("TAX", "7.00"),
            breakdown("DISCOUNT", f"{minus}2.50"),
            orderItemId=str(n),
        )
        for n in (1, 2, 3)
    ]
    made = mapped(order(*lines, total=text(60_000 + 2_100 * tax_apart - 750)))
    assert grand_sum(made) == made.total
    assert codes(made) == []
