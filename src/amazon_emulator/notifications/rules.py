"""What the Notifications API demands of its requests. Everything here is pure and raises ApiError (400)."""

import re
from collections.abc import Mapping
from typing import Any

from amazon_emulator.errors import ApiError, invalid_input

SQS, EVENT_BRIDGE = "sqs", "eventBridge"
# Which way each notification type goes, as Amazon's list of notification types says.
CHANNELS: Mapping[str, str] = {
    "ACCOUNT_STATUS_CHANGED": SQS,
    "ANY_OFFER_CHANGED": SQS,
    "B2B_ANY_OFFER_CHANGED": SQS,
    "BRANDED_ITEM_CONTENT_CHANGE": EVENT_BRIDGE,
    "DATA_KIOSK_QUERY_PROCESSING_FINISHED": SQS,
    "DETAIL_PAGE_TRAFFIC_EVENT": SQS,
    "FBA_INVENTORY_AVAILABILITY_CHANGES": SQS,
    "FBA_OUTBOUND_SHIPMENT_STATUS": SQS,
    "FEED_PROCESSING_FINISHED": SQS,
    "FEE_PROMOTION": SQS,
    "FULFILLMENT_ORDER_STATUS": SQS,
    "ITEM_INVENTORY_EVENT_CHANGE": SQS,
    "ITEM_PRODUCT_TYPE_CHANGE": EVENT_BRIDGE,
    "ITEM_SALES_EVENT_CHANGE": SQS,
    "LISTINGS_ITEM_ISSUES_CHANGE": EVENT_BRIDGE,
    "LISTINGS_ITEM_MFN_QUANTITY_CHANGE": EVENT_BRIDGE,
    "LISTINGS_ITEM_STATUS_CHANGE": EVENT_BRIDGE,
    "ORDER_CHANGE": SQS,
    "PRICING_HEALTH": SQS,
    "PRODUCT_TYPE_DEFINITIONS_CHANGE": EVENT_BRIDGE,
    "REPORT_PROCESSING_FINISHED": SQS,
    "SHIPMENT_TRACKING_MILESTONE_CHANGED": SQS,
    "TRANSACTION_UPDATE": SQS,
}
PAYLOAD_VERSIONS = {"1.0"}
EVENT_FILTER_TYPES = {"ANY_OFFER_CHANGED", "ORDER_CHANGE", "SHIPMENT_TRACKING_MILESTONE_CHANGED"}
ORDER_CHANGE_TYPES = {"BuyerRequestedChange", "DeliveryTipChange", "OrderStatusChange"}
AGGREGATION_PERIODS = {"FiveMinutes", "TenMinutes"}
LONGEST_NAME = 256
LONGEST_ARN = 1000
PAGE_SIZES = range(30, 101)

_ARN = re.compile(r"arn:aws:sqs:\S+:\S+:\S+")


def check_type(notification_type: str) -> str:
    """Return a notification type that exists."""
    if notification_type not in CHANNELS:
        raise _refused(f"Invalid notification type: {notification_type}")
    return notification_type


def read_destination(body: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401 - JSON of somebody else
    """Return the name and resource specification of a new destination."""
    fields = _object(body, "body")
    name = _text(fields, "name")
    if len(name) > LONGEST_NAME:
        raise _refused(f"name is longer than {LONGEST_NAME} characters.")
    specification = _object(fields.get("resourceSpecification"), "resourceSpecification")
    if len({SQS, EVENT_BRIDGE} & specification.keys()) != 1:
        raise _refused("resourceSpecification must have exactly one of sqs and eventBridge.")
    if SQS in specification:
        arn = _text(_object(specification[SQS], SQS), "arn")
        if len(arn) > LONGEST_ARN or not _ARN.fullmatch(arn):
            raise _refused("resourceSpecification.sqs.arn is not the ARN of an SQS queue.")
        if arn.endswith(".fifo"):
            raise _refused("FIFO queues are not supported.")
        return name, {SQS: {"arn": arn}}
    bridge = _object(specification[EVENT_BRIDGE], EVENT_BRIDGE)
    return name, {EVENT_BRIDGE: {"accountId": _text(bridge, "accountId"), "region": _text(bridge, "region")}}


def read_subscription(notification_type: str, body: Any) -> tuple[str, str, dict[str, Any]]:  # noqa: ANN401
    """Return payload version, destination id and processing directive of a new subscription."""
    fields = _object(body, "body")
    version = _text(fields, "payloadVersion")
    if version not in PAYLOAD_VERSIONS:
        raise _refused(f"payloadVersion {version} is not supported for {notification_type}.")
    directive = fields.get("processingDirective")
    if directive is not None:
        _check_directive(notification_type, _object(directive, "processingDirective"))
    return version, _text(fields, "destinationId"), directive or {}


def read_test(notification_type: str, body: Any) -> str:  # noqa: ANN401 - JSON of somebody else
    """Return the destination id of a test notification."""
    fields = _object(body, "body")
    test = _object(fields.get("testNotification"), "testNotification")
    if _text(test, "payloadVersion") not in PAYLOAD_VERSIONS:
        raise _refused(f"payloadVersion {test['payloadVersion']} is not supported for {notification_type}.")
    _text(test, "testScenario")
    return _text(fields, "destinationId")


def read_page(query: list[tuple[str, str]]) -> tuple[str, str, int, int]:
    """Return notification type, payload version (empty for any), offset and size of a page of subscriptions."""
    given = dict(query)
    types = [each for name, value in query if name == "notificationTypes" for each in value.split(",") if each]
    if len(types) != 1:
        raise _refused("notificationTypes must have exactly one value.")
    size, token = given.get("pageSize", str(PAGE_SIZES.start)), given.get("nextToken", "0")
    if not size.isdecimal() or int(size) not in PAGE_SIZES:
        raise _refused(f"pageSize must be from {PAGE_SIZES.start} to {PAGE_SIZES.stop - 1}.")
    if not token.isdecimal():
        raise _refused("nextToken is not valid.")
    return check_type(types[0]), given.get("payloadVersion", ""), int(token), int(size)


def _check_directive(notification_type: str, directive: dict[str, Any]) -> None:
    if "filterExpression" in directive:
        if "eventFilter" in directive:
            raise _refused("eventFilter and filterExpression are mutually exclusive.")
        raise _refused(f"filterExpression is not supported for {notification_type}.")
    if "eventFilter" not in directive:
        return
    chosen = _object(directive["eventFilter"], "eventFilter")
    kind = _text(chosen, "eventFilterType")
    if kind not in EVENT_FILTER_TYPES or kind != notification_type:
        raise _refused(f"eventFilterType {kind} is not supported for {notification_type}.")
    _texts(chosen, "marketplaceIds")
    unknown = set(_texts(chosen, "orderChangeTypes")) - ORDER_CHANGE_TYPES
    if unknown:
        raise _refused(f"Invalid orderChangeTypes: {', '.join(sorted(unknown))}")
    if "aggregationSettings" in chosen:
        settings = _object(chosen["aggregationSettings"], "aggregationSettings")
        if _text(settings, "aggregationTimePeriod") not in AGGREGATION_PERIODS:
            raise _refused(f"aggregationTimePeriod must be one of {', '.join(sorted(AGGREGATION_PERIODS))}.")


def _object(value: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 - JSON of somebody else
    if not isinstance(value, dict):
        raise _refused(f"{name} is required and must be an object.")
    return value


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise _refused(f"{name} is required.")
    return value


def _texts(fields: dict[str, Any], name: str) -> list[str]:
    value = fields.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _refused(f"{name} must be a list of texts.")
    return value


def _refused(details: str) -> ApiError:
    return invalid_input(details=details)
