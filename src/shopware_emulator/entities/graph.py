"""How rows hang together: from the shop's tables and its orders along associations."""

from collections.abc import Iterator

from shopware_emulator.entities.definitions import DEFINITIONS, ORDER_PARTS, Association, Row
from shopware_emulator.orders.store import HEAD_FIELDS, Aggregate, OrderStore

Tables = dict[str, dict[str, Row]]

_IN_HEAD = frozenset(HEAD_FIELDS)


class Node:
    """A row in its place. Of an order only the searchable fields are there until more is asked for."""

    __slots__ = ("aggregate", "entity", "row")

    def __init__(self, entity: str, row: Row, aggregate: Aggregate | None = None) -> None:
        """Keep the row, and the order that it is a part of."""
        self.entity = entity
        self.row = row
        self.aggregate = aggregate


class Graph:
    """Finds rows, and the rows that belong to them."""

    def __init__(self, tables: Tables, orders: OrderStore) -> None:
        """Look at the shop's tables and orders."""
        self.tables = tables
        self.orders = orders

    def list_nodes(self, entity: str) -> Iterator[Node]:
        """Go over all rows of an entity; orders come unopened."""
        if entity == "order":
            return (Node(entity, head) for head in self.orders.heads())
        if entity in ORDER_PARTS:
            return self._list_parts(entity)
        return (Node(entity, row) for row in self.tables[entity].values())

    def _list_parts(self, entity: str) -> Iterator[Node]:
        for head in self.orders.heads():
            aggregate = self.orders.open(head["id"])
            if aggregate is not None:
                yield from (Node(entity, row, aggregate) for row in aggregate.get(entity, ()))

    def find(self, entity: str, row_id: str) -> Node | None:
        """Return a row by its id, whole."""
        if entity not in ORDER_PARTS:
            row = self.tables[entity].get(row_id)
            return Node(entity, row) if row is not None else None
        owner = row_id if entity == "order" else self.orders.find_owner(row_id)
        aggregate = self.orders.open(owner) if owner else None
        rows = aggregate.get(entity, ()) if aggregate is not None else ()
        return next((Node(entity, row, aggregate) for row in rows if row["id"] == row_id), None)

    def complete(self, node: Node) -> Node:
        """Open the order of a node that has its searchable fields only."""
        if node.entity == "order" and node.aggregate is None:
            node.aggregate = self.orders.open(node.row["id"])
            if node.aggregate is not None:
                node.row = node.aggregate["order"][0]
        return node

    def follow(self, node: Node, association: Association) -> list[Node]:
        """Return the nodes that an association leads to."""
        target = association.target
        if target not in ORDER_PARTS:
            return self._follow_to_tables(node, association)
        aggregate = self.complete(node).aggregate
        if aggregate is None:
            return []
        value = node.row.get(association.ours)
        rows = aggregate.get(target, ())
        return [
            Node(target, row, aggregate) for row in rows if value is not None and row.get(association.theirs) == value
        ]

    def _follow_to_tables(self, node: Node, association: Association) -> list[Node]:
        value = self.value(node, association.ours)
        table = self.tables[association.target]
        if association.theirs == "id":
            row = table.get(value) if isinstance(value, str) else None
            return [Node(association.target, row)] if row is not None else []
        return [Node(association.target, row) for row in table.values() if row.get(association.theirs) == value]

    def value(self, node: Node, name: str) -> object:
        """Return the value of a field, opening the order only where that is needed."""
        value = node.row.get(name)
        if value is None and node.aggregate is None and node.entity == "order" and name not in _IN_HEAD:
            value = self.complete(node).row.get(name)
        return DEFINITIONS[node.entity].blank.get(name) if value is None else value
