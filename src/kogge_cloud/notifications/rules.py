"""Pure rules of notifications: what a message says, and where a queue is."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from kogge_cloud.notifications.errors import NotificationsUnavailable

ORDER_CHANGE = "ORDER_CHANGE"
_ARN = re.compile(r"arn:aws[a-z-]*:sqs:(?P<region>[a-z0-9-]+):(?P<account>\d+):(?P<name>[\w-]+)")
_ORDER_REFERENCE = re.compile(r"[\w-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class QueueName:
    """Where a queue is, as its ARN tells."""

    region: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class OrderChange:
    """An order changed. `changed_at` is the platform's time of it (UTC), None where the message told none."""

    subscription_id: str
    seller_reference: str
    order_reference: str
    changed_at: datetime | None


class Dropped(StrEnum):
    """Why a message is of no use."""

    UNREADABLE = "unreadable"
    UNKNOWN_TYPE = "unknown_type"
    FOREIGN = "foreign"


def read_queue_name(arn: str) -> QueueName:
    """Take an SQS queue's ARN apart. Raises NotificationsUnavailable; FIFO queues are not supported by Amazon."""
    found = _ARN.fullmatch(arn)
    if found is None:
        message = (
            "KOGGE_SQS_QUEUE_ARN is not the ARN of a standard SQS queue (arn:aws:sqs:region:account:name; Amazon does "
            "not write to FIFO queues)."
        )
        raise NotificationsUnavailable(message)
    return QueueName(found["region"], found["account"], found["name"])


def read_message(text: str) -> OrderChange | Dropped:
    """Read a message from the queue, leniently: only what is needed has to be there. Never raises.

    Source: Amazon's schema OrderChangeNotification. Names are taken in either spelling of their first letter, since
    Amazon's own notification types differ in it.
    """
    try:
        envelope = json.loads(text)
    except (ValueError, RecursionError):
        return Dropped.UNREADABLE
    if not isinstance(envelope, dict):
        return Dropped.UNREADABLE
    if _text(envelope, "NotificationType") != ORDER_CHANGE:
        return Dropped.UNKNOWN_TYPE
    change = _part(_part(envelope, "Payload"), "OrderChangeNotification")
    metadata = _part(envelope, "NotificationMetadata")
    order_reference = _text(change, "AmazonOrderId")
    # It goes into the database and into an address: nothing else than what an order number may be made of.
    if not _ORDER_REFERENCE.fullmatch(order_reference):
        return Dropped.UNREADABLE
    times = (
        _text(_part(change, "OrderChangeTrigger"), "TimeOfOrderChange"),
        _text(envelope, "EventTime"),
        _text(metadata, "PublishTime"),
    )
    return OrderChange(
        subscription_id=_text(metadata, "SubscriptionId"),
        seller_reference=_text(change, "SellerId"),
        order_reference=order_reference,
        changed_at=_first_time(times),
    )


def change_time(change: OrderChange, now: datetime) -> datetime:
    """Return when the order changed, at the latest now: a hint from the future would hide all that follow."""
    return min(change.changed_at, now) if change.changed_at else now


def _first_time(texts: Iterable[str]) -> datetime | None:
    return next((moment for moment in map(_find_time, texts) if moment), None)


def _find_time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(fields: dict[str, Any], name: str) -> str:
    value = _value(fields, name)
    return value if isinstance(value, str) else ""


def _part(fields: dict[str, Any], name: str) -> dict[str, Any]:
    value = _value(fields, name)
    return value if isinstance(value, dict) else {}


def _value(fields: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - JSON of somebody else
    return fields.get(name, fields.get(name[0].lower() + name[1:]))
