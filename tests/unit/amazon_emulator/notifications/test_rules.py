"""What the Notifications API accepts."""

from typing import Any

import pytest

from amazon_emulator.errors import ApiError
from amazon_emulator.notifications.rules import (
    check_type,
    read_destination,
    read_page,
    read_subscription,
    read_test,
)

ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"
SUBSCRIPTION = {"payloadVersion": "1.0", "destinationId": "d"}


def name_destination(**specification: Any) -> dict[str, Any]:
    return {"name": "orders", "resourceSpecification": specification}


def filter_events(**chosen: Any) -> dict[str, Any]:
    return SUBSCRIPTION | {"processingDirective": {"eventFilter": {"eventFilterType": "ORDER_CHANGE"} | chosen}}


def test_destinations_are_queues_or_event_buses() -> None:
    assert read_destination(name_destination(sqs={"arn": ARN})) == ("orders", {"sqs": {"arn": ARN}})
    bridge = {"accountId": "123456789012", "region": "eu-west-1"}
    assert read_destination(name_destination(eventBridge=bridge)) == ("orders", {"eventBridge": bridge})


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"name": "orders"},
        {"resourceSpecification": {"sqs": {"arn": ARN}}},
        name_destination(sqs={"arn": ARN}) | {"name": "x" * 257},
        name_destination(),
        name_destination(sqs={"arn": ARN}, eventBridge={"accountId": "1", "region": "eu-west-1"}),
        name_destination(sqs={"arn": "orders"}),
        name_destination(sqs={"arn": ARN + "x" * 1000}),
        name_destination(sqs={"arn": ARN + ".fifo"}),
        name_destination(eventBridge={"accountId": "1"}),
    ],
)
def test_other_destinations_are_refused(body: Any) -> None:
    with pytest.raises(ApiError) as refusal:
        read_destination(body)
    assert (refusal.value.status, refusal.value.body["errors"][0]["code"]) == (400, "InvalidInput")


@pytest.mark.parametrize(
    "body",
    [
        SUBSCRIPTION,
        SUBSCRIPTION | {"processingDirective": {}},
        filter_events(),
        filter_events(marketplaceIds=["A1PA6795UKMFR9"], orderChangeTypes=["BuyerRequestedChange"]),
        filter_events(aggregationSettings={"aggregationTimePeriod": "FiveMinutes"}),
    ],
)
def test_subscriptions_may_filter(body: Any) -> None:
    version, destination_id, directive = read_subscription("ORDER_CHANGE", body)
    assert (version, destination_id) == ("1.0", "d")
    assert directive == body.get("processingDirective", {})


@pytest.mark.parametrize(
    "body",
    [
        {"destinationId": "d"},
        {"payloadVersion": "1.0"},
        SUBSCRIPTION | {"payloadVersion": "9.9"},
        SUBSCRIPTION | {"processingDirective": "all"},
        SUBSCRIPTION | {"processingDirective": {"eventFilter": {}}},
        filter_events(eventFilterType="ANY_OFFER_CHANGED"),
        filter_events(marketplaceIds="A1PA6795UKMFR9"),
        filter_events(orderChangeTypes=["Everything"]),
        filter_events(aggregationSettings={"aggregationTimePeriod": "OneDay"}),
        SUBSCRIPTION | {"processingDirective": {"filterExpression": "a == b"}},
        SUBSCRIPTION | {"processingDirective": {"filterExpression": "a == b", "eventFilter": {}}},
    ],
)
def test_other_subscriptions_are_refused(body: Any) -> None:
    with pytest.raises(ApiError) as refusal:
        read_subscription("ORDER_CHANGE", body)
    assert refusal.value.status == 400


def test_a_test_needs_a_scenario() -> None:
    body = {"destinationId": "d", "testNotification": {"payloadVersion": "1.0", "testScenario": "VALID_UPDATE"}}
    assert read_test("ORDER_CHANGE", body) == "d"
    body["testNotification"] = {"payloadVersion": "1.0", "testScenario": ""}
    with pytest.raises(ApiError):
        read_test("ORDER_CHANGE", body)


def test_pages_hold_one_type() -> None:
    assert read_page([("notificationTypes", "ORDER_CHANGE")]) == ("ORDER_CHANGE", "", 0, 30)
    given = {"notificationTypes": "ORDER_CHANGE", "payloadVersion": "1.0", "pageSize": "100", "nextToken": "30"}
    assert read_page(list(given.items())) == ("ORDER_CHANGE", "1.0", 30, 100)
    for wrong in ({"pageSize": "29"}, {"pageSize": "many"}, {"nextToken": "?"}, {"notificationTypes": "A,B"}):
        with pytest.raises(ApiError):
            read_page(list((given | wrong).items()))
    with pytest.raises(ApiError):
        check_type("ORDER_STATUS_CHANGE")
