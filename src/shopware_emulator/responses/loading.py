"""What an answer loads along with a row: the associations that criteria ask for, and those that always come."""

from collections.abc import Iterator

from shopware_emulator.entities.definitions import DEFINITIONS, Association
from shopware_emulator.entities.graph import Graph, Node
from shopware_emulator.search.criteria import Criteria
from shopware_emulator.search.running import order_nodes

PLAIN = Criteria()


def load(graph: Graph, node: Node, criteria: Criteria) -> Iterator[tuple[str, Association, Criteria, list[Node]]]:
    """Return each loaded association with its criteria and the rows it leads to."""
    for name, association in DEFINITIONS[node.entity].associations.items():
        inner = criteria.associations.get(name)
        if inner is None and not association.is_autoloaded:
            continue
        inner = inner or PLAIN
        yield name, association, inner, _narrow(graph, association, graph.follow(node, association), inner)


def _narrow(graph: Graph, association: Association, nodes: list[Node], criteria: Criteria) -> list[Node]:
    if not association.is_many or not (criteria.filters or criteria.sorting or criteria.limit or criteria.term):
        return nodes
    by_id = {node.row["id"]: node for node in nodes}
    ids = order_nodes(graph, association.target, nodes, criteria)
    end = criteria.offset + criteria.limit if criteria.limit else None
    return [by_id[each] for each in ids[criteria.offset : end]]
