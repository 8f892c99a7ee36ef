"""Routes that Shopware does not have: the truth, and how to change it, for tests."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shopware_emulator.control_faults import fault_routes
from shopware_emulator.emulator import Emulator
from shopware_emulator.entities.definitions import Row
from shopware_emulator.errors import bad_request
from shopware_emulator.orders.life import happen
from shopware_emulator.times import format_time
from shopware_emulator.webhooks.control import webhook_routes

TICK_S = 0.2
CENTS = Decimal("0.01")


def control_routes(emulator: Emulator) -> list[Route]:
    """Return the routes under /emulator."""

    def list_truth(_request: Request) -> Response:
        return JSONResponse({"orders": list(_summarise(emulator))})

    async def generate(request: Request) -> Response:
        try:
            body = await request.json()
            emulator.generate(int(body["count"]), float(body.get("days", 14)))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return bad_request(f'expected {{"count": N, "days": D}}: {error}').response()
        return JSONResponse({"orders": len(emulator.orders)})

    async def event(request: Request) -> Response:
        order_id = request.path_params["order_id"]
        try:
            happen(emulator.graph, order_id, str((await request.json())["event"]), emulator.clock.now())
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return bad_request(f'expected {{"event": …}}: {error}').response()
        return JSONResponse(emulator.orders.find_head(order_id))

    async def expire(_request: Request) -> Response:
        return JSONResponse({"expired": emulator.login.expire()})

    return [
        Route("/emulator/truth", list_truth),
        Route("/emulator/generate", generate, methods=["POST"]),
        Route("/emulator/orders/{order_id}/events", event, methods=["POST"]),
        Route("/emulator/expire", expire, methods=["POST"]),
        _rush_route(emulator),
        _clock_route(emulator),
        *fault_routes(emulator.faults),
        *webhook_routes(emulator.webhooks),
    ]


def _rush_route(emulator: Emulator) -> Route:
    """Return the route that lets new orders appear, spread evenly, dated to the moment they appear."""
    rushes: set[asyncio.Task[None]] = set()

    async def rush(request: Request) -> Response:
        try:
            wish = await request.json()
            count, over_s = int(wish["count"]), float(wish.get("over_s", 0))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return bad_request(f'expected {{"count": N, "over_s": S}}: {error}').response()
        if over_s <= 0:
            return JSONResponse({"ids": [emulator.place() for _ in range(count)]})
        task = asyncio.get_running_loop().create_task(_let_appear(emulator, count, over_s))
        rushes.add(task)
        task.add_done_callback(rushes.discard)
        return JSONResponse({"count": count, "over_s": over_s})

    return Route("/emulator/rush", rush, methods=["POST"])


async def _let_appear(emulator: Emulator, count: int, over_s: float) -> None:
    began = emulator.clock.now()
    appeared = 0
    while appeared < count:
        elapsed_s = (emulator.clock.now() - began).total_seconds()
        due = count if elapsed_s >= over_s else int(count * elapsed_s / over_s) + 1
        for _ in range(min(due, count) - appeared):
            emulator.place()
            appeared += 1
        await asyncio.sleep(TICK_S)


def _clock_route(emulator: Emulator) -> Route:
    """Return the route that tells the time and, where the clock is virtual, moves it."""

    async def clock(request: Request) -> Response:
        try:
            if request.method == "POST":
                emulator.clock.advance(float((await request.json())["advance_s"]))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            return bad_request(f'expected {{"advance_s": N}}: {error}').response()
        return JSONResponse({"now": format_time(emulator.clock.now()), "virtual": emulator.clock.is_virtual})

    return Route("/emulator/clock", clock, methods=["GET", "POST"])


def _summarise(emulator: Emulator) -> Iterator[Row]:
    """Return every order as it has to arrive: its number, what it comes to, and the tax in it, in cents."""
    for head in emulator.orders.heads():
        aggregate = emulator.orders.open(head["id"])
        if aggregate is None:
            continue
        order = aggregate["order"][0]
        tax = sum((Decimal(str(each["tax"])) for each in order["price"]["calculatedTaxes"]), Decimal(0))
        yield {
            "id": order["id"],
            "orderNumber": order["orderNumber"],
            "currency": emulator.tables["currency"][order["currencyId"]]["isoCode"],
            "total_minor": _cents(order["price"]["totalPrice"]),
            "net_minor": _cents(order["price"]["netPrice"]),
            "tax_minor": _cents(tax),
            "shipping_minor": _cents(order["shippingTotal"]),
            "taxStatus": order["taxStatus"],
            "lines": len(aggregate["order_line_item"]),
            "states": {
                "order": _state(emulator, order),
                "transactions": [_state(emulator, row) for row in aggregate["order_transaction"]],
                "deliveries": [_state(emulator, row) for row in aggregate["order_delivery"]],
            },
            "orderDateTime": order["orderDateTime"],
            "updatedAt": order.get("updatedAt"),
        }


def _cents(amount: Any) -> int:  # noqa: ANN401 - a number of JSON
    return int((Decimal(str(amount)).quantize(CENTS) * 100).to_integral_value())


def _state(emulator: Emulator, row: Row) -> str:
    return str(emulator.tables["state_machine_state"][row["stateId"]]["technicalName"])
