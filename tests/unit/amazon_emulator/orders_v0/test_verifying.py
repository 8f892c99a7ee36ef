"""What a seller may decide about regulated orders, and what a shop may report of orders to be picked up."""

from datetime import UTC, datetime
from typing import Any

import pytest

from amazon_emulator.errors import ApiError
from amazon_emulator.orders_v0.picking_up import update_shipment
from amazon_emulator.orders_v0.verifying import regulate, require_approved, verify

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GERMANY = "A1PA6795UKMFR9"
PRESCRIPTION = {
    "prescriptionId": "Rx-1",
    "expirationDate": "2027-01-01T00:00:00Z",
    "writtenQuantity": 3,
    "totalRefillsAuthorized": 10,
    "refillsRemaining": 10,
    "clinicId": "C-1",
    "usageInstructions": "Once a day",
}
REJECTED = {"status": "Rejected", "externalReviewerId": "vet", "rejectionReasonId": "pets_rx_sc_other"}


def decide(**decision: Any) -> dict[str, Any]:
    body = {"regulatedOrderVerificationStatus": decision}
    decided: dict[str, Any] = verify(regulate("302-1", {"Pet name": "Klaas"}), body, NOW)
    return decided


def problems(**decision: Any) -> list[str]:
    with pytest.raises(ApiError) as refusal:
        decide(**decision)
    assert refusal.value.status == 400
    return [each["message"] for each in refusal.value.body["errors"]]


def test_an_order_waits_until_it_is_approved() -> None:
    require_approved(None)
    with pytest.raises(ApiError):
        require_approved(regulate("302-1", {}))
    with pytest.raises(ApiError):
        require_approved(decide(**REJECTED))
    approved = decide(status="Approved", externalReviewerId="vet", verificationDetails=None)
    require_approved(approved)
    status = approved["RegulatedOrderVerificationStatus"]
    assert (status["RequiresMerchantAction"], status["ReviewDate"]) == (False, "2026-11-20T12:00:00.000Z")


def test_a_rejection_names_its_reason() -> None:
    reason = decide(**REJECTED)["RegulatedOrderVerificationStatus"]["RejectionReason"]
    assert reason["RejectionReasonId"] == "pets_rx_sc_other"


def test_details_without_a_decision_leave_it_open() -> None:
    details = {"prescriptionDetail": PRESCRIPTION}
    decided = decide(externalReviewerId="vet", verificationDetails=details)
    assert decided["RegulatedOrderVerificationStatus"]["Status"] == "Pending"
    interim = {"interimStatusDetail": {"statusCode": "processing", "statusDateTime": "2026-11-20T10:00:00Z"}}
    assert decide(status="Pending", externalReviewerId="vet", verificationDetails=interim)


def test_a_decision_stands() -> None:
    body = {"regulatedOrderVerificationStatus": {"status": "Approved", "externalReviewerId": "vet"}}
    with pytest.raises(ApiError):
        verify(decide(**REJECTED), body, NOW)


def test_everything_wrong_is_told_at_once() -> None:
    assert problems(status="Rejected") == [
        "Missing request parameter: rejectionReasonId.",
        "Missing request parameter: externalReviewerId.",
    ]
    wrong_status = "Invalid request parameter `status`. Must be one of [Approved, Rejected]."
    assert problems(status="Cancelled", externalReviewerId="vet") == [wrong_status]
    assert problems(status="Pending", externalReviewerId="vet") == [wrong_status]
    assert problems(**REJECTED, verificationDetails={"prescriptionDetail": PRESCRIPTION}) == [
        "Verification Detail `prescriptionDetail` is not supported when order is in Rejected status."
    ]
    without = {name: value for name, value in PRESCRIPTION.items() if name != "clinicId"}
    assert problems(externalReviewerId="vet", verificationDetails={"prescriptionDetail": without}) == [
        "Missing required parameter(s) from prescriptionDetail value: clinicId"
    ]


@pytest.mark.parametrize(
    "details",
    [
        "all fine",
        {"moodDetail": {}},
        {"prescriptionDetail": "Rx"},
        {"prescriptionDetail": PRESCRIPTION | {"writtenQuantity": "three"}},
        {"prescriptionDetail": PRESCRIPTION | {"expirationDate": "soon"}},
        {"prescriptionDetail": PRESCRIPTION | {"expirationDate": 7}},
    ],
)
def test_wrong_details_are_refused(details: Any) -> None:
    assert len(problems(externalReviewerId="vet", verificationDetails=details)) == 1


def test_wrong_values_anywhere_are_refused_and_do_not_break() -> None:
    assert problems(status=["Approved"], externalReviewerId="vet")
    assert problems(status="Rejected", externalReviewerId="vet", rejectionReasonId={"id": 1})
    for body in (None, [], {}, {"regulatedOrderVerificationStatus": []}):
        with pytest.raises(ApiError):
            verify(regulate("302-1", {}), body, NOW)


def an_order(**changes: Any) -> dict[str, Any]:
    return {
        "orderId": "302-1",
        "createdTime": "2026-11-18T08:00:00.000Z",
        "lastUpdatedTime": "2026-11-18T08:00:00.000Z",
        "programs": ["IN_STORE_PICK_UP"],
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": GERMANY},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [
            {"orderItemId": "1", "quantityOrdered": 2, "product": {}},
            {"orderItemId": "2", "quantityOrdered": 1, "product": {}},
        ],
    } | changes


def report(status: str, order: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    body = {"marketplaceId": GERMANY, "shipmentStatus": status} | fields
    reported: dict[str, Any] = update_shipment(order or an_order(), body, NOW)
    return reported


def test_what_was_picked_up_is_shipped() -> None:
    for status in ("ReadyForPickup", "RefusedPickup"):
        after = report(status)
        assert after["fulfillment"]["fulfillmentStatus"] == "UNSHIPPED"
        assert after["lastUpdatedTime"] == "2026-11-20T12:00:00.000Z"
    assert report("PickedUp")["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    partly = report("PickedUp", orderItems=[{"orderItemId": "1", "quantity": 1}])
    assert partly["fulfillment"]["fulfillmentStatus"] == "PARTIALLY_SHIPPED"
    assert partly["orderItems"][0]["fulfillment"] == {"quantityFulfilled": 1, "quantityUnfulfilled": 1}
    assert report("PickedUp", partly)["fulfillment"]["fulfillmentStatus"] == "SHIPPED"


@pytest.mark.parametrize(
    "wrong",
    [
        {"marketplaceId": "1"},
        {"shipmentStatus": "Lost"},
        {"shipmentStatus": ["PickedUp"]},
        {"orderItems": "1"},
        {"orderItems": [{"orderItemId": "9", "quantity": 1}]},
        {"orderItems": [{"orderItemId": ["1"], "quantity": 1}]},
        {"orderItems": [{"orderItemId": "1", "quantity": 0}]},
        {"orderItems": [{"orderItemId": "1", "quantity": 2}, {"orderItemId": "1", "quantity": 1}]},
    ],
)
def test_wrong_reports_are_refused(wrong: dict[str, Any]) -> None:
    body = {"marketplaceId": GERMANY, "shipmentStatus": "PickedUp"} | wrong
    with pytest.raises(ApiError):
        update_shipment(an_order(), body, NOW)


def test_only_open_orders_are_picked_up() -> None:
    for order in (an_order(programs=[]), an_order(fulfillment={"fulfillmentStatus": "CANCELLED"})):
        with pytest.raises(ApiError):
            report("PickedUp", order)
