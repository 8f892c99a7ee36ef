"""Orders v0 over generated orders: the same facts under older names, and personal data behind a restricted token."""

import base64
import json
from typing import Any

import pytest

from amazon_emulator.emulator import Emulator
from amazon_emulator.roles import ALL_ROLES, Role
from tests.unit.amazon_emulator.test_app import Amazon

ORDERS = "/orders/v0/orders"
GERMANY = "A1PA6795UKMFR9"
EVERYTHING = ["buyerInfo", "shippingAddress", "buyerTaxInformation"]


@pytest.fixture
def amazon() -> Amazon:
    return Amazon(quota_factor=1000).sign_in()


def an_order(**changes: Any) -> dict[str, Any]:
    euros = {"amount": "24.00", "currencyCode": "EUR"}
    address = {
        "name": "Antje Meyer",
        "addressLine1": "Hafenstraße 1",
        "city": "Lübeck",
        "postalCode": "23552",
        "countryCode": "DE",
        "phone": "0451 1234",
        "addressType": "RESIDENTIAL",
    }
    breakdowns = [
        {"type": "ITEM", "subtotal": {"amount": "25.00", "currencyCode": "EUR"}},
        {
            "type": "DISCOUNT",
            "subtotal": {"amount": "-1.00", "currencyCode": "EUR"},
            "detailedBreakdowns": [{"subtype": "SHIPPING", "value": {"amount": "-0.40", "currencyCode": "EUR"}}],
        },
        {
            "type": "TAX",
            "subtotal": {"amount": "3.83", "currencyCode": "EUR"},
            "detailedBreakdowns": [{"subtype": "ITEM", "value": {"amount": "3.83", "currencyCode": "EUR"}}],
        },
    ]
    item = {
        "orderItemId": "1",
        "quantityOrdered": 2,
        "product": {"asin": "B000000001", "condition": {"conditionType": "USED", "conditionSubtype": "VERY_GOOD"}},
        "proceeds": {"proceedsTotal": euros, "breakdowns": breakdowns},
        "cancellation": {"cancellationRequest": {"requester": "BUYER", "cancelReason": "Ordered by mistake"}},
        "fulfillment": {
            "quantityFulfilled": 1,
            "quantityUnfulfilled": 1,
            "packing": {"giftOption": {"giftMessage": "Alles Gute!", "giftWrapLevel": "STANDARD"}},
        },
    }
    return {
        "orderId": "302-1",
        "orderAliases": [{"aliasId": "OWN-7", "aliasType": "SELLER_ORDER_ID"}],
        "createdTime": "2026-11-18T08:00:00.123Z",
        "lastUpdatedTime": "2026-11-18T09:00:00.456Z",
        "programs": ["PRIME", "AMAZON_BUSINESS"],
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": GERMANY, "marketplaceName": "Amazon.de"},
        "fulfillment": {
            "fulfillmentStatus": "PARTIALLY_SHIPPED",
            "fulfilledBy": "MERCHANT",
            "fulfillmentServiceLevel": "NEXT_DAY",
            "deliverByWindow": {
                "earliestDateTime": "2026-11-20T00:00:00Z",
                "latestDateTime": "2026-11-22T00:00:00Z",
            },
        },
        "buyer": {"buyerName": "Antje Meyer", "buyerEmail": "a@marketplace.amazon.de"},
        "recipient": {"deliveryAddress": address, "deliveryPreference": {"dropOffLocation": "Garage"}},
        "proceeds": {"grandTotal": euros},
        "payment": {"paymentExecutions": [{"paymentMethod": "CreditCard"}]},
        "tax": {
            "taxRegistrations": [
                {"entityType": "BUYER", "legalName": "Meyer GmbH", "taxRegistrationNumber": "DE1"},
            ]
        },
        "orderItems": [item],
    } | changes


def put(amazon: Amazon, *orders: dict[str, Any]) -> None:
    for order in orders:
        amazon.emulator.store.put(order)


def open_up(amazon: Amazon, path: str, elements: list[str] | None = None) -> None:
    """Use a restricted data token from now on."""
    resource: dict[str, Any] = {"method": "GET", "path": path}
    body = {"restrictedResources": [resource | ({"dataElements": elements} if elements else {})]}
    answer = amazon.ask("POST", "/tokens/2021-03-01/restrictedDataToken", json=body)
    amazon.headers = {"x-amz-access-token": answer.json()["restrictedDataToken"]}


def read(amazon: Amazon, path: str, **query: str) -> dict[str, Any]:
    # Time passes, so that quotas do not matter here.
    amazon.emulator.clock.advance(1)
    answer = amazon.ask("GET", path, params=query)
    assert answer.status_code == 200, answer.text
    payload: dict[str, Any] = answer.json()["payload"]
    return payload


def refusal(amazon: Amazon, path: str, **query: str) -> tuple[int, str]:
    answer = amazon.ask("GET", path, params=query)
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_an_order_has_its_older_names(amazon: Amazon) -> None:
    put(amazon, an_order(associatedOrders=[{"orderId": "302-0", "associationType": "REPLACEMENT_ORIGINAL_ID"}]))
    order = read(amazon, f"{ORDERS}/302-1")
    assert order == {
        "AmazonOrderId": "302-1",
        "SellerOrderId": "OWN-7",
        "PurchaseDate": "2026-11-18T08:00:00Z",
        "LastUpdateDate": "2026-11-18T09:00:00Z",
        "OrderStatus": "PartiallyShipped",
        "FulfillmentChannel": "MFN",
        "SalesChannel": "Amazon.de",
        "MarketplaceId": GERMANY,
        "ShipmentServiceLevelCategory": "NextDay",
        "OrderTotal": {"CurrencyCode": "EUR", "Amount": "24.00"},
        "OrderType": "StandardOrder",
        "NumberOfItemsShipped": 1,
        "NumberOfItemsUnshipped": 1,
        "IsReplacementOrder": True,
        "ReplacedOrderId": "302-0",
        "IsAccessPointOrder": False,
        "IsPrime": True,
        "IsBusinessOrder": True,
        "IsPremiumOrder": False,
        "IsISPU": False,
        "IsIBA": False,
        "EarliestDeliveryDate": "2026-11-20T00:00:00Z",
        "LatestDeliveryDate": "2026-11-22T00:00:00Z",
        "PaymentMethod": "Other",
        "PaymentMethodDetails": ["CreditCard"],
        "ShippingAddress": {"City": "Lübeck", "PostalCode": "23552", "CountryCode": "DE"},
    }


def test_lines_have_their_amounts_under_names_of_their_own(amazon: Amazon) -> None:
    put(amazon, an_order())
    (item,) = read(amazon, f"{ORDERS}/302-1/orderItems")["OrderItems"]
    assert item["ItemPrice"] == {"CurrencyCode": "EUR", "Amount": "25.00"}
    assert item["ItemTax"] == {"CurrencyCode": "EUR", "Amount": "3.83"}
    assert item["PromotionDiscount"] == {"CurrencyCode": "EUR", "Amount": "1.00"}
    assert item["ShippingDiscount"] == {"CurrencyCode": "EUR", "Amount": "0.40"}
    assert (item["ConditionId"], item["ConditionSubtypeId"]) == ("Used", "Very Good")
    assert item["BuyerRequestedCancel"] == {
        "IsBuyerRequestedCancel": "true",
        "BuyerCancelReason": "Ordered by mistake",
    }
    assert (item["QuantityOrdered"], item["QuantityShipped"], item["IsGift"]) == (2, 1, "true")
    assert "BuyerInfo" not in item


@pytest.mark.parametrize("elements", [["buyerInfo"], ["shippingAddress"], ["buyerTaxInformation"], EVERYTHING])
def test_a_restricted_token_opens_what_it_names(amazon: Amazon, elements: list[str]) -> None:
    put(amazon, an_order())
    open_up(amazon, f"{ORDERS}/{{orderId}}", elements)
    order = read(amazon, f"{ORDERS}/302-1")
    assert ("Name" in order["ShippingAddress"]) == ("shippingAddress" in elements)
    assert ("BuyerInfo" in order) == ("buyerInfo" in elements)
    assert ("BuyerTaxInformation" in order) == ("buyerTaxInformation" in elements)


def test_operations_about_the_buyer_open_to_a_token_for_their_path(amazon: Amazon) -> None:
    put(amazon, an_order())
    ordinary = amazon.headers
    expected = {
        "buyerInfo": {"BuyerEmail", "BuyerName", "BuyerTaxInfo"},
        "address": {"ShippingAddress", "DeliveryPreferences"},
    }
    for name, fields in expected.items():
        amazon.headers = ordinary
        closed = read(amazon, f"{ORDERS}/302-1/{name}")
        assert "Antje" not in str(closed)
        open_up(amazon, f"{ORDERS}/302-1/{name}")
        opened = read(amazon, f"{ORDERS}/302-1/{name}")
        assert opened.keys() == fields | {"AmazonOrderId"}
        assert "Antje Meyer" in str(opened)
    assert opened["ShippingAddress"]["AddressType"] == "Residential"
    amazon.headers = ordinary
    assert read(amazon, f"{ORDERS}/302-1/orderItems/buyerInfo")["OrderItems"] == [{"OrderItemId": "1"}]
    open_up(amazon, f"{ORDERS}/302-1/orderItems/buyerInfo")
    (item,) = read(amazon, f"{ORDERS}/302-1/orderItems/buyerInfo")["OrderItems"]
    assert item == {"OrderItemId": "1", "GiftMessageText": "Alles Gute!", "GiftWrapLevel": "STANDARD"}


def test_a_restricted_token_opens_no_more_than_roles_allow(amazon: Amazon) -> None:
    put(amazon, an_order())
    application = next(iter(amazon.emulator.accounts.applications.values()))
    application.roles = ALL_ROLES - {Role.DIRECT_TO_CONSUMER}
    open_up(amazon, f"{ORDERS}/302-1/address")
    address = read(amazon, f"{ORDERS}/302-1/address")["ShippingAddress"]
    assert address == {"City": "Lübeck", "PostalCode": "23552", "CountryCode": "DE"}
    assert refusal(amazon, f"{ORDERS}/302-1") == (403, "Unauthorized")


def search(amazon: Amazon, **query: str) -> set[str]:
    """Return the numbers of all pages' orders."""
    wanted = {"MarketplaceIds": GERMANY} | query
    page = read(amazon, ORDERS, **wanted)
    found = {order["AmazonOrderId"] for order in page["Orders"]}
    while token := page.get("NextToken"):
        page = read(amazon, ORDERS, MarketplaceIds=GERMANY, NextToken=token)
        assert not found & {order["AmazonOrderId"] for order in page["Orders"]}
        found |= {order["AmazonOrderId"] for order in page["Orders"]}
    return found


SINCE = {"CreatedAfter": "2020-01-01T00:00:00Z"}
SINCE_LISTED = {"CreatedAfter": ["2020-01-01T00:00:00Z"]}


def a_token(search: Any, issued_at: str = "2099-01-01T00:00:00") -> str:
    """Return a page token that somebody has made up, with times that name no zone."""
    content = [search, "2026-11-20T00:00:00", "2020-01-01T00:00:00", "302-1", issued_at]
    return base64.b64encode(json.dumps(content).encode()).decode()


def test_a_token_without_zones_is_read_as_utc(amazon: Amazon) -> None:
    put(amazon, an_order())
    page = read(amazon, ORDERS, MarketplaceIds=GERMANY, NextToken=a_token(SINCE_LISTED))
    assert "302-1" in {order["AmazonOrderId"] for order in page["Orders"]}


def test_every_page_together_is_everything(amazon: Amazon) -> None:
    amazon.emulator.generate(80)
    germans = {order["orderId"] for order in amazon.emulator.store if order["salesChannel"]["marketplaceId"] == GERMANY}
    assert len(germans) > 20
    for size in ("5", "17", "100"):
        assert search(amazon, **SINCE, MaxResultsPerPage=size) == germans
    assert search(amazon, LastUpdatedAfter="2020-01-01T00:00:00Z") == germans


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (SINCE | {"OrderStatuses": "Shipped,PartiallyShipped"}, True),
        (SINCE | {"OrderStatuses": "Canceled"}, False),
        (SINCE | {"FulfillmentChannels": "AFN"}, False),
        (SINCE | {"PaymentMethods": "Other"}, True),
        (SINCE | {"PaymentMethods": "COD,CVS"}, False),
        (SINCE | {"IsISPU": "true"}, False),
        (SINCE | {"EasyShipShipmentStatuses": "Delivered"}, False),
        (SINCE | {"ElectronicInvoiceStatuses": "Accepted"}, False),
        (SINCE | {"StoreChainStoreId": "7"}, False),
        (SINCE | {"EarliestDeliveryDateAfter": "2026-11-20T00:00:00Z"}, True),
        (SINCE | {"EarliestDeliveryDateBefore": "2026-11-19T00:00:00Z"}, False),
        (SINCE | {"LatestDeliveryDateBefore": "2026-11-22T00:00:00Z"}, True),
        (SINCE | {"LatestDeliveryDateAfter": "2026-11-23T00:00:00Z"}, False),
        (SINCE | {"CreatedBefore": "2026-11-18T08:00:00.123Z"}, True),
        (SINCE | {"CreatedBefore": "2026-11-18T08:00:00Z"}, False),
        ({"AmazonOrderIds": "302-1,302-9"}, True),
        ({"AmazonOrderIds": "302-9"}, False),
        ({"SellerOrderId": "OWN-7"}, True),
        ({"BuyerEmail": "a@marketplace.amazon.de"}, True),
        ({"BuyerEmail": "b@marketplace.amazon.de"}, False),
    ],
)
def test_filters(query: dict[str, str], *, found: bool) -> None:
    empty = Amazon(quota_factor=1000).sign_in()
    empty.emulator.store = Emulator().store
    empty.emulator.stores = dict.fromkeys(empty.emulator.stores, empty.emulator.store)
    put(empty, an_order())
    assert search(empty, **query) == ({"302-1"} if found else set())


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"MarketplaceIds": GERMANY},
        {"CreatedAfter": "2020-01-01T00:00:00Z"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "yesterday"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "LastUpdatedAfter": "2020-01-01"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "LastUpdatedBefore": "2020-01-02"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "CreatedBefore": "2019-01-02"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "CreatedBefore": "2099-01-02"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "OrderStatuses": "UNSHIPPED"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "FulfillmentChannels": "MERCHANT"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "MaxResultsPerPage": "101"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "MaxResultsPerPage": "0"},
        {"MarketplaceIds": GERMANY, "CreatedAfter": "2020-01-01", "EarliestDeliveryDateAfter": "soon"},
        {"MarketplaceIds": GERMANY, "AmazonOrderIds": ",".join(map(str, range(51)))},
        {"MarketplaceIds": GERMANY, "SellerOrderId": "1", "OrderStatuses": "Shipped"},
        {"MarketplaceIds": GERMANY, "SellerOrderId": "1", "BuyerEmail": "a@b.example"},
        {"MarketplaceIds": GERMANY, "NextToken": "made up"},
        {"MarketplaceIds": GERMANY, "NextToken": "WzEsMiwzLDQsNV0="},
        {"MarketplaceIds": GERMANY, "NextToken": a_token({})},
        {"MarketplaceIds": GERMANY, "NextToken": a_token({"CreatedAfter": []})},
        {"MarketplaceIds": GERMANY, "NextToken": a_token({"CreatedAfter": 5})},
        {"MarketplaceIds": GERMANY, "NextToken": a_token({"CreatedAfter": ["soon"]})},
        {"MarketplaceIds": GERMANY, "NextToken": a_token(SINCE_LISTED, issued_at="2020-01-01T00:00:00")},
    ],
)
def test_wrong_searches_are_refused(amazon: Amazon, query: dict[str, str]) -> None:
    assert refusal(amazon, ORDERS, **query) == (400, "InvalidInput")


def test_what_does_not_exist_is_not_found(amazon: Amazon) -> None:
    for tail in ("", "/buyerInfo", "/address", "/orderItems", "/orderItems/buyerInfo"):
        assert refusal(amazon, f"{ORDERS}/000{tail}") == (404, "NotFound")
    put(amazon, an_order())
    assert refusal(amazon, f"{ORDERS}/302-1/orderItems", NextToken="2") == (400, "InvalidInput")


def test_traps_do_not_break_the_older_names() -> None:
    amazon = Amazon(quota_factor=1000).sign_in()
    amazon.emulator.faults.choose("data", 3)
    amazon.emulator.generate(100)
    amazon.emulator.faults.choose("none", 1)
    for order in amazon.emulator.store:
        items = read(amazon, f"{ORDERS}/{order['orderId']}/orderItems")["OrderItems"]
        assert [item["OrderItemId"] for item in items] == [item["orderItemId"] for item in order["orderItems"]]
        assert read(amazon, f"{ORDERS}/{order['orderId']}")["AmazonOrderId"] == order["orderId"]
