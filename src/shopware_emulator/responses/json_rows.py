"""Rows as `application/json`: associations inside, null where they were not asked for."""

from collections.abc import Mapping
from typing import Any

from shopware_emulator.entities.definitions import DEFINITIONS, Row
from shopware_emulator.entities.graph import Graph, Node
from shopware_emulator.responses.loading import load
from shopware_emulator.search.criteria import Criteria

Includes = Mapping[str, list[str]] | None


def fill(node: Node) -> Row:
    """Return all fields of a row, those of associations null."""
    definition = DEFINITIONS[node.entity]
    row = definition.blank | node.row
    row["_uniqueIdentifier"] = row["id"]
    if definition.translated:
        row["translated"] = {name: row[name] for name in definition.translated}
        row["translated"]["customFields"] = row["customFields"] or {}
    return row


def write_row(graph: Graph, node: Node, criteria: Criteria, includes: Includes) -> Row:
    """Return a row with what was loaded along; `includes` keeps the named fields only, by kind of object."""
    whole = fill(graph.complete(node))
    row = _keep_included(whole, includes) if includes else whole
    for name, association, inner, found in load(graph, node, criteria):
        if name in row:
            written = [write_row(graph, each, inner, includes) for each in found]
            row[name] = written if association.is_many else next(iter(written), None)
    return row


def _keep_included(row: Row, includes: Mapping[str, list[str]]) -> Row:
    """Leave out what was not asked for; a kind of object that is not named is shown whole."""
    alias = row.get("apiAlias")
    wanted = includes.get(str(alias))
    kept = row if wanted is None else {name: row[name] for name in wanted if name in row}
    return {name: _keep_within(value, includes) for name, value in kept.items()} | {"apiAlias": alias}


def _keep_within(value: Any, includes: Mapping[str, list[str]]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict) and "apiAlias" in value:
        return _keep_included(value, includes)
    if isinstance(value, list):
        return [_keep_within(each, includes) for each in value]
    return value
