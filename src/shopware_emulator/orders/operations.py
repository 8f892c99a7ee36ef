"""The actions of orders, payments and deliveries."""

from starlette.responses import JSONResponse, Response

from shopware_emulator.entities.graph import Node
from shopware_emulator.errors import definition_not_found
from shopware_emulator.operations import Call, Operation
from shopware_emulator.orders.moving import transition
from shopware_emulator.orders.states import MACHINES, NAMES, TRANSITIONS
from shopware_emulator.responses.json_rows import fill
from shopware_emulator.search.criteria import Criteria
from shopware_emulator.search.operations import find_entity, show_row


def _act(call: Call) -> Response:
    """Answer with the state that is there now, as Shopware writes it: without `apiAlias`."""
    target_id = _transition(call, call.path["entity"])
    row = fill(Node("state_machine_state", call.emulator.graph.tables["state_machine_state"][target_id]))
    row.pop("apiAlias")
    return JSONResponse(row)


def _act_generally(call: Call) -> Response:
    target_id = _transition(call, find_entity(call.path["entity"]))
    return show_row(call, "state_machine_state", target_id, Criteria(), call.choose_media())


def _transition(call: Call, entity: str) -> str:
    if entity not in MACHINES:
        raise definition_not_found(entity)
    row_id = call.path["row_id"]
    target_id, is_new = transition(call.emulator.graph, entity, row_id, call.path["action"], call.now)
    if is_new:
        state = call.emulator.graph.tables["state_machine_state"][target_id]["technicalName"]
        call.emulator.webhooks.announce_state(entity, row_id, state)
    return target_id


def _list_actions(call: Call) -> Response:
    entity = find_entity(call.path["entity"])
    node = call.emulator.graph.find(entity, call.path["row_id"])
    if node is None or entity not in MACHINES:
        raise definition_not_found(entity)
    machine = MACHINES[entity]
    state = call.emulator.graph.tables["state_machine_state"][node.row["stateId"]]["technicalName"]
    path = f"/api/_action/state-machine/{call.path['entity']}/{call.path['row_id']}/state"
    actions = [
        {
            "name": NAMES[machine][each.target],
            "technicalName": each.target,
            "actionName": each.action,
            "fromStateName": each.origin,
            "toStateName": each.target,
            "url": f"{path}/{each.action}",
        }
        for each in sorted(TRANSITIONS[machine], key=lambda each: each.action)
        if each.origin == state
    ]
    return JSONResponse({"transitions": actions})


OPERATIONS = (
    Operation("transition", "POST", "/api/_action/state-machine/{entity}/{row_id}/state/{action}", _act_generally),
    Operation("listActions", "GET", "/api/_action/state-machine/{entity}/{row_id}/state", _list_actions),
    Operation("transition", "POST", "/api/_action/{entity}/{row_id}/state/{action}", _act),
)
