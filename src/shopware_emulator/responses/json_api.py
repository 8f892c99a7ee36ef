"""Rows as `application/vnd.api+json`: resources with attributes and relationships, the related ones `included`."""

import re
from typing import Any

from shopware_emulator.entities.definitions import DEFINITIONS, Definition, Row
from shopware_emulator.entities.graph import Graph, Node
from shopware_emulator.responses.json_rows import Includes, fill
from shopware_emulator.responses.loading import load
from shopware_emulator.search.criteria import Criteria

_CAPITAL = re.compile("[A-Z]")
_OUTSIDE = {"id", "_uniqueIdentifier", "extensions", "apiAlias"}


class Document:
    """One answer: its resources, and the related ones without repetition."""

    def __init__(self, graph: Graph, base_url: str, includes: Includes) -> None:
        """Start empty; `base_url` is the address of the API."""
        self._graph = graph
        self._base_url = base_url
        self._includes = includes or {}
        self.data: dict[tuple[str, str], Row] = {}
        self._included: dict[tuple[str, str], Row] = {}

    def add(self, node: Node, criteria: Criteria) -> None:
        """Add a resource with what was loaded along."""
        key = (node.entity, node.row["id"])
        self.data[key] = self._write(node, criteria)
        self._included.pop(key, None)

    def render(self, *, is_single: bool) -> Row:
        """Return the answer's `data` and `included`."""
        resources = list(self.data.values())
        return {"data": resources[0] if is_single else resources, "included": list(self._included.values())}

    def _write(self, node: Node, criteria: Criteria) -> Row:
        node = self._graph.complete(node)
        definition = DEFINITIONS[node.entity]
        filled = fill(node)
        address = f"{self._base_url}/{definition.path}/{filled['id']}"
        relationships = self._blank_relationships(definition, address)
        for name, association, inner, found in load(self._graph, node, criteria):
            names = [{"type": each.entity, "id": each.row["id"]} for each in found]
            if name in relationships:
                relationships[name]["data"] = names if association.is_many else next(iter(names), None)
            for each in found:
                self._include(each, inner)
        shown = self._shown(definition)
        return {
            "id": filled["id"],
            "type": node.entity,
            "attributes": {name: filled[name] for name in definition.fields if name in shown and name not in _OUTSIDE},
            "links": {"self": address},
            "relationships": relationships,
            "meta": None,
        }

    def _include(self, node: Node, criteria: Criteria) -> None:
        key = (node.entity, node.row["id"])
        if key not in self.data and key not in self._included:
            self._included[key] = {}
            self._included[key] = self._write(node, criteria)

    def _shown(self, definition: Definition) -> set[str]:
        return set(self._includes.get(definition.name, definition.blank))

    def _blank_relationships(self, definition: Definition, address: str) -> dict[str, dict[str, Any]]:
        shown = self._shown(definition)
        known = {name for name in definition.blank if name not in definition.fields and name not in _OUTSIDE}
        blank: dict[str, dict[str, Any]] = {}
        for name in definition.blank:
            if name not in known or name not in shown:
                continue
            association = definition.associations.get(name)
            related = f"{address}/{_CAPITAL.sub(lambda found: '-' + found[0].lower(), name)}"
            blank[name] = {"data": [] if association and association.is_many else None, "links": {"related": related}}
        return blank
