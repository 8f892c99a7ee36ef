"""Admin route: what sellers list, which offers have left Amazon's warehouses, and how long changes take."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.accounts import DEMO
from amazon_emulator.clock import Clock
from amazon_emulator.errors import invalid_input
from amazon_emulator.listings.models import Listing
from amazon_emulator.listings.store import Listings
from amazon_emulator.times import format_time

LONGEST_S = 24 * 3600


def listing_routes(listings: Listings, clock: Clock) -> list[Route]:
    """Return the routes under /emulator/listings."""

    async def overview(request: Request) -> Response:
        try:
            if request.method == "POST":
                listings.seconds = _read_seconds(await request.json())
                return JSONResponse({"seconds": listings.seconds})
            store = listings.open(request.query_params.get("seller_id", DEMO.seller_id))
        except (LookupError, TypeError, ValueError) as error:
            return invalid_input(f"expected seconds, or a seller_id that exists: {error}").response({})
        return JSONResponse(
            {"seconds": listings.seconds, "listings": [_show(each) for each in store.walk(clock.now())]}
        )

    return [Route("/emulator/listings", overview, methods=["GET", "POST"])]


def _show(listing: Listing) -> dict[str, Any]:
    return {
        "sku": listing.sku,
        "asin": listing.asin,
        "quantity": listing.quantity,
        "isFba": listing.is_fba,
        "leftFbaAt": format_time(listing.left_fba_at) if listing.left_fba_at else None,
        "marketplaceIds": sorted(listing.marketplace_ids),
        "updatedAt": format_time(listing.updated_at),
    }


def _read_seconds(fields: Any) -> float:  # noqa: ANN401 - JSON of somebody else
    seconds = float(fields["seconds"])
    if not 0 <= seconds <= LONGEST_S:
        raise ValueError("out of range")
    return seconds
