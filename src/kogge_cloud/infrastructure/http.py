"""The HTTP client that the Cloud calls platforms with: bounded in time, kept alive, honest about who is asking."""

from functools import cache
from importlib.metadata import version
from platform import python_version

import httpcore
import httpx

from kogge_cloud.infrastructure.addresses import PublicBackend
from kogge_cloud.infrastructure.settings import allows_private_addresses

TIMEOUT = httpx.Timeout(15, connect=5)
USER_AGENT = f"Kogge/{version('kogge')} (Language=Python/{python_version()})"


@cache
def http_client() -> httpx.Client:
    """Return this process's client. Redirects are not followed: an access token goes to one host only."""
    return _make_client()


def entered_address_client() -> httpx.Client:
    """Return this process's client for addresses that merchants enter: public ones only, unless the host allows all.

    Calls raise AddressPrivate. A proxy that the environment names connects by itself: then it is the one to refuse.
    """
    return http_client() if allows_private_addresses() else _public_client()


@cache
def _public_client() -> httpx.Client:
    return _make_client(PublicTransport())


def _make_client(transport: httpx.HTTPTransport | None = None) -> httpx.Client:
    headers = {"User-Agent": USER_AGENT}
    return httpx.Client(timeout=TIMEOUT, headers=headers, follow_redirects=False, transport=transport)


class PublicTransport(httpx.HTTPTransport):
    """The usual transport, but that names are looked up and checked by ours: httpx has no parameter for it."""

    def __init__(self) -> None:
        """Pool connections as httpx does."""
        super().__init__()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5,
            network_backend=PublicBackend(),
        )
