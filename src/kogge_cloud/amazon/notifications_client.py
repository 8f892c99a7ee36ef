"""The calls of Amazon's Notifications API: destinations in the application's name, subscriptions in the seller's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import OrderNotFound, RequestRefused
from kogge_cloud.amazon.calls import call_amazon, call_grantless
from kogge_cloud.amazon.client import send

SCOPE = "sellingpartnerapi::notifications"
PAYLOAD_VERSION = "1.0"
_ROOT = "/notifications/v1"
_ORDER_CHANGES = f"{_ROOT}/subscriptions/ORDER_CHANGE"


@dataclass(frozen=True, slots=True)
class AmazonSubscription:
    """A subscription to order changes, as Amazon names it."""

    subscription_id: str
    destination_id: str


def find_destination(registration: Registration, queue_arn: str, now: datetime) -> str | None:
    """Return the id of the application's destination for a queue (getDestinations). Raises PlatformError."""
    path = f"{_ROOT}/destinations"
    answer = call_grantless(
        registration, "getDestinations", SCOPE, lambda token: send("GET", registration.region, path, token), now
    )
    payload = answer.body.get("payload")
    for each in payload if isinstance(payload, list) else []:
        if _read(each, "resource", "sqs", "arn") == queue_arn:
            return _read(each, "destinationId") or None
    return None


def create_destination(registration: Registration, name: str, queue_arn: str, now: datetime) -> str | None:
    """Create a destination and return its id, None where Amazon says that there is one. Raises PlatformError."""
    path, body = f"{_ROOT}/destinations", {"name": name, "resourceSpecification": {"sqs": {"arn": queue_arn}}}
    try:
        answer = call_grantless(
            registration,
            "createDestination",
            SCOPE,
            lambda token: send("POST", registration.region, path, token, body=body),
            now,
        )
    except RequestRefused as error:
        if _is_conflict(error):
            return None
        raise
    return _read(answer.body, "payload", "destinationId") or None


def find_subscription(registration: Registration, now: datetime) -> AmazonSubscription | None:
    """Return the seller's subscription to order changes under this application. Raises PlatformError."""
    query = {"payloadVersion": PAYLOAD_VERSION}
    try:
        answer = call_amazon(
            registration,
            "getSubscription",
            lambda token: send("GET", registration.region, _ORDER_CHANGES, token, query),
            now,
        )
    except OrderNotFound:
        return None
    return _read_subscription(answer.body)


def create_subscription(registration: Registration, destination_id: str, now: datetime) -> AmazonSubscription | None:
    """Subscribe to the seller's order changes; None where Amazon says that this was done. Raises PlatformError."""
    body = {
        "payloadVersion": PAYLOAD_VERSION,
        "destinationId": destination_id,
        # Some accounts get nothing without it; the filter's type must be the notification's.
        "processingDirective": {"eventFilter": {"eventFilterType": "ORDER_CHANGE"}},
    }
    try:
        answer = call_amazon(
            registration,
            "createSubscription",
            lambda token: send("POST", registration.region, _ORDER_CHANGES, token, body=body),
            now,
        )
    except RequestRefused as error:
        if _is_conflict(error):
            return None
        raise
    return _read_subscription(answer.body)


def delete_subscription(registration: Registration, subscription_id: str, now: datetime) -> None:
    """End a subscription; one that is gone already is no error. Raises PlatformError."""
    path = f"{_ORDER_CHANGES}/{quote(subscription_id, safe='')}"
    try:
        call_grantless(
            registration,
            "deleteSubscriptionById",
            SCOPE,
            lambda token: send("DELETE", registration.region, path, token),
            now,
        )
    except OrderNotFound:
        return


def _read_subscription(body: dict[str, Any]) -> AmazonSubscription | None:
    subscription_id = _read(body, "payload", "subscriptionId")
    return AmazonSubscription(subscription_id, _read(body, "payload", "destinationId")) if subscription_id else None


def _is_conflict(error: RequestRefused) -> bool:
    return error.details.get("said", "").startswith("Conflict")


def _read(value: Any, *path: str) -> str:  # noqa: ANN401 - JSON of somebody else
    """Return the text at a path of names, empty where anything on the way is something else."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
