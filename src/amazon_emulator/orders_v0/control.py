"""Route for tests: orders with articles that have to be checked before they are shipped."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.accounts import DEMO
from amazon_emulator.emulator import Emulator
from amazon_emulator.errors import invalid_input, not_found
from amazon_emulator.orders_v0.verifying import regulate


def regulation_routes(emulator: Emulator) -> list[Route]:
    """Return the route /emulator/orders/{order_id}/regulated."""

    async def require_check(request: Request) -> Response:
        order_id = request.path_params["order_id"]
        try:
            wish = await request.json()
            store = emulator.open_store(wish.get("seller_id", DEMO.seller_id))
            answers = {str(label): str(value) for label, value in wish["answers"].items()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return invalid_input(f'expected {{"answers": {{…}}}}: {error}').response({})
        if store.find(order_id) is None:
            return not_found(order_id).response({})
        store.verifications[order_id] = regulate(order_id, answers)
        return JSONResponse(store.verifications[order_id])

    return [Route("/emulator/orders/{order_id}/regulated", require_check, methods=["POST"])]
