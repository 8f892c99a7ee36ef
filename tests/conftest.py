"""Keeps unit tests off the network, and tells Hypothesis how to work."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.chaos.installations import SHARED

# Playwright drives the browser from an event loop of its own in the test's thread; nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

settings.register_profile("kogge", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("kogge"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "kogge")

UNIT = Path(__file__).parent / "unit"


@pytest.fixture(scope="session", autouse=True)
def models(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Say where all processes of this run find the installations that others are copies of."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    os.environ[SHARED] = str(shared)


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse sockets in unit tests, and everything but this machine in the others."""
    is_unit = UNIT in request.path.parents
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if is_unit or host not in {"127.0.0.1", "::1", "localhost", ""}:
            message = f"a test must not connect to {address}"
            raise RuntimeError(message)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
