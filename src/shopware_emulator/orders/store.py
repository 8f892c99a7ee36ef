"""The orders of this shop, in memory: packed small, opened when they are asked for."""

import marshal
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import islice

from shopware_emulator.entities.definitions import ORDER_PARTS, Row

Aggregate = dict[str, list[Row]]
"""An order with all that belongs to it: rows by entity; under `order` there is exactly one."""

HEAD_FIELDS = (
    "id orderNumber autoIncrement orderDateTime orderDate createdAt updatedAt stateId salesChannelId currencyId "
    "languageId amountTotal amountNet taxStatus"
).split()
"""What searches can look at without opening an order."""

_FASTEST = 1

Watcher = Callable[[Aggregate, Row | None], None]


class OrderStore:
    """Orders by id, and which order a part belongs to."""

    def __init__(self) -> None:
        """Start empty."""
        self._packs: dict[str, bytes] = {}
        self._heads: dict[str, Row] = {}
        self._owners: dict[str, str] = {}
        self._numbers: list[int] = []
        self.revision = 0
        """Grows with each change: what was found before may be another today."""
        self.watchers: list[Watcher] = []
        """Called with each order that was put, and the head of what it replaced."""

    def __len__(self) -> int:
        """Return how many orders there are."""
        return len(self._packs)

    def heads(self, behind: int = 0) -> Iterator[Row]:
        """Go over the searchable fields of the orders behind a running number, in the order of their coming."""
        return islice(self._heads.values(), bisect_right(self._numbers, behind), None)

    def find_head(self, order_id: str) -> Row | None:
        """Return the searchable fields of an order, if there is one of that id."""
        return self._heads.get(order_id)

    def find_owner(self, part_id: str) -> str | None:
        """Return the id of the order that a delivery, transaction or line belongs to."""
        return self._owners.get(part_id)

    def open(self, order_id: str) -> Aggregate | None:
        """Return an order, if there is one of that id: a copy that may be changed and put back."""
        pack = self._packs.get(order_id)
        if pack is None:
            return None
        aggregate: Aggregate = marshal.loads(zlib.decompress(pack))  # noqa: S302 - our own bytes
        return aggregate

    def put(self, aggregate: Aggregate) -> None:
        """Add an order, or replace the one of the same id."""
        order = aggregate["order"][0]
        known = self._heads.get(order["id"])
        if known is None:
            self._numbers.append(order["autoIncrement"])
        self._packs[order["id"]] = zlib.compress(marshal.dumps(aggregate), _FASTEST)
        self._heads[order["id"]] = {name: order.get(name) for name in HEAD_FIELDS}
        for entity in ORDER_PARTS[1:]:
            for row in aggregate.get(entity, ()):
                self._owners[row["id"]] = order["id"]
        self.revision += 1
        for watcher in self.watchers:
            watcher(aggregate, known)
