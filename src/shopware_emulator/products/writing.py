"""Writing rows: which fields may be written, what they may hold, and what Shopware says to the rest."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from shopware_emulator.entities.definitions import DEFINITIONS, ORDER_PARTS, Row
from shopware_emulator.entities.graph import Graph
from shopware_emulator.errors import Problem, ShopwareError, failure
from shopware_emulator.times import format_time

BLANK_CODE = "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
TYPE_CODE = "ba785a8c-82cb-4283-967c-3cf342181b40"
REQUIRED = ("name", "productNumber", "price", "stock", "taxId")

Check = Callable[[Any], str]
"""Returns the type that a value should have had; empty where it is right."""


def _whole(value: object) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) else "int"


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, str) else "string"


def _flag(value: object) -> str:
    return "" if value is None or isinstance(value, bool) else "bool"


def _texts(value: object) -> str:
    return "" if isinstance(value, list) and all(isinstance(each, str) for each in value) else "array"


def _fields(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else "array"


def _prices(value: object) -> str:
    rows = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(rows, list) or not rows:
        return "array"
    return (
        ""
        if all(isinstance(row, dict) and {"currencyId", "gross", "net", "linked"} <= set(row) for row in rows)
        else "array"
    )


WRITABLE: dict[str, dict[str, Check]] = {
    "product": {
        "stock": _whole,
        "price": _prices,
        "name": _text,
        "productNumber": _text,
        "description": _text,
        "ean": _text,
        "manufacturerNumber": _text,
        "taxId": _text,
        "active": _flag,
        "isCloseout": _flag,
        "customFields": _fields,
    },
    "order": {"customFields": _fields, "customerComment": _text, "campaignCode": _text, "affiliateCode": _text},
    "order_delivery": {"trackingCodes": _texts, "customFields": _fields},
    "order_transaction": {"customFields": _fields},
    "order_line_item": {"customFields": _fields},
}
"""What may be written of each entity; other fields are let pass without effect, as Shopware does with unknown ones."""


def check(entity: str, payload: Row, pointer: str, *, is_new: bool) -> list[Problem]:
    """Return what is wrong with a payload."""
    problems = []
    if is_new:
        missing = [name for name in REQUIRED if payload.get(name) in (None, "")]
        problems = [_violation(BLANK_CODE, "This value should not be blank.", f"{pointer}/{name}") for name in missing]
    for name, test in WRITABLE[entity].items():
        wanted = test(payload[name]) if name in payload else ""
        if wanted:
            problems.append(_violation(TYPE_CODE, f"This value should be of type {wanted}.", f"{pointer}/{name}"))
    return problems


def require_valid(problems: list[Problem]) -> None:
    """Raise ShopwareError (400) if there are problems."""
    if problems:
        raise ShopwareError(HTTPStatus.BAD_REQUEST, *problems)


def update(graph: Graph, entity: str, row_id: str, payload: Row, now: datetime) -> None:
    """Write a checked payload into a row that exists. Raises ShopwareError (400)."""
    node = graph.find(entity, row_id)
    if node is None:
        raise _not_there(entity)
    before = {name: node.row.get(name) for name in WRITABLE[entity] if name in payload}
    values = {name: payload[name] for name in before}
    node.row.update(_prepare(node.row, values))
    node.row["updatedAt"] = format_time(now)
    if entity in ORDER_PARTS and node.aggregate is not None:
        graph.orders.put(node.aggregate)


def create_product(graph: Graph, payload: Row, row_id: str, now: datetime) -> None:
    """Add a product of a checked payload."""
    products = graph.tables["product"]
    row = {
        "id": row_id,
        "autoIncrement": len(products) + 1,
        "active": True,
        "available": True,
        "isCloseout": False,
        "childCount": 0,
        "states": ["is-physical"],
        "createdAt": format_time(now),
    }
    values = {name: payload[name] for name in WRITABLE["product"] if name in payload}
    products[row_id] = row | _prepare(row, values)


def can_create(entity: str) -> bool:
    """Tell whether rows of an entity may be added."""
    return entity == "product"


def is_writable(entity: str) -> bool:
    """Tell whether anything of an entity may be written."""
    return entity in WRITABLE


def _prepare(row: Row, values: Row) -> Row:
    """Return the values as they are kept: prices whole, the stock that can be sold follows the stock."""
    if "price" in values:
        given = values["price"]
        rows = list(given.values()) if isinstance(given, dict) else given
        blank: Row = {
            "listPrice": None,
            "percentage": None,
            "regulationPrice": None,
            "extensions": [],
            "apiAlias": "price",
        }
        values["price"] = [blank | each for each in rows]
    if "customFields" in values and isinstance(values["customFields"], dict):
        values["customFields"] = (row.get("customFields") or {}) | values["customFields"]
    if "stock" in values:
        values["availableStock"] = values["stock"]
        values["available"] = not row.get("isCloseout") or values["stock"] > 0
    return values


def _violation(code: str, detail: str, pointer: str) -> Problem:
    return {
        "code": code,
        "status": "400",
        "detail": detail,
        "template": detail,
        "meta": {"parameters": []},
        "source": {"pointer": pointer},
    }


def _not_there(entity: str) -> ShopwareError:
    commands = "Shopware\\Core\\Framework\\DataAbstractionLayer\\Write\\Command\\"
    expected, got = f"{commands}UpdateCommand", f"{commands}InsertCommand"
    detail = (
        f'Expected command for "{DEFINITIONS[entity].name}" to be "{expected}". (Got: {got})'
        "Hint: Use POST method to create new entities."
    )
    parameters = {"definition": entity, "expectedClass": expected, "actualClass": got}
    return failure(HTTPStatus.BAD_REQUEST, "FRAMEWORK__WRITE_TYPE_INTEND_ERROR", detail, parameters)
