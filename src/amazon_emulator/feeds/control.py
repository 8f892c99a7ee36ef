"""Admin route: how long feeds take, and how they end."""

from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.errors import invalid_input
from amazon_emulator.feeds.store import Feeds, FeedSettings
from amazon_emulator.reports.store import DONE, FATAL

LONGEST_S = 24 * 3600


def feed_routes(feeds: Feeds) -> list[Route]:
    """Return the route /emulator/feeds."""

    async def settings(request: Request) -> Response:
        try:
            if request.method == "POST":
                feeds.settings = _read_settings(feeds.settings, await request.json())
        except (TypeError, ValueError) as error:
            return invalid_input(f"expected seconds, outcome: {error}").response({})
        return JSONResponse(asdict(feeds.settings))

    return [Route("/emulator/feeds", settings, methods=["GET", "POST"])]


def _read_settings(now: FeedSettings, fields: Any) -> FeedSettings:  # noqa: ANN401 - JSON of somebody else
    if not isinstance(fields, dict):
        raise TypeError("not an object")
    changed = replace(now, **fields)
    changed = replace(changed, seconds=float(changed.seconds))
    if not 0 <= changed.seconds <= LONGEST_S or changed.outcome not in {DONE, FATAL}:
        raise ValueError("out of range")
    return changed
