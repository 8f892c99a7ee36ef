"""The processes of `kogge serve`, which live and end together. It stays as long as they do, and so imports little.

python -m kogge.site.family HOST PORT
"""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

import structlog

from kogge.infrastructure.telemetry import configure_logging

THREADS = 8
"""Requests answered at once by one web process."""

LOOK_EVERY_S = 0.5
STILLBORN_S = 10
END_S = 40
"""Longer than a worker needs to end its steps in good order."""

log = structlog.get_logger("kogge.site.family")


def keep(host: str, port: int) -> int:
    """Keep a web server and a worker running until SIGTERM or Ctrl-C. Returns the exit status."""
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1"]
    web += ["--blocking-threads", str(THREADS), "--log-level", "warning", "kogge.site.wsgi:application"]
    with stop_signal() as stopped, _Family([web, ["kogge.main", "worker"]]) as family:
        log.info("serving", url=f"http://{host}:{port}/")
        while not stopped.wait(LOOK_EVERY_S):
            if not family.replace_dead():
                return 1
    return 0


@contextmanager
def stop_signal() -> Iterator[threading.Event]:
    """Turn SIGTERM and Ctrl-C into an event."""
    stopped = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Family:
    """Child processes that live and end together: Python modules with their arguments."""

    def __init__(self, commands: list[list[str]]) -> None:
        self._commands = commands
        self._children: list[tuple[subprocess.Popen[bytes], float]] = []

    def __enter__(self) -> Self:
        self._children = [_start(each) for each in self._commands]
        return self

    def __exit__(self, *_: object) -> None:
        for child, _since in self._children:
            child.terminate()
        deadline = time.monotonic() + END_S
        for child, _since in self._children:
            try:
                child.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def replace_dead(self) -> bool:
        """Start a dead child anew; one that dies as soon as it is born is not replaced: then return False."""
        for place, (child, since) in enumerate(self._children):
            if child.poll() is None:
                continue
            log.error("serving.child_died", module=self._commands[place][0], status=child.returncode)
            if time.monotonic() - since < STILLBORN_S:
                return False
            self._children[place] = _start(self._commands[place])
        return True


def _start(command: list[str]) -> tuple[subprocess.Popen[bytes], float]:
    return subprocess.Popen([sys.executable, "-m", *command]), time.monotonic()  # noqa: S603 - our own programs


if __name__ == "__main__":
    configure_logging(as_json=not sys.stderr.isatty())
    sys.exit(keep(sys.argv[1], int(sys.argv[2])))
