"""The flat files of order reports, row by row."""

from datetime import UTC, datetime
from typing import Any

import pytest

from amazon_emulator.reports.actionable_rows import OPTIONAL_COLUMNS, write_actionable
from amazon_emulator.reports.order_rows import COLUMNS, write_orders

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currencyCode": "EUR"}


def order(**changes: Any) -> dict[str, Any]:
    breakdowns = [
        {"type": "ITEM", "subtotal": euros("23.80")},
        {"type": "SHIPPING", "subtotal": euros("4.90")},
        {
            "type": "DISCOUNT",
            "subtotal": euros("-6.90"),
            "detailedBreakdowns": [
                {"subtype": "ITEM", "value": euros("-2.00")},
                {"subtype": "SHIPPING", "value": euros("-4.90")},
            ],
        },
        {
            "type": "TAX",
            "subtotal": euros("3.80"),
            "detailedBreakdowns": [{"subtype": "ITEM", "value": euros("3.80")}],
        },
    ]
    item = {
        "orderItemId": "1",
        "quantityOrdered": 2,
        "product": {"sellerSku": "TEE", "title": "Schwarzer\tTee\n250 g"},
        "fulfillment": {"quantityFulfilled": 1},
        "proceeds": {"breakdowns": breakdowns},
        "promotion": {"breakdowns": [{"promotionId": "A"}, {"promotionId": "B"}]},
    }
    address = {"name": "Ina Öz", "companyName": "Öz GmbH", "addressLine1": "Am Kai 1", "city": "Lübeck"}
    return {
        "orderId": "303-1",
        "createdTime": "2026-03-01T10:00:00.250Z",
        "lastUpdatedTime": "2026-03-02T11:00:00+01:00",
        "programs": ["AMAZON_BUSINESS"],
        "salesChannel": {"channelName": "AMAZON", "marketplaceName": "Amazon.de"},
        "fulfillment": {
            "fulfillmentStatus": "PARTIALLY_SHIPPED",
            "fulfilledBy": "MERCHANT",
            "shipByWindow": {"latestDateTime": "2026-03-03T23:00:00Z"},
        },
        "recipient": {"deliveryAddress": address},
        "orderItems": [item],
    } | changes


def read(text: str) -> list[dict[str, str]]:
    columns, *rows = (line.split("\t") for line in text.split("\r\n")[:-1])
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_amounts_are_those_of_the_line() -> None:
    (row,) = read(write_orders([order()]))
    assert list(row) == COLUMNS
    assert {name: row[name] for name in COLUMNS if row[name] and ("-price" in name or "tax" in name)} == {
        "item-price": "23.80",
        "item-tax": "3.80",
        "shipping-price": "4.90",
    }
    assert (row["item-promotion-discount"], row["ship-promotion-discount"]) == ("2.00", "4.90")
    assert (row["currency"], row["promotion-ids"], row["product-name"]) == ("EUR", "A,B", "Schwarzer Tee 250 g")


def test_times_and_words_are_those_of_the_flat_file() -> None:
    (row,) = read(write_orders([order()]))
    assert row["purchase-date"] == "2026-03-01T10:00:00+00:00"
    assert row["last-updated-date"] == "2026-03-02T10:00:00+00:00"
    assert (row["order-status"], row["item-status"], row["fulfillment-channel"]) == ("Shipping", "Shipped", "Merchant")
    assert (row["sales-channel"], row["is-business-order"]) == ("Amazon.de", "true")


@pytest.mark.parametrize(
    ("status", "word"), [("PENDING", "Pending"), ("SHIPPED", "Shipped"), ("CANCELLED", "Cancelled")]
)
def test_items_have_the_status_of_their_order(status: str, word: str) -> None:
    (row,) = read(write_orders([order(fulfillment={"fulfillmentStatus": status})]))
    assert (row["order-status"], row["item-status"]) == (word, word)


def test_no_item_no_file() -> None:
    assert write_orders([order(orderItems=[])]) == ""
    assert write_actionable([order(orderItems=[])], (), NOW) == ""


def test_what_waits_is_told_with_the_address() -> None:
    (row,) = read(write_actionable([order()], (), NOW))
    assert (row["quantity-purchased"], row["quantity-shipped"], row["quantity-to-ship"]) == ("2", "1", "1")
    assert (row["recipient-name"], row["ship-address-1"], row["ship-address-2"]) == ("Ina Öz", "Öz GmbH", "Am Kai 1")
    assert (row["promise-date"], row["days-past-promise"]) == ("2026-03-03T23:00:00+00:00", "1")
    assert not set(OPTIONAL_COLUMNS) & row.keys()


def test_sellers_switch_columns_on() -> None:
    registration = {
        "legalName": "Öz GmbH",
        "taxRegistrationNumber": "DE123456789",
        "taxRegistrationAddress": {"addressLine1": "Am Kai 1", "postalCode": "23552", "city": "Lübeck"},
    }
    (row,) = read(write_actionable([order(tax={"taxRegistrations": [registration]})], OPTIONAL_COLUMNS, NOW))
    assert row["invoice-business-address"] == "Am Kai 1, 23552, Lübeck"
    assert (row["invoice-business-tax-id"], row["order-channel"]) == ("DE123456789", "AMAZON")


@pytest.mark.parametrize(
    "fulfillment",
    [
        {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "AMAZON"},
        {"fulfillmentStatus": "PENDING", "fulfilledBy": "MERCHANT"},
        {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "MERCHANT"},
    ],
)
def test_what_the_merchant_need_not_ship_is_left_out(fulfillment: dict[str, str]) -> None:
    assert write_actionable([order(fulfillment=fulfillment)], (), NOW) == ""
