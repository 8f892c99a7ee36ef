"""Processes that are at work at once: each is forked from one that has everything loaded."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.installations import Installation


class Launcher:
    """Begins commands; what they write goes to `log`."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process, self._log = process, log

    def start(self, *words: str) -> "Launched":
        """Begin a command in a process group of its own."""
        return Launched(self, self.ask(words=words, log=str(self._log)), words)

    def ask(self, **asked: Any) -> Any:
        """Ask the process that launches the others."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@dataclass
class Launched:
    """A command that was begun."""

    launcher: Launcher
    pid: int
    words: tuple[str, ...]
    status: int | None = None

    def poll(self) -> int | None:
        """Return the exit status; None while it is at work."""
        if self.status is None:
            self.status = self.launcher.ask(pid=self.pid, waits=False)
        return self.status

    def kill(self) -> None:
        """End it and its children as a power cut would; one that has ended by itself is left at that."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.status = self.launcher.ask(pid=self.pid, waits=True)


@contextmanager
def open_launcher(office: Installation, module: str, log: Path) -> Iterator[Launcher]:
    """Open a launcher in an installation; who is still at work at the end is killed by who launched him."""
    with subprocess.Popen(
        [sys.executable, "-m", module],
        env=office.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Launcher(process, log)
        finally:
            process.kill()
