"""Unmodified clients of others confirm shipments at a running Emulator, and meet its quotas."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest
from sp_api.api import OrdersV0, OrdersV20260101
from sp_api.base import SellingApiException, SellingApiRequestThrottledException
from spapi.api.orders_v0.orders_v0_api import OrdersV0Api
from spapi.api.orders_v0.shipment_api import ShipmentApi
from spapi.api.orders_v2026_01_01.get_order_api import GetOrderApi
from spapi.models.orders_v0 import (
    ConfirmShipmentOrderItem,
    ConfirmShipmentRequest,
    PackageDetail,
    UpdateShipmentStatusRequest,
    UpdateVerificationStatusRequest,
    UpdateVerificationStatusRequestBody,
)
from spapi.rest import ApiException

from tests.emulators import RunningEmulator, running_emulator
from tests.foreign_clients import GERMANY, amazons_own, code_of, place_order, point_at, python_amazon

SHIPPED_AT = datetime(2026, 1, 3, 12, tzinfo=UTC)
NUMBERS = count(1)
MISSING = "000-0000000-0000000"


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "1", "--quota", "1000") as running:
        yield running


@pytest.fixture(autouse=True)
def _address(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(emulator, monkeypatch)


def new_order(emulator: RunningEmulator, **changes: Any) -> str:
    return str(place_order(emulator, f"302-0000009-{next(NUMBERS):07d}", **changes)["orderId"])


def a_request(lines: dict[str, int], **changes: Any) -> ConfirmShipmentRequest:
    """Return a parcel as Amazon's own client wants it."""
    items = [ConfirmShipmentOrderItem(order_item_id=item, quantity=quantity) for item, quantity in lines.items()]
    fields = {
        "package_reference_id": "1",
        "carrier_code": "DHL",
        "tracking_number": "00340434161094015902",
        "ship_date": SHIPPED_AT,
        "order_items": items,
    }
    return ConfirmShipmentRequest(marketplace_id=GERMANY, package_detail=PackageDetail(**fields | changes))


def a_body(lines: dict[str, int], **changes: Any) -> dict[str, Any]:
    """Return a parcel as python-amazon-sp-api wants it."""
    detail = {
        "packageReferenceId": "1",
        "carrierCode": "DHL",
        "trackingNumber": "00340434161094015902",
        "shipDate": SHIPPED_AT.isoformat(),
        "orderItems": [{"orderItemId": item, "quantity": quantity} for item, quantity in lines.items()],
    }
    return {"marketplaceId": GERMANY, "packageDetail": detail | changes}


def test_amazons_own_client_confirms_in_parts_and_corrects(emulator: RunningEmulator) -> None:
    order_id = new_order(emulator)
    client = amazons_own(emulator)
    api, reading = OrdersV0Api(client.api_client), GetOrderApi(client.api_client)
    _, status, _ = api.confirm_shipment_with_http_info(order_id, a_request({"1": 1}))
    assert status == 204
    order = reading.get_order(order_id, included_data=["PACKAGES", "FULFILLMENT"]).order
    assert order.fulfillment.fulfillment_status == "PARTIALLY_SHIPPED"
    api.confirm_shipment(order_id, a_request({"1": 1, "2": 1}, package_reference_id="2"))
    api.confirm_shipment(order_id, a_request({"1": 1}, tracking_number="CORRECTED"))
    order = reading.get_order(order_id, included_data=["PACKAGES", "FULFILLMENT"]).order
    assert order.fulfillment.fulfillment_status == "SHIPPED"
    assert [(each.package_reference_id, each.tracking_number) for each in order.packages] == [
        ("1", "CORRECTED"),
        ("2", "00340434161094015902"),
    ]
    assert api.get_order(order_id).payload.order_status == "Shipped"
    with pytest.raises(ApiException) as refused:
        api.confirm_shipment(order_id, a_request({"1": 1}, package_reference_id="3"))
    assert (refused.value.status, code_of(refused.value)) == (400, "InvalidInput")
    assert b"PackageToUpdateNotFound" in refused.value.body.encode()


def test_python_amazon_sp_api_confirms_and_corrects(emulator: RunningEmulator) -> None:
    order_id = new_order(emulator)
    client, reading = python_amazon(OrdersV0, emulator), python_amazon(OrdersV20260101, emulator)
    assert client.confirm_shipment(order_id, **a_body({"1": 2, "2": 1})).payload == {"status_code": 204}
    client.confirm_shipment(order_id, **a_body({"1": 2, "2": 1}, carrierCode="Other", carrierName="Kutter"))
    order = reading.get_order(order_id, includedData=["PACKAGES", "FULFILLMENT"]).payload["order"]
    assert order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    (package,) = order["packages"]
    assert package["carrier"] == "Kutter"
    assert package["packageItems"] == [{"orderItemId": "1", "quantity": 2}, {"orderItemId": "2", "quantity": 1}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"packageReferenceId": 1}, "fields with invalid type [packageDetail.packageReferenceId]"),
        ({"packageReferenceId": "A-1"}, "must be a positive numeric value"),
        ({"orderItems": {"orderItemId": "1", "quantity": 1}}, "OrderItemId is invalid"),
        ({"orderItems": [{"orderItemId": "77", "quantity": 1}]}, "OrderItemId is invalid"),
        ({"orderItems": [{"orderItemId": "1", "quantity": 3}]}, "more than what is left"),
        ({"carrierCode": "Other"}, "carrierName is required"),
        ({"shipDate": "02/21/2022"}, "shipDate"),
    ],
)
def test_wrong_parcels_are_refused(emulator: RunningEmulator, changes: dict[str, Any], message: str) -> None:
    order_id = new_order(emulator)
    client = python_amazon(OrdersV0, emulator)
    with pytest.raises(SellingApiException) as refusal:
        client.confirm_shipment(order_id, **a_body({"1": 1}, **changes))
    assert refusal.value.code == 400
    assert message in refusal.value.error[0]["message"]


@pytest.mark.parametrize(
    "changes",
    [
        {"programs": ["FBM_SHIP_PLUS"]},
        {"fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "AMAZON"}},
        {"fulfillment": {"fulfillmentStatus": "CANCELLED", "fulfilledBy": "MERCHANT"}},
        {"fulfillment": {"fulfillmentStatus": "PENDING", "fulfilledBy": "MERCHANT"}},
    ],
)
def test_orders_that_nobody_confirms(emulator: RunningEmulator, changes: dict[str, Any]) -> None:
    order_id = new_order(emulator, **changes)
    api = OrdersV0Api(amazons_own(emulator).api_client)
    with pytest.raises(ApiException) as refused:
        api.confirm_shipment(order_id, a_request({"1": 1}))
    assert (refused.value.status, code_of(refused.value)) == (400, "InvalidInput")


def test_an_unknown_carrier_and_a_lost_confirmation_leave_no_trace(emulator: RunningEmulator) -> None:
    order_id = new_order(emulator)
    client, reading = python_amazon(OrdersV0, emulator), python_amazon(OrdersV20260101, emulator)
    client.confirm_shipment(order_id, **a_body({"1": 1}, carrierCode="Rowing Boat"))
    lost = {"operation": "confirmShipment", "kind": "lost_confirmation"}
    httpx.post(f"{emulator.url}/emulator/faults", json=lost).raise_for_status()
    client.confirm_shipment(order_id, **a_body({"1": 1}))
    assert "packages" not in reading.get_order(order_id, includedData=["PACKAGES"]).payload["order"]
    client.confirm_shipment(order_id, **a_body({"1": 1}))
    assert len(reading.get_order(order_id, includedData=["PACKAGES"]).payload["order"]["packages"]) == 1


def test_orders_that_do_not_exist(emulator: RunningEmulator) -> None:
    with pytest.raises(ApiException) as refused:
        OrdersV0Api(amazons_own(emulator).api_client).confirm_shipment(MISSING, a_request({"1": 1}))
    assert (refused.value.status, code_of(refused.value)) == (404, "NotFound")
    with pytest.raises(SellingApiException) as refusal:
        python_amazon(OrdersV0, emulator).confirm_shipment(MISSING, **a_body({"1": 1}))
    assert refusal.value.code == 404


def test_a_shop_reports_what_was_picked_up(emulator: RunningEmulator) -> None:
    order_id = new_order(emulator, programs=["IN_STORE_PICK_UP"])
    client = amazons_own(emulator)
    api = ShipmentApi(client.api_client)
    for status in ("ReadyForPickup", "PickedUp"):
        api.update_shipment_status(
            order_id, UpdateShipmentStatusRequest(marketplace_id=GERMANY, shipment_status=status)
        )
    assert OrdersV0Api(client.api_client).get_order(order_id).payload.order_status == "Shipped"
    other = new_order(emulator)
    with pytest.raises(SellingApiException) as refusal:
        python_amazon(OrdersV0, emulator).update_shipment_status(
            other, marketplaceId=GERMANY, shipmentStatus="PickedUp"
        )
    assert refusal.value.code == 400


def test_a_regulated_order_ships_after_its_check(emulator: RunningEmulator) -> None:
    order_id = new_order(emulator)
    control = f"{emulator.url}/emulator/orders/{order_id}/regulated"
    httpx.post(control, json={"answers": {"Pet name": "Klaas"}}).raise_for_status()
    api, other = OrdersV0Api(amazons_own(emulator).api_client), python_amazon(OrdersV0, emulator)
    with pytest.raises(ApiException) as refused:
        api.confirm_shipment(order_id, a_request({"1": 1}))
    assert refused.value.status == 400
    with pytest.raises(ApiException) as refused:
        api.get_order_regulated_info(order_id)
    assert refused.value.status == 403
    resource = {"method": "GET", "path": f"/orders/v0/orders/{order_id}/regulatedInfo"}
    token = httpx.post(
        f"{emulator.url}/tokens/2021-03-01/restrictedDataToken",
        json={"restrictedResources": [resource]},
        headers={"x-amz-access-token": other.headers["x-amz-access-token"]},
    ).json()["restrictedDataToken"]
    info = python_amazon(OrdersV0, emulator, restricted_data_token=token).get_order_regulated_info(order_id).payload
    assert info["RegulatedInformation"]["Fields"][0]["FieldValue"] == "Klaas"
    decision = UpdateVerificationStatusRequestBody(status="Approved", external_reviewer_id="vet-1")
    api.update_verification_status(
        order_id, UpdateVerificationStatusRequest(regulated_order_verification_status=decision)
    )
    api.confirm_shipment(order_id, a_request({"1": 1}))
    assert api.get_order(order_id).payload.order_status == "PartiallyShipped"


def test_quotas_stop_both_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_emulator("--orders", "1", "--clock", "virtual") as strict:
        point_at(strict, monkeypatch)
        order_id = httpx.get(f"{strict.url}/emulator/orders").json()["orders"][0]["orderId"]
        api = OrdersV0Api(amazons_own(strict).api_client)
        for _ in range(30):
            api.get_order_items(order_id)
        with pytest.raises(ApiException) as refused:
            api.get_order_items(order_id)
        assert (refused.value.status, code_of(refused.value)) == (429, "QuotaExceeded")
        other, search = python_amazon(OrdersV0, strict), {"lastUpdatedAfter": "2026-01-01T00:00:00Z"}
        with pytest.raises(SellingApiRequestThrottledException):
            other.get_order_items(order_id)
        # Another operation has a quota of its own; time refills.
        new = python_amazon(OrdersV20260101, strict)
        for _ in range(20):
            assert new.search_orders(**search).headers["x-amzn-RateLimit-Limit"] == "0.0056"
        with pytest.raises(SellingApiRequestThrottledException):
            new.search_orders(**search)
        httpx.post(f"{strict.url}/emulator/clock", json={"advance_s": 3}).raise_for_status()
        assert other.get_order_items(order_id).payload["AmazonOrderId"] == order_id
