"""confirmShipment: what Amazon demands of a parcel, and what becomes of the order."""

from datetime import UTC, datetime
from typing import Any

import pytest

from amazon_emulator.errors import ApiError
from amazon_emulator.orders.confirming import confirm_shipment

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GERMANY, ITALY = "A1PA6795UKMFR9", "APJ6JRA9NG5V4"


def an_order(**changes: Any) -> dict[str, Any]:
    return {
        "orderId": "302-1",
        "createdTime": "2026-11-18T08:00:00.000Z",
        "lastUpdatedTime": "2026-11-18T08:00:00.000Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": GERMANY},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [
            {"orderItemId": "1", "quantityOrdered": 2, "product": {}},
            {"orderItemId": "2", "quantityOrdered": 1, "product": {}},
        ],
    } | changes


def a_parcel(marketplace: str = GERMANY, **changes: Any) -> dict[str, Any]:
    detail = {
        "packageReferenceId": "1",
        "carrierCode": "DHL",
        "trackingNumber": "00340434161094015902",
        "shippingMethod": "Paket",
        "shipDate": "2026-11-20T10:00:00Z",
        "orderItems": [{"orderItemId": "1", "quantity": 2}, {"orderItemId": "2", "quantity": 1}],
    }
    return {"marketplaceId": marketplace, "packageDetail": detail | changes}


def confirm(order: dict[str, Any], body: Any) -> dict[str, Any]:
    changed = confirm_shipment(order, body, NOW)
    assert changed is not None
    return changed


def test_a_whole_order_is_shipped() -> None:
    before = an_order()
    shipped = confirm(before, a_parcel())
    assert shipped["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert shipped["lastUpdatedTime"] == "2026-11-20T12:00:00.000Z"
    assert [item["fulfillment"] for item in shipped["orderItems"]] == [
        {"quantityFulfilled": 2, "quantityUnfulfilled": 0},
        {"quantityFulfilled": 1, "quantityUnfulfilled": 0},
    ]
    assert shipped["packages"][0]["trackingNumber"] == "00340434161094015902"
    assert "packages" not in before


def test_parcels_add_up_and_the_same_number_corrects() -> None:
    part = confirm(an_order(), a_parcel(orderItems=[{"orderItemId": "1", "quantity": 1}]))
    assert part["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
    corrected = confirm(part, a_parcel(trackingNumber="X", orderItems=[{"orderItemId": "1", "quantity": 1}]))
    assert [package["trackingNumber"] for package in corrected["packages"]] == ["X"]
    rest = a_parcel(
        packageReferenceId="2", orderItems=[{"orderItemId": "1", "quantity": 1}, {"orderItemId": "2", "quantity": 1}]
    )
    complete = confirm(corrected, rest)
    assert complete["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    with pytest.raises(ApiError, match="PackageToUpdateNotFound"):
        confirm_shipment(complete, a_parcel(packageReferenceId="3"), NOW)
    assert confirm(complete, rest)["packages"] == complete["packages"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"packageReferenceId": "9" * 5000}, "must be a positive numeric value"),
        ({"orderItems": [{"orderItemId": "1", "quantity": 2}] * 2}, "more than what is left to ship"),
        ({"packageReferenceId": 1}, "invalid type"),
        ({"packageReferenceId": "A"}, "positive numeric"),
        ({"packageReferenceId": "0"}, "positive numeric"),
        ({"packageReferenceId": None}, "positive numeric"),
        ({"carrierCode": ""}, "input"),
        ({"carrierCode": "Other"}, "carrierName"),
        ({"trackingNumber": None}, "input"),
        ({"shipDate": "02/21/2022"}, "shipDate"),
        ({"orderItems": {"orderItemId": "1"}}, "OrderItemId is invalid"),
        ({"orderItems": []}, "OrderItemId is invalid"),
        ({"orderItems": [{"orderItemId": "9", "quantity": 1}]}, "OrderItemId is invalid"),
        ({"orderItems": [{"orderItemId": "1", "quantity": 0}]}, "input"),
        ({"orderItems": [{"orderItemId": "1", "quantity": 3}]}, "more than"),
    ],
)
def test_parcels_that_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ApiError, match=said):
        confirm_shipment(an_order(), a_parcel(**changes), NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"programs": ["FBM_SHIP_PLUS"]},
        {"fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "AMAZON"}},
        {"fulfillment": {"fulfillmentStatus": "PENDING", "fulfilledBy": "MERCHANT"}},
        {"fulfillment": {"fulfillmentStatus": "CANCELLED", "fulfilledBy": "MERCHANT"}},
        {"salesChannel": {"channelName": "AMAZON", "marketplaceId": ITALY}},
    ],
)
def test_orders_that_are_not_confirmed(changes: dict[str, Any]) -> None:
    with pytest.raises(ApiError):
        confirm_shipment(an_order(**changes), a_parcel(), NOW)


@pytest.mark.parametrize("body", [None, [], "x", {}, {"marketplaceId": GERMANY}, {"packageDetail": []}])
def test_bodies_that_are_no_parcels(body: Any) -> None:
    with pytest.raises(ApiError):
        confirm_shipment(an_order(), body, NOW)


def test_an_unknown_carrier_is_accepted_and_dropped() -> None:
    assert confirm_shipment(an_order(), a_parcel(carrierCode="Kutsche"), NOW) is None
    italian = an_order(salesChannel={"channelName": "AMAZON", "marketplaceId": ITALY})
    assert confirm_shipment(italian, a_parcel(ITALY, carrierCode="Amazon Shipping"), NOW) is None
    other = confirm(an_order(), a_parcel(carrierCode="Other", carrierName="Kutsche"))
    assert other["packages"][0]["carrier"] == "Kutsche"
