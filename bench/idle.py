"""Measures what an installation costs that has nothing to do: processor, memory, database.

    python bench/idle.py [--seconds N] [--database sqlite|postgres|both] [--json]

`kogge serve` with a signed-in platform, one service, and one continuous task of five minutes that retrieves orders;
notifications are off. It settles first, its first retrieval included; then the process group (main process, web
server, worker) is watched. Memory is the sum of its proportional set sizes (PSS): what processes share counts once.
`cpu_percent` is of one core. On PostgreSQL, whose server's own processes count for nothing here, the queries are
counted by the server; on SQLite by the programs themselves, which then run a little slower.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.chaos.automations import count_done, enter_task
from tests.chaos.consoles import open_console
from tests.chaos.installations import install
from tests.emulators import running_emulator
from tests.postgres import throwaway_cluster

SETTLE_S = 75
"""The engine looks for schedules every second in its first minute."""
ORDERS = 100
MEGABYTE = 2**20
QUERIES = "SELECT sum(calls) FROM pg_stat_statements"
COUNTING = ("shared_preload_libraries=pg_stat_statements",)


def main() -> int:
    """Measure on each wanted database and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="sqlite")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    databases = ["sqlite", "postgres"] if options.database == "both" else [options.database]
    results = [measure(database, options.seconds) for database in databases]
    if options.json:
        print(json.dumps(results if len(results) > 1 else results[0]))
    else:
        print("\n".join(describe(each) for each in results))
    return 0


def measure(database: str, seconds: float) -> dict[str, Any]:
    """Run an installation that has nothing to do and watch it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(throwaway_cluster(settings=COUNTING)) if database == "postgres" else ""
        emulator = stack.enter_context(running_emulator("--orders", str(ORDERS), "--quota", "100000"))
        office = stack.enter_context(install(folder / "home", emulator.url, server, **count_here(folder)))
        counter = ServerCounter(office.environment["DATABASE_URL"]) if server else FileCounter(folder / "counts")
        with open_console(office) as console:
            task = enter_task(console, trigger={"interval_s": 300})
            family = stack.enter_context(serving(office.environment))
            while not count_done(console, task):
                time.sleep(1)
        time.sleep(SETTLE_S)
        return watch(family, counter, seconds) | {"database": database, "load": round(os.getloadavg()[0], 1)}


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[psutil.Process]:
    """Run `kogge serve` on a free port, and end it in good order."""
    command = [sys.executable, "-m", "kogge.main", "serve", "--port", str(free_port())]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, **silent) as process:
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def watch(family: psutil.Process, counter: "Counter", seconds: float) -> dict[str, Any]:
    """Watch a process group for some time."""
    members = [family, *family.children(recursive=True)]
    queries, since = counter.read(), time.monotonic()
    before = [processor_s(each) for each in members]
    time.sleep(seconds)
    took = time.monotonic() - since
    processes = [
        {
            "command": name(each),
            "cpu_percent": round(100 * (processor_s(each) - computed) / took, 2),
            "memory_mb": round(pss_mb(each), 1),
        }
        for each, computed in zip(members, before, strict=True)
    ]
    return {
        "cpu_percent": round(sum(each["cpu_percent"] for each in processes), 2),
        "memory_mb": round(sum(each["memory_mb"] for each in processes), 1),
        "queries_per_s": round((counter.read() - queries) / took, 1),
        "processes": processes,
        "seconds": round(took),
    }


def processor_s(process: psutil.Process) -> float:
    """Return how long a process has computed, in seconds."""
    times = process.cpu_times()
    return float(times.user + times.system)


def pss_mb(process: psutil.Process) -> float:
    """Return a process's proportional set size."""
    return float(process.memory_full_info().pss) / MEGABYTE


def name(process: psutil.Process) -> str:
    """Return what a process is, in a word or two."""
    words = " ".join(process.cmdline())
    return words[words.find("kogge") :][:40]


class ServerCounter:
    """Counts the statements that a PostgreSQL server has carried out, transactions' ends included."""

    def __init__(self, url: str) -> None:
        """Connect, and let the server count."""
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute("CREATE EXTENSION pg_stat_statements")

    def read(self) -> int:
        """Return how many there were so far."""
        row = self._connection.execute(QUERIES).fetchone()
        return int(row[0]) if row else 0


class FileCounter:
    """Adds up what each process notes of its SQLite statements, in a file of its own."""

    def __init__(self, folder: Path) -> None:
        """Read the files of a folder."""
        self._folder = folder

    def read(self) -> int:
        """Return how many there were so far."""
        return sum(int.from_bytes(each.read_bytes(), "little") for each in self._folder.iterdir())


Counter = ServerCounter | FileCounter

COUNT_HERE = """
import mmap, os, sqlite3, sqlite3.dbapi2
_path = os.path.join({folder!r}, str(os.getpid()))
_connect = sqlite3.connect
_seen = None
def _count(_statement):
    global _seen
    if _seen is None:
        with open(_path, "w+b") as file:
            file.truncate(8)
            _seen = mmap.mmap(file.fileno(), 8)
    _seen[:] = (int.from_bytes(_seen, "little") + 1).to_bytes(8, "little")
def connect(*words, **options):
    connection = _connect(*words, **options)
    connection.set_trace_callback(_count)
    return connection
sqlite3.connect = sqlite3.dbapi2.connect = connect
"""


def count_here(folder: Path) -> dict[str, str]:
    """Return an environment in which processes count their SQLite statements in files below a folder."""
    counts, code = folder / "counts", folder / "code"
    counts.mkdir()
    code.mkdir()
    (code / "sitecustomize.py").write_text(COUNT_HERE.format(folder=str(counts)))
    return {"PYTHONPATH": str(code)}


def describe(result: dict[str, Any]) -> str:
    """Say it in some lines."""
    figures = f"{result['cpu_percent']} % of a core, {result['memory_mb']} MB, {result['queries_per_s']} queries/s"
    members = [
        f"  {each['cpu_percent']:>5} %  {each['memory_mb']:>6} MB  {each['command']}" for each in result["processes"]
    ]
    return "\n".join([f"{result['database']}: {figures} (load {result['load']})", *members])


if __name__ == "__main__":
    sys.exit(main())
