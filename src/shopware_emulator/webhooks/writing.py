"""Webhooks that an integration puts into the shop and takes out again: the entity `webhook` of `_action/sync`."""

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from shopware_emulator.errors import bad_request, failure
from shopware_emulator.webhooks.publishing import ACCEPTED, Webhook, Webhooks

ENTITY = "webhook"
REQUIRED = ("name", "eventName", "url")


def synchronise(webhooks: Webhooks, operations: list[dict[str, Any]]) -> Response:
    """Put and remove webhooks, all of them or none. Raises ShopwareError (400)."""
    written: list[str] = []
    deleted: list[str] = []
    missing: list[str] = []
    rows = [(str(each.get("action")), row) for each in operations for row in _read_rows(each)]
    for action, row in rows:
        if action == "upsert":
            _require_whole(row)
    for action, row in rows:
        row_id = str(row.get("id", ""))
        if action == "upsert":
            webhooks.put(_read(row))
            written.append(row_id)
        else:
            (deleted if webhooks.remove(row_id) else missing).append(row_id)
    return JSONResponse(
        {"extensions": [], "data": _named(written), "notFound": _named(missing), "deleted": _named(deleted)}
    )


def _read_rows(operation: dict[str, Any]) -> list[dict[str, Any]]:
    payload = operation.get("payload")
    is_known = operation.get("action") in {"upsert", "delete"}
    if not is_known or not isinstance(payload, list) or not all(isinstance(row, dict) for row in payload):
        raise bad_request("Invalid payload. Should contain a list of associative arrays")
    return payload


def _require_whole(row: dict[str, Any]) -> None:
    blank = next((name for name in REQUIRED if not row.get(name)), "")
    if blank or not str(row["url"]).startswith(ACCEPTED):
        detail = "This value should not be blank." if blank else "This value is not a valid URL."
        raise failure(HTTPStatus.BAD_REQUEST, "c1051bb4-d103-4f74-8988-acbcafc7fdc3", detail)


def _read(row: dict[str, Any]) -> Webhook:
    is_active = bool(row.get("active", True))
    return Webhook(str(row["url"]), str(row["eventName"]), "", str(row.get("id", "")), str(row["name"]), is_active)


def _named(ids: list[str]) -> Any:  # noqa: ANN401 - PHP writes an empty object as an empty list
    return {ENTITY: ids} if ids else []
