"""Order → document: to the cent, whatever the platform charges, and with everything that it said."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.documents.rules import DocumentDraft
from kogge.kernel.money import AmountNotRepresentable, exponent_of, to_minor
from kogge.orders.drafting import draft_customer, draft_document
from kogge_contract.orders import Buyer, Charge, ChargeKind, Remark, Window
from tests.orders import ADDRESS, AT, charge, line, order
from tests.plans import OSS, plan

PLAN = plan(OSS)


def draft(**changes: Any) -> DocumentDraft:
    return draft_document(order(**changes), PLAN)


def shown(document: DocumentDraft) -> list[tuple[str, str, int]]:
    return [(each.kind, each.article_number, each.total_minor) for each in document.lines]


def test_each_kind_of_charge_has_its_line_and_article() -> None:
    charges = (
        charge(ChargeKind.ITEM, "10.00"),
        charge(ChargeKind.SHIPPING, "4.99"),
        charge(ChargeKind.GIFT_WRAP, "2.50"),
        charge(ChargeKind.DISCOUNT, "-1.00", applies_to=ChargeKind.ITEM),
        charge(ChargeKind.DISCOUNT, "-4.99", applies_to=ChargeKind.SHIPPING),
    )
    document = draft(
        total=Decimal("14.50"), lines=(line(charges=charges),), charges=(charge(ChargeKind.COD_FEE, "3.00"),)
    )
    assert shown(document) == [
        ("item", "SKU-1", 1000),
        ("freight", "FRACHT", 499),
        ("service", "SERVICE", 250),
        ("discount", "RABATT", -100),
        ("discount", "RABATT", -499),
        ("service", "SERVICE", 300),
    ]
    assert [each.title for each in document.lines[3:5]] == ["Rabatt", "Rabatt (Versand)"]
    assert {each.platform_reference for each in document.lines[:5]} == {"L1"}
    assert (document.total_minor, document.difference_minor, document.messages) == (1450, 0, ())


def test_tax_that_stands_apart_is_part_of_what_a_line_costs() -> None:
    item = charge(ChargeKind.ITEM, "10.00", tax=Decimal("0.83"), tax_included=False)
    document = draft(total=Decimal("10.83"), lines=(line(charges=(item,)),), prices_include_tax=False)
    (only,) = document.lines
    assert (only.total_minor, only.platform_tax_minor, document.platform_tax_minor) == (1083, 83, 83)


def test_tax_within_the_price_is_noted_and_not_added() -> None:
    item = charge(ChargeKind.ITEM, "11.90", tax=Decimal("1.90"))
    document = draft(total=Decimal("11.90"), lines=(line(charges=(item,)),))
    assert (document.total_minor, document.platform_tax_minor) == (1190, 190)


def test_what_does_not_add_up_becomes_a_line_and_a_message() -> None:
    document = draft(total=Decimal("10.01"))
    assert shown(document)[-1] == ("difference", "SERVICE", 1)
    assert (document.total_minor, document.platform_total_minor, document.difference_minor) == (1001, 1001, 1)
    assert [each.code for each in document.messages] == ["amounts_do_not_add_up"]


def test_an_unknown_sku_is_kept_on_a_line_of_the_placeholder() -> None:
    document = draft(lines=(line(sku="NEU-7", title="Sextant"),))
    (only,) = document.lines
    assert (only.article_number, only.sku, only.title) == ("UNBEKANNT", "NEU-7", "Sextant")
    assert [(each.code, each.values["sku"]) for each in document.messages] == [("unknown_article", "NEU-7")]


def test_a_line_without_quantity_stays_out_and_is_noted() -> None:
    document = draft(lines=(line(), line("L2", "0.00", quantity=0)))
    assert [each.platform_reference for each in document.lines] == ["L1"]
    assert [each.code for each in document.messages] == ["line_without_quantity"]


@pytest.mark.parametrize(("currency", "total", "minor"), [("JPY", "1980", 1980), ("KWD", "1.234", 1234)])
def test_currencies_have_their_own_decimals(currency: str, total: str, minor: int) -> None:
    document = draft(currency=currency, total=Decimal(total), lines=(line(amount=total),))
    assert (document.total_minor, document.difference_minor) == (minor, 0)


@pytest.mark.parametrize(("currency", "total"), [("EUR", "10.005"), ("JPY", "0.5"), ("EUR", "92233720368547758.08")])
def test_amounts_that_cannot_be_booked_are_refused_not_rounded(currency: str, total: str) -> None:
    with pytest.raises(AmountNotRepresentable):
        draft(currency=currency, total=Decimal(total))


def test_a_unit_price_finer_than_the_currency_is_left_out() -> None:
    document = draft(lines=(line(quantity=3, unit_price=Decimal("3.333333")),))
    assert document.lines[0].unit_price_minor is None
    assert document.total_minor == 1000


def test_the_header_takes_everything_over() -> None:
    document = draft(
        buyer=Buyer(reference="b", vat_id="DE136695976", purchase_order_number="PO-1"),
        ship_by=Window(latest_at=AT),
        deliver_by=Window(latest_at=AT),
        sales_channel="amazon.de",
        is_prime=True,
        is_business=True,
        ships_with_platform_label=True,
        replaces_order="302-0",
        lines=(line(cancellation_requested=True),),
        remarks=(Remark(code="country_unknown", values={"country": "XX"}),),
    )
    assert (document.platform_reference, document.order_reference) == ("302-0000000-0000001", "302-0000000-0000001")
    assert (document.ordered_at, document.ship_by_at, document.deliver_by_at) == (AT, AT, AT)
    assert (document.vat_id, document.purchase_order_number) == ("DE136695976", "PO-1")
    assert (document.sales_channel, document.replaces_order) == ("amazon.de", "302-0")
    assert document.is_prime
    assert document.is_business
    assert document.ships_with_platform_label
    assert document.cancellation_requested
    assert document.delivery_address is not None
    assert document.delivery_address.name == ADDRESS.name
    assert [(each.level, each.code) for each in document.messages] == [("info", "country_unknown")]


def test_the_customer_is_the_buyer_and_else_who_gets_the_parcel() -> None:
    assert draft_customer(order(buyer=Buyer(name="Éva Kiss"))).name == "Éva Kiss"
    assert draft_customer(order(buyer=Buyer())).name == ADDRESS.name
    assert draft_customer(order(buyer=Buyer(), delivery_address=None)).is_known_to_nobody


@st.composite
def priced_orders(pick: st.DrawFn) -> Any:
    currency = pick(st.sampled_from(["EUR", "JPY", "KWD", "USD"]))
    minor = st.integers(-(10**9), 10**9)
    amounts = minor.map(lambda each: Decimal(each).scaleb(-exponent_of(currency)))
    charges = st.lists(
        st.builds(
            Charge,
            kind=st.sampled_from(ChargeKind),
            amount=amounts,
            tax=st.none() | amounts,
            tax_included=st.booleans(),
            applies_to=st.none() | st.sampled_from(ChargeKind),
        ),
        max_size=6,
    ).map(tuple)
    lines = st.builds(line, reference=st.sampled_from(["L1", "L2"]), quantity=st.integers(0, 3), charges=charges)
    return order(
        currency=currency,
        total=pick(amounts),
        lines=pick(st.lists(lines, max_size=4).map(tuple)),
        charges=pick(charges),
    )


@given(priced_orders())
def test_a_document_costs_what_the_platform_says_always(content: Any) -> None:
    document = draft_document(content, PLAN)
    assert document.total_minor == document.platform_total_minor == to_minor(content.total, content.currency)
    differences = [each.total_minor for each in document.lines if each.kind == "difference"]
    assert sum(differences) == document.difference_minor
    assert bool(differences) == any(each.code == "amounts_do_not_add_up" for each in document.messages)


@given(priced_orders())
def test_nothing_is_charged_that_the_platform_did_not_charge(content: Any) -> None:
    document = draft_document(content, PLAN)
    taken = [each for each in content.lines if each.quantity]
    assert [each.platform_reference for each in document.lines if each.kind == "item"] == [
        each.reference for each in taken
    ]
    charges = [*content.charges, *(each for of in taken for each in of.charges)]
    # A line without quantity keeps what is charged beside its goods.
    charges += [each for of in content.lines if not of.quantity for each in of.charges if each.kind != ChargeKind.ITEM]
    owed = sum(each.amount + (0 if each.tax_included or each.tax is None else each.tax) for each in charges)
    assert document.difference_minor == document.platform_total_minor - to_minor(Decimal(owed), content.currency)
