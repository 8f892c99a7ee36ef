"""Moves orders, payments and deliveries from state to state."""

from datetime import datetime
from http import HTTPStatus

from shopware_emulator.entities.graph import Graph
from shopware_emulator.entities.ids import state_id
from shopware_emulator.errors import failure
from shopware_emulator.orders.states import MACHINES, move
from shopware_emulator.times import format_time


def transition(graph: Graph, entity: str, row_id: str, action: str, now: datetime) -> tuple[str, bool]:
    """Do an action; return the id of the state that is there now, and whether it is a new one.

    Raises ShopwareError (400).

    Only the row itself gets a new `updatedAt`: what happens to a payment or a delivery does not touch its order.
    """
    node = graph.find(entity, row_id)
    if node is None or node.aggregate is None:
        raise _invalid_id(entity, row_id)
    current = node.row["stateId"]
    machine = MACHINES[entity]
    target = move(machine, graph.tables["state_machine_state"][current]["technicalName"], current, action)
    target_id = state_id(machine, target)
    if target_id != current:
        node.row["stateId"] = target_id
        node.row["updatedAt"] = format_time(now)
        graph.orders.put(node.aggregate)
    return target_id, target_id != current


def _invalid_id(entity: str, row_id: str) -> Exception:
    detail = f'Unable to read entity "{entity}" with id "{row_id}".'
    parameters = {"entityName": entity, "entityId": row_id}
    return failure(HTTPStatus.BAD_REQUEST, "SYSTEM__STATE_MACHINE_INVALID_ENTITY_ID", detail, parameters)
