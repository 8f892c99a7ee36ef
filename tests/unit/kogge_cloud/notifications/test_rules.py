"""What a message from the queue says, and that nothing in it can do harm."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge_cloud.notifications.errors import NotificationsUnavailable
from kogge_cloud.notifications.rules import Dropped, OrderChange, QueueName, change_time, read_message, read_queue_name

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def message(**trigger: Any) -> dict[str, Any]:
    return {
        "NotificationVersion": "1.0",
        "NotificationType": "ORDER_CHANGE",
        "EventTime": "2026-11-23T11:59:00.000Z",
        "Payload": {
            "OrderChangeNotification": {
                "NotificationLevel": "OrderLevel",
                "SellerId": "A1SELLER",
                "AmazonOrderId": "302-1234567-1234567",
                "OrderChangeTrigger": {"TimeOfOrderChange": "2026-11-23T11:58:00Z"} | trigger,
            }
        },
        "NotificationMetadata": {"SubscriptionId": "s-1", "NotificationId": "n-1", "PublishTime": "2026-11-23T11:59Z"},
    }


def test_an_order_change_is_read() -> None:
    assert read_message(json.dumps(message())) == OrderChange(
        "s-1", "A1SELLER", "302-1234567-1234567", datetime(2026, 11, 23, 11, 58, tzinfo=UTC)
    )


@pytest.mark.parametrize("time", [None, "", "yesterday", 7, "9999-12-31T23:59:59-14:00"])
def test_a_missing_time_is_the_events(time: Any) -> None:
    change = read_message(json.dumps(message(TimeOfOrderChange=time)))
    assert isinstance(change, OrderChange)
    assert change.changed_at == datetime(2026, 11, 23, 11, 59, tzinfo=UTC)


def test_the_other_spelling_of_names_is_read() -> None:
    def spell(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name[0].lower() + name[1:]: spell(each) for name, each in value.items()}

    assert read_message(json.dumps(spell(message()))) == read_message(json.dumps(message()))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Dropped.UNREADABLE),
        ("[" * 100_000, Dropped.UNREADABLE),
        ("9" * 5000, Dropped.UNREADABLE),
        ("[]", Dropped.UNREADABLE),
        ('{"NotificationType": "ORDER_CHANGE", "Payload": []}', Dropped.UNREADABLE),
        ('{"NotificationType": "FEED_PROCESSING_FINISHED"}', Dropped.UNKNOWN_TYPE),
        (json.dumps(message()).replace("302-", "302\\u0000"), Dropped.UNREADABLE),
        (json.dumps(message()).replace("302-", "../"), Dropped.UNREADABLE),
    ],
)
def test_junk_is_told_apart(text: str, reason: Dropped) -> None:
    assert read_message(text) == reason


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.sampled_from(["Payload", "NotificationMetadata", "EventTime", "NotificationType"]), JUNK)
def test_no_part_of_a_message_makes_trouble(name: str, junk: Any) -> None:
    read = read_message(json.dumps(message() | {name: junk}))
    assert isinstance(read, OrderChange | Dropped)


@given(JUNK)
def test_no_change_makes_trouble(junk: Any) -> None:
    body = message()
    body["Payload"]["OrderChangeNotification"] = junk
    assert read_message(json.dumps(body)) == Dropped.UNREADABLE


@given(st.text())
def test_no_text_makes_trouble(text: str) -> None:
    assert isinstance(read_message(text), Dropped)


def test_a_change_is_never_in_the_future() -> None:
    assert change_time(OrderChange("s", "A", "1", NOW + timedelta(days=1)), NOW) == NOW
    assert change_time(OrderChange("s", "A", "1", NOW - timedelta(days=1)), NOW) == NOW - timedelta(days=1)
    assert change_time(OrderChange("s", "A", "1", None), NOW) == NOW


def test_a_queue_is_named_by_its_arn() -> None:
    assert read_queue_name("arn:aws:sqs:eu-west-1:123456789012:orders") == QueueName(
        "eu-west-1", "123456789012", "orders"
    )


@pytest.mark.parametrize("arn", ["", "orders", "arn:aws:sns:eu-west-1:1:orders", "arn:aws:sqs:eu-west-1:1:o.fifo"])
def test_what_is_no_standard_queue_is_refused(arn: str) -> None:
    with pytest.raises(NotificationsUnavailable, match="KOGGE_SQS_QUEUE_ARN"):
        read_queue_name(arn)
