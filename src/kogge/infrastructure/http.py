"""The HTTP client that the Office talks with: bounded in time, honest about who asks, patient with a hiccup."""

from collections.abc import Callable
from importlib.metadata import version

import httpx
import stamina

TIMEOUT = httpx.Timeout(60, connect=5)
USER_AGENT = f"Kogge/{version('kogge')}"
PASSING_STATUSES = frozenset({502, 503, 504})
"""Answers of something between us and the server: worth another try."""

ATTEMPTS = 3
LONGEST_WAIT_S = 2.0


def make_client(base_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return a client for one server. Redirects are not followed: a token goes to one host only."""
    return httpx.Client(
        base_url=base_url,
        transport=transport,
        timeout=TIMEOUT,
        headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
        follow_redirects=False,
    )


def send_patiently(send: Callable[[], httpx.Response]) -> httpx.Response:
    """Send a request that may be repeated safely; try again after a transport error, or a 502, 503, 504 on the way.

    Returns the last answer. Raises httpx.TransportError when no attempt got one.
    """
    answer: httpx.Response | None = None
    attempts = stamina.retry_context(
        on=(httpx.TransportError, _PassingAnswer), attempts=ATTEMPTS, wait_initial=0.2, wait_max=LONGEST_WAIT_S
    )
    try:
        for attempt in attempts:
            with attempt:
                answer = send()
                _require_lasting(answer)
    except _PassingAnswer:
        pass
    if answer is None:
        message = "no answer"
        raise httpx.TransportError(message)
    return answer


class _PassingAnswer(Exception):
    """The server, or something before it, is away for a moment; drives the retry and never leaves this module."""


def _require_lasting(answer: httpx.Response) -> None:
    # JSON is the server's own word, with a reason to act on; what stands before it says the same status in HTML.
    is_own_word = answer.headers.get("Content-Type", "").startswith("application/json")
    if answer.status_code in PASSING_STATUSES and not is_own_word:
        raise _PassingAnswer
