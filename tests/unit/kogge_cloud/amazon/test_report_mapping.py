"""The old way's two order reports, put together: against Amazon's own figures, and where they say too little."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_emulator.generation.orders import OrderGenerator
from amazon_emulator.reports.actionable_rows import OPTIONAL_COLUMNS, write_actionable
from amazon_emulator.reports.order_rows import write_orders
from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.amazon.report_mapping import OF_ALL, OF_WAITING, Collected, combine
from kogge_cloud.amazon.reporting import ReportUnreadable
from kogge_contract.order_reports import ReportColumn
from kogge_contract.orders import ChargeKind, FulfilledBy, Order, OrderStatus

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)
UNTOLD = {ChargeKind.COD_FEE, ChargeKind.OTHER, ChargeKind.TIP, ChargeKind.ROUNDING}
"""Charges that the reports have no column for."""

ROW = {
    "amazon-order-id": "302-1", "order-status": "Unshipped", "fulfillment-channel": "Merchant",
    "purchase-date": "2026-11-20T09:00:00+00:00", "last-updated-date": "2026-11-20T10:00:00+00:00",
    "sales-channel": "Amazon.de", "sku": "TEE", "quantity": "2", "currency": "EUR", "item-price": "20.00",
}  # fmt: skip
TO_SHIP = {
    "order-id": "302-1", "order-item-id": "77", "purchase-date": "2026-11-20T09:00:00+00:00", "sku": "TEE",
    "quantity-purchased": "2", "quantity-shipped": "0", "ship-address-1": "Am Kai 1", "ship-country": "DE",
}  # fmt: skip


def table(required: tuple[str, ...], *rows: dict[str, str], without: str = "") -> str:
    if not rows:
        return ""
    columns = [each for each in dict.fromkeys([*required, *(name for row in rows for name in row)]) if each != without]
    return "\r\n".join(
        "\t".join(each) for each in [columns, *([row.get(name, "") for name in columns] for row in rows)]
    )


def read(*rows: dict[str, str], to_ship: tuple[dict[str, str], ...] = (TO_SHIP,)) -> Collected:
    return combine(table(OF_ALL, *rows), table(OF_WAITING, *to_ship), SINCE, NOW)


def read_one(*rows: dict[str, str], to_ship: tuple[dict[str, str], ...] = (TO_SHIP,)) -> Order:
    (collected,) = read(*rows, to_ship=to_ship).orders
    assert collected.order is not None, collected.problem
    return collected.order


def test_generated_orders_cost_what_amazon_states_wherever_the_reports_have_a_column_for_it() -> None:
    raws = list(OrderGenerator(7, NOW).generate(80))
    written = combine(write_orders(raws), write_actionable(raws, OPTIONAL_COLUMNS, NOW), NOW - timedelta(days=900), NOW)
    assert (len(written.orders), written.waiting, written.missing) == (80, 0, ())
    told = {each.order_reference: each.order for each in written.orders}
    compared = 0
    for raw in raws:
        stated, order = read_version(raw).content, told[raw["orderId"]]
        if not isinstance(stated, Order) or order is None:
            continue
        assert (order.status, order.fulfilled_by) == (stated.status, stated.fulfilled_by)
        kinds = {charge.kind for each in (stated, *stated.lines) for charge in each.charges}
        if order.total is not None and not stated.remarks and not kinds & UNTOLD:
            assert (order.total, order.currency) == (stated.total, stated.currency), order.reference
            compared += 1
        if order.status is OrderStatus.OPEN and order.fulfilled_by is FulfilledBy.MERCHANT:
            confirmable = [line.reference for line in stated.lines if line.quantity]
            assert [line.reference for line in order.lines if line.quantity] == confirmable
    assert compared > 40


def test_charges_discounts_and_a_decimal_comma_are_read_to_the_cent() -> None:
    amounts = {
        "item-price": "23,80", "item-tax": "3.80", "shipping-price": "4.90", "shipping-tax": "0.00",
        "item-promotion-discount": "2.00", "ship-promotion-discount": "4.90",
    }  # fmt: skip
    order = read_one(ROW | amounts)
    assert order.total == Decimal("21.80")
    assert [(each.kind, each.amount, each.tax) for each in order.lines[0].charges][:2] == [
        (ChargeKind.ITEM, Decimal("23.80"), Decimal("3.80")), (ChargeKind.SHIPPING, Decimal("4.90"), None),
    ]  # fmt: skip
    abroad = ROW | {"sales-channel": "Amazon.com", "item-price": "10.00", "item-tax": "0.83"}
    assert read_one(abroad).total == Decimal("10.83")


def test_two_items_of_one_sku_keep_their_own_numbers() -> None:
    other = TO_SHIP | {"order-item-id": "78", "quantity-purchased": "1"}
    order = read_one(ROW | {"quantity": "1"}, ROW, to_ship=(TO_SHIP, other))
    assert [(line.reference, line.quantity) for line in order.lines] == [("78", 1), ("77", 2)]


def test_an_invoice_address_is_taken_as_it_is_told() -> None:
    business = {"invoice-business-legal-name": "Öz GmbH", "invoice-business-address": "Am Kai 1, 28195 Bremen"}
    order = read_one(ROW, to_ship=(TO_SHIP | business | {"invoice-business-tax-id": "DE1"},))
    assert order.invoice_address is not None
    assert (order.invoice_address.company, order.invoice_address.line1) == tuple(business.values())
    assert order.buyer.vat_id == "DE1"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"order-status": "Shipped - Delivered to Buyer"}, OrderStatus.SHIPPED),
        ({"order-status": "Cancelled", "item-price": ""}, OrderStatus.CANCELLED),
        ({"order-status": "Pending", "item-price": "", "currency": ""}, OrderStatus.PENDING),
        ({"order-status": "Unshipped", "fulfillment-channel": "Amazon"}, OrderStatus.OPEN),
    ],
)
def test_what_is_not_to_be_shipped_here_needs_one_report_only(changes: dict[str, str], status: OrderStatus) -> None:
    found = read(ROW | changes, to_ship=())
    assert [each.order.status for each in found.orders if each.order] == [status]
    assert (found.waiting, found.missing) == (0, None)


def test_a_missing_price_is_not_taken_for_nothing() -> None:
    assert read_one(ROW | {"item-price": "", "currency": ""}).total is None
    assert read_one(ROW, ROW | {"quantity": "0", "item-price": ""}).total == Decimal("20.00")


def test_what_stands_in_one_report_only_waits_and_is_asked_for_again() -> None:
    found = read(ROW, to_ship=())
    assert (found.orders, found.waiting) == ((), 1)
    assert found.told_until == datetime(2026, 11, 20, 9, 59, 59, tzinfo=UTC)
    found = read(ROW, to_ship=(TO_SHIP, TO_SHIP | {"order-id": "302-2", "purchase-date": "2026-11-20T08:00:00Z"}))
    assert (len(found.orders), found.waiting, found.told_until.hour) == (1, 1, 7)
    earlier = TO_SHIP | {"order-id": "302-3", "purchase-date": "2026-11-01T08:00:00Z"}
    assert read(ROW, to_ship=(TO_SHIP, earlier)).told_until == NOW


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"order-status": "Unheard of"}, "unknown_status"),
        ({"fulfillment-channel": "Drone"}, "unknown_fulfiller"),
        ({"item-price": "much"}, "amount_unreadable"),
        ({"item-price": "NaN"}, "amount_unreadable"),
        ({"quantity": "-1"}, "quantity_unreadable"),
        ({"purchase-date": "yesterday"}, "time_unreadable"),
        ({"currency": "euro"}, "unreadable"),
    ],
)
def test_an_unreadable_order_stops_no_other(changes: dict[str, str], code: str) -> None:
    good = ROW | {"amazon-order-id": "302-9"}
    found = read(ROW | changes, good, to_ship=(TO_SHIP, TO_SHIP | {"order-id": "302-9"}))
    assert [each.problem.code if each.problem else "" for each in found.orders] == [code, ""]
    assert not any("much" in each.problem.message for each in found.orders if each.problem)


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["Unshipped", "Merchant", "Amazon.com", "1E+999", "9" * 5000, "0001-01-01T00:00:00+14:00", "-0.01"]
    ),
)


@given(st.dictionaries(st.sampled_from([*ROW, *TO_SHIP, "item-tax", "shipping-price"]), CELLS, max_size=4))
@settings(max_examples=25, deadline=None)
def test_whatever_stands_in_a_row_the_order_beside_it_is_read(strange: dict[str, str]) -> None:
    cells = {name: text.translate(dict.fromkeys(map(ord, "\t\r\n"), " ")) for name, text in strange.items()}
    good, shipped = ROW | {"amazon-order-id": "302-9"}, TO_SHIP | {"order-id": "302-9"}
    found = read(good, ROW | cells | {"amazon-order-id": "302-1"}, to_ship=(shipped, TO_SHIP | cells))
    assert found.orders[0].order is not None
    assert SINCE - timedelta(seconds=1) <= found.told_until <= NOW
    for order in (each.order for each in found.orders if each.order and each.order.total is not None):
        assert order.total == sum(line.total for line in order.lines if line.total is not None)


def test_columns_that_the_seller_did_not_switch_on_are_named() -> None:
    switched_on = TO_SHIP | {"address-type": "", "order-channel": ""}
    assert read(ROW, to_ship=(switched_on,)).missing == (ReportColumn.INVOICE_ADDRESS,)
    assert read(ROW).missing == tuple(ReportColumn.__members__.values())
    with pytest.raises(ReportUnreadable, match="item-price"):
        combine(table(OF_ALL, ROW, without="item-price"), "", SINCE, NOW)
