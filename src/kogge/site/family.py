"""The processes of `kogge serve`, which live and end together: forked from one that has loaded what they all need.

What was loaded before lies in memory once for all of them, where programs started one by one have it each for itself.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Self

import structlog
from setproctitle import setproctitle

LOOK_EVERY_S = 0.5
STILLBORN_S = 10
END_S = 40
"""Longer than a worker needs to end its steps in good order."""

ENDING = (signal.SIGTERM, signal.SIGINT)
FAILED = 1

log = structlog.get_logger(__name__)

Run = Callable[[], int]
"""What a process does until SIGTERM; returns its exit status."""


def keep(children: Mapping[str, Run]) -> int:
    """Keep child processes running, by their names, until SIGTERM or Ctrl-C. Returns the exit status.

    Call it before there are threads or connections: a fork would take them over half.
    """
    with stop_signal() as stopped, _Family(children) as family:
        while not stopped.wait(LOOK_EVERY_S):
            if not family.replace_dead():
                return FAILED
    return 0


@contextmanager
def stop_signal() -> Iterator[threading.Event]:
    """Turn SIGTERM and Ctrl-C into an event."""
    stopped = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in ENDING}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Family:
    """Child processes that live and end together."""

    def __init__(self, children: Mapping[str, Run]) -> None:
        self._runs = children
        self._living: dict[str, tuple[ForkProcess, float]] = {}

    def __enter__(self) -> Self:
        self._living = {name: _start(name, run) for name, run in self._runs.items()}
        return self

    def __exit__(self, *_: object) -> None:
        for child, _since in self._living.values():
            child.terminate()
        deadline = time.monotonic() + END_S
        for child, _since in self._living.values():
            child.join(max(deadline - time.monotonic(), 0.1))
            if child.is_alive():
                child.kill()
                child.join()

    def replace_dead(self) -> bool:
        """Start a dead child anew; one that dies as soon as it is born is not replaced: then return False."""
        for name, (child, since) in self._living.items():
            if child.is_alive():
                continue
            log.error("serving.child_died", process=name, status=child.exitcode)
            if time.monotonic() - since < STILLBORN_S:
                return False
            self._living[name] = _start(name, self._runs[name])
        return True


def _start(name: str, run: Run) -> tuple[ForkProcess, float]:
    child = multiprocessing.get_context("fork").Process(target=_live, args=(name, run), name=name)
    child.start()
    return child, time.monotonic()


def _live(name: str, run: Run) -> None:
    """Do a child's work, and leave at once: what it left undone may wait on threads of its own."""
    setproctitle(f"kogge: {name}")
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    status = FAILED
    try:
        status = run()
    except Exception:
        log.exception("serving.child_broke", process=name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
