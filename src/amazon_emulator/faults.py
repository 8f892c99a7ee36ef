"""Faults: drawn by a seeded profile, scripted for the next requests of an operation, or asked for by one request."""

import random
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from amazon_emulator.errors import internal_failure, quota_exceeded, unauthorized, unavailable

PROFILES = ("none", "network", "data", "everything")
NETWORK = {"network", "everything"}
DATA = {"data", "everything"}
OMITTING = {"everything"}
SHARE = 0.25
MOST_IN_A_ROW = 2

FINE = "fine"
THROTTLED, INTERNAL, UNAVAILABLE, EXPIRED_TOKEN = "throttled", "internal", "unavailable", "expired_token"
TIMEOUT_BEFORE, TIMEOUT_AFTER = "timeout_before", "timeout_after"
CUT, HTML = "cut", "html"
DUPLICATE, MOVED = "duplicate", "moved"
UNKNOWN_FIELDS, UNKNOWN_ENUM = "unknown_fields", "unknown_enum"
LOST_CONFIRMATION = "lost_confirmation"

ON_THE_WIRE = (THROTTLED, INTERNAL, UNAVAILABLE, EXPIRED_TOKEN, TIMEOUT_BEFORE, TIMEOUT_AFTER, CUT, HTML)
IN_THE_DATA = (DUPLICATE, MOVED, UNKNOWN_FIELDS, UNKNOWN_ENUM)
KINDS = (*ON_THE_WIRE, *IN_THE_DATA, LOST_CONFIRMATION)
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


def refuse(fault: str) -> None:
    """Raise what a broken or overloaded Amazon answers instead of working."""
    errors = {THROTTLED: quota_exceeded, INTERNAL: internal_failure, UNAVAILABLE: unavailable}
    if fault == EXPIRED_TOKEN:
        raise unauthorized("The access token you provided has expired.")
    if fault in errors:
        error = errors[fault]()
        raise error


def strange(fault: str, answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the answer with what Amazon may add at any time: fields and values that no model knows yet."""
    if fault not in {UNKNOWN_FIELDS, UNKNOWN_ENUM} or answer is None:
        return answer
    orders = answer.get("orders") or ([answer["order"]] if isinstance(answer.get("order"), dict) else [])
    changed = [_strange_order(order, fault) for order in orders]
    key = {"orders": changed} if "orders" in answer else {"order": changed[0]} if changed else {}
    return answer | key | ({"newlyAdded": {"since": "today"}} if fault == UNKNOWN_FIELDS else {})


def spoil(fault: str, response: Response) -> Response:
    """Return the answer as it arrives over a bad line: cut off, replaced by a proxy's page, or not at all."""
    if fault in {TIMEOUT_BEFORE, TIMEOUT_AFTER}:
        return Silence()
    if fault == HTML:
        return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", status_code=502)
    if fault == CUT and isinstance(response, JSONResponse):
        half = bytes(response.body)[: len(response.body) // 2]
        return Response(half, media_type="application/json", headers=_without_length(response))
    return response


class Silence(Response):
    """An answer that never comes: the connection breaks off after its first byte."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Promise more than is sent, and leave."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def _strange_order(order: dict[str, Any], fault: str) -> dict[str, Any]:
    if fault == UNKNOWN_FIELDS:
        return order | {"newlyAdded": ["of", "a", "later", "version"]}
    return order | {"programs": [*order.get("programs", []), "NEWLY_ADDED"]}


def _require_kind(kind: str) -> None:
    if kind not in KINDS:
        message = f"there is no fault {kind!r}; there are: {', '.join(KINDS)}"
        raise FaultUnknown(message)


def _without_length(response: Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in {"content-length", "content-type"}}
