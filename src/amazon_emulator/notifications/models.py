"""Destinations, subscriptions and notifications, as the Emulator keeps them."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amazon_emulator.accounts import Application, Seller


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an application wants its notifications: `resource` is {"sqs": …} or {"eventBridge": …}."""

    destination_id: str
    application: Application
    name: str
    resource: dict[str, Any]

    @property
    def queue_arn(self) -> str:
        """The queue's ARN, empty for EventBridge."""
        return str(self.resource.get("sqs", {}).get("arn", ""))

    def show(self) -> dict[str, Any]:
        """Return it as Amazon shows it."""
        return {"destinationId": self.destination_id, "name": self.name, "resource": self.resource}


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an application wants to hear of a seller."""

    subscription_id: str
    application: Application
    seller: Seller
    notification_type: str
    payload_version: str
    destination: Destination
    directive: dict[str, Any] = field(default_factory=dict)

    @property
    def event_filter(self) -> dict[str, Any]:
        """The event filter, empty when everything is wanted."""
        return dict(self.directive.get("eventFilter", {}))

    def show(self) -> dict[str, Any]:
        """Return it as Amazon shows it."""
        shown = {
            "subscriptionId": self.subscription_id,
            "payloadVersion": self.payload_version,
            "destinationId": self.destination.destination_id,
        }
        return shown | ({"processingDirective": self.directive} if self.directive else {})


@dataclass(slots=True)
class Notification:
    """A message on its way; `sent` counts how often it reached the queue. `published_at` is UTC."""

    notification_id: str
    notification_type: str
    queue_arn: str
    published_at: datetime
    body: dict[str, Any] = field(repr=False)
    outcome: str = "waiting"
    sent: int = 0

    @property
    def text(self) -> str:
        """The message as it lies in the queue."""
        return json.dumps(self.body)
