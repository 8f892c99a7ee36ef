"""Serves the static sandbox over HTTP, behind the same token check as everything else."""

import json
import uuid
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.accounts import Caller
from amazon_emulator.emulator import Emulator
from amazon_emulator.errors import ApiError, invalid_input, quota_exceeded
from amazon_emulator.quotas import Quota
from amazon_emulator.sandbox.cases import METHODS, Case, Question, SandboxOperation, find_operation, split_path

QUOTA = Quota(5, 15)
NO_MATCH = "Could not match input arguments"


def sandbox_routes(
    emulator: Emulator, operations: Iterable[SandboxOperation], scopes: Mapping[str, str]
) -> list[Route]:
    """Return the one route that answers all cases. `scopes` names the grantless operations' scopes."""
    known = list(operations)
    emulator.quotas.plans |= {each.key: Quota(QUOTA.rate * emulator.quota_factor, QUOTA.burst) for each in known}

    async def answer(request: Request) -> Response:
        headers = {"x-amzn-RequestId": str(uuid.uuid4())}
        try:
            question = _read_question(request, await request.body())
            operation = _get_operation(known, question)
            token = request.headers.get("x-amz-access-token")
            _admit(emulator, operation, emulator.login.identify(token, scopes.get(operation.name, "")))
            headers["x-amzn-RateLimit-Limit"] = f"{emulator.quotas.plans[operation.key].rate:g}"
            return _respond(_get_case(operation, question), headers)
        except ApiError as error:
            return error.response(headers)

    return [Route("/{path:path}", answer, methods=[each.upper() for each in METHODS])]


def _admit(emulator: Emulator, operation: SandboxOperation, caller: Caller) -> None:
    if not emulator.quotas.take(caller.client_id, caller.seller_id, operation.key, emulator.clock.now()):
        raise quota_exceeded()


def _get_operation(known: list[SandboxOperation], question: Question) -> SandboxOperation:
    operation = find_operation(known, question)
    if operation is None:
        raise ApiError(HTTPStatus.NOT_FOUND, "NotFound", "The resource specified does not exist.", "")
    return operation


def _get_case(operation: SandboxOperation, question: Question) -> Case:
    case = operation.find_case(question)
    if case is None:
        raise invalid_input(NO_MATCH)
    return case


def _read_question(request: Request, body: bytes) -> Question:
    # The raw path: a slash within a SKU is written %2F and parts nothing.
    raw = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace")
    return Question(
        request.method,
        tuple(unquote(segment) for segment in split_path(raw.split("?")[0])),
        tuple(request.query_params.multi_items()),
        dict(request.headers),
        _read_json(body),
    )


def _read_json(body: bytes) -> Any:  # noqa: ANN401 - JSON of somebody else
    try:
        return json.loads(body) if body else None
    except ValueError:
        raise invalid_input(NO_MATCH) from None


def _respond(case: Case, headers: dict[str, str]) -> Response:
    if case.response is None or case.status == HTTPStatus.NO_CONTENT:
        return Response(status_code=case.status, headers=headers)
    return JSONResponse(case.response, status_code=case.status, headers=headers)
