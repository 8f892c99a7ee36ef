"""The long-running commands: `kogge serve` (web pages, Cloud and a worker in one process group) and `kogge worker`."""

import os
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial

import structlog
from django.db import connections
from rich.console import Console

from kogge.automation import workflows as automation
from kogge.automation.scheduling import attend, deliver
from kogge.changeover import workflows as changeover
from kogge.config import read_config
from kogge.infrastructure import engine
from kogge.infrastructure.plugins import load_embedded_cloud
from kogge.infrastructure.telemetry import configure_logging
from kogge.kernel.errors import KoggeError
from kogge.middleware import workflows as middleware
from kogge.orders import repairing, workflows
from kogge.orders.watching import watch
from kogge.site.commands import print_setup_code
from kogge.site.family import keep, stop_signal
from kogge.site.setup_code import is_setup_open
from kogge.status import workflows as status
from kogge.transfers import workflows as transfers

COMPANION_PAUSE_S = 10.0

log = structlog.get_logger(__name__)


class AddressTaken(KoggeError):
    """The web server cannot listen where it should."""

    code = "address_taken"


def serve(host: str, port: int) -> None:
    """Run web server and worker until SIGTERM or Ctrl-C. Raises AddressTaken; does not return otherwise."""
    _prepare(host, port)
    # What has been imported here would stay in memory for as long as it serves.
    os.execv(sys.executable, [sys.executable, "-m", "kogge.site.family", host, str(port)])  # noqa: S606 - our own program


def serve_beside(host: str, port: int) -> int:
    """Do as `serve`, but return the exit status: for one who has something to put away at the end."""
    _prepare(host, port)
    return keep(host, port)


def _prepare(host: str, port: int) -> None:
    configure_logging(as_json=not sys.stderr.isatty())
    _require_free(host, port)
    if is_setup_open():
        print_setup_code(Console(stderr=True, highlight=False), f"http://{host}:{port}/")
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()


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
    with stop_signal() as stopped:
        engine.launch(listen=True, on_lost=_begin_anew)
        others = (*automation.NAMES, *status.NAMES, *transfers.NAMES, *middleware.NAMES, *changeover.NAMES)
        names = (*workflows.NAMES, repairing.REPAIR_ORDER, *others)
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
