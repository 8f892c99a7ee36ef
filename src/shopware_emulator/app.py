"""The HTTP side, put together from the parts of the API."""

import base64
import binascii
import json
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from shopware_emulator.control import control_routes
from shopware_emulator.emulator import Emulator
from shopware_emulator.errors import ShopwareError
from shopware_emulator.info import OPERATIONS as INFO
from shopware_emulator.operations import Operation, route
from shopware_emulator.orders.operations import OPERATIONS as ORDERS
from shopware_emulator.products.operations import OPERATIONS as WRITING
from shopware_emulator.search.operations import OPERATIONS as SEARCH

ABOUT = """This is a local Shopware 6: an emulator of its Admin API, for development and tests.
Nothing here is real: no order, no buyer, no money. The demo integration stands in its README.
"""

# Addresses of entities come last: they would take the others' in.
OPERATIONS: tuple[Operation, ...] = (*INFO, *ORDERS, *WRITING, *SEARCH)


def create_app(emulator: Emulator) -> Starlette:
    """Return the application that serves the shop."""
    return Starlette(
        routes=[
            Route("/", lambda _request: PlainTextResponse(ABOUT)),
            Route("/health", lambda _request: JSONResponse({"status": "ok", "orders": len(emulator.orders)})),
            *control_routes(emulator),
            _token_route(emulator),
            *(route(emulator, operation) for operation in OPERATIONS),
        ],
    )


def _token_route(emulator: Emulator) -> Route:
    async def token(request: Request) -> Response:
        try:
            answer = emulator.login.issue(_read_fields(request, await request.body()))
        except ShopwareError as error:
            return error.response()
        headers = {"Cache-Control": "no-store, private", "Pragma": "no-cache"}
        return JSONResponse(answer, status_code=HTTPStatus.OK, headers=headers)

    return Route("/api/oauth/token", token, methods=["POST"])


def _read_fields(request: Request, body: bytes) -> dict[str, object]:
    """Return the fields of a form or of JSON; key and secret may stand in the header instead."""
    return _read_basic(request.headers.get("authorization", "")) | _read_body(request, body)


def _read_basic(header: str) -> dict[str, object]:
    scheme, _, encoded = header.partition(" ")
    try:
        key, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": key, "client_secret": secret} if scheme.lower() == "basic" and colon else {}


def _read_body(request: Request, body: bytes) -> dict[str, object]:
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(body.decode("utf-8", "replace")))
    try:
        fields = json.loads(body)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
