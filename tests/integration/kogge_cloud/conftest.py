"""A Cloud with one account, asked in-process and over real HTTP by the same tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from kogge_cloud.site.embedding import cloud

DATABASES = list(settings.DATABASES)
MOUNT = "/cloud" if "cloud" in DATABASES else ""
"""Where the Cloud is found: below the Office that embeds it, or at the root when it runs on its own settings."""


@dataclass
class Caller:
    """Somebody who speaks the contract, signed in."""

    http: httpx.Client
    client_id: str = ""
    client_secret: str = field(default="", repr=False)

    def sign_in(self, name: str) -> "Caller":
        """Open an account and get a token for it."""
        self.client_id, self.client_secret = cloud.create_account(name)
        form = {"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self.client_secret}
        token = self.http.post("/oauth/token", data=form).json()["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        return self

    def ask(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        """Call below /v1, expect the status, return the JSON."""
        response = self.http.request(method, f"/v1{path}", **options)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def register(self, name: str = "Amazon", **fields: Any) -> str:
        """Register an Amazon platform and return its reference."""
        new = {"kind": "amazon", "name": name, "region": "EU", "marketplaces": []} | fields
        reference: str = self.ask("POST", "/platforms", 201, json=new)["reference"]
        return reference


class QuietHandler(WSGIRequestHandler):
    """Keeps requests out of the test's output."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[str]:
    """Serve the application of these settings on a free port of this machine, and give its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(WSGIHandler())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


TRANSPORTS = ["in-process"] if os.environ.get("DATABASE_URL") else ["in-process", "http"]
"""HTTP is the same whatever the database is: one run of the suite speaks it."""


@pytest.fixture(params=TRANSPORTS)
def http(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[httpx.Client]:  # noqa: ARG001
    """A client of the contract's API over either transport."""
    if request.param == "http":
        with serve() as url, httpx.Client(base_url=f"{url}{MOUNT}", timeout=30) as client:
            yield client
        return
    transport = httpx.WSGITransport(app=WSGIHandler())
    with httpx.Client(base_url=f"http://testserver{MOUNT}", transport=transport) as client:
        yield client


@pytest.fixture
def caller(http: httpx.Client) -> Caller:
    """A signed-in caller."""
    return Caller(http).sign_in("Werft & Söhne")
