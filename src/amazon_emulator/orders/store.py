"""The orders of this Amazon, in memory, ordered by time."""

import json
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from amazon_emulator.times import parse_time

Order = dict[str, Any]
Key = tuple[datetime, str]

REQUIRED = ("orderId", "createdTime", "lastUpdatedTime", "salesChannel", "orderItems")
TIME_FIELDS = ("createdTime", "lastUpdatedTime")


class OrderUnusable(Exception):
    """An order cannot be served; the message names it and what is missing."""


class OrderStore:
    """Orders by id, and sorted by (time, id) for both kinds of listing."""

    def __init__(self) -> None:
        """Start empty."""
        self._orders: dict[str, Order] = {}
        self._keys: dict[str, list[Key]] = {field: [] for field in TIME_FIELDS}
        self._hidden_until: dict[str, datetime] = {}
        self.verifications: dict[str, dict[str, Any]] = {}
        """What the seller has to check before he ships, by order id; see orders_v0/verifying.py."""
        self.watchers: list[Callable[[Order, Order | None], None]] = []
        """Called with each order that was put, and what it replaced."""

    def __len__(self) -> int:
        """Return how many orders there are."""
        return len(self._orders)

    def __iter__(self) -> Iterator[Order]:
        """Go over all orders."""
        return iter(self._orders.values())

    def find(self, order_id: str) -> Order | None:
        """Return an order, if there is one of that id."""
        return self._orders.get(order_id)

    def hide(self, order_id: str, until: datetime) -> None:
        """Leave an order out of listings until a moment (UTC); by its number it can be read."""
        self._hidden_until[order_id] = until

    def is_hidden(self, order_id: str, now: datetime) -> bool:
        """Tell whether listings leave an order out."""
        return order_id in self._hidden_until and now < self._hidden_until[order_id]

    def put(self, order: Order) -> None:
        """Add an order, or replace the one of the same id. Raises OrderUnusable."""
        _check(order)
        known = self._orders.get(order["orderId"])
        for field, keys in self._keys.items():
            if known is not None:
                del keys[bisect_left(keys, _key(known, field))]
            insort(keys, _key(order, field))
        self._orders[order["orderId"]] = order
        for watcher in self.watchers:
            watcher(order, known)

    def walk(self, field: str, start: Key, until: datetime) -> Iterator[tuple[Key, Order]]:
        """Go from `start` (inclusive) to the time `until` (inclusive), as the list is now."""
        keys = self._keys[field]
        for index in range(bisect_left(keys, start), len(keys)):
            if keys[index][0] > until:
                return
            yield keys[index], self._orders[keys[index][1]]


def read_orders(path: Path) -> list[Order]:
    """Read a file in the shape of a searchOrders or getOrder answer. Raises OrderUnusable, naming file and order."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path}: {error}"
        raise OrderUnusable(message) from error
    orders = _orders_of(content)
    if orders is None:
        message = (
            f'{path}: neither a searchOrders answer ({{"orders": […]}}) nor a getOrder answer ({{"order": {{…}}}})'
        )
        raise OrderUnusable(message)
    for order in orders:
        try:
            _check(order)
        except OrderUnusable as error:
            message = f"{path}: {error}"
            raise OrderUnusable(message) from error
    return orders


def _orders_of(content: object) -> list[Order] | None:
    if isinstance(content, dict) and isinstance(content.get("orders"), list):
        return list(content["orders"])
    if isinstance(content, dict) and isinstance(content.get("order"), dict):
        return [content["order"]]
    return None


def _check(order: object) -> None:
    if not isinstance(order, dict):
        message = "an order is a JSON object"
        raise OrderUnusable(message)
    name = order.get("orderId", "(no orderId)")
    missing = [field for field in REQUIRED if field not in order]
    if missing:
        message = f"order {name} lacks {', '.join(missing)}"
        raise OrderUnusable(message)
    if not isinstance(name, str) or not name:
        message = f"order {name}: orderId is a text"
        raise OrderUnusable(message)
    if not isinstance(order["orderItems"], list) or not all(isinstance(item, dict) for item in order["orderItems"]):
        message = f"order {name}: orderItems is a list of objects"
        raise OrderUnusable(message)
    for field in ("salesChannel", "fulfillment"):
        if not isinstance(order.get(field, {}), dict):
            message = f"order {name}: {field} is an object"
            raise OrderUnusable(message)
    for field in TIME_FIELDS:
        try:
            parse_time(order[field])
        except (TypeError, ValueError, OverflowError) as error:
            message = f"order {name}: {field} is not an ISO 8601 time"
            raise OrderUnusable(message) from error


def _key(order: Order, field: str) -> Key:
    return parse_time(order[field]), order["orderId"]
