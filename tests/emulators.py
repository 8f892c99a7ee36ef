"""Real emulators for tests: the programs themselves, as child processes on free ports."""

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


@dataclass(frozen=True, slots=True)
class RunningShop:
    """Where the Shopware emulator listens."""

    url: str

    @property
    def api_url(self) -> str:
        """The Admin API."""
        return f"{self.url}/api"


@contextmanager
def running_emulator(*arguments: str) -> Iterator[RunningEmulator]:
    """Start `amazon-emulator serve --port 0 …` and stop it at the end."""
    with _running("amazon_emulator", arguments) as url:
        yield RunningEmulator(url)


@contextmanager
def running_shop(*arguments: str) -> Iterator[RunningShop]:
    """Start `shopware-emulator serve --port 0 …` and stop it at the end."""
    with _running("shopware_emulator", arguments) as url:
        yield RunningShop(url)


@contextmanager
def _running(package: str, arguments: tuple[str, ...]) -> Iterator[str]:
    command = [sys.executable, "-m", package, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()
            process.wait(STOP_WITHIN_S)
