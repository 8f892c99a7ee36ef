"""Admin route: how long reports take, how they end, and how their documents are written."""

import codecs
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.errors import invalid_input
from amazon_emulator.reports.actionable_rows import OPTIONAL_COLUMNS
from amazon_emulator.reports.store import CANCELLED, DONE, FATAL, Reports, ReportSettings

LONGEST_S = 24 * 3600


def report_routes(reports: Reports) -> list[Route]:
    """Return the routes under /emulator/reports."""

    async def settings(request: Request) -> Response:
        try:
            if request.method == "POST":
                reports.settings = _read_settings(reports.settings, await request.json())
        except (LookupError, TypeError, ValueError) as error:
            return invalid_input(f"expected seconds, outcome, compress, charset, columns: {error}").response({})
        return JSONResponse(asdict(reports.settings))

    return [Route("/emulator/reports", settings, methods=["GET", "POST"])]


def _read_settings(now: ReportSettings, fields: Any) -> ReportSettings:  # noqa: ANN401 - JSON of somebody else
    if not isinstance(fields, dict):
        raise TypeError("not an object")
    read = dict(fields)
    if "seconds" in read:
        read["seconds"] = float(read["seconds"])
    if "columns" in read:
        read["columns"] = tuple(map(str, read["columns"]))
    changed = replace(now, **read)
    if not 0 <= changed.seconds <= LONGEST_S or changed.outcome not in {DONE, CANCELLED, FATAL}:
        raise ValueError("out of range")
    if changed.compress not in {True, False, None}:
        raise ValueError("compress is true, false or null")
    if not set(changed.columns).issubset(OPTIONAL_COLUMNS):
        message = f"columns are some of {', '.join(OPTIONAL_COLUMNS)}"
        raise ValueError(message)
    if changed.charset:
        codecs.lookup(changed.charset)
    return changed
