"""Routes for tests: what happens to orders, which ones listings leave out, and a rush of new ones."""

import asyncio
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.accounts import DEMO
from amazon_emulator.emulator import Emulator
from amazon_emulator.errors import invalid_input, not_found
from amazon_emulator.orders.life import happen
from amazon_emulator.times import format_time

TICK_S = 0.2


def order_routes(emulator: Emulator) -> list[Route]:
    """Return the routes under /emulator/orders/… and /emulator/rush."""
    rushes: set[asyncio.Task[None]] = set()

    async def event(request: Request) -> Response:
        order_id = request.path_params["order_id"]
        try:
            wish = await request.json()
            store = emulator.open_store(wish.get("seller_id", DEMO.seller_id))
            order = store.find(order_id)
            if order is None:
                return not_found(order_id).response({})
            store.put(happen(order, str(wish["event"]), emulator.clock.now()))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return invalid_input(f'expected {{"event": …}}: {error}').response({})
        return JSONResponse(store.find(order_id))

    async def hide(request: Request) -> Response:
        order_id = request.path_params["order_id"]
        try:
            wish = await request.json()
            store = emulator.open_store(wish.get("seller_id", DEMO.seller_id))
            until = emulator.clock.now() + timedelta(seconds=float(wish["seconds"]))
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
            return invalid_input(f'expected {{"seconds": N}}: {error}').response({})
        if store.find(order_id) is None:
            return not_found(order_id).response({})
        store.hide(order_id, until)
        return JSONResponse({"hidden_until": format_time(until)})

    async def rush(request: Request) -> Response:
        try:
            wish = await request.json()
            count, over_s = int(wish["count"]), float(wish.get("over_s", 0))
            seller_id = wish.get("seller_id", DEMO.seller_id)
            emulator.open_store(seller_id)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return invalid_input(f'expected {{"count": N, "over_s": S}}: {error}').response({})
        task = asyncio.get_running_loop().create_task(_let_appear(emulator, seller_id, count, over_s))
        rushes.add(task)
        task.add_done_callback(rushes.discard)
        return JSONResponse({"count": count, "over_s": over_s})

    return [
        Route("/emulator/orders/{order_id}/events", event, methods=["POST"]),
        Route("/emulator/orders/{order_id}/hide", hide, methods=["POST"]),
        Route("/emulator/rush", rush, methods=["POST"]),
    ]


async def _let_appear(emulator: Emulator, seller_id: str, count: int, over_s: float) -> None:
    """Let orders appear one by one, evenly over a time of the Emulator's clock."""
    began = emulator.clock.now()
    appeared = 0
    while appeared < count:
        elapsed_s = (emulator.clock.now() - began).total_seconds()
        due = count if elapsed_s >= over_s else int(count * elapsed_s / over_s) + 1
        for _ in range(min(due, count) - appeared):
            emulator.place(seller_id)
            appeared += 1
        await asyncio.sleep(TICK_S)
