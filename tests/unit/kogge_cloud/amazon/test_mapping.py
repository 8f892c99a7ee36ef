"""Amazon's orders, mapped: what must survive, and what must be refused visibly."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.amazon.mapping_payloads import SearchAnswer
from kogge_contract.orders import FulfilledBy, Order, OrderStatus, Unreadable
from tests.unit.kogge_cloud.payloads import RELAY, breakdown, item, money, order


def mapped(raw: object) -> Order:
    content = read_version(raw).content
    assert isinstance(content, Order), content
    return content


def problem(raw: object) -> Unreadable:
    content = read_version(raw).content
    assert isinstance(content, Unreadable)
    return content


def fulfillment(status: str, **fields: Any) -> dict[str, Any]:
    return {"fulfillmentStatus": status, "fulfilledBy": "MERCHANT"} | fields


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("UNSHIPPED", OrderStatus.OPEN),
        ("PARTIALLY_SHIPPED", OrderStatus.PARTIALLY_SHIPPED),
        ("SHIPPED", OrderStatus.SHIPPED),
        ("CANCELLED", OrderStatus.CANCELLED),
        ("UNFULFILLABLE", OrderStatus.UNFULFILLABLE),
        ("PENDING", OrderStatus.PENDING),
        ("PENDING_AVAILABILITY", OrderStatus.PENDING),
    ],
)
def test_statuses(theirs: str, ours: OrderStatus) -> None:
    assert mapped(order(fulfillment=fulfillment(theirs))).status is ours


def test_pending_prices_are_not_trusted() -> None:
    made = mapped(order(fulfillment=fulfillment("PENDING")))
    assert made.total is None
    assert made.lines[0].unit_price is None
    assert made.lines[0].charges == ()
    assert made.lines[0].total is None


def test_a_missing_total_is_not_zero() -> None:
    raw = order()
    del raw["proceeds"]
    assert mapped(raw).total is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"fulfillment": fulfillment("INVOICE_UNCONFIRMED")}, "unknown_status"),
        ({"fulfillment": None}, "status_missing"),
        ({"fulfillment": fulfillment("UNSHIPPED", fulfilledBy="ROBOT")}, "unknown_fulfiller"),
        ({"fulfillment": fulfillment("UNSHIPPED", fulfilledBy=None)}, "unknown_fulfiller"),
        ({"proceeds": {"grandTotal": money("19.99", "USD")}}, "currencies_differ"),
        ({"proceeds": {"grandTotal": money("19,99")}}, "unreadable"),
        ({"proceeds": {"grandTotal": money("NaN")}}, "unreadable"),
        ({"proceeds": {"grandTotal": money("")}}, "unreadable"),
        ({"proceeds": {"grandTotal": {"amount": True, "currencyCode": "EUR"}}}, "unreadable"),
        ({"proceeds": {"grandTotal": money("1.0000001")}}, "unreadable"),
        ({"createdTime": "yesterday"}, "unreadable"),
        ({"orderItems": None}, "unreadable"),
        ({"orderItems": [item("1.00", quantityOrdered=-1)]}, "unreadable"),
    ],
)
def test_what_cannot_be_mapped_is_a_problem_not_an_exception(fields: dict[str, Any], code: str) -> None:
    version = read_version(order(**fields))
    assert version.order_reference == "302-1234567-7654321"
    assert isinstance(version.content, Unreadable)
    assert version.content.code == code


@pytest.mark.parametrize("raw", [None, 7, "order", [], {}, {"orderId": 5}, {"orderId": ""}])
def test_things_that_are_no_orders_get_a_reference_of_their_own(raw: object) -> None:
    version = read_version(raw)
    assert isinstance(version.content, Unreadable)
    assert version.order_reference.startswith("unreadable-")


def test_problems_tell_places_not_values() -> None:
    raw = order(buyer={"buyerName": {"secret": "Erika Mustermann"}})
    assert "Mustermann" not in problem(raw).message
    assert "buyer.buyerName" in problem(raw).message


def test_a_pending_order_need_not_say_who_ships() -> None:
    made = mapped(order(fulfillment={"fulfillmentStatus": "PENDING"}))
    assert made.fulfilled_by is FulfilledBy.MERCHANT


def test_unknown_fields_and_values_do_no_harm() -> None:
    raw = order(programs=["PRIME", "MOON_DELIVERY"], novelty={"a": [1, 2.5]})
    raw["fulfillment"]["fulfillmentServiceLevel"] = "TELEPORT"
    made = mapped(raw)
    assert made.shipping_service == "TELEPORT"
    assert made.is_prime


@pytest.mark.parametrize(
    "name",
    [
        "Jürgen Großmann",
        "Ełżbieta Żółć",
        "Γιώργος",
        "İbrahim Çağlayan",
        "山田 太郎",
        "محمد",
        "👩‍🚀 Ada",
        "x" * 500,
        'O\'Neil \\ "Q"',
    ],
)
def test_names_survive_in_every_script(name: str) -> None:
    raw = order(buyer={"buyerName": name, "buyerEmail": RELAY})
    raw["recipient"]["deliveryAddress"]["name"] = name
    made = mapped(raw)
    assert made.buyer.name == name
    assert made.delivery_address is not None
    assert made.delivery_address.name == name
    assert json.loads(read_version(raw).raw)["buyer"]["buyerName"] == name


def test_address_lines_stay_where_amazon_put_them() -> None:
    raw = order()
    raw["recipient"]["deliveryAddress"] |= {"addressLine1": "Werft & Söhne KG", "addressLine2": "Am Kai 7"}
    address = mapped(raw).delivery_address
    assert address is not None
    assert (address.line1, address.line2, address.company) == ("Werft & Söhne KG", "Am Kai 7", "")


def test_brazilian_parts_stand_in_for_missing_lines_only() -> None:
    raw = order()
    parts = {"streetName": "Rua Um", "streetNumber": "10", "complement": "Sala 3", "neighborhood": "Centro"}
    raw["recipient"]["deliveryAddress"] |= {"extendedFields": parts}
    kept = mapped(raw).delivery_address
    raw["recipient"]["deliveryAddress"] |= {"addressLine1": None, "addressLine2": None}
    filled = mapped(raw).delivery_address
    assert kept is not None
    assert kept.line1 == "Packstation 123"
    assert filled is not None
    assert (filled.line1, filled.line2, filled.district) == ("Rua Um 10", "Sala 3", "Centro")


def test_a_country_that_is_no_code_is_remarked() -> None:
    raw = order()
    raw["recipient"]["deliveryAddress"]["countryCode"] = "Deutschland"
    made = mapped(raw)
    assert made.delivery_address is not None
    assert made.delivery_address.country == ""
    assert [remark.code for remark in made.remarks] == ["country_unknown"]


def test_the_relay_address_names_the_buyer() -> None:
    buyer = mapped(order(buyer={"buyerName": "A", "buyerEmail": RELAY.upper()})).buyer
    assert buyer.reference == RELAY
    assert buyer.email == RELAY.upper()
    assert buyer.email_is_relay


def test_an_own_address_is_no_reference() -> None:
    buyer = mapped(order(buyer={"buyerName": "A", "buyerEmail": "a@example.org"})).buyer
    assert (buyer.reference, buyer.email_is_relay) == ("", False)


def test_business_orders_bring_company_purchase_order_and_vat_id() -> None:
    registrations = [
        {"entityType": "MERCHANT", "taxRegistrationType": "VAT", "taxRegistrationNumber": "DE111"},
        {"entityType": "BUYER", "taxRegistrationType": "BUSINESS", "taxRegistrationNumber": "4711"},
        {"entityType": "BUYER", "taxRegistrationType": "VAT", "taxRegistrationNumber": "ATU12345678"},
    ]
    raw = order(
        programs=["AMAZON_BUSINESS"],
        buyer={"buyerName": "E", "buyerCompanyName": "Werft GmbH", "buyerPurchaseOrderNumber": "PO-1"},
        tax={"taxRegistrations": registrations},
    )
    made = mapped(raw)
    assert made.is_business
    assert (made.buyer.company, made.buyer.purchase_order_number) == ("Werft GmbH", "PO-1")
    assert made.buyer.vat_id == "ATU12345678"


@pytest.mark.parametrize("program", ["PRIME", "FBM_SHIP_PLUS"])
@pytest.mark.parametrize(("fulfilled_by", "labelled"), [("MERCHANT", True), ("AMAZON", False)])
def test_some_programs_ship_with_amazons_label(program: str, fulfilled_by: str, labelled: bool) -> None:
    raw = order(programs=[program], fulfillment=fulfillment("UNSHIPPED", fulfilledBy=fulfilled_by))
    assert mapped(raw).ships_with_platform_label is labelled


def test_what_a_line_brings() -> None:
    line = item(
        "19.99",
        breakdown("ITEM", "19.99"),
        promotion={"breakdowns": [{"promotionId": "HERBST"}, {"promotionId": "GRATISVERSAND"}]},
        cancellation={"cancellationRequest": {"requester": "BUYER", "cancelReason": "Zu spät"}},
        tax={"taxCollections": [{"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon"}]},
        fulfillment={"quantityFulfilled": 1, "packing": {"giftOption": {"giftMessage": "Alles Gute 🎂"}}},
    )
    made = mapped(order(line)).lines[0]
    assert made.promotions == ("HERBST", "GRATISVERSAND")
    assert (made.cancellation_requested, made.cancellation_reason) == (True, "Zu spät")
    assert made.tax_collected_by_platform
    assert made.quantity_shipped == 1
    assert made.gift_message == "Alles Gute 🎂"
    assert (made.sku, made.product_reference) == ("ZWIEBACK-500", "B0KOGGE001")


def test_two_lines_of_one_sku_and_lines_of_nothing_stay_apart() -> None:
    lines = [
        item("19.99", breakdown("ITEM", "19.99"), orderItemId="1"),
        item("0.00", breakdown("ITEM", "0.00"), orderItemId="2", quantityOrdered=0),
    ]
    made = mapped(order(*lines, total="19.99"))
    assert [(line.reference, line.quantity) for line in made.lines] == [("1", 1), ("2", 0)]


def test_a_unit_price_finer_than_a_price_is_dropped_not_the_order() -> None:
    line = item("10.00", breakdown("ITEM", "10.00"), quantityOrdered=3)
    line["product"]["price"]["unitPrice"] = money("3.33333333333")
    made = mapped(order(line))
    assert made.lines[0].unit_price is None
    assert [remark.code for remark in made.remarks] == ["unit_price_too_fine"]


def test_times_are_utc() -> None:
    made = mapped(order(createdTime="2026-11-20T10:15:30.123+02:00", lastUpdatedTime="2026-11-20T09:00:00"))
    assert made.placed_at == datetime(2026, 11, 20, 8, 15, 30, 123000, tzinfo=UTC)
    assert made.updated_at == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_promised_windows_may_be_open() -> None:
    raw = order(
        fulfillment=fulfillment(
            "UNSHIPPED",
            shipByWindow={"latestDateTime": "2026-11-22T22:59:59Z"},
            deliverByWindow={"earliestDateTime": "2026-11-24T00:00:00Z", "latestDateTime": "2026-11-25T22:59:59Z"},
        )
    )
    made = mapped(raw)
    assert made.ship_by.earliest_at is None
    assert made.ship_by.latest_at == datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)
    assert made.deliver_by.earliest_at == datetime(2026, 11, 24, tzinfo=UTC)


def test_payment_methods_are_named_once() -> None:
    executions = [{"paymentMethod": "Invoice"}, {"paymentMethod": "CreditCard"}, {"paymentMethod": "Invoice"}, {}]
    assert mapped(order(payment={"paymentExecutions": executions})).payment_methods == ("Invoice", "CreditCard")


def test_marketplaces_newer_than_our_table_do_no_harm() -> None:
    channel = {"channelName": "AMAZON", "marketplaceId": "A0NEWPLACE", "marketplaceName": "Amazon.example"}
    made = mapped(order(salesChannel=channel))
    assert (made.marketplace.reference, made.marketplace.country) == ("A0NEWPLACE", "")


def test_omitted_groups_are_remarked() -> None:
    content = read_version(order(), omitted_groups=True).content
    assert isinstance(content, Order)
    assert [remark.code for remark in content.remarks] == ["optional_data_not_available"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T09:00:00Z", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("1.569521782042E9", datetime(2019, 9, 26, 18, 16, 22, 42000, tzinfo=UTC)),
        ("soon", None),
        (None, None),
    ],
)
def test_the_listings_end_is_read_leniently(text: str | None, moment: datetime | None) -> None:
    answer = SearchAnswer.model_validate({"orders": [], "lastUpdatedBefore": text})
    assert answer.complete_until == moment
    assert answer.next_token == ""


def test_amounts_written_as_numbers_are_exact() -> None:
    raw = json.loads(json.dumps(order()), parse_float=Decimal)
    raw["proceeds"]["grandTotal"]["amount"] = Decimal("19.99")
    assert mapped(raw).total == Decimal("19.99")


@pytest.mark.parametrize(
    ("illegible", "legible"),
    [
        ("half an emoji \ud83d", "half an emoji \ufffd"),
        ("a NUL \x00", "a NUL \ufffd"),
        ("written \\u0000, and one \x00", "written \\u0000, and one \ufffd"),
        ("whole 🐳", "whole 🐳"),
    ],
)
def test_what_is_no_text_is_replaced_and_holds_nobody_up(illegible: str, legible: str) -> None:
    raw = order()
    raw["buyer"] = {"buyerName": illegible}
    version = read_version(raw)
    assert isinstance(version.content, Order)
    assert version.content.buyer.name == legible
    assert legible in json.loads(version.raw)["buyer"]["buyerName"]
    assert read_version(raw | {"orderId": illegible}).order_reference == legible


def test_a_reference_too_long_to_store_is_a_problem_not_an_obstacle() -> None:
    version = read_version(order() | {"orderId": "9" * 500})
    assert isinstance(version.content, Unreadable)
    assert version.order_reference == "9" * 100
