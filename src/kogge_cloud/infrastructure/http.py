"""The HTTP client that the Cloud calls platforms with: bounded in time, kept alive, honest about who is asking."""

from functools import cache
from importlib.metadata import version
from platform import python_version

import httpx

TIMEOUT = httpx.Timeout(15, connect=5)
USER_AGENT = f"Kogge/{version('kogge')} (Language=Python/{python_version()})"


@cache
def http_client() -> httpx.Client:
    """Return this process's client. Redirects are not followed: an access token goes to one host only."""
    return httpx.Client(timeout=TIMEOUT, headers={"User-Agent": USER_AGENT}, follow_redirects=False)
