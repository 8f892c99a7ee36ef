"""Writing: PATCH /api/{entity}/{id} and /api/_action/sync."""

import random
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from shopware_emulator.entities.definitions import Row
from shopware_emulator.entities.ids import is_valid_id, timed_id
from shopware_emulator.errors import bad_request, failure
from shopware_emulator.operations import Call, Operation
from shopware_emulator.products.writing import can_create, check, create_product, is_writable, require_valid, update
from shopware_emulator.search.criteria import Criteria
from shopware_emulator.search.operations import find_entity, show_row
from shopware_emulator.webhooks.writing import ENTITY, synchronise


def _update(call: Call) -> Response:
    """Answer 204 with the address, or with the row where `_response` asks for it."""
    entity = find_entity(call.path["entity"])
    if not isinstance(call.body, dict):
        raise bad_request("Invalid payload. Should be associative array")
    if not is_writable(entity):
        raise _forbidden(entity)
    row_id = call.path["row_id"]
    require_valid(check(entity, call.body, "/0", is_new=False))
    update(call.emulator.graph, entity, row_id, call.body, call.now)
    if "_response" in call.query:
        return show_row(call, entity, row_id, Criteria(), call.choose_media())
    location = f"{call.base_url}/{call.path['entity']}/{row_id}"
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Location": location})


def _sync(call: Call) -> Response:
    """Do all operations, or none of them if one cannot be done."""
    if not isinstance(call.body, dict | list):
        raise bad_request("Invalid payload format. Expected an array of operations.")
    given = list(call.body.items() if isinstance(call.body, dict) else enumerate(call.body))
    listed = [operation for _, operation in given if _is_one(operation)]
    if listed and all(each.get("entity") == ENTITY for each in listed):
        return synchronise(call.emulator.webhooks, listed)
    operations = [
        (str(operation.get("key") or key), *_read_operation(operation))
        for key, operation in given
        if _is_one(operation)
    ]
    problems = []
    planned: list[tuple[str, Row, bool]] = []
    for key, entity, payload in operations:
        for place, row in enumerate(payload):
            is_new = call.emulator.graph.find(entity, str(row.get("id", ""))) is None
            if is_new and not can_create(entity):
                raise _forbidden(entity)
            problems += check(entity, row, f"/{key}/{place}", is_new=is_new)
            planned.append((entity, row, is_new))
    require_valid(problems)
    return JSONResponse({"extensions": [], "data": _write(call, planned) or [], "notFound": [], "deleted": []})


def _write(call: Call, planned: list[tuple[str, Row, bool]]) -> dict[str, list[str]]:
    written: dict[str, list[str]] = {}
    for entity, row, is_new in planned:
        row_id = row["id"] if is_valid_id(str(row.get("id", ""))) else timed_id(call.now, random.Random())  # noqa: S311
        # The same new row may stand in a request twice.
        if is_new and call.emulator.graph.find(entity, row_id) is None:
            create_product(call.emulator.graph, row, row_id, call.now)
        else:
            update(call.emulator.graph, entity, row_id, row, call.now)
        written.setdefault(entity, []).append(row_id)
    return dict(sorted(written.items()))


def _is_one(operation: object) -> bool:
    if not isinstance(operation, dict):
        raise bad_request("Invalid payload format. Expected an array of operations.")
    return True


def _read_operation(operation: dict[str, Any]) -> tuple[str, list[Row]]:
    entity = find_entity(str(operation.get("entity", "")))
    payload = operation.get("payload")
    if operation.get("action") != "upsert" or not is_writable(entity):
        raise _forbidden(f"{operation.get('action')} {entity}")
    if not isinstance(payload, list) or not all(isinstance(row, dict) for row in payload):
        raise bad_request("Invalid payload. Should contain a list of associative arrays")
    return entity, payload


def _forbidden(what: str) -> Exception:
    """Return the answer to what this integration may not do; the emulator has no more than this to write."""
    detail = f'{{"message":"Missing privilege","missingPrivileges":["{what}:update"]}}'
    return failure(HTTPStatus.FORBIDDEN, "FRAMEWORK__MISSING_PRIVILEGE_ERROR", detail)


OPERATIONS = (
    Operation("sync", "POST", "/api/_action/sync", _sync),
    Operation("update", "PATCH", "/api/{entity}/{row_id}", _update),
)
