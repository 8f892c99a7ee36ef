"""The ten operations of the Notifications API."""

from http import HTTPStatus
from typing import Any

from amazon_emulator.accounts import Seller
from amazon_emulator.errors import ApiError, invalid_input, unauthorized
from amazon_emulator.notifications.models import Destination, Subscription
from amazon_emulator.notifications.rules import (
    CHANNELS,
    check_type,
    read_destination,
    read_page,
    read_subscription,
    read_test,
)
from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota

_QUOTA = Quota(1, 5)
_SCOPE = "sellingpartnerapi::notifications"
_ROOT = "/notifications/v1"
_SUBSCRIPTIONS = f"{_ROOT}/subscriptions/{{notificationType}}"


def _create_destination(call: Call) -> dict[str, Any]:
    name, resource = read_destination(call.body)
    notifications, application = call.emulator.notifications, call.account.application
    if "eventBridge" in resource:
        resource["eventBridge"]["name"] = f"aws.partner/sellingpartnerapi.amazon.com/{application.application_id}"
    if any(each.resource == resource for each in notifications.list_destinations(application)):
        raise _conflict("A destination for this resource exists already.")
    return {"payload": notifications.add_destination(application, name, resource).show()}


def _list_destinations(call: Call) -> dict[str, Any]:
    known = call.emulator.notifications.list_destinations(call.account.application)
    return {"payload": [each.show() for each in known]}


def _get_destination(call: Call) -> dict[str, Any]:
    return {"payload": _destination(call, call.path["destinationId"]).show()}


def _delete_destination(call: Call) -> dict[str, Any]:
    destination, notifications = _destination(call, call.path["destinationId"]), call.emulator.notifications
    if any(each.destination is destination for each in notifications.subscriptions.values()):
        raise _conflict("The destination has subscriptions.")
    del notifications.destinations[destination.destination_id]
    return {}


def _create_subscription(call: Call) -> dict[str, Any]:
    seller, notification_type = _seller(call), check_type(call.path["notificationType"])
    version, destination_id, directive = read_subscription(notification_type, call.body)
    destination, notifications = _destination(call, destination_id), call.emulator.notifications
    if CHANNELS[notification_type] not in destination.resource:
        raise invalid_input(details=f"{notification_type} wants a destination of {CHANNELS[notification_type]}.")
    if notifications.list_subscriptions(call.account.application, notification_type, seller):
        raise _conflict(f"Subscription already exists for {notification_type}.")
    return {
        "payload": notifications.add_subscription(destination, seller, notification_type, version, directive).show()
    }


def _list_subscriptions(call: Call) -> dict[str, Any]:
    notification_type, version, offset, size = read_page(call.query)
    found = _find_subscriptions(call, notification_type, version)
    payload: dict[str, Any] = {"subscriptions": [each.show() for each in found[offset : offset + size]]}
    if offset + size < len(found):
        payload["nextToken"] = str(offset + size)
    return {"payload": payload}


def _get_subscription(call: Call) -> dict[str, Any]:
    found = _find_subscriptions(call, check_type(call.path["notificationType"]), call.first("payloadVersion"))
    if not found:
        raise _missing()
    return {"payload": found[0].show()}


def _get_subscription_by_id(call: Call) -> dict[str, Any]:
    return {"payload": _subscription(call).show()}


def _delete_subscription_by_id(call: Call) -> dict[str, Any]:
    del call.emulator.notifications.subscriptions[_subscription(call).subscription_id]
    return {}


def _send_test_notification(call: Call) -> dict[str, Any]:
    notification_type = check_type(call.path["notificationType"])
    destination = _destination(call, read_test(notification_type, call.body))
    call.emulator.notifications.publish_test(destination, notification_type)
    return {}


def _seller(call: Call) -> Seller:
    if call.account.seller is None:
        raise unauthorized("")
    return call.account.seller


def _find_subscriptions(call: Call, notification_type: str, version: str) -> list[Subscription]:
    known = call.emulator.notifications.list_subscriptions(call.account.application, notification_type, _seller(call))
    return [each for each in known if version in {"", each.payload_version}]


def _destination(call: Call, destination_id: str) -> Destination:
    found = call.emulator.notifications.destinations.get(destination_id)
    if found is None or found.application is not call.account.application:
        raise _missing()
    return found


def _subscription(call: Call) -> Subscription:
    notification_type = check_type(call.path["notificationType"])
    found = call.emulator.notifications.subscriptions.get(call.path["subscriptionId"])
    if (
        found is None
        or found.application is not call.account.application
        or found.notification_type != notification_type
    ):
        raise _missing()
    return found


def _missing() -> ApiError:
    return ApiError(HTTPStatus.NOT_FOUND, "NotFound", "The resource specified does not exist.", "")


def _conflict(details: str) -> ApiError:
    message = "The resource specified conflicts with the current state."
    return ApiError(HTTPStatus.CONFLICT, "Conflict", message, details)


OPERATIONS = (
    Operation("getSubscriptions", "GET", f"{_ROOT}/subscriptions", _QUOTA, _list_subscriptions),
    Operation("getSubscription", "GET", _SUBSCRIPTIONS, _QUOTA, _get_subscription),
    Operation("createSubscription", "POST", _SUBSCRIPTIONS, _QUOTA, _create_subscription),
    Operation(
        "sendTestNotification",
        "POST",
        f"{_SUBSCRIPTIONS}/testNotification",
        _QUOTA,
        _send_test_notification,
        scope=_SCOPE,
    ),
    Operation(
        "getSubscriptionById",
        "GET",
        f"{_SUBSCRIPTIONS}/{{subscriptionId}}",
        _QUOTA,
        _get_subscription_by_id,
        scope=_SCOPE,
    ),
    Operation(
        "deleteSubscriptionById",
        "DELETE",
        f"{_SUBSCRIPTIONS}/{{subscriptionId}}",
        _QUOTA,
        _delete_subscription_by_id,
        scope=_SCOPE,
    ),
    Operation("getDestinations", "GET", f"{_ROOT}/destinations", _QUOTA, _list_destinations, scope=_SCOPE),
    Operation("createDestination", "POST", f"{_ROOT}/destinations", _QUOTA, _create_destination, scope=_SCOPE),
    Operation(
        "getDestination", "GET", f"{_ROOT}/destinations/{{destinationId}}", _QUOTA, _get_destination, scope=_SCOPE
    ),
    Operation(
        "deleteDestination",
        "DELETE",
        f"{_ROOT}/destinations/{{destinationId}}",
        _QUOTA,
        _delete_destination,
        scope=_SCOPE,
    ),
)
