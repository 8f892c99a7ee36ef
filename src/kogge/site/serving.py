"""The long-running commands: `kogge serve` (web pages, Cloud and a worker in one process group) and `kogge worker`."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module

import structlog
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from rich.console import Console

from kogge.automation import workflows as automation
from kogge.automation.scheduling import attend, deliver
from kogge.backups import workflows as backups
from kogge.changeover import workflows as changeover
from kogge.config import read_config
from kogge.data_imports import workflows as data_imports
from kogge.infrastructure import engine
from kogge.infrastructure.memory import give_back, keep_few_arenas
from kogge.infrastructure.plugins import load_embedded_cloud
from kogge.infrastructure.telemetry import configure_logging
from kogge.kernel.errors import KoggeError
from kogge.middleware import workflows as middleware
from kogge.orders import repairing, workflows
from kogge.orders.watching import watch
from kogge.site.commands import print_setup_code
from kogge.site.family import FAILED, LOOK_EVERY_S, keep, stop_signal
from kogge.site.setup_code import is_setup_open
from kogge.status import workflows as status
from kogge.transfers import workflows as transfers

WEB_MODULE = "kogge.site.wsgi"
"""Loaded by name: a worker alone needs no pages."""
THREADS = 8
"""Requests answered at once by one web process."""

COMPANION_PAUSE_S = 10.0

log = structlog.get_logger(__name__)


class AddressTaken(KoggeError):
    """The web server cannot listen where it should."""

    code = "address_taken"


def serve(host: str, port: int) -> int:
    """Run web server and worker until SIGTERM or Ctrl-C; return the exit status. Raises AddressTaken."""
    configure_logging(as_json=not sys.stderr.isatty())
    _require_free(host, port)
    if is_setup_open():
        print_setup_code(Console(stderr=True, highlight=False), f"http://{host}:{port}/")
    import_module(WEB_MODULE)
    connections.close_all()
    keep_few_arenas()
    log.info("serving", url=f"http://{host}:{port}/")
    return keep({"web": partial(_answer, host, port), "worker": partial(work, on_lost=_give_way)})


def serve_apart(host: str, port: int) -> int:
    """Do as `serve`, in a process of its own: for one who has threads already, and something to put away at the end."""
    command = [sys.executable, "-m", "kogge.main", "serve", "--host", host, "--port", str(port)]
    with stop_signal() as stopped, subprocess.Popen(command) as child:  # noqa: S603 - our own program
        while child.poll() is None and not stopped.wait(LOOK_EVERY_S):
            pass
        child.terminate()
        return child.wait()


def _answer(host: str, port: int) -> int:
    """Answer requests until SIGTERM."""
    server = Granian(
        f"{WEB_MODULE}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        process_name="kogge: web",
    )
    server.serve()
    return 0


def _require_free(host: str, port: int) -> None:
    """Refuse an address that another program has: the web server would share it, and get half of the requests."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        message = f"Nothing can be served at {host}:{port} ({reason}). Choose another one with --port."
        raise AddressTaken(message) from error


def _give_way() -> None:
    """Leave at once, and let a fresh worker come: others took this one for dead, so its work is theirs now."""
    os._exit(FAILED)


def _begin_anew() -> None:
    """Become a fresh process in the place of this one, for the same reason."""
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - our own program


def work(on_lost: Callable[[], None] = _begin_anew) -> int:
    """Run waiting work until SIGTERM or Ctrl-C; then end the steps under way and leave the rest to others."""
    configure_logging(as_json=not sys.stderr.isatty())
    engine.on_sweep(give_back)
    with stop_signal() as stopped:
        engine.launch(listen=True, on_lost=on_lost)
        others = (*automation.NAMES, *status.NAMES, *transfers.NAMES, *middleware.NAMES, *backups.NAMES)
        names = (*workflows.NAMES, repairing.REPAIR_ORDER, *others, *changeover.NAMES, *data_imports.NAMES)
        log.info("working", workflows=names)
        _start_companions(stopped)
        stopped.wait()
    log.info("stopping", unfinished=not engine.shutdown())
    return 0


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
