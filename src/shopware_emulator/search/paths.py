"""Paths of fields in criteria, such as `transactions.stateMachineState.technicalName`."""

from collections.abc import Callable
from http import HTTPStatus

from shopware_emulator.entities.definitions import DEFINITIONS, Definition
from shopware_emulator.entities.graph import Graph, Node
from shopware_emulator.errors import failure

Reader = Callable[[Node], list[object]]
"""Returns all values that a path leads to; null where a row lacks one."""


def require_path(definition: Definition, path: str) -> str:
    """Return a path without the entity's own name in front. Raises ShopwareError (400) if it leads nowhere."""
    path = path.removeprefix(f"{definition.name}.")
    current = definition
    for name in path.split("."):
        association = current.associations.get(name)
        if association is not None:
            current = DEFINITIONS[association.target]
            continue
        if current.is_known(name):
            return path
        detail = f'Field "{name}" in entity "{current.name}" was not found.'
        parameters = {"field": name, "entity": current.name}
        raise failure(HTTPStatus.BAD_REQUEST, "FRAMEWORK__UNMAPPED_FIELD", detail, parameters)
    return path


def read_path(graph: Graph, definition: Definition, path: str) -> Reader:
    """Return what reads a valid path from a row."""
    first, _, rest = path.partition(".")
    association = definition.associations.get(first)
    if association is None:
        return _read_field(graph, first, rest.split(".") if rest else [])
    inner = read_path(graph, DEFINITIONS[association.target], rest or "id")

    def along(node: Node) -> list[object]:
        found = graph.follow(node, association)
        return [value for each in found for value in inner(each)] or [None]

    return along


def _read_field(graph: Graph, name: str, keys: list[str]) -> Reader:
    def plain(node: Node) -> list[object]:
        return [graph.value(node, name)]

    def nested(node: Node) -> list[object]:
        value = graph.value(node, name)
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return [value]

    return nested if keys else plain
