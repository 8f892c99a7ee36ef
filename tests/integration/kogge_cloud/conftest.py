"""A Cloud with one account, asked in-process and over real HTTP by the same tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler

from kogge_cloud.site.embedding import cloud

DATABASES = ["default", "cloud"]


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

    def ask(self, method: str, path: str, status: int = 200, **options: Any) -> Any:  # noqa: ANN401
        """Call below /v1, expect the status, return the JSON."""
        response = self.http.request(method, f"/v1{path}", **options)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def register(self, name: str = "Amazon", **fields: Any) -> str:  # noqa: ANN401
        """Register an Amazon platform and return its reference."""
        new = {"kind": "amazon", "name": name, "region": "EU", "marketplaces": []} | fields
        reference: str = self.ask("POST", "/platforms", 201, json=new)["reference"]
        return reference


@pytest.fixture(params=["in-process", "http"])
def http(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[httpx.Client]:  # noqa: ARG001
    """A client of the contract's API over either transport."""
    if request.param == "http":
        server = request.getfixturevalue("live_server")
        client = httpx.Client(base_url=f"{server.url}/cloud", timeout=30)
    else:
        client = httpx.Client(base_url="http://embedded/cloud", transport=httpx.WSGITransport(app=WSGIHandler()))
    with client:
        yield client


@pytest.fixture
def caller(http: httpx.Client) -> Caller:
    """A signed-in caller."""
    return Caller(http).sign_in("Werft & Söhne")
