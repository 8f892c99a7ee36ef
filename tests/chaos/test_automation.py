"""Tasks and batches carried out by real workers that are killed, replaced by another release, and stopped."""

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.chaos.automations import (
    BATCH,
    CLOSE,
    COUNTED,
    DOCUMENTS,
    TASK,
    await_that,
    begin_old_batch,
    check_runs,
    count_done,
    enter_counting,
    enter_task,
    has_active,
    list_runs,
)
from tests.chaos.consoles import Console, open_console
from tests.chaos.installations import Installation, install, kill
from tests.chaos.receivers import running_hook, running_post
from tests.chaos.releases import as_release
from tests.emulators import running_emulator

ORDERS = 150
SPEED = "6"


def start_worker(office: Installation) -> "subprocess.Popen[str]":
    """Start a worker that knows the counting action, and whose clockwork is fast."""
    return office.start(SPEED, module="tests.chaos.worker")


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="on SQLite by `make soak` alone: it takes its time")
def test_automation_lives_through_hand_overs_kills_and_an_update(tmp_path: Path) -> None:
    live_through(tmp_path, ORDERS, kills=2)


@pytest.mark.soak
def test_automation_lives_through_many_kills(tmp_path: Path) -> None:
    live_through(tmp_path, 2000, kills=40)


def live_through(folder: Path, orders: int, kills: int) -> None:
    """See tasks run and tell of it, hand their service over, and survive kills and an update: each record once."""
    with (
        running_emulator("--orders", str(orders), "--seed", "3", "--quota", "100000") as emulator,
        running_hook(503) as hook,
        running_post(is_away=True) as post,
        install(folder, emulator.url, KOGGE_EMAIL_URL=f"smtp://127.0.0.1:{post.port}") as office,
        open_console(office) as console,
    ):
        tell = [{"kind": "webhook", "recipient": hook.url}, {"kind": "mail", "recipient": "chef@example.de"}]
        retrieving = enter_task(console, messages=[each | {"condition": "data_processed"} for each in tell])
        workers = [start_worker(office), start_worker(office)]
        await_that(lambda: count_done(console, retrieving) and post.attempts)
        post.is_away = False
        documents = console.ask(DOCUMENTS)
        assert list_runs(console, retrieving)[0]["counts"]["created"] == documents > 50
        workers = hand_over(office, console, retrieving, workers)
        await_that(lambda: len(hook.calls) == 2 and post.mails)
        assert hook.keys[0] == hook.keys[1]
        assert hook.calls[1][1]["counts"]["created"] == documents

        counting = enter_counting(console)
        batch = begin_old_batch(console, "test.count", "documents.remap")
        workers = kill_workers(as_release(office, "99.1", folder / "release"), console, counting, workers, kills)
        before = count_done(console, counting)
        await_that(lambda: count_done(console, counting) > before)
        for task in (retrieving, counting):
            console.ask(CLOSE, task)
        await_that(lambda: console.ask(BATCH, batch)["state"] == "done")
        await_that(lambda: not any(has_active(console, task) for task in (retrieving, counting)))
        for worker in workers:
            worker.terminate()
            office.finish(worker)
        check_batches(console, batch, counting, documents)
        check_runs(list_runs(console, retrieving))
        office.check_books()


def hand_over(
    office: Installation, console: Console, task: int, workers: "list[subprocess.Popen[str]]"
) -> "list[subprocess.Popen[str]]":
    """Stop the worker that holds the service: the other one has it at once, and its next run; return who is left."""
    holder = console.ask(TASK, task)["holder"]
    workers.sort(key=lambda worker: f":{worker.pid}:" not in holder)
    leaving, staying = workers
    leaving.terminate()
    await_that(lambda: f":{staying.pid}:" in console.ask(TASK, task)["holder"], within_s=15)
    office.finish(leaving)
    await_that(lambda: f":{staying.pid}:" in list_runs(console, task)[-1]["executor"])
    return [staying]


def kill_workers(
    office: Installation, console: Console, task: int, workers: "list[subprocess.Popen[str]]", kills: int
) -> "list[subprocess.Popen[str]]":
    """Kill workers while a task's run is under way, and start others in their place; return who lives."""
    chance = random.Random(7)
    for _ in range(kills):
        await_that(lambda: any(run["state"] == "running" for run in list_runs(console, task)))
        time.sleep(chance.random() * 1.5)
        kill(workers.pop(0))
        workers.append(start_worker(office))
        if len(workers) < 2:
            workers.append(start_worker(office))
    return workers


def check_batches(console: Console, batch: int, task: int, documents: int) -> None:
    """Require that the batch, and each run of the task, did each document once: whoever died over it, and how often."""
    told = console.ask(BATCH, batch)
    assert told["seen"] == documents
    assert sum(told["counts"].values()) == 2 * documents
    runs = check_runs(list_runs(console, task))
    assert {run["counts"]["changed"] for run in runs} == {documents}
    assert console.ask(COUNTED) == [1 + len(runs)] * documents
