"""The long-running commands: `kogge serve` (web pages, Cloud and a worker in one process group) and `kogge worker`."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Self

import structlog
from django.db import connections
from rich.console import Console

from kogge.automation import workflows as automation
from kogge.automation.scheduling import attend, deliver
from kogge.config import read_config
from kogge.infrastructure import engine
from kogge.infrastructure.plugins import load_embedded_cloud
from kogge.infrastructure.telemetry import configure_logging
from kogge.kernel.errors import KoggeError
from kogge.orders import repairing, workflows
from kogge.orders.watching import watch
from kogge.site.commands import print_setup_code
from kogge.site.setup_code import is_setup_open
from kogge.status import workflows as status
from kogge.transfers import workflows as transfers

THREADS = 8
"""Requests answered at once by one web process."""

LOOK_EVERY_S = 0.5
STILLBORN_S = 10
COMPANION_PAUSE_S = 10.0
END_S = 40
"""Longer than a worker needs to end its steps in good order."""

log = structlog.get_logger(__name__)


class AddressTaken(KoggeError):
    """The web server cannot listen where it should."""

    code = "address_taken"


def serve(host: str, port: int) -> int:
    """Run web server and worker until SIGTERM or Ctrl-C. Returns the exit status; raises AddressTaken."""
    configure_logging(as_json=not sys.stderr.isatty())
    _require_free(host, port)
    if is_setup_open():
        print_setup_code(Console(stderr=True, highlight=False), f"http://{host}:{port}/")
    connections.close_all()
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1"]
    web += ["--blocking-threads", str(THREADS), "--log-level", "warning", "kogge.site.wsgi:application"]
    with _stop_signal() as stopped, _Family([web, ["kogge.main", "worker"]]) as family:
        log.info("serving", url=f"http://{host}:{port}/", home=str(read_config().home))
        while not stopped.wait(LOOK_EVERY_S):
            if not family.replace_dead():
                return 1
    return 0


def _require_free(host: str, port: int) -> None:
    """Refuse an address that another program has: the web server would share it, and get half of the requests."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        message = f"Nothing can be served at {host}:{port} ({reason}). Choose another one with --port."
        raise AddressTaken(message) from error


def work() -> int:
    """Run waiting work until SIGTERM or Ctrl-C; then end the steps under way and leave the rest to others."""
    configure_logging(as_json=not sys.stderr.isatty())
    with _stop_signal() as stopped:
        engine.launch(listen=True, on_lost=_begin_anew)
        names = (*workflows.NAMES, repairing.REPAIR_ORDER, *automation.NAMES, *status.NAMES, *transfers.NAMES)
        log.info("working", workflows=names)
        _start_companions(stopped)
        stopped.wait()
    log.info("stopping", unfinished=not engine.shutdown())
    return 0


def _begin_anew() -> None:
    """Become a fresh process in the place of this one: others took it for dead, so its work is theirs now."""
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - our own program


def _start_companions(stopped: threading.Event) -> None:
    """Keep watch beside the work: of what platforms tell, and of what is due because of it."""
    executor_id = engine.current_executor()
    companions: dict[str, Callable[[], None]] = {
        "watch": partial(watch, stopped, executor_id),
        "attend": partial(attend, stopped, executor_id),
        "deliver": partial(deliver, stopped),
    }
    if read_config().cloud_is_embedded:
        companions["listen"] = partial(load_embedded_cloud().listen, stopped)
    for name, companion in companions.items():
        threading.Thread(target=accompany, args=(companion, stopped), name=name, daemon=True).start()


def accompany(companion: Callable[[], None], stopped: threading.Event, pause_s: float = COMPANION_PAUSE_S) -> None:
    """Run a companion until it ends; one that dies is begun anew: orders would stay away without a word."""
    while not stopped.is_set():
        try:
            return companion()
        except Exception:
            log.exception("worker.companion_died", companion=threading.current_thread().name)
            stopped.wait(pause_s)
    return None


@contextmanager
def _stop_signal() -> Iterator[threading.Event]:
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
