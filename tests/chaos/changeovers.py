"""The chaos of a changeover: both ways at full speed, killed, restored, on wrong clocks, while the owner changes."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.chaos import changeover_programs as programs
from tests.chaos.automations import await_that, enter_task
from tests.chaos.backups import Backup
from tests.chaos.consoles import Console, open_console
from tests.chaos.installations import Installation, install
from tests.chaos.launchers import Launched, Launcher, open_launcher
from tests.chaos.shops import TOLD_WITHIN_S, Shop, keep_shop
from tests.emulators import running_emulator, running_shop

MODULE = "tests.chaos.changeover_process"
SKEW_S = 120
"""So far, in both directions, is a host's clock from the platform's."""
STEP_S = (60, 400)
"""So far goes the platforms' time on from turn to turn, in which new orders arrive."""
PAUSE_S = 1.0
BY_HAND = 0.3
"""In so many turns somebody tries the synchronisation by hand."""
SETTLED_S = 2 * 3600
"""After so long listings and reports tell all there is."""
COMMANDS = (
    ("sync", "Alle", "--json"),
    ("retrieve", "Amazon", "--json"),
    ("retrieve", "Amazon", "--backfill", "--json"),
)
CALM_STATUS = {0, 1}
AT_ONCE = 3
AT_WORK_WITHIN_S = 60
DONE_WITHIN_S = 1800
SERVED_WITHIN_S = 300
"""A shop that serves nobody for so long stands still, on the slowest machine."""
LOOK_EVERY_S = 0.25


@dataclass
class Chaos:
    """An installation in the middle of its changeover, and what was done to it."""

    office: Installation
    console: Console
    launcher: Launcher
    amazon: str
    shop: Shop
    backup: Backup
    log: Path
    chance: random.Random = field(default_factory=lambda: random.Random(9))
    done: Counter[str] = field(default_factory=Counter)
    running: list[Launched] = field(default_factory=list)
    worker: Launched | None = None

    def now(self) -> datetime:
        """Return the platform's time."""
        told: str = httpx.get(f"{self.amazon}/emulator/clock", timeout=TOLD_WITHIN_S).json()["now"]
        return datetime.fromisoformat(told)

    def advance(self, seconds: float) -> None:
        """Let time go on at the platforms."""
        for url in (self.amazon, self.shop.url):
            httpx.post(f"{url}/emulator/clock", timeout=TOLD_WITHIN_S, json={"advance_s": seconds}).raise_for_status()

    def place(self, orders: int) -> None:
        """Let buyers order at the marketplace, and some of those that were pending pay."""
        httpx.post(f"{self.amazon}/emulator/rush", timeout=TOLD_WITHIN_S, json={"count": orders}).raise_for_status()
        pending = [each["orderId"] for each in self.list_orders() if each["fulfillmentStatus"] == "PENDING"]
        for order in pending[: orders // 20]:
            event = {"event": "clear_payment"}
            httpx.post(
                f"{self.amazon}/emulator/orders/{order}/events", timeout=TOLD_WITHIN_S, json=event
            ).raise_for_status()
        self.done["orders"] += orders

    def list_orders(self) -> list[dict[str, Any]]:
        """Return what the marketplace itself knows."""
        orders: list[dict[str, Any]] = httpx.get(f"{self.amazon}/emulator/orders", timeout=TOLD_WITHIN_S).json()[
            "orders"
        ]
        return orders

    def start(self, *words: str, skew_s: float = SKEW_S) -> Launched:
        """Start a command on a host whose clock is somewhat wrong."""
        ahead_s = (self.now() - datetime.now(UTC)).total_seconds() + self.chance.uniform(-skew_s, skew_s)
        return self.launcher.start(str(ahead_s), *words)

    def change_way(self) -> str:
        """Cut over, or fall back, at an instant somewhere near; return the way that the orders come by then."""
        fence = self.now() + timedelta(seconds=self.chance.uniform(-900, 120))
        way: str = self.change(programs.CHANGE_WAY, fence.isoformat())
        self.done[f"changes to {way}"] += 1
        return way

    def change(self, program: str, *words: str) -> Any:
        """Change something about the marketplace, once the shop served whoever waited there at the last change."""
        self.await_that(self.shop.has_gone_on, SERVED_WITHIN_S)
        self.shop.place()
        waiting, began = self.shop.find_waiting(), time.monotonic()
        answer = self.console.ask(program, *words, self.now().isoformat())
        self.shop.note_change(waiting, began)
        return answer

    def sync_by_hand(self) -> None:
        """Try the synchronisation by hand."""
        assert self.console.ask(programs.SYNC_BY_HAND, self.now().isoformat()) == "refused"
        self.done["manual syncs"] += 1

    def turn(self, orders: int) -> None:
        """Let orders arrive and both ways fetch them, while the owner changes and one of the processes dies."""
        self.begin_worker(SKEW_S)
        self.place(orders)
        self.advance(self.chance.uniform(*STEP_S))
        free = AT_ONCE - len(self.running)
        self.running += [self.start(*words) for words in self.chance.sample(COMMANDS, 2)[:free]]
        self.await_work(orders // 4)
        for _ in range(self.chance.randrange(1, 4)):
            time.sleep(self.chance.random() * PAUSE_S)
            self.change_way()
            self.advance(1)
        if self.chance.random() < BY_HAND:
            self.sync_by_hand()
        time.sleep(self.chance.random() * 2 * PAUSE_S)
        self.kill_one()

    def begin_worker(self, skew_s: float) -> None:
        """Start a worker where none is at work any more."""
        if self.worker is None:
            self.worker = self.start("worker", skew_s=skew_s)
            self.shop.lighten()

    def await_work(self, orders: int) -> None:
        """Wait until so many orders are documents: not only the way that rejects them is at work, but who owns them."""
        until, before = time.monotonic() + AT_WORK_WITHIN_S, self.count()["Amazon"]
        while self.count()["Amazon"] - before < orders and time.monotonic() < until:
            time.sleep(LOOK_EVERY_S)
            self.advance(LOOK_EVERY_S)

    def kill_one(self) -> None:
        """Kill one of the processes that are at work."""
        self.reap()
        alive = [each for each in (*self.running, self.worker) if each is not None]
        if alive:
            victim = self.chance.choice(alive)
            victim.kill()
            self.done["kills"] += 1
            self.running = [each for each in self.running if each is not victim]
            self.worker = None if victim is self.worker else self.worker

    def reap(self) -> None:
        """Let go of what has come to its end, and require that it ended well; a worker never does by itself."""
        assert self.worker is None or self.worker.poll() is None, self.log.read_text()[-3000:]
        for each in [each for each in self.running if each.poll() is not None]:
            assert each.status in CALM_STATUS, (each.words, each.status, self.log.read_text()[-3000:])
            self.done["commands ended"] += 1
            self.running.remove(each)

    def kill_all(self) -> None:
        """Kill everything at once, as a power cut does."""
        self.reap()
        self.shop.darken()
        for each in (*self.running, self.worker):
            if each is not None:
                each.kill()
                self.done["kills"] += 1
        self.running, self.worker = [], None

    def back_up(self) -> None:
        """Lose the power, and take a backup before anything runs again."""
        self.kill_all()
        with self.shop.unwatched():
            self.backup.make()
        self.done["backups"] += 1

    def restore(self) -> None:
        """Lose the power, and with it all that came after the last backup."""
        self.kill_all()
        self.check_shop()
        with self.shop.unwatched():
            self.backup.restore()
        self.done["restores"] += 1

    def settle(self) -> None:
        """Let the forgotten schedule run a last time, then give everything to the Cloud and fetch the rest."""
        self.kill_all()
        self.advance(SETTLED_S)
        self.begin_worker(0)
        while self.change_way() != "old":
            pass
        self.finish(programs.SYNC)
        self.change(programs.CHANGE_WAY, (self.now() - timedelta(days=400)).isoformat())
        self.change(programs.TAKE_REST)
        self.change(programs.SPLIT)
        self.finish(programs.RETRIEVE)
        self.await_that(self.shop.has_gone_on, SERVED_WITHIN_S)
        self.shop.closed.set()
        self.await_that(lambda: not self.shop.find_waiting(), SERVED_WITHIN_S)
        self.check_shop()

    def check_shop(self) -> None:
        """Require that nothing of the shop's was refused, rejected or left out, and no retrieval of it failed."""
        troubles = self.console.ask(programs.LIST_SHOP_TROUBLES)
        assert troubles == [], troubles

    def finish(self, program: str) -> None:
        """Leave something to the worker, and wait until it has come to its end."""
        kind, begun = self.console.ask(program, self.now().isoformat())
        self.await_that(lambda: self.console.ask(programs.STATE, kind, begun) != "running")
        assert self.console.ask(programs.STATE, kind, begun) == "done", (program, begun)

    def await_that(self, told: Callable[[], bool], within_s: float = DONE_WITHIN_S) -> None:
        """Wait until something is told that is true, while the worker works and time goes on."""

        def look() -> bool:
            assert self.worker is not None
            assert self.worker.poll() is None, self.log.read_text()[-3000:]
            self.advance(LOOK_EVERY_S)
            return told()

        await_that(look, within_s=within_s, every_s=LOOK_EVERY_S)

    def check_log(self) -> None:
        """Require that nothing unforeseen happened."""
        broken = [line for line in self.log.read_text().splitlines() if "Traceback" in line]
        assert not broken, broken[0][-3000:]

    def count(self) -> dict[str, int]:
        """Count documents and rejected orders."""
        counted: dict[str, int] = self.console.ask(programs.COUNT)
        return counted


@contextmanager
def changing_over(folder: Path) -> Iterator[Chaos]:
    """Provide an installation whose marketplace is fetched both ways, by a forgotten schedule and by a task."""
    quick = ("--orders", "0", "--quota", "100000", "--clock", "virtual")
    with (
        running_emulator(*quick) as amazon,
        running_shop("--orders", "0", "--clock", "virtual") as shop_emulator,
        install(folder, amazon.url) as office,
        open_console(office) as console,
        open_launcher(office, MODULE, folder / "processes.log") as launcher,
    ):
        httpx.post(f"{amazon.url}/emulator/reports", timeout=TOLD_WITHIN_S, json={"seconds": 0}).raise_for_status()
        console.ask(programs.SET_UP, shop_emulator.url)
        enter_task(console, name="Amazon", platform="Amazon")
        backup = Backup(office)
        backup.make()
        with keep_shop(shop_emulator.url, office) as shop:
            chaos = Chaos(office, console, launcher, amazon.url, shop, backup, folder / "processes.log")
            try:
                yield chaos
            finally:
                for each in (*chaos.running, *filter(None, [chaos.worker])):
                    each.kill()
                backup.delete()
