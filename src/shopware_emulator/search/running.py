"""Answers searches: which rows, in which order, and how many there are in all."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from shopware_emulator.entities.definitions import DEFINITIONS
from shopware_emulator.entities.graph import Graph, Node
from shopware_emulator.search.criteria import EXACT_TOTAL, NEXT_PAGES, NO_TOTAL, Criteria, Sorting
from shopware_emulator.search.filters import Test, build_test, comparable
from shopware_emulator.search.paths import read_path

RUNNING_NUMBER = "autoIncrement"
BY_RUNNING_NUMBER: Sorting = ((RUNNING_NUMBER, False),)
REMEMBERED = 16
PAGES_AHEAD = 6
SEARCHED = {
    "order": ("orderNumber", "orderCustomer.email", "orderCustomer.lastName", "orderCustomer.customerNumber"),
    "product": ("productNumber", "name", "ean"),
    "customer": ("customerNumber", "email", "lastName"),
}
"""Where a search term is looked for; elsewhere in `name`."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of ids, and the total that Shopware tells with it."""

    total: int
    ids: list[str]


class Searcher:
    """Finds rows. What was found for orders is remembered until one of them changes: pages follow each other."""

    def __init__(self, graph: Graph) -> None:
        """Search in a shop."""
        self._graph = graph
        self._remembered: dict[str, list[str]] = {}
        self._revision = -1

    def search(self, entity: str, criteria: Criteria, shuffle: int = 0) -> Found:
        """Return a page. With `shuffle`, rows of equal sorting come in another order, as from a database."""
        if _is_running(entity, criteria) and not shuffle:
            ids = self._read_on(criteria)
            return Found(len(ids), ids)
        ids = self._list_ids(entity, criteria, shuffle)
        begin = criteria.offset
        end = len(ids) if criteria.limit is None else begin + criteria.limit
        page = ids[begin:end]
        if criteria.total_mode == EXACT_TOTAL:
            return Found(len(ids), page)
        if criteria.total_mode == NEXT_PAGES and criteria.limit is not None:
            return Found(len(ids[begin : begin + criteria.limit * PAGES_AHEAD + 1]), page)
        return Found(len(page), page)

    def _read_on(self, criteria: Criteria) -> list[str]:
        """Return a page of the orders behind a running number: they lie in its order, so that few are looked at."""
        tests = [build_test(self._graph, "order", each) for each in criteria.filters]
        nodes = (Node("order", head) for head in self._graph.orders.heads(_find_number(criteria)))
        passing = (str(node.row["id"]) for node in nodes if all(test(node) for test in tests))
        return list(islice(passing, criteria.limit))

    def _list_ids(self, entity: str, criteria: Criteria, shuffle: int) -> list[str]:
        if entity != "order" or shuffle:
            return self._find(entity, criteria, shuffle)
        if self._revision != self._graph.orders.revision or len(self._remembered) > REMEMBERED:
            self._remembered.clear()
            self._revision = self._graph.orders.revision
        key = repr((criteria.ids, criteria.filters, criteria.sorting, criteria.term))
        if key not in self._remembered:
            self._remembered[key] = self._find(entity, criteria, shuffle)
        return self._remembered[key]

    def _find(self, entity: str, criteria: Criteria, shuffle: int) -> list[str]:
        nodes: Iterable[Node] = self._graph.list_nodes(entity)
        if criteria.ids is not None:
            found = (self._graph.find(entity, each) for each in criteria.ids)
            nodes = (node for node in found if node is not None)
        return order_nodes(self._graph, entity, nodes, criteria, shuffle)


def _is_running(entity: str, criteria: Criteria) -> bool:
    """Tell whether a search goes through the orders by their running numbers, a first page without a total."""
    is_first = criteria.ids is None and criteria.limit is not None and not criteria.offset and not criteria.term
    is_uncounted = criteria.total_mode == NO_TOTAL
    return entity == "order" and is_first and is_uncounted and criteria.sorting == BY_RUNNING_NUMBER


def _find_number(criteria: Criteria) -> int:
    """Return the running number that all wanted orders lie behind."""
    ranges = (each.value for each in criteria.filters if (each.kind, each.path) == ("range", RUNNING_NUMBER))
    return max((bound for each in ranges if isinstance(bound := each.get("gt"), int)), default=0)


def order_nodes(graph: Graph, entity: str, nodes: Iterable[Node], criteria: Criteria, shuffle: int = 0) -> list[str]:
    """Return the ids of the nodes that pass the filters, sorted."""
    tests = [build_test(graph, entity, each) for each in criteria.filters]
    tests += [_build_term_test(graph, entity, criteria.term)] if criteria.term else []
    readers = [read_path(graph, DEFINITIONS[entity], path) for path, _ in criteria.sorting]
    rows = [
        ([_sort_key(read(node)[0]) for read in readers], str(node.row["id"]))
        for node in nodes
        if all(test(node) for test in tests)
    ]
    if criteria.ids is None or criteria.sorting:
        _sort(rows, criteria.sorting, shuffle)
    return [row_id for _, row_id in rows]


def _sort(rows: list[tuple[list[tuple[bool, object]], str]], sorting: Sorting, shuffle: int) -> None:
    """Sort by the last criterion first; rows that are equal in all of them stay in the order of their ids."""
    rows.sort(key=(lambda row: zlib.crc32(f"{shuffle}{row[1]}".encode())) if shuffle else (lambda row: row[1]))
    for index, (_, is_descending) in reversed(list(enumerate(sorting))):
        rows.sort(key=lambda row: row[0][index], reverse=is_descending)


def _sort_key(value: object) -> tuple[bool, object]:
    """Return what a value is sorted by: nulls come first."""
    return (value is not None, 0 if value is None else comparable(value))


def _build_term_test(graph: Graph, entity: str, term: str) -> Test:
    readers = [read_path(graph, DEFINITIONS[entity], path) for path in SEARCHED.get(entity, ("name",))]
    words = term.casefold().split()

    def passes(node: Node) -> bool:
        texts = [str(value).casefold() for read in readers for value in read(node) if value is not None]
        return all(any(word in text for text in texts) for word in words)

    return passes
