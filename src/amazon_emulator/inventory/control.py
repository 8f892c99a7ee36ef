"""Admin route: what lies in Amazon's warehouses, and how much of it an answer tells."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.accounts import DEMO
from amazon_emulator.errors import invalid_input
from amazon_emulator.inventory.store import COUNTS, PAGE, FbaInventory, FbaStock
from amazon_emulator.times import format_time

LARGEST = 1_000_000_000


def inventory_routes(inventory: FbaInventory) -> list[Route]:
    """Return the routes under /emulator/inventory."""

    async def stock(request: Request) -> Response:
        try:
            if request.method == "POST":
                _change(inventory, await request.json())
            seller_id = request.query_params.get("seller_id", DEMO.seller_id)
            listed = [_show(each) for _, each in inventory.walk(seller_id)]
        except (LookupError, TypeError, ValueError) as error:
            return invalid_input(f"expected page_size, or sku with some of {', '.join(COUNTS)}: {error}").response({})
        return JSONResponse({"page_size": inventory.page_size, "stock": listed})

    return [Route("/emulator/inventory", stock, methods=["GET", "POST"])]


def _change(inventory: FbaInventory, fields: Any) -> None:  # noqa: ANN401 - JSON of somebody else
    if not isinstance(fields, dict) or not fields.keys() <= {"page_size", "seller_id", "sku", *COUNTS}:
        raise TypeError("unknown fields")
    size = int(fields.get("page_size", inventory.page_size))
    counts = {name: int(fields[name]) for name in COUNTS if name in fields}
    if not 1 <= size <= PAGE or not all(0 <= count <= LARGEST for count in counts.values()):
        raise ValueError("out of range")
    if counts or "sku" in fields:
        inventory.set(str(fields.get("seller_id", DEMO.seller_id)), str(fields["sku"]), counts)
    inventory.page_size = size


def _show(stock: FbaStock) -> dict[str, Any]:
    return asdict(stock) | {"updated_at": format_time(stock.updated_at)}
