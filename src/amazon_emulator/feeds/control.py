"""Admin routes: how long feeds take and how they end, and the invoices that were uploaded."""

from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.errors import invalid_input
from amazon_emulator.feeds.invoices import PDF, Invoices
from amazon_emulator.feeds.store import Feeds, FeedSettings
from amazon_emulator.reports.rules import resource_missing
from amazon_emulator.reports.store import DONE, FATAL

LONGEST_S = 24 * 3600


def feed_routes(feeds: Feeds, invoices: Invoices) -> list[Route]:
    """Return the routes /emulator/feeds and /emulator/invoices."""

    async def settings(request: Request) -> Response:
        try:
            if request.method == "POST":
                feeds.settings = _read_settings(feeds.settings, await request.json())
        except (TypeError, ValueError) as error:
            return invalid_input(f"expected seconds, outcome: {error}").response({})
        return JSONResponse(asdict(feeds.settings))

    async def show_invoices(request: Request) -> Response:
        if request.method == "POST":
            fields = await request.json()
            wished = fields.get("amazon_issues") if isinstance(fields, dict) else None
            if not isinstance(wished, bool):
                return invalid_input("expected amazon_issues: true or false").response({})
            invoices.amazon_issues = wished
        shown = [each.show() for each in invoices.taken]
        return JSONResponse({"amazon_issues": invoices.amazon_issues, "invoices": shown})

    async def show_paper(request: Request) -> Response:
        found = [each for each in invoices.taken if each.feed_id == request.path_params["feed_id"]]
        if not found:
            return resource_missing().response({})
        return Response(found[0].content, media_type=PDF)

    return [
        Route("/emulator/feeds", settings, methods=["GET", "POST"]),
        Route("/emulator/invoices", show_invoices, methods=["GET", "POST"]),
        Route("/emulator/invoices/{feed_id}", show_paper),
    ]


def _read_settings(now: FeedSettings, fields: Any) -> FeedSettings:  # noqa: ANN401 - JSON of somebody else
    if not isinstance(fields, dict):
        raise TypeError("not an object")
    changed = replace(now, **fields)
    changed = replace(changed, seconds=float(changed.seconds))
    if not 0 <= changed.seconds <= LONGEST_S or changed.outcome not in {DONE, FATAL}:
        raise ValueError("out of range")
    return changed
