"""Processes die at random moments and work beside each other: one document an order, and no gap in the numbers."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.installations import Installation, install, kill
from tests.emulators import running_emulator

ORDERS = 500
LONG_ORDERS = 5000
QUOTA = "100000"

WORK_S = 3.0
"""From joining the engine to the end of its work a process needs about so long: it is killed somewhere in between."""


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation against an Emulator whose orders are many pages."""
    orders = LONG_ORDERS if request.node.get_closest_marker("soak") else ORDERS
    with (
        running_emulator("--orders", str(orders), "--seed", "3", "--quota", QUOTA) as emulator,
        install(tmp_path, emulator.url) as installation,
    ):
        yield installation


def kill_retrievals(office: Installation, times: int, seed: int, *words: str) -> None:
    """Start retrievals and kill each at a random moment, so that some die before, in and after their work."""
    chance = random.Random(seed)
    for _ in range(times):
        process = office.start("retrieve", "Amazon", "--json", *words)
        office.await_engine(process)
        time.sleep(chance.random() * WORK_S)
        kill(process)


def test_two_retrievals_at_once(office: Installation) -> None:
    both = [office.start("retrieve", "Amazon", "--json") for _ in range(2)]
    for process in both:
        office.finish(process)
    assert office.check_books()["listed"] == ORDERS


def test_killed_retrievals_are_finished_by_the_next(office: Installation) -> None:
    kill_retrievals(office, 4, seed=11)
    office.ask("retrieve", "Amazon")
    assert office.check_books()["listed"] == ORDERS


def test_a_worker_resumes_what_a_killed_one_left(office: Installation) -> None:
    run_id = office.enqueue_retrieval()
    first = office.start("worker")
    office.await_engine(first)
    time.sleep(2)
    kill(first)
    second = office.start("worker")
    try:
        assert office.await_run(run_id) == "done"
    finally:
        second.terminate()
        office.finish(second)
    assert office.check_books()["listed"] == ORDERS


def test_a_retrieval_that_waits_for_a_worker_holds_up_no_other(office: Installation) -> None:
    run_id = office.enqueue_retrieval()
    assert office.ask("retrieve", "Amazon")["resumed_runs"] == 0
    worker = office.start("worker")
    try:
        assert office.await_run(run_id) == "done"
    finally:
        worker.terminate()
        office.finish(worker)
    office.check_books()


@pytest.mark.soak
def test_many_kills_of_many_processes(office: Installation) -> None:
    """The long form: kills over and over while a worker and other retrievals run beside, backfills among them."""
    chance = random.Random(5)
    worker = office.start("worker")
    for turn in range(20):
        office.enqueue_retrieval()
        beside = office.start("retrieve", "Amazon", "--json")
        kill_retrievals(office, 1, turn, *(["--backfill"] if turn % 3 == 0 else []))
        if chance.random() < 0.5:
            kill(worker)
            worker = office.start("worker")
        kill(beside) if chance.random() < 0.5 else office.finish(beside)
    worker.terminate()
    office.finish(worker)
    office.ask("retrieve", "Amazon", "--backfill")
    assert office.check_books()["listed"] == LONG_ORDERS
