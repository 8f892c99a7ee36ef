"""An installation of its own for a test, worked on by real processes that may be killed at any moment."""

import atexit
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

import psycopg

DONE_WITHIN_S = 300
PASSWORD = "nordstern-am-achterdeck"
"""The administrator's."""
SHARED = "KOGGE_TEST_MODELS"
"""Where all processes of a test run find the installations that others are copies of."""
MODEL_NAME = "model"
"""A file that tells the database of a data folder that others are copies of."""

ENQUEUE = """
import django
django.setup()
from datetime import UTC, datetime
from kogge.orders.services import start_retrieval
from kogge.orders.workflows import enqueue_retrieval
from kogge.platforms.models import Platform
run = start_retrieval(Platform.objects.get().pk, now=datetime.now(UTC))
enqueue_retrieval(run.pk)
print(run.pk)
"""

STATE = """
import sys
import django
django.setup()
from kogge.orders.models import RetrievalRun
print(RetrievalRun.objects.get(pk=int(sys.argv[1])).state)
"""


@dataclass(frozen=True)
class Installation:
    """A data folder and the environment that its processes get."""

    environment: dict[str, str]
    prefix: tuple[str, ...] = ()

    def start(self, *words: str, module: str = "kogge.main", log: TextIO | None = None) -> subprocess.Popen[str]:
        """Start a command of `kogge` in a process group of its own; its `prefix` may lead to another host.

        What it complains of goes to `log`: a pipe that nobody reads would stop one that complains much.
        """
        return subprocess.Popen(
            [*self.prefix, sys.executable, "-m", module, *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=log or subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, status: int = 0) -> str:
        """Run a command of `kogge` to its end and return what it wrote; it must end with `status`."""
        return self.finish(self.start(*words), status)

    def finish(self, process: subprocess.Popen[str], status: int = 0) -> str:
        """Wait for a started command and return what it wrote."""
        written, complaints = process.communicate(timeout=DONE_WITHIN_S)
        assert process.returncode == status, (process.args, complaints)
        assert "Traceback" not in complaints, (process.args, complaints)
        return written

    def ask(self, *words: str) -> dict[str, Any]:
        """Run a command with --json and return its document."""
        told: dict[str, Any] = json.loads(self.run(*words, "--json"))
        return told

    def python(self, program: str, *words: str) -> str:
        """Run a small program with the Office's code, as a web process would."""
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "kogge.site.settings"},
            capture_output=True,
            text=True,
            timeout=DONE_WITHIN_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def await_engine(self, process: subprocess.Popen[str]) -> None:
        """Wait until a process has joined the engine: its lock file is there."""
        folder = Path(self.environment["KOGGE_HOME"]) / "executors"
        deadline = time.monotonic() + DONE_WITHIN_S
        while not list(folder.glob(f"*_{process.pid}_*.lock")) and time.monotonic() < deadline:
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)

    def enqueue_retrieval(self) -> str:
        """Begin a retrieval the way a web page does, and return its number."""
        return self.python(ENQUEUE)

    def await_run(self, run_id: str) -> str:
        """Wait until a retrieval has ended and return its state."""
        deadline = time.monotonic() + DONE_WITHIN_S
        while (state := self.python(STATE, run_id)) == "running" and time.monotonic() < deadline:
            time.sleep(0.5)
        return state

    def check_books(self, platform: str = "Amazon") -> dict[str, Any]:
        """Require that every listed order is accounted for once, with numbers that have no gap; return the proof."""
        proof = self.ask("reconcile", platform, "--no-report")
        found = {name: proof[name] for name in ("missing", "duplicates", "differences", "parked")}
        assert found == {"missing": 0, "duplicates": 0, "differences": 0, "parked": 0}
        assert proof["listed"] == proof["documents"] + sum(proof["skipped"].values())
        documents = [json.loads(line) for line in self.run("documents", "--json").splitlines()]
        assert len({each["order_reference"] for each in documents}) == len(documents)
        assert _has_no_gap(each["number"] for each in documents)
        assert _has_no_gap(each["customer_number"] for each in documents)
        return proof


def kill(process: subprocess.Popen[str]) -> None:
    """End a process and its children as a power cut would; one that has ended by itself is left at that."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@contextmanager
def install(home: Path, emulator_url: str, server: str | None = None, **environment: str) -> Iterator[Installation]:
    """Provide a demo installation against an Emulator, with a database of its own on a server (PostgreSQL).

    By default the server is the one that DATABASE_URL names; without any it is on SQLite.
    """
    server = os.environ.get("DATABASE_URL", "") if server is None else server
    settings = {"KOGGE_CLOUD_URL": "", "KOGGE_SPAPI_URL": emulator_url, "KOGGE_ADMIN_PASSWORD": PASSWORD}
    model = _find_model(server, settings)
    with _database(server, (model / MODEL_NAME).read_text()) as database_url:
        shutil.copytree(model, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns(MODEL_NAME))
        yield Installation(
            os.environ | settings | {"KOGGE_HOME": str(home), "DATABASE_URL": database_url} | environment
        )


def _find_model(server: str, settings: dict[str, str]) -> Path:
    """Return the data folder that others are copies of, with its database's name in MODEL_NAME.

    The first to ask makes it, for all processes of the test run: migrations take their time.
    """
    folder = _find_shared_folder() / f"model-{sha256(server.encode()).hexdigest()[:8]}"
    folder.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / MODEL_NAME).exists():
            _make_model(folder, server, settings)
    return folder


@cache
def _find_shared_folder() -> Path:
    """Return the folder of the test run, or one of this process's own."""
    if SHARED in os.environ:
        return Path(os.environ[SHARED])
    folder = tempfile.TemporaryDirectory(prefix="kogge-model-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _make_model(folder: Path, server: str, settings: dict[str, str]) -> None:
    name = f"model_{secrets.token_hex(4)}" if server else ""
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    home = {"KOGGE_HOME": str(folder), "DATABASE_URL": _name(server, name)}
    told = Installation(os.environ | settings | home).ask("init", "--demo")
    assert PASSWORD not in str(told), "who chose a password knows it"
    (folder / MODEL_NAME).write_text(name)


@contextmanager
def _database(server: str, model: str) -> Iterator[str]:
    if not server:
        yield ""
        return
    name = f"chaos_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model}"'.encode())
        try:
            yield _name(server, name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _name(server: str, database: str) -> str:
    return f"{server.rpartition('/')[0]}/{database}" if server else ""


def _has_no_gap(numbers: Iterator[str]) -> bool:
    counted = sorted({int("".join(filter(str.isdigit, each))) for each in numbers})
    return counted == list(range(1, len(counted) + 1))
