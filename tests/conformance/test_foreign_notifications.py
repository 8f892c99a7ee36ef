"""Unmodified client libraries of others subscribe at a running Emulator; the changes arrive in an SQS queue."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sp_api.api import Notifications
from sp_api.auth import access_token_client
from sp_api.auth.access_token_client import AccessTokenClient
from sp_api.base import Marketplaces, SellingApiException
from spapi import SPAPIClient, SPAPIConfig
from spapi.api.notifications_v1.notifications_api import NotificationsApi
from spapi.models.notifications_v1 import (
    CreateDestinationRequest,
    CreateSubscriptionRequest,
    DestinationResourceSpecification,
    EventFilter,
    ProcessingDirective,
    SendTestNotificationRequest,
    SqsResource,
)
from spapi.models.notifications_v1 import (
    TestNotification as MockNotification,
)
from spapi.rest import ApiException

from amazon_emulator.accounts import DEMO
from tests.emulators import RunningEmulator, running_emulator
from tests.queues import RunningQueue, running_queue

SCOPE = "sellingpartnerapi::notifications"
ARRIVES_WITHIN_S = 10
GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"


@pytest.fixture
def queue() -> Iterator[RunningQueue]:
    with running_queue() as running:
        yield running


@pytest.fixture
def emulator(queue: RunningQueue, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningEmulator]:
    access_token_client.cache.clear()
    access_token_client.grantless_cache.clear()
    with running_emulator("--orders", "20", "--quota", "1000", "--sqs-endpoint", queue.endpoint_url) as running:
        monkeypatch.setattr(AccessTokenClient, "scheme", "http://")
        monkeypatch.setattr(AccessTokenClient, "host", running.url.removeprefix("http://"))
        yield running


def connect_amazons_own(emulator: RunningEmulator, scope: str | None = None) -> NotificationsApi:
    config = SPAPIConfig(
        client_id=DEMO.client_id,
        client_secret=DEMO.client_secret,
        refresh_token=None if scope else DEMO.refresh_token,
        scope=scope,
        region="EU",
    )
    client = SPAPIClient(config, oauth_endpoint=emulator.login_url, endpoint=emulator.url)
    return NotificationsApi(client.api_client)


def connect_python_amazon(emulator: RunningEmulator) -> Notifications:
    credentials = {
        "lwa_app_id": DEMO.client_id,
        "lwa_client_secret": DEMO.client_secret,
        "refresh_token": DEMO.refresh_token,
    }
    client = Notifications(credentials=credentials, marketplace=Marketplaces.DE)
    client.endpoint = emulator.url
    return client


def change_an_order(emulator: RunningEmulator, marketplace_id: str, order_id: str = "303-1111111-2222222") -> str:
    moment = "2026-03-01T10:00:00.000Z"
    order = {
        "orderId": order_id,
        "createdTime": moment,
        "lastUpdatedTime": moment,
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": marketplace_id},
        "fulfillment": {"fulfillmentStatus": "CANCELLED", "fulfilledBy": "MERCHANT"},
        "orderItems": [{"orderItemId": "1", "quantityOrdered": 2, "product": {"sellerSku": "TEA"}}],
    }
    httpx.post(f"{emulator.url}/emulator/orders", json={"orders": [order]}).raise_for_status()
    return order_id


def receive(queue: RunningQueue, wait_s: int = ARRIVES_WITHIN_S) -> Any:
    answer = queue.client.receive_message(QueueUrl=queue.queue_url, WaitTimeSeconds=wait_s)
    if not answer.get("Messages"):
        return None
    (message,) = answer["Messages"]
    queue.client.delete_message(QueueUrl=queue.queue_url, ReceiptHandle=message["ReceiptHandle"])
    return json.loads(message["Body"])


def list_settled(emulator: RunningEmulator) -> list[Any]:
    """Wait until the Emulator has heard the queue's answers: a message can be read before that."""
    until = time.monotonic() + ARRIVES_WITHIN_S
    while time.monotonic() < until:
        published: list[Any] = httpx.get(f"{emulator.url}/emulator/notifications").json()["notifications"]
        if all(each["outcome"] != "waiting" for each in published):
            return published
        time.sleep(0.05)
    raise AssertionError("notifications still wait")


def test_amazons_own_client_hears_of_a_change(emulator: RunningEmulator, queue: RunningQueue) -> None:
    grantless, seller = connect_amazons_own(emulator, SCOPE), connect_amazons_own(emulator)
    specification = DestinationResourceSpecification(sqs=SqsResource(arn=queue.queue_arn))
    destination = grantless.create_destination(
        CreateDestinationRequest(name="orders", resource_specification=specification)
    ).payload
    assert [each.resource.sqs.arn for each in grantless.get_destinations().payload] == [queue.queue_arn]
    assert grantless.get_destination(destination.destination_id).payload.name == "orders"

    test = MockNotification(payload_version="1.0", test_scenario="VALID_UPDATE")
    grantless.send_test_notification(
        "ORDER_CHANGE", SendTestNotificationRequest(destination_id=destination.destination_id, test_notification=test)
    )
    assert receive(queue)["NotificationType"] == "ORDER_CHANGE"

    wanted = CreateSubscriptionRequest(
        payload_version="1.0",
        destination_id=destination.destination_id,
        processing_directive=ProcessingDirective(
            event_filter=EventFilter(event_filter_type="ORDER_CHANGE", marketplace_ids=[GERMANY])
        ),
    )
    subscription = seller.create_subscription("ORDER_CHANGE", wanted).payload
    assert seller.get_subscription("ORDER_CHANGE").payload.subscription_id == subscription.subscription_id
    (listed,) = seller.get_subscriptions(["ORDER_CHANGE"]).payload.subscriptions
    assert listed.processing_directive.event_filter.marketplace_ids == [GERMANY]
    with pytest.raises(ApiException) as refusal:
        seller.create_subscription("ORDER_CHANGE", wanted)
    assert refusal.value.status == 409

    change_an_order(emulator, FRANCE, "171-1111111-2222222")
    order_id = change_an_order(emulator, GERMANY)
    notification = receive(queue)
    change = notification["Payload"]["OrderChangeNotification"]
    assert (change["AmazonOrderId"], change["SellerId"]) == (order_id, DEMO.seller_id)
    assert change["Summary"]["OrderStatus"] == "Canceled"
    assert notification["NotificationMetadata"]["SubscriptionId"] == subscription.subscription_id

    by_id = grantless.get_subscription_by_id(subscription.subscription_id, "ORDER_CHANGE").payload
    assert by_id.destination_id == destination.destination_id
    grantless.delete_subscription_by_id(subscription.subscription_id, "ORDER_CHANGE")
    grantless.delete_destination(destination.destination_id)
    assert grantless.get_destinations().payload == []
    change_an_order(emulator, GERMANY, "303-1111111-3333333")
    assert receive(queue, 1) is None


def test_python_amazon_sp_api_hears_of_a_change(emulator: RunningEmulator, queue: RunningQueue) -> None:
    client = connect_python_amazon(emulator)
    destination_id = client.create_destination(name="orders", arn=queue.queue_arn).payload["destinationId"]
    assert [each["destinationId"] for each in client.get_destinations().payload] == [destination_id]
    subscription_id = client.create_subscription("ORDER_CHANGE", destination_id=destination_id).payload[
        "subscriptionId"
    ]
    assert client.get_subscription("ORDER_CHANGE").payload["subscriptionId"] == subscription_id

    order_id = change_an_order(emulator, FRANCE)
    assert receive(queue)["Payload"]["OrderChangeNotification"]["AmazonOrderId"] == order_id

    # This client asks with a seller's token where Amazon's documentation demands a grantless one.
    with pytest.raises(SellingApiException) as refusal:
        client.delete_notification_subscription("ORDER_CHANGE", subscription_id)
    assert refusal.value.code == 403


def test_notifications_come_twice_late_or_never(emulator: RunningEmulator, queue: RunningQueue) -> None:
    client = connect_python_amazon(emulator)
    destination_id = client.create_destination(name="orders", arn=queue.queue_arn).payload["destinationId"]
    client.create_subscription("ORDER_CHANGE", destination_id=destination_id)
    url = f"{emulator.url}/emulator/notifications"

    httpx.post(url, json={"duplicate_share": 1}).raise_for_status()
    change_an_order(emulator, GERMANY, "303-0000000-0000001")
    twins = [receive(queue)["NotificationMetadata"]["NotificationId"] for _ in range(2)]
    assert twins[0] == twins[1]

    httpx.post(url, json={"drop_share": 1}).raise_for_status()
    change_an_order(emulator, GERMANY, "303-0000000-0000002")
    httpx.post(url, json={"delay_s": 2}).raise_for_status()
    late = change_an_order(emulator, GERMANY, "303-0000000-0000003")
    assert receive(queue, 1) is None
    assert receive(queue)["Payload"]["OrderChangeNotification"]["AmazonOrderId"] == late
    published = list_settled(emulator)
    assert [(each["outcome"], each["sent"]) for each in published] == [("sent", 2), ("dropped", 0), ("sent", 1)]
    assert httpx.post(url, json={"drop_share": 2}).status_code == 400


def test_a_missing_queue_stops_nobody_else(emulator: RunningEmulator, queue: RunningQueue) -> None:
    client = connect_python_amazon(emulator)
    lost_id = client.create_destination(name="lost", arn=f"{queue.queue_arn}-nowhere").payload["destinationId"]
    found_id = client.create_destination(name="found", arn=queue.queue_arn).payload["destinationId"]
    grantless = connect_amazons_own(emulator, SCOPE)
    for destination_id in (lost_id, found_id):
        test = MockNotification(payload_version="1.0", test_scenario="VALID_UPDATE")
        body = SendTestNotificationRequest(destination_id=destination_id, test_notification=test)
        grantless.send_test_notification("FEED_PROCESSING_FINISHED", body)
    assert receive(queue)["NotificationType"] == "FEED_PROCESSING_FINISHED"
    published = list_settled(emulator)
    assert [each["outcome"] for each in published] == ["failed: QueueDoesNotExist", "sent"]
