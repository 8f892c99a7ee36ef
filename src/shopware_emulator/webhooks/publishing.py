"""Webhooks: what happens in the shop is posted to the addresses that asked for it, signed where they are an app's."""

import hashlib
import hmac
import json
import queue
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shopware_emulator.clock import Clock
from shopware_emulator.entities.graph import Graph
from shopware_emulator.entities.shop import SYSTEM_LANGUAGE_ID
from shopware_emulator.orders.states import MACHINES
from shopware_emulator.responses.json_rows import RowWriter
from shopware_emulator.search.criteria import read_criteria
from shopware_emulator.version import VERSION

ORDER_PLACED = "checkout.order.placed"
SIGNATURE_HEADER = "shopware-shop-signature"
SHOP_URL = "https://kontorladen.example"
SHOP_ID = "KoggeDemoShop001"
PATIENCE_S = 5
TRIES = 3
PAUSE_S = 0.2
MOST_FAILURES = 10
"""Shopware switches off a webhook that failed as often as this."""
ACCEPTED = ("http://", "https://")

_LOADED: dict[str, Any] = {
    "stateMachineState": {},
    "currency": {},
    "addresses": {"associations": {"country": {}}},
    "deliveries": {"associations": {"shippingMethod": {}, "stateMachineState": {}}},
    "lineItems": {},
    "transactions": {"associations": {"paymentMethod": {}, "stateMachineState": {}}},
}
"""What comes along with an order."""


@dataclass(slots=True)
class Webhook:
    """Where somebody wants to hear of an event; `sent` and `failed` count, `outcome` is the last one.

    Without a secret it is no app's but an integration's own, and nothing is signed.
    """

    url: str
    event: str
    secret: str
    row_id: str = ""
    name: str = ""
    active: bool = True
    sent: int = 0
    failed: int = 0
    outcome: str = ""


@dataclass(slots=True)
class Webhooks:
    """Knows who wants to hear of what, and posts it from a thread of its own, a few times where nobody answers."""

    graph: Graph
    clock: Clock
    registered: list[Webhook] = field(default_factory=list)
    _waiting: "queue.SimpleQueue[tuple[Webhook, bytes]]" = field(default_factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None

    def register(self, url: str, event: str, secret: str) -> Webhook:
        """Add a webhook. Raises ValueError for an address that is none."""
        if not url.startswith(ACCEPTED):
            message = f"a webhook has an address that begins with {' or '.join(ACCEPTED)}"
            raise ValueError(message)
        webhook = Webhook(url, event, secret)
        self.registered.append(webhook)
        return webhook

    def put(self, webhook: Webhook) -> None:
        """Keep an integration's own webhook, in place of the one of the same id."""
        self.remove(webhook.row_id)
        self.registered.append(webhook)

    def remove(self, row_id: str) -> bool:
        """Forget a webhook; tell whether it was there."""
        kept = [each for each in self.registered if each.row_id != row_id]
        is_gone = len(kept) < len(self.registered)
        self.registered[:] = kept
        return is_gone

    def announce_placed(self, order_id: str) -> None:
        """Tell that an order was placed."""
        self._announce(ORDER_PLACED, order_id)

    def announce_state(self, entity: str, row_id: str, state: str) -> None:
        """Tell that an order, a payment or a delivery has come into a state."""
        order_id = row_id if entity == "order" else self.graph.orders.find_owner(row_id)
        if order_id is not None:
            self._announce(f"state_enter.{MACHINES[entity]}.{state}", order_id)

    def _announce(self, event: str, order_id: str) -> None:
        wanted = [each for each in self.registered if each.event == event and each.active]
        node = self.graph.find("order", order_id) if wanted else None
        if node is None:
            return
        order = RowWriter(self.graph, None).write(node, read_criteria({"associations": _LOADED}, "order"))
        for webhook in wanted:
            body = json.dumps(self._envelope(event, {"order": order})).encode()
            self._waiting.put((webhook, body))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
            self._thread.start()

    def _envelope(self, event: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        source = {"url": SHOP_URL, "eventId": uuid.uuid4().hex, "shopId": SHOP_ID, "appVersion": "1.0.0"}
        timestamp = int(self.clock.now().timestamp())
        return {"data": {"payload": payload, "event": event}, "source": source, "timestamp": timestamp}

    def _work(self) -> None:
        while True:
            webhook, body = self._waiting.get()
            _post_patiently(webhook, body)


def sign(body: bytes, secret: str) -> str:
    """Return the signature of a body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _post_patiently(webhook: Webhook, body: bytes) -> None:
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE_S)
        if _post(webhook, body):
            webhook.sent += 1
            return
    webhook.failed += 1
    webhook.active = webhook.failed < MOST_FAILURES


def _post(webhook: Webhook, body: bytes) -> bool:
    headers = {
        "Content-Type": "application/json",
        "sw-version": VERSION,
        "sw-context-language": SYSTEM_LANGUAGE_ID,
        "sw-user-language": "de-DE",
    }
    if webhook.secret:
        headers[SIGNATURE_HEADER] = sign(body, webhook.secret)
    request = urllib.request.Request(webhook.url, body, headers)  # noqa: S310 - http and https only, see `register`
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
            webhook.outcome = str(answer.status)
    except (OSError, ValueError) as error:
        webhook.outcome = str(error.code) if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        return False
    return True
