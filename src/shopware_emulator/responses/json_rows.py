"""Rows as `application/json`: associations inside, null where they were not asked for."""

from collections.abc import Mapping
from typing import Any

from shopware_emulator.entities.definitions import DEFINITIONS, ORDER_PARTS, Row
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


class RowWriter:
    """Writes the rows of one answer; `includes` keeps the named fields only, by kind of object.

    Rows of the shop's own tables (states, countries, methods) hang on nearly every order: each is written once.
    """

    def __init__(self, graph: Graph, includes: Includes) -> None:
        """Begin an answer."""
        self._graph = graph
        self._includes = includes
        self._written: dict[tuple[str, str, int], Row] = {}

    def write(self, node: Node, criteria: Criteria) -> Row:
        """Return a row with what was loaded along."""
        if node.entity in ORDER_PARTS:
            return self._write(node, criteria)
        # The criteria live as long as the answer, so that their id tells them apart.
        key = (node.entity, node.row["id"], id(criteria))
        if key not in self._written:
            self._written[key] = self._write(node, criteria)
        return self._written[key]

    def _write(self, node: Node, criteria: Criteria) -> Row:
        whole = fill(self._graph.complete(node))
        row = _keep_included(whole, self._includes) if self._includes else whole
        for name, association, inner, found in load(self._graph, node, criteria):
            if name in row:
                written = [self.write(each, inner) for each in found]
                row[name] = written if association.is_many else next(iter(written), None)
        return row


def _keep_included(row: Row, includes: Mapping[str, list[str]]) -> Row:
    """Leave out what was not asked for; a kind of object that is not named is shown whole."""
    alias = row.get("apiAlias")
    wanted = includes.get(str(alias))
    names = row if wanted is None else wanted
    kept = {
        name: _keep_within(value, includes) if isinstance(value := row[name], (dict, list)) else value
        for name in names
        if name in row
    }
    kept["apiAlias"] = alias
    return kept


def _keep_within(value: Any, includes: Mapping[str, list[str]]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_keep_within(each, includes) for each in value]
    return _keep_included(value, includes) if isinstance(value, dict) and "apiAlias" in value else value
