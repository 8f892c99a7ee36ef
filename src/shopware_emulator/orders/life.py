"""What happens to orders besides the actions of their states, for tests."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shopware_emulator.entities.graph import Graph
from shopware_emulator.entities.ids import state_id
from shopware_emulator.orders.states import DELIVERY, ORDER, TRANSACTION
from shopware_emulator.orders.store import Aggregate
from shopware_emulator.times import format_time


class EventUnknown(ValueError):
    """Nothing of this name can happen to an order."""


def touch(graph: Graph, order_id: str, now: datetime) -> None:
    """Let an order be saved as it is: its `updatedAt` moves."""
    happen(graph, order_id, "touch", now)


def happen(graph: Graph, order_id: str, event: str, now: datetime) -> None:
    """Let something happen to an order. Raises EventUnknown, and KeyError for an order that does not exist."""
    change = EVENTS.get(event)
    if change is None:
        message = f"there is no event {event!r}; there are: {', '.join(EVENTS)}"
        raise EventUnknown(message)
    aggregate = graph.orders.open(order_id)
    if aggregate is None:
        raise KeyError(order_id)
    moment = format_time(now)
    change(aggregate, moment)
    aggregate["order"][0]["updatedAt"] = moment
    graph.orders.put(aggregate)


def _nothing(_aggregate: Aggregate, _moment: str) -> None:
    """Save the order as it is."""


def _comment(aggregate: Aggregate, moment: str) -> None:
    aggregate["order"][0]["customerComment"] = f"Bitte bis zum Wochenende! ({moment})"


def _cancel(aggregate: Aggregate, moment: str) -> None:
    aggregate["order"][0]["stateId"] = state_id(ORDER, "cancelled")
    _move_parts(aggregate, "order_transaction", state_id(TRANSACTION, "cancelled"), moment)
    _move_parts(aggregate, "order_delivery", state_id(DELIVERY, "cancelled"), moment)


def _pay(aggregate: Aggregate, moment: str) -> None:
    _move_parts(aggregate, "order_transaction", state_id(TRANSACTION, "paid"), moment)


def _move_house(aggregate: Aggregate, moment: str) -> None:
    for address in aggregate["order_address"]:
        address |= {"street": "Neue Straße 1", "additionalAddressLine1": "Hinterhaus", "updatedAt": moment}


def _move_parts(aggregate: Aggregate, entity: str, target: str, moment: str) -> None:
    for row in aggregate[entity]:
        row |= {"stateId": target, "updatedAt": moment}


EVENTS: dict[str, Callable[[Aggregate, str], Any]] = {
    "touch": _nothing,
    "change_comment": _comment,
    "change_address": _move_house,
    "pay": _pay,
    "cancel": _cancel,
}
