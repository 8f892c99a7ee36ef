"""The Cloud as a service of its own: the Office's commands do over HTTP what they do embedded."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.chaos.installations import Installation
from tests.emulators import running_emulator

READY_WITHIN_S = 60


@contextmanager
def running_cloud(environment: dict[str, str]) -> Iterator[str]:
    """Serve a Cloud on a free port and give its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "kogge.main", "cloud", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment) as process:
        try:
            deadline = time.monotonic() + READY_WITHIN_S
            while not _answers(url) and time.monotonic() < deadline:
                assert process.poll() is None
                time.sleep(0.2)
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/status").status_code in {200, 401}
    except httpx.TransportError:
        return False


def test_orders_arrive_through_a_cloud_of_its_own(tmp_path: Path) -> None:
    with running_emulator("--orders", "120", "--seed", "5", "--quota", "100000") as emulator:
        home = {"KOGGE_HOME": str(tmp_path / "cloud"), "DATABASE_URL": "", "KOGGE_SPAPI_URL": emulator.url}
        cloud = Installation(os.environ | home)
        account = json.loads(cloud.run("cloud", "account", "create", "Werft", "--json"))
        with running_cloud(cloud.environment) as url:
            office = Installation(
                os.environ
                | {
                    "KOGGE_HOME": str(tmp_path / "office"),
                    "DATABASE_URL": "",
                    "KOGGE_CLOUD_URL": url,
                    "KOGGE_CLOUD_CLIENT_ID": account["client_id"],
                    "KOGGE_CLOUD_CLIENT_SECRET": account["client_secret"],
                }
            )
            office.run("init", "--demo")
            assert office.ask("retrieve", "Amazon")["listed"] == 120
            assert office.check_books()["listed"] == 120
        error = json.loads(office.run("reconcile", "Amazon", "--no-report", "--json", status=3))["error"]
    assert error["code"] == "cloud_unreachable"
