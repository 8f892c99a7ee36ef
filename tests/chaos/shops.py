"""A shop beside a changeover: its orders trickle in all the time, and it is noted when each had its document."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import httpx
import psycopg

from tests.chaos.installations import Installation

LOOK_EVERY_S = 0.1
ORDER_EVERY_S = 0.6
TOLD_WITHIN_S = 60
"""An emulator answers within this, however much else the machine does."""
TAKEN = """
SELECT document.id, document.order_reference
FROM documents_document document JOIN platforms_platform platform ON platform.id = document.platform_id
WHERE platform.name = 'Shopware' AND document.id > """


@dataclass(frozen=True)
class Change:
    """A change of the marketplace's way: when it was done, and the shop's orders that waited or came meanwhile."""

    at: float
    waiting: frozenset[str]


@dataclass
class Shop:
    """A shop and its orders by number: when each was placed, and when it first had a document (monotonic seconds).

    `dark` are the times in which nothing was at work: at first, after a power cut, while a backup is made or restored.
    """

    url: str
    office: Installation
    placed: dict[str, float] = field(default_factory=dict)
    taken: dict[str, float] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    dark: list[tuple[float, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closed: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    watching: "Future[None]" = field(default_factory=Future)
    _dark_since: float | None = field(default_factory=time.monotonic)
    _seen: int = 0

    def place(self) -> None:
        """Let somebody order, who pays at once."""
        at = time.monotonic()
        placed = httpx.post(f"{self.url}/emulator/rush", json={"count": 1}, timeout=TOLD_WITHIN_S).raise_for_status()
        address = f"{self.url}/emulator/orders/{placed.json()['ids'][0]}/events"
        number: str = (
            httpx.post(address, json={"event": "pay"}, timeout=TOLD_WITHIN_S).raise_for_status().json()["orderNumber"]
        )
        self.placed[number] = at

    def find_waiting(self) -> set[str]:
        """Return the orders that have no document yet."""
        return set(self.placed).difference(self.taken)

    def note_change(self, waiting: set[str], began: float) -> None:
        """Note that the marketplace's way was changed, and which of the shop's orders waited or came meanwhile."""
        meanwhile = {number for number, at in list(self.placed.items()) if at >= began}
        self.changes.append(Change(time.monotonic(), frozenset(waiting | meanwhile)))

    def has_gone_on(self) -> bool:
        """Tell whether those who waited at the last change were served, as long as somebody looks."""
        if self.watching.done():
            self.watching.result()
        return not self.changes or self.changes[-1].waiting <= self.taken.keys()

    def watch(self) -> None:
        """Let orders trickle in until it is closed, and note what became of them until it is stopped."""
        order_at = time.monotonic()
        while not self.stopped.wait(LOOK_EVERY_S):
            if time.monotonic() >= order_at and not self.closed.is_set():
                self.place()
                order_at = time.monotonic() + ORDER_EVERY_S
            self.look()

    def look(self) -> None:
        """Note which orders have their documents."""
        with self.lock:
            found = self._read()
            for row, number in found:
                self._seen = max(self._seen, row)
                self.taken.setdefault(number, time.monotonic())

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Leave the database alone for a while; afterwards it may be an older one."""
        with self.lock:
            yield
            self._seen = 0

    def darken(self) -> None:
        """Note that the power is lost."""
        self._dark_since = self._dark_since or time.monotonic()

    def lighten(self) -> None:
        """Note that somebody is at work again."""
        if self._dark_since is not None:
            self.dark.append((self._dark_since, time.monotonic()))
            self._dark_since = None

    def measure(self) -> dict[str, float]:
        """Return the figures of the run: how the shop's orders came in, without the times in the dark and with them."""
        arrivals = sorted(self.taken.values())
        waits = [(self.placed[each], at) for each, at in self.taken.items()]
        between = [*self._list_phases(arrivals)]
        return {
            "shop_orders": len(self.placed),
            "shop_phases": len(between),
            "shop_fewest_in_a_phase": min(between),
            "shop_waited_at_changes": sum(len(each.waiting) for each in self.changes),
            "shop_longest_gap_s": round(max(self._without_dark(*each) for each in pairwise(arrivals)), 1),
            "shop_longest_gap_with_power_cuts_s": round(max(b - a for a, b in pairwise(arrivals)), 1),
            "shop_longest_wait_s": round(max(self._without_dark(*each) for each in waits), 1),
            "dark_s": round(sum(b - a for a, b in self.dark), 1),
        }

    def _list_phases(self, arrivals: list[float]) -> Iterator[int]:
        """Yield how many orders came in between each two changes of way."""
        for before, after in pairwise(each.at for each in self.changes):
            yield sum(before < each <= after for each in arrivals)

    def _without_dark(self, begun: float, ended: float) -> float:
        dark = sum(max(0.0, min(ended, b) - max(begun, a)) for a, b in self.dark)
        return ended - begun - dark

    def _read(self) -> list[tuple[int, str]]:
        server = self.office.environment["DATABASE_URL"]
        if server:
            with psycopg.connect(server, options="-c search_path=office") as connection:
                return connection.execute(f"{TAKEN}{self._seen}".encode()).fetchall()
        file = Path(self.office.environment["KOGGE_HOME"]) / "office.sqlite3"
        with closing(sqlite3.connect(file, timeout=30)) as connection_to_file:
            return connection_to_file.execute(f"{TAKEN}{self._seen}").fetchall()


@contextmanager
def keep_shop(url: str, office: Installation) -> Iterator[Shop]:
    """Provide a shop in which people order until the end."""
    shop = Shop(url, office)
    with ThreadPoolExecutor(1) as pool:
        shop.watching = pool.submit(shop.watch)
        try:
            yield shop
        finally:
            shop.stopped.set()
        shop.watching.result()
