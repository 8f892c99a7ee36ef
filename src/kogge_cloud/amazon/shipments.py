"""The calls of a shipment confirmation: send it (Orders v0), and look what Amazon shows of the order."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from kogge_cloud.accounts.models import Registration
from kogge_cloud.amazon.calls import call_amazon
from kogge_cloud.amazon.client import get_order, send
from kogge_cloud.amazon.rules import GET_ORDER, format_time
from kogge_contract.shipments import NewShipment

CONFIRM_SHIPMENT = "confirmShipment"
CANCELLED = "CANCELLED"
PACKAGE_GROUPS = ("PACKAGES", "FULFILLMENT")

# Amazon says so of an order that is fully shipped under another parcel's number: somebody else confirmed it.
_NOT_FOUND_SIGNS = ("PackageToUpdateNotFound", "not finding a matching package")


def send_confirmation(registration: Registration, shipment: NewShipment, marketplace_id: str, now: datetime) -> None:
    """Call confirmShipment. Raises the errors of this package; after PlatformUnavailable it may have been done.

    The same parcel number again edits the parcel: sending twice is harmless.
    """
    path = f"/orders/v0/orders/{quote(shipment.order_reference, safe='')}/shipmentConfirmation"
    body = {"marketplaceId": marketplace_id, "packageDetail": _package_detail(shipment)}
    call_amazon(
        registration,
        CONFIRM_SHIPMENT,
        lambda token: send("POST", registration.region, path, token, body=body),
        now,
    )


def read_packages(registration: Registration, order_reference: str, now: datetime) -> list[dict[str, Any]]:
    """Read the parcels that Amazon shows of an order, in its own words. Raises the errors of this package."""
    packages = _read_order(registration, order_reference, PACKAGE_GROUPS, now).get("packages")
    return [each for each in packages if isinstance(each, dict)] if isinstance(packages, list) else []


def is_cancelled(registration: Registration, order_reference: str, now: datetime) -> bool:
    """Look whether Amazon shows an order cancelled. Raises the errors of this package."""
    fulfillment = _read_order(registration, order_reference, ("FULFILLMENT",), now).get("fulfillment")
    return isinstance(fulfillment, dict) and fulfillment.get("fulfillmentStatus") == CANCELLED


def _read_order(
    registration: Registration, order_reference: str, groups: tuple[str, ...], now: datetime
) -> dict[str, Any]:
    answer = call_amazon(
        registration, GET_ORDER, lambda token: get_order(registration.region, token, order_reference, groups), now
    )
    order = answer.body.get("order")
    return order if isinstance(order, dict) else {}


def may_be_confirmed(refused: str) -> bool:
    """Tell whether a refusal in these words may mean that the order is shipped already."""
    return any(sign in refused for sign in _NOT_FOUND_SIGNS)


def _package_detail(shipment: NewShipment) -> dict[str, Any]:
    detail: dict[str, Any] = {
        # A string of digits: since January 2026 a number is refused.
        "packageReferenceId": str(shipment.package_number),
        "carrierCode": shipment.carrier_code,
        "trackingNumber": shipment.tracking_number,
        "shipDate": format_time(shipment.shipped_at),
        "orderItems": [{"orderItemId": line.line_reference, "quantity": line.quantity} for line in shipment.lines],
    }
    optional = {"carrierName": shipment.carrier_name, "shippingMethod": shipment.shipping_service}
    return detail | {name: value for name, value in optional.items() if value}
