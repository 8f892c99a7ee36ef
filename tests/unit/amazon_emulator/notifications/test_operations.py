"""The Notifications API without a queue: who may ask, what is kept, what is published."""

from typing import Any

import pytest

from amazon_emulator.accounts import DEMO
from amazon_emulator.faults import Faults
from amazon_emulator.notifications.publishing import journey_for
from tests.unit.amazon_emulator.test_app import LOGIN, Amazon

ROOT = "/notifications/v1"
SUBSCRIPTIONS = f"{ROOT}/subscriptions/ORDER_CHANGE"
ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"
GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"


class Subscriber(Amazon):
    """Asks with the token that an operation wants."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(quota_factor=1000, **settings)
        grant = {"grant_type": "client_credentials", "scope": "sellingpartnerapi::notifications"}
        token = self.ask("POST", "/auth/o2/token", data=LOGIN | grant).json()["access_token"]
        self.sign_in()
        self.grantless = {"x-amz-access-token": token}

    def create_destination(self, arn: str = ARN) -> str:
        body = {"name": "orders", "resourceSpecification": {"sqs": {"arn": arn}}}
        answer = self.ask("POST", f"{ROOT}/destinations", json=body, headers=self.grantless)
        return str(answer.json()["payload"]["destinationId"])

    def subscribe(self, **chosen: Any) -> str:
        body = {"payloadVersion": "1.0", "destinationId": self.create_destination()}
        if chosen:
            body |= {"processingDirective": {"eventFilter": {"eventFilterType": "ORDER_CHANGE"} | chosen}}
        return str(self.ask("POST", SUBSCRIPTIONS, json=body).json()["payload"]["subscriptionId"])

    def put(self, order_id: str, marketplace_id: str = GERMANY, **changes: Any) -> None:
        order = next(iter(self.emulator.store)) | {"orderId": order_id}
        order |= {"salesChannel": {"channelName": "AMAZON", "marketplaceId": marketplace_id}} | changes
        self.emulator.store.put(order)

    def published(self) -> list[str]:
        listed = self.ask("GET", "/emulator/notifications").json()["notifications"]
        return [each["body"]["Payload"]["OrderChangeNotification"]["AmazonOrderId"] for each in listed]


@pytest.fixture
def amazon() -> Subscriber:
    return Subscriber()


def test_destinations_want_a_grantless_token(amazon: Subscriber) -> None:
    assert amazon.ask("GET", f"{ROOT}/destinations").status_code == 403
    destination_id = amazon.create_destination()
    path = f"{ROOT}/destinations/{destination_id}"
    assert amazon.ask("GET", path, headers=amazon.grantless).json()["payload"]["resource"] == {"sqs": {"arn": ARN}}
    body = {"name": "again", "resourceSpecification": {"sqs": {"arn": ARN}}}
    again = amazon.ask("POST", f"{ROOT}/destinations", json=body, headers=amazon.grantless)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "Conflict")
    assert amazon.ask("DELETE", path, headers=amazon.grantless).json() == {}
    assert amazon.ask("GET", path, headers=amazon.grantless).status_code == 404


def test_event_buses_get_no_order_changes(amazon: Subscriber) -> None:
    specification = {"eventBridge": {"accountId": "123456789012", "region": "eu-west-1"}}
    body = {"name": "bus", "resourceSpecification": specification}
    created = amazon.ask("POST", f"{ROOT}/destinations", json=body, headers=amazon.grantless).json()["payload"]
    assert created["resource"]["eventBridge"]["name"].endswith(DEMO.application_id)
    wanted = {"payloadVersion": "1.0", "destinationId": created["destinationId"]}
    assert amazon.ask("POST", SUBSCRIPTIONS, json=wanted).status_code == 400
    listings = f"{ROOT}/subscriptions/LISTINGS_ITEM_STATUS_CHANGE"
    assert amazon.ask("POST", listings, json=wanted).status_code == 200


def test_subscriptions_belong_to_application_seller_and_type(amazon: Subscriber) -> None:
    subscription_id = amazon.subscribe()
    destination_id = amazon.ask("GET", SUBSCRIPTIONS).json()["payload"]["destinationId"]
    wanted = {"payloadVersion": "1.0", "destinationId": destination_id}
    assert amazon.ask("POST", SUBSCRIPTIONS, json=wanted).status_code == 409
    assert amazon.ask("POST", SUBSCRIPTIONS, json=wanted | {"destinationId": "?"}).status_code == 404
    assert amazon.ask("GET", SUBSCRIPTIONS, params={"payloadVersion": "2.0"}).status_code == 404
    listed = amazon.ask("GET", f"{ROOT}/subscriptions", params={"notificationTypes": "ORDER_CHANGE"}).json()
    assert [each["subscriptionId"] for each in listed["payload"]["subscriptions"]] == [subscription_id]
    path = f"{SUBSCRIPTIONS}/{subscription_id}"
    destination = f"{ROOT}/destinations/{destination_id}"
    assert amazon.ask("DELETE", destination, headers=amazon.grantless).status_code == 409
    assert amazon.ask("GET", path).status_code == 403
    assert amazon.ask("GET", path, headers=amazon.grantless).json()["payload"] == wanted | {
        "subscriptionId": subscription_id
    }
    elsewhere = f"{ROOT}/subscriptions/FEED_PROCESSING_FINISHED/{subscription_id}"
    assert amazon.ask("GET", elsewhere, headers=amazon.grantless).status_code == 404
    assert amazon.ask("DELETE", path, headers=amazon.grantless).json() == {}
    assert amazon.ask("GET", SUBSCRIPTIONS).status_code == 404


def test_changes_after_the_subscription_are_published(amazon: Subscriber) -> None:
    amazon.put("303-0000000-0000001")
    amazon.subscribe(marketplaceIds=[GERMANY])
    amazon.put("303-0000000-0000002")
    amazon.put("303-0000000-0000002")
    amazon.put("303-0000000-0000002", lastUpdatedTime="2026-12-01T00:00:00Z")
    amazon.put("303-0000000-0000003", FRANCE)
    assert amazon.published() == ["303-0000000-0000002", "303-0000000-0000002"]


def test_filters_choose_the_kind_of_change(amazon: Subscriber) -> None:
    amazon.subscribe(orderChangeTypes=["BuyerRequestedChange"])
    amazon.put("303-0000000-0000001", orderItems=[{"orderItemId": "1", "quantityOrdered": 1}])
    asked = {"cancellationRequest": {"requester": "BUYER"}}
    amazon.put("303-0000000-0000001", orderItems=[{"orderItemId": "1", "quantityOrdered": 1, "cancellation": asked}])
    assert amazon.published() == ["303-0000000-0000001"]


def test_a_revoked_consent_ends_the_notifications(amazon: Subscriber) -> None:
    amazon.subscribe()
    amazon.ask("POST", "/emulator/revoke", json={})
    amazon.put("303-0000000-0000001")
    assert amazon.published() == []


def test_sellers_hear_of_their_own_only(amazon: Subscriber) -> None:
    amazon.subscribe()
    order = next(iter(amazon.emulator.store))
    amazon.emulator.open_store("A3KOGGENORDLICHT").put(order | {"orderId": "303-0000000-0000001"})
    assert amazon.published() == []


def test_without_a_queue_everything_is_noted() -> None:
    amazon = Subscriber()
    amazon.subscribe()
    amazon.put("303-0000000-0000001")
    (noted,) = amazon.ask("GET", "/emulator/notifications").json()["notifications"]
    assert (noted["outcome"], noted["sent"], noted["queueArn"]) == ("not sent: no queue", 0, ARN)


def test_a_bad_line_loses_delays_and_doubles() -> None:
    amazon = Subscriber(faults=Faults("none"))
    assert journey_for("none") == amazon.emulator.notifications.journey
    bad = journey_for("everything")
    assert min(bad.delay_s, bad.late_share, bad.drop_share, bad.duplicate_share) > 0
    answer = amazon.ask("POST", "/emulator/notifications", json={"delay_s": 3})
    assert answer.json()["journey"] == {"delay_s": 3, "late_share": 1, "drop_share": 0, "duplicate_share": 0}
    for wrong in ({"drop_share": 2}, {"delay_s": -1}, {"delay_s": "soon"}, {"colour": 1}, []):
        assert amazon.ask("POST", "/emulator/notifications", json=wrong).status_code == 400
