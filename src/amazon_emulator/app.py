"""The HTTP side: routes, tokens, quotas, headers."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from amazon_emulator.accounts import Accounts
from amazon_emulator.clock import Clock
from amazon_emulator.errors import ApiError, invalid_input, not_found, quota_exceeded
from amazon_emulator.faults import DATA, Faults, refuse, spoil
from amazon_emulator.gating import show
from amazon_emulator.generation.orders import OrderGenerator
from amazon_emulator.generation.traps import lay_trap
from amazon_emulator.login import Login, LoginError, read_fields
from amazon_emulator.quotas import GET_ORDER, SEARCH_ORDERS, Quotas
from amazon_emulator.searching import format_time, read_included, search_orders
from amazon_emulator.store import OrderStore, OrderUnusable

ABOUT = """This is a local Amazon: an emulator of Login with Amazon and the Selling Partner API,
for development and tests.
Nothing here is real: no order, no buyer, no money. The demo account stands in its README.
"""


@dataclass(slots=True)
class Emulator:
    """One Amazon: its orders, accounts, quotas, clock and faults, all in memory."""

    clock: Clock = field(default_factory=Clock)
    quota_factor: float = 1
    faults: Faults = field(default_factory=Faults)
    seed: int = 1
    store: OrderStore = field(default_factory=OrderStore)
    accounts: Accounts = field(default_factory=Accounts)
    quotas: Quotas = field(init=False)
    login: Login = field(init=False)
    generator: OrderGenerator = field(init=False)
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Set up what follows from the settings."""
        self.quotas = Quotas(self.quota_factor)
        self.login = Login(self.accounts, self.clock)
        self.generator = OrderGenerator(self.seed, self.clock.now())
        self._dice = random.Random(self.seed)  # noqa: S311 - reproducible on purpose

    def generate(self, count: int) -> None:
        """Add that many new orders."""
        for order in self.generator.generate(count):
            self.store.put(lay_trap(order, self._dice) if self.faults.profile in DATA else order)


def create_app(emulator: Emulator) -> Starlette:
    """Return the application that serves the emulator."""

    def operation(name: str, answer: Callable[[Request], dict[str, Any]]) -> Callable[[Request], Response]:
        return lambda request: _serve(emulator, name, request, answer)

    def search(request: Request) -> dict[str, Any]:
        return search_orders(emulator.store, request.query_params.multi_items(), emulator.clock.now())

    def get(request: Request) -> dict[str, Any]:
        included = read_included(request.query_params.multi_items())
        order = emulator.store.find(request.path_params["order_id"])
        if order is None:
            raise not_found(request.path_params["order_id"])
        return {"order": show(order, included)}

    async def token(request: Request) -> Response:
        try:
            return JSONResponse(
                emulator.login.exchange(await read_fields(request)), headers={"Cache-Control": "no-store"}
            )
        except LoginError as error:
            return JSONResponse(error.body, status_code=error.status)

    return Starlette(
        routes=[
            Route("/", lambda _request: PlainTextResponse(ABOUT)),
            Route("/health", lambda _request: JSONResponse({"status": "ok", "orders": len(emulator.store)})),
            Route("/auth/o2/token", token, methods=["POST"]),
            Route("/orders/2026-01-01/orders", operation(SEARCH_ORDERS, search)),
            Route("/orders/2026-01-01/orders/{order_id}", operation(GET_ORDER, get)),
            *_control_routes(emulator),
        ],
    )


def _serve(emulator: Emulator, name: str, request: Request, answer: Callable[[Request], dict[str, Any]]) -> Response:
    """Check token and quota, answer, and add Amazon's headers."""
    headers = {"x-amzn-RequestId": str(uuid.uuid4())}
    try:
        account = emulator.login.identify(request.headers.get("x-amz-access-token"))
        if not emulator.quotas.take(account.client_id, account.seller_id, name, emulator.clock.now()):
            raise quota_exceeded()
        fault = emulator.faults.draw()
        refuse(fault)
        headers["x-amzn-RateLimit-Limit"] = f"{emulator.quotas.plans[name].rate:g}"
        return spoil(fault, JSONResponse(answer(request), headers=headers))
    except ApiError as error:
        return error.response(headers)


def _control_routes(emulator: Emulator) -> list[Route]:
    """Routes that Amazon does not have: the truth, and how to change it, for tests."""

    def list_truth(_request: Request) -> Response:
        return JSONResponse({"orders": [_summarise(order) for order in emulator.store]})

    async def put_orders(request: Request) -> Response:
        try:
            for order in (await request.json())["orders"]:
                emulator.store.put(order)
        except (OrderUnusable, KeyError, TypeError, ValueError) as error:
            return invalid_input(f'expected {{"orders": […]}}: {error}').response({})
        return JSONResponse({"orders": len(emulator.store)})

    async def generate(request: Request) -> Response:
        try:
            emulator.generate(int((await request.json())["count"]))
        except (KeyError, TypeError, ValueError) as error:
            return invalid_input(f'expected {{"count": N}}: {error}').response({})
        return JSONResponse({"orders": len(emulator.store)})

    async def revoke(_request: Request) -> Response:
        emulator.accounts.revoked.update(emulator.accounts.by_client)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/emulator/orders", list_truth),
        Route("/emulator/orders", put_orders, methods=["POST"]),
        Route("/emulator/generate", generate, methods=["POST"]),
        _clock_route(emulator),
        Route("/emulator/revoke", revoke, methods=["POST"]),
    ]


def _clock_route(emulator: Emulator) -> Route:
    """Return the route that tells the time and, where the clock is virtual, moves it."""

    async def clock(request: Request) -> Response:
        try:
            if request.method == "POST":
                emulator.clock.advance(float((await request.json())["advance_s"]))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            return invalid_input(f'expected {{"advance_s": N}}: {error}').response({})
        return JSONResponse({"now": format_time(emulator.clock.now()), "virtual": emulator.clock.is_virtual})

    return Route("/emulator/clock", clock, methods=["GET", "POST"])


def _summarise(order: dict[str, Any]) -> dict[str, Any]:
    fulfillment = order.get("fulfillment", {})
    return {
        "orderId": order["orderId"],
        "marketplaceId": order["salesChannel"].get("marketplaceId"),
        "fulfillmentStatus": fulfillment.get("fulfillmentStatus"),
        "fulfilledBy": fulfillment.get("fulfilledBy"),
        "grandTotal": order.get("proceeds", {}).get("grandTotal"),
    }
