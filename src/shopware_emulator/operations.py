"""What every operation of the Admin API goes through: token, faults, answer, headers."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shopware_emulator.emulator import Emulator
from shopware_emulator.errors import ShopwareError, bad_request
from shopware_emulator.faults import FINE, SLOW, SLOW_S, TIMEOUT_BEFORE, FaultUnknown, Silence, refuse, spoil

FAULT_HEADER = "x-emulator-fault"
"""A request may ask for a fault itself."""

JSON, JSON_API = "application/json", "application/vnd.api+json"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that passed the door: with what, when (UTC), what goes wrong. `body` is None where there was none."""

    emulator: Emulator
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    now: datetime
    base_url: str
    url: str
    accepted: tuple[str, ...]
    fault: str = FINE

    def choose_media(self) -> str:
        """Return the media type of the answer: JSON:API where anything will do. Raises ShopwareError (415)."""
        for accepted in (*self.accepted, JSON_API if "*/*" in self.accepted else ""):
            if accepted in {JSON, JSON_API}:
                return accepted
        detail = f"All provided media types are unsupported. ({', '.join(self.accepted)})"
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        raise ShopwareError(status, {"code": "0", "status": "415", "title": status.phrase, "detail": detail})


Answer = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the Admin API; `name` is what faults call it. `answer` raises ShopwareError."""

    name: str
    method: str
    path: str
    answer: Answer


class RowsResponse(JSONResponse):
    """An answer with rows: they are many and big, so they are written four times as fast as by the standard library."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - JSON
        """Return the answer's body."""
        return to_json(content)


class JsonApiResponse(RowsResponse):
    """An answer as JSON:API."""

    media_type = JSON_API


def route(emulator: Emulator, operation: Operation) -> Route:
    """Return the route that serves an operation."""

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        fault, response = _serve(emulator, operation, request, body)
        if fault == SLOW:
            await asyncio.sleep(SLOW_S)
        return response

    return Route(operation.path, endpoint, methods=[operation.method])


def _serve(emulator: Emulator, operation: Operation, request: Request, body: bytes) -> tuple[str, Response]:
    fault = FINE
    now = emulator.clock.now()
    try:
        emulator.login.identify(request.headers.get("authorization"))
        limits = emulator.limits.take(now)
        fault = emulator.faults.draw(operation.name, request.headers.get(FAULT_HEADER, ""))
        if fault == TIMEOUT_BEFORE:
            return fault, Silence()
        refuse(fault, now)
        call = Call(
            emulator=emulator,
            path={name: str(value) for name, value in request.path_params.items()},
            query=request.query_params,
            body=_read_json(body),
            now=now,
            base_url=f"{str(request.base_url).rstrip('/')}/api",
            url=str(request.url),
            accepted=_read_accepted(request.headers.get("accept", "")),
            fault=fault,
        )
        response = operation.answer(call)
        response.headers.update(limits)
        return fault, spoil(fault, response)
    except ShopwareError as error:
        return fault, error.response()
    except FaultUnknown as error:
        return fault, bad_request(str(error)).response()


def _read_json(body: bytes) -> Any:  # noqa: ANN401 - JSON of somebody else
    if not body.strip():
        return None
    try:
        return json.loads(body)
    except ValueError:
        raise bad_request("The JSON payload is malformed.") from None


def _read_accepted(header: str) -> tuple[str, ...]:
    """Return the accepted media types, the most wanted first."""
    wanted: list[tuple[float, int, str]] = []
    for part in header.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        if name:
            wanted.append((-float(quality) if quality.replace(".", "", 1).isdigit() else -1, len(wanted), name))
    return tuple(name for _, _, name in sorted(wanted))
