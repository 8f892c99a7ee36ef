"""Routes that Amazon does not have: the truth, and how to change it, for tests."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.account_control import account_routes
from amazon_emulator.accounts import DEMO
from amazon_emulator.control_faults import fault_routes
from amazon_emulator.emulator import Emulator
from amazon_emulator.errors import invalid_input
from amazon_emulator.notifications.control import notification_routes
from amazon_emulator.orders.control import order_routes
from amazon_emulator.orders.store import OrderUnusable
from amazon_emulator.times import format_time


def control_routes(emulator: Emulator) -> list[Route]:
    """Return the routes under /emulator."""

    def list_truth(request: Request) -> Response:
        store = emulator.stores.get(request.query_params.get("seller_id", DEMO.seller_id), ())
        return JSONResponse({"orders": [_summarise(order) for order in store]})

    async def put_orders(request: Request) -> Response:
        try:
            body = await request.json()
            store = emulator.open_store(body.get("seller_id", DEMO.seller_id))
            for order in body["orders"]:
                store.put(order)
        except (OrderUnusable, AttributeError, KeyError, TypeError, ValueError) as error:
            return invalid_input(f'expected {{"orders": […]}}: {error}').response({})
        return JSONResponse({"orders": len(store)})

    async def generate(request: Request) -> Response:
        try:
            body = await request.json()
            seller_id = body.get("seller_id", DEMO.seller_id)
            emulator.generate(int(body["count"]), seller_id)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return invalid_input(f'expected {{"count": N}}: {error}').response({})
        return JSONResponse({"orders": len(emulator.stores[seller_id])})

    return [
        Route("/emulator/orders", list_truth),
        Route("/emulator/orders", put_orders, methods=["POST"]),
        Route("/emulator/generate", generate, methods=["POST"]),
        _clock_route(emulator),
        *account_routes(emulator),
        *notification_routes(emulator.notifications),
        *fault_routes(emulator.faults),
        *order_routes(emulator),
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
    fulfillment, proceeds = order.get("fulfillment", {}), order.get("proceeds", {})
    return {
        "orderId": order["orderId"],
        "createdTime": order["createdTime"],
        "marketplaceId": order["salesChannel"].get("marketplaceId"),
        "fulfillmentStatus": fulfillment.get("fulfillmentStatus"),
        "fulfilledBy": fulfillment.get("fulfilledBy"),
        "grandTotal": proceeds.get("grandTotal"),
        "tip": next(
            (each["subtotal"] for each in proceeds.get("breakdowns", []) if each["type"] == "DELIVERY_TIP"), None
        ),
    }
