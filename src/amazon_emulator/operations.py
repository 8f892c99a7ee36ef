"""What every operation of the Selling Partner API goes through: token, quota, faults, answer, Amazon's headers."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.accounts import Caller
from amazon_emulator.emulator import Emulator
from amazon_emulator.errors import ApiError, invalid_input, quota_exceeded, unauthorized
from amazon_emulator.faults import FINE, TIMEOUT_BEFORE, FaultUnknown, Silence, refuse, spoil, strange
from amazon_emulator.login.tokens import narrow_to_request
from amazon_emulator.orders.store import OrderStore
from amazon_emulator.quotas import Quota
from amazon_emulator.regions import refuse_foreign

# The APIs that check the region of the marketplaces they are asked for; Orders v0 does not.
_REGIONAL = ("/orders/2026-01-01/", "/listings/", "/catalog/")


FAULT_HEADER = "x-emulator-fault"
"""A request may ask for a fault itself."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that passed the door: who calls, with what, and when (UTC). `body` is None where there was none."""

    emulator: Emulator
    account: Caller
    path: dict[str, str]
    query: list[tuple[str, str]]
    body: Any
    now: datetime
    fault: str = FINE

    @property
    def store(self) -> OrderStore:
        """The calling seller's orders."""
        return self.emulator.open_store(self.account.seller_id)

    def first(self, name: str) -> str:
        """Return the first value of a query parameter, empty where it was not given."""
        return next((value for key, value in self.query if key == name), "")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as Amazon's models name it. `scope` makes it grantless: it wants a token of that scope.

    `answer` returns the JSON body, or None for an answer without one; it raises ApiError.
    """

    name: str
    method: str
    path: str
    quota: Quota
    answer: Callable[[Call], dict[str, Any] | None]
    status: int = HTTPStatus.OK
    scope: str = ""


def route(emulator: Emulator, operation: Operation) -> Route:
    """Return the route that serves an operation."""

    async def endpoint(request: Request) -> Response:
        return _serve(emulator, operation, request, await request.body())

    return Route(operation.path, endpoint, methods=[operation.method])


def _serve(emulator: Emulator, operation: Operation, request: Request, body: bytes) -> Response:
    headers = {"x-amzn-RequestId": str(uuid.uuid4())}
    now = emulator.clock.now()
    emulator.agenda.catch_up(now)
    try:
        identified = emulator.login.identify(request.headers.get("x-amz-access-token"), operation.scope)
        account = narrow_to_request(identified, request.method, request.url.path)
        if not emulator.quotas.take(account.client_id, account.seller_id, operation.name, now):
            raise quota_exceeded()
        fault = emulator.faults.draw(operation.name, request.headers.get(FAULT_HEADER, ""))
        if fault == TIMEOUT_BEFORE:
            return Silence()
        refuse(fault)
        headers["x-amzn-RateLimit-Limit"] = f"{emulator.quotas.plans[operation.name].rate:g}"
        call = Call(
            emulator=emulator,
            account=account,
            path={name: str(value) for name, value in request.path_params.items()},
            query=request.query_params.multi_items(),
            body=_read_json(body),
            now=now,
            fault=fault,
        )
        _check_rights(operation, call)
        return spoil(fault, _respond(operation, strange(fault, operation.answer(call)), headers))
    except ApiError as error:
        return error.response(headers)
    except FaultUnknown as error:
        return invalid_input(str(error)).response(headers)


def _check_rights(operation: Operation, call: Call) -> None:
    """Refuse who has no role at all, and marketplaces of another region. Raises ApiError (403)."""
    if not call.account.roles:
        raise unauthorized("")
    if operation.path.startswith(_REGIONAL):
        asked = (value for name, value in call.query if name == "marketplaceIds")
        refuse_foreign(call.account.region, {each.strip() for value in asked for each in value.split(",")} - {""})


def _respond(operation: Operation, answer: dict[str, Any] | None, headers: dict[str, str]) -> Response:
    if answer is None:
        return Response(status_code=operation.status, headers=headers)
    return JSONResponse(answer, status_code=operation.status, headers=headers)


def _read_json(body: bytes) -> Any:  # noqa: ANN401 - JSON of somebody else
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        raise invalid_input("Request body is not valid JSON.") from None
