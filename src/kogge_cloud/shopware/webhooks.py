"""Webhooks in a shop: at each change of an order it calls an address of this Cloud.

They belong to no app, so that Shopware does not sign them: the address itself is the secret, and nothing is taken from
what they say. Shopware switches a webhook off after ten failures and keeps counting: to put them anew is to delete them
first.
"""

import uuid
from typing import Any

from kogge_cloud.accounts.models import Registration
from kogge_cloud.shopware.client import synchronise

WEBHOOK = "webhook"
_STATES = {
    "order": ("open", "in_progress", "completed", "cancelled"),
    "order_delivery": ("open", "shipped", "shipped_partially", "returned", "returned_partially", "cancelled"),
    "order_transaction": (
        "open",
        "in_progress",
        "authorized",
        "paid",
        "paid_partially",
        "refunded",
        "refunded_partially",
        "chargeback",
        "failed",
        "cancelled",
    ),
}
EVENTS = (
    "checkout.order.placed",
    *(f"state_enter.{entity}.state.{state}" for entity, states in _STATES.items() for state in states),
)
"""What the mapping reads of an order's states; other changes come with the next listing."""


def put_webhooks(registration: Registration, url: str) -> None:
    """Have the shop call an address, and no other one of ours. Raises PlatformError."""
    remove_webhooks(registration)
    synchronise(registration, [{"action": "upsert", "entity": WEBHOOK, "payload": list_webhooks(registration, url)}])


def remove_webhooks(registration: Registration) -> None:
    """Have the shop call us no longer; without webhooks there is nothing to do. Raises PlatformError."""
    ids = [{"id": webhook_id(registration, event)} for event in EVENTS]
    synchronise(registration, [{"action": "delete", "entity": WEBHOOK, "payload": ids}])


def list_webhooks(registration: Registration, url: str) -> list[dict[str, Any]]:
    """Return the webhooks as the shop keeps them."""
    return [
        {
            "id": webhook_id(registration, event),
            "name": f"kogge-{registration.reference.hex[:12]}-{event}",
            "eventName": event,
            "url": url,
            "active": True,
        }
        for event in EVENTS
    ]


def webhook_id(registration: Registration, event: str) -> str:
    """Return a webhook's id: always the same, so that it is found again."""
    return uuid.uuid5(registration.reference, event).hex
