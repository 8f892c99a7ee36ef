"""Faults: drawn by a seeded profile, scripted for the next requests of an operation, or asked for by one request."""

import random
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from shopware_emulator.errors import access_denied, rate_limited, server_failure

PROFILES = ("none", "network", "data", "everything")
SHARE = 0.25
MOST_IN_A_ROW = 2
WAIT_S = 1
SLOW_S = 1.5

FINE = "fine"
THROTTLED, EXPIRED_TOKEN, SLOW = "throttled", "expired_token", "slow"
INTERNAL, BAD_GATEWAY, UNAVAILABLE = "internal", "bad_gateway", "unavailable"
TIMEOUT_BEFORE, TIMEOUT_AFTER, CUT = "timeout_before", "timeout_after", "cut"
SHUFFLED, MOVED, UNKNOWN_FIELDS = "shuffled", "moved", "unknown_fields"

ON_THE_WIRE = (THROTTLED, EXPIRED_TOKEN, INTERNAL, BAD_GATEWAY, UNAVAILABLE, TIMEOUT_BEFORE, TIMEOUT_AFTER, CUT)
IN_THE_DATA = (SHUFFLED, MOVED, UNKNOWN_FIELDS)
KINDS = (*ON_THE_WIRE, SLOW, *IN_THE_DATA)
ANY = "*"
_DRAWN = {"network": ON_THE_WIRE, "data": IN_THE_DATA, "everything": (*ON_THE_WIRE, *IN_THE_DATA)}


class FaultUnknown(ValueError):
    """There is no fault of this kind, or no such profile."""


@dataclass(slots=True)
class Faults:
    """Decides for each request whether something happens to it, and what; the same seed decides the same."""

    profile: str = "none"
    seed: int = 1
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    _dice: dict[str, random.Random] = field(default_factory=dict)
    _in_a_row: Counter[str] = field(default_factory=Counter)
    _script: defaultdict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))

    def choose(self, profile: str, seed: int) -> None:
        """Begin a profile anew. Raises FaultUnknown."""
        if profile not in PROFILES:
            message = f"there is no profile {profile!r}; there are: {', '.join(PROFILES)}"
            raise FaultUnknown(message)
        self.profile, self.seed = profile, seed
        self._dice.clear()
        self._in_a_row.clear()

    def script(self, operation: str, kind: str, times: int) -> None:
        """Have something happen to the next requests of an operation, or of any. Raises FaultUnknown."""
        _require_kind(kind)
        self._script[operation or ANY].extend([kind] * times)

    def clear(self) -> None:
        """Forget what was scripted, and what happened."""
        self._script.clear()
        self.done.clear()

    def draw(self, operation: str, wanted: str = "") -> str:
        """Return what happens to a request: what it wants itself, else what is scripted, else what the dice say.

        The dice never choose a third fault in a row for an operation: a client that tries again always gets through.
        Raises FaultUnknown.
        """
        if wanted:
            _require_kind(wanted)
        fault = wanted or self._next_scripted(operation) or self._throw(operation)
        if fault != FINE:
            self.done[operation, fault] += 1
        return fault

    def _next_scripted(self, operation: str) -> str:
        for name in (operation, ANY):
            if self._script[name]:
                return self._script[name].popleft()
        return ""

    def _throw(self, operation: str) -> str:
        kinds = _DRAWN.get(self.profile, ())
        # One pair of dice an operation: what happens to one does not hang on how often another is called.
        dice = self._dice.setdefault(operation, random.Random(f"{self.seed}:{operation}"))  # noqa: S311 - reproducible
        if not kinds or self._in_a_row[operation] >= MOST_IN_A_ROW or dice.random() > SHARE:
            self._in_a_row[operation] = 0
            return FINE
        self._in_a_row[operation] += 1
        return dice.choice(kinds)


def refuse(fault: str, now: datetime) -> None:
    """Raise what a broken or overloaded shop answers instead of working."""
    if fault == THROTTLED:
        error = rate_limited(WAIT_S)
        error.headers = limit_headers(now, 0, WAIT_S) | {"Retry-After": str(WAIT_S)}
        raise error
    if fault == EXPIRED_TOKEN:
        raise access_denied("Access token could not be verified")
    statuses = {INTERNAL: 500, UNAVAILABLE: 503}
    if fault in statuses:
        raise server_failure(statuses[fault])


def limit_headers(now: datetime, remaining: int, reset_s: int, limit: int = 100) -> dict[str, str]:
    """Return the headers that a shop in the cloud tells its limit with."""
    reset_at = now + timedelta(seconds=reset_s)
    return {
        "X-Rate-Limit-Limit": str(limit),
        "X-Rate-Limit-Remaining": str(remaining),
        "X-Rate-Limit-Reset": str(int(reset_at.timestamp())),
    }


def spoil(fault: str, response: Response) -> Response:
    """Return the answer as it arrives over a bad line: cut off, replaced by a proxy's page, or not at all."""
    if fault in {TIMEOUT_BEFORE, TIMEOUT_AFTER}:
        return Silence()
    if fault == BAD_GATEWAY:
        return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", status_code=502)
    if fault == CUT and isinstance(response, JSONResponse):
        half = bytes(response.body)[: len(response.body) // 2]
        return Response(half, status_code=response.status_code, media_type=response.media_type)
    return response


class Silence(Response):
    """An answer that never comes: the connection breaks off after its first byte."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Promise more than is sent, and leave."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def _require_kind(kind: str) -> None:
    if kind not in KINDS:
        message = f"there is no fault {kind!r}; there are: {', '.join(KINDS)}"
        raise FaultUnknown(message)
