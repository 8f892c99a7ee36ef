"""Who is told what: destinations, subscriptions, and what happens to a notification on its way."""

import random
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from amazon_emulator.accounts import Accounts, Application, Seller
from amazon_emulator.clock import Clock
from amazon_emulator.faults import NETWORK
from amazon_emulator.notifications.delivery import QueueSender
from amazon_emulator.notifications.models import Destination, Notification, Subscription
from amazon_emulator.notifications.order_changes import describe_order_change
from amazon_emulator.times import format_time

REMEMBERED = 10_000
ORDER_CHANGE = "ORDER_CHANGE"


@dataclass(slots=True)
class Journey:
    """What happens on the way to the queue: shares from 0 to 1; the late ones wait `delay_s` seconds of real time."""

    delay_s: float = 0
    late_share: float = 0
    drop_share: float = 0
    duplicate_share: float = 0


def journey_for(profile: str) -> Journey:
    """Return what a fault profile does to notifications."""
    return Journey(5, 0.25, 0.1, 0.2) if profile in NETWORK else Journey()


class Notifications:
    """Publishes to subscribers. Without a `sender` everything is accepted, and nothing arrives."""

    def __init__(self, accounts: Accounts, clock: Clock, seed: int, journey: Journey) -> None:
        """Start with no destination and no subscription; the seed decides what is lost, late or sent twice."""
        self._accounts = accounts
        self._clock = clock
        self._dice = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self.journey = journey
        self.sender: QueueSender | None = None
        self.destinations: dict[str, Destination] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.published: deque[Notification] = deque(maxlen=REMEMBERED)

    def list_destinations(self, application: Application) -> list[Destination]:
        """Return an application's destinations."""
        return [each for each in self.destinations.values() if each.application is application]

    def add_destination(self, application: Application, name: str, resource: dict[str, Any]) -> Destination:
        """Keep a new destination."""
        destination = Destination(self._make_id(), application, name, resource)
        self.destinations[destination.destination_id] = destination
        return destination

    def list_subscriptions(
        self, application: Application, notification_type: str, seller: Seller | None = None
    ) -> list[Subscription]:
        """Return an application's subscriptions to a type, of one seller or of all."""
        return [
            each
            for each in self.subscriptions.values()
            if each.application is application
            and each.notification_type == notification_type
            and seller in {None, each.seller}
        ]

    def add_subscription(
        self, destination: Destination, seller: Seller, notification_type: str, version: str, directive: dict[str, Any]
    ) -> Subscription:
        """Keep a new subscription of the destination's application."""
        subscription = Subscription(
            self._make_id(), destination.application, seller, notification_type, version, destination, directive
        )
        self.subscriptions[subscription.subscription_id] = subscription
        return subscription

    def notice_order(self, seller_id: str, order: dict[str, Any], before: dict[str, Any] | None) -> None:
        """Publish the change of a seller's order to his subscribers; an order put again unchanged is none."""
        subscriptions = list(self._subscribed(ORDER_CHANGE, seller_id))
        if not subscriptions or order == before:
            return
        payload = describe_order_change(order, before, seller_id)
        if payload is None:
            return
        for subscription in subscriptions:
            if _is_wanted(subscription, payload["OrderChangeNotification"]):
                self._publish(subscription.destination, ORDER_CHANGE, payload, subscription)

    def publish_test(self, destination: Destination, notification_type: str) -> None:
        """Send a notification without meaning to a destination."""
        self._publish(destination, notification_type, {"testNotification": {"notificationType": notification_type}})

    def _subscribed(self, notification_type: str, seller_id: str) -> Iterator[Subscription]:
        now = self._clock.now()
        for each in self.subscriptions.values():
            consent = self._accounts.authorizations.get((each.application.client_id, each.seller.seller_id))
            is_asked = (each.notification_type, each.seller.seller_id) == (notification_type, seller_id)
            if is_asked and consent is not None and consent.is_valid(now):
                yield each

    def _publish(
        self,
        destination: Destination,
        notification_type: str,
        payload: dict[str, Any],
        subscription: Subscription | None = None,
    ) -> None:
        now, notification_id = self._clock.now(), self._make_id()
        body = {
            "NotificationVersion": "1.0",
            "NotificationType": notification_type,
            "PayloadVersion": subscription.payload_version if subscription else "1.0",
            "EventTime": format_time(now),
            "Payload": payload,
            "NotificationMetadata": {
                "ApplicationId": destination.application.application_id,
                "SubscriptionId": subscription.subscription_id if subscription else "",
                "PublishTime": format_time(now),
                "NotificationId": notification_id,
            },
        }
        notification = Notification(notification_id, notification_type, destination.queue_arn, now, body)
        self.published.append(notification)
        self._send(notification)

    def _send(self, notification: Notification) -> None:
        # The dice fall as often for each notification, whatever comes of it: changed shares keep the rest as it was.
        is_dropped, is_doubled = (self._dice.random() < share for share in self._shares())
        waits_s = [self.journey.delay_s * (self._dice.random() < self.journey.late_share) for _ in range(2)]
        if self.sender is None or not notification.queue_arn:
            notification.outcome = "not sent: no queue"
        elif is_dropped:
            notification.outcome = "dropped"
        else:
            for wait_s in waits_s if is_doubled else waits_s[:1]:
                self.sender.post(notification, wait_s)

    def _shares(self) -> tuple[float, float]:
        return self.journey.drop_share, self.journey.duplicate_share

    def _make_id(self) -> str:
        return str(uuid.UUID(int=self._dice.getrandbits(128), version=4))


def _is_wanted(subscription: Subscription, change: dict[str, Any]) -> bool:
    """Tell whether a change passes the subscription's filter."""
    chosen = subscription.event_filter
    marketplace_id = change["Summary"]["MarketplaceId"]
    return marketplace_id in (chosen.get("marketplaceIds") or [marketplace_id]) and change["OrderChangeType"] in (
        chosen.get("orderChangeTypes") or [change["OrderChangeType"]]
    )
