"""Searching and reading: /api/search/…, /api/search-ids/… and /api/{entity}/{id}."""

import random
from typing import Any

from starlette.responses import JSONResponse, Response

from shopware_emulator.entities.definitions import DEFINITIONS, Row
from shopware_emulator.entities.graph import Node
from shopware_emulator.errors import definition_not_found, resource_not_found
from shopware_emulator.faults import MOVED, SHUFFLED, UNKNOWN_FIELDS
from shopware_emulator.operations import JSON_API, Call, JsonApiResponse, Operation, RowsResponse
from shopware_emulator.orders.life import touch
from shopware_emulator.responses.json_api import Document
from shopware_emulator.responses.json_rows import RowWriter
from shopware_emulator.search.criteria import Criteria, read_criteria
from shopware_emulator.search.running import Found
from shopware_emulator.search.simple_criteria import read_query


def find_entity(path: str) -> str:
    """Return the entity that an address names. Raises ShopwareError (404)."""
    entity = path.strip("/").replace("-", "_")
    if entity not in DEFINITIONS:
        raise definition_not_found(entity)
    return entity


def _search(call: Call) -> Response:
    return _list(call, call.body)


def _list_by_query(call: Call) -> Response:
    return _list(call, read_query(call.query))


def _list(call: Call, body: object) -> Response:
    media = call.choose_media()
    entity = find_entity(call.path["entity"])
    criteria = read_criteria(body, entity)
    found = _find(call, entity, criteria)
    graph = call.emulator.graph
    nodes = [node for row_id in found.ids if (node := graph.find(entity, row_id)) is not None]
    if media == JSON_API:
        return JsonApiResponse(_list_as_json_api(call, nodes, criteria, found.total))
    writer = RowWriter(graph, criteria.includes)
    rows = [_strange(call, writer.write(node, criteria)) for node in nodes]
    return RowsResponse({"total": found.total, "data": rows, "aggregations": []})


def _list_as_json_api(call: Call, nodes: list[Node], criteria: Criteria, total: int) -> Row:
    document = Document(call.emulator.graph, call.base_url, criteria.includes)
    for node in nodes:
        document.add(node, criteria)
    links = {"self": call.url}
    meta = {"totalCountMode": criteria.total_mode, "total": total}
    return document.render(is_single=False) | {"links": links, "meta": meta, "aggregations": []}


def _search_ids(call: Call) -> Response:
    entity = find_entity(call.path["entity"])
    found = _find(call, entity, read_criteria(call.body, entity))
    return JSONResponse({"total": found.total, "data": found.ids})


def _find(call: Call, entity: str, criteria: Criteria) -> Found:
    """Search. With the fault `moved`, what would open the next page changes as soon as this one is read."""
    shuffle = random.getrandbits(30) | 1 if call.fault == SHUFFLED else 0
    found = call.emulator.searcher.search(entity, criteria, shuffle)
    if call.fault == MOVED and entity == "order" and criteria.limit is not None:
        following = Criteria(
            limit=1, offset=criteria.offset + criteria.limit, filters=criteria.filters, sorting=criteria.sorting
        )
        for order_id in call.emulator.searcher.search(entity, following).ids:
            touch(call.emulator.graph, order_id, call.now)
    return found


def _read(call: Call) -> Response:
    media = call.choose_media()
    entity = find_entity(call.path["entity"])
    criteria = read_criteria(read_query(call.query), entity)
    return show_row(call, entity, call.path["row_id"], criteria, media)


def show_row(call: Call, entity: str, row_id: str, criteria: Criteria, media: str) -> Response:
    """Answer with one row. Raises ShopwareError (404)."""
    node = call.emulator.graph.find(entity, row_id)
    if node is None:
        raise resource_not_found(entity, row_id)
    if media == JSON_API:
        document = Document(call.emulator.graph, call.base_url, criteria.includes)
        document.add(node, criteria)
        return JsonApiResponse(document.render(is_single=True) | {"links": {"self": call.url}})
    row = RowWriter(call.emulator.graph, criteria.includes).write(node, criteria)
    return RowsResponse({"data": _strange(call, row)})


def _strange(call: Call, row: Row) -> dict[str, Any]:
    """Return a row with what a plugin may add at any time: fields that no model knows."""
    if call.fault != UNKNOWN_FIELDS:
        return row
    return row | {"newlyAdded": {"of": ["a", "plugin"]}, "extensions": {"swagNewlyAdded": {"since": "today"}}}


OPERATIONS = (
    Operation("search", "POST", "/api/search/{entity}", _search),
    Operation("searchIds", "POST", "/api/search-ids/{entity}", _search_ids),
    Operation("read", "GET", "/api/{entity}/{row_id}", _read),
    Operation("search", "GET", "/api/{entity}", _list_by_query),
)
