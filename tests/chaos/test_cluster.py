"""Several hosts that share nothing but a database: killed, cut off and back again, they lose and double nothing."""

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.chaos.automations import (
    CLOSE,
    COUNTED,
    DOCUMENTS,
    KNOWN,
    await_that,
    check_moments,
    check_runs,
    count_done,
    enter_counting,
    enter_task,
    has_active,
    list_runs,
)
from tests.chaos.clusters import Cluster, Node, running_cluster
from tests.chaos.consoles import Console, open_console
from tests.chaos.networks import NetworkForbidden

BEAT = {"trigger": {"trigger": "daily", "interval_s": 5}}
"""A task of fixed moments: each has one run, or the event log says that it was missed."""


@dataclass(frozen=True)
class Course:
    """What a cluster goes through. `speed` is that of the clockwork which tells who lives."""

    orders: int
    kills: int
    cuts: int
    speed: float
    hosts: int = 3
    rush: int = 0
    rush_s: float = 0

    @property
    def cut_s(self) -> float:
        """Longer than it takes until a silent host counts as dead, and its services as free."""
        return 45 / self.speed

    @property
    def within_s(self) -> float:
        """How long others may take until they carry a silent host's work on."""
        return 120 / self.speed + 20


SHORT = Course(orders=800, kills=3, cuts=1, speed=6)
LONG = Course(orders=4000, kills=50, cuts=2, speed=1, rush=16_000, rush_s=1500)


def test_hosts_die_and_are_cut_off(tmp_path: Path) -> None:
    if not os.environ.get("DATABASE_URL"):
        pytest.skip("needs PostgreSQL")
    go_through(SHORT, tmp_path)


@pytest.mark.soak
def test_hosts_die_and_are_cut_off_over_and_over(tmp_path: Path) -> None:
    go_through(LONG, tmp_path)


def go_through(course: Course, folder: Path) -> None:
    """Let hosts die and be cut off while orders arrive and tasks run, then look at everything that they did."""
    chance = random.Random(9)
    with (
        permitted(),
        running_cluster(folder, course.hosts, course.orders, course.speed) as cluster,
        open_console(cluster.office) as console,
    ):
        counting = enter_counting(console)
        tasks = {"Abruf": enter_task(console), "Zählen": counting, "Takt": enter_task(console, name="Takt", **BEAT)}
        await_that(lambda: count_done(console, tasks["Abruf"]))
        if course.rush:
            cluster.rush(course.rush, course.rush_s)
        plan = ["kill"] * course.kills
        for place in range(course.cuts):
            plan.insert((place + 1) * len(plan) // (course.cuts + 1), "cut")
        for event in plan:
            time.sleep(chance.random() * 2)
            node = await_that(lambda: find_busy(cluster, chance))
            if event == "cut":
                cut_off(cluster, node, course)
            else:
                kill_host(cluster, node, course, stays_away=chance.random() < 0.7)
        await_end(console, course, list(tasks.values()))
        for node in cluster.nodes:
            node.stop()
        report(course, cluster)
        check_books(console, cluster, course, tasks)
        assert sum(node.count_events("engine.taken_for_dead") for node in cluster.nodes) >= course.cuts


@contextmanager
def permitted() -> Iterator[None]:
    """Skip where a network of one's own is not permitted."""
    try:
        yield
    except NetworkForbidden as error:
        pytest.skip(str(error))


def find_busy(cluster: Cluster, chance: random.Random) -> Node | None:
    """Return one of the hosts that have work just now."""
    busy = [node for node in cluster.nodes if cluster.list_work(node)[1]]
    return chance.choice(busy) if busy else None


def kill_host(cluster: Cluster, node: Node, course: Course, *, stays_away: bool) -> None:
    """Kill a host's worker; the host is back only when others carry its work on, or its next worker does it."""
    work = cluster.list_work(node)
    node.kill()
    if not stays_away:
        node.start()
    cluster.measure_recovery(work, course.within_s, "killed hosts" if stays_away else "restarted workers")
    if stays_away:
        node.start()


def cut_off(cluster: Cluster, node: Node, course: Course) -> None:
    """Cut a host off until others carry its work on, and for as long as it counts as dead at least; then mend it."""
    work = cluster.list_work(node)
    since = time.monotonic()
    node.host.cut()
    cluster.measure_recovery(work, course.within_s, "cut-off hosts")
    time.sleep(max(course.cut_s - (time.monotonic() - since), 0))
    node.host.mend()


def await_end(console: Console, course: Course, tasks: list[int]) -> None:
    """Wait until everything has been retrieved, and let each task's last run end."""
    wanted = course.orders + course.rush
    await_that(lambda: console.ask(KNOWN) == wanted, within_s=course.rush_s + course.within_s * 10)
    before = [count_done(console, task) for task in tasks]
    await_that(
        lambda: all(count_done(console, task) > done for task, done in zip(tasks, before, strict=True)),
        within_s=course.within_s * 10,
    )
    for task in tasks:
        console.ask(CLOSE, task)
    await_that(lambda: not any(has_active(console, task) for task in tasks), within_s=course.within_s * 10)


def check_books(console: Console, cluster: Cluster, course: Course, tasks: dict[str, int]) -> None:
    """Require each order once, each task once per moment and never beside itself, each record of a batch once."""
    assert cluster.office.check_books()["listed"] == course.orders + course.rush
    runs = {name: check_runs(list_runs(console, task)) for name, task in tasks.items()}
    created = sum(run["counts"].get("created", 0) for name in ("Abruf", "Takt") for run in runs[name])
    assert created == console.ask(DOCUMENTS)
    counted = sum(run["counts"].get("changed", 0) for run in runs["Zählen"])
    lines = console.ask(COUNTED)
    assert sum(lines) == counted
    # Documents came one after the other: the first ones were counted by each run that found any, and once by each.
    assert max(lines) == sum(1 for run in runs["Zählen"] if run["counts"])
    check_moments(console, tasks["Takt"], runs["Takt"], interval_s=5)


def report(course: Course, cluster: Cluster) -> None:
    """Print how long it took until others carried on what a killed or cut-off host had under way."""
    sys.stdout.write(
        f"\n{course.orders + course.rush} orders, {course.hosts} hosts, clockwork x {course.speed:g},"
        f" load {os.getloadavg()[0]:.1f}; work was carried on after\n"
    )
    for kind, took in cluster.recoveries.items():
        p50, longest = statistics.median(took), max(took)
        sys.stdout.write(f"  p50 {p50:.1f} s, max {longest:.1f} s: {len(took)} {kind}\n")
