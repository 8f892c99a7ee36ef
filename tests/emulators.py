"""A real emulator for tests: the program itself, as a child process on a free port."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

STOP_WITHIN_S = 10


@dataclass(frozen=True, slots=True)
class RunningEmulator:
    """Where the emulator listens."""

    url: str

    @property
    def login_url(self) -> str:
        """The token endpoint."""
        return f"{self.url}/auth/o2/token"


@contextmanager
def running_emulator(*arguments: str) -> Iterator[RunningEmulator]:
    """Start `amazon-emulator serve --port 0 …` and stop it at the end."""
    command = [sys.executable, "-m", "amazon_emulator", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield RunningEmulator(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()
            process.wait(STOP_WITHIN_S)
