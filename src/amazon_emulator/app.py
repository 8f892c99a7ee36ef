"""The HTTP side, put together from the APIs."""

from collections.abc import Sequence
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from amazon_emulator.applications.operations import OPERATIONS as APPLICATIONS
from amazon_emulator.catalogue.operations import OPERATIONS as CATALOGUE
from amazon_emulator.control import control_routes
from amazon_emulator.documents.serving import document_routes
from amazon_emulator.emulator import Emulator
from amazon_emulator.feeds.control import feed_routes
from amazon_emulator.feeds.operations import OPERATIONS as FEEDS
from amazon_emulator.inventory.control import inventory_routes
from amazon_emulator.inventory.operations import OPERATIONS as INVENTORY
from amazon_emulator.listings.control import listing_routes
from amazon_emulator.listings.operations import OPERATIONS as LISTINGS
from amazon_emulator.login.consent import CONSENT_PATH, ConsentPages
from amazon_emulator.login.tokens import LoginError, read_fields
from amazon_emulator.notifications.operations import OPERATIONS as NOTIFICATIONS
from amazon_emulator.operations import Operation, route
from amazon_emulator.orders.operations import OPERATIONS as ORDERS
from amazon_emulator.orders_v0.control import regulation_routes
from amazon_emulator.orders_v0.operations import OPERATIONS as ORDERS_V0
from amazon_emulator.quotas import Quotas
from amazon_emulator.reports.control import report_routes
from amazon_emulator.reports.operations import OPERATIONS as REPORTS
from amazon_emulator.reports.scheduling import OPERATIONS as REPORT_SCHEDULES
from amazon_emulator.restricted_tokens.operations import OPERATIONS as RESTRICTED_TOKENS
from amazon_emulator.sandbox.cases import SandboxOperation
from amazon_emulator.sandbox.serving import sandbox_routes
from amazon_emulator.sellers.operations import OPERATIONS as SELLERS

ABOUT = """This is a local Amazon: an emulator of Login with Amazon and the Selling Partner API,
for development and tests.
Nothing here is real: no order, no buyer, no money. The demo account stands in its README.
"""

OPERATIONS: tuple[Operation, ...] = (
    *ORDERS,
    *ORDERS_V0,
    *SELLERS,
    *RESTRICTED_TOKENS,
    *APPLICATIONS,
    *NOTIFICATIONS,
    *REPORTS,
    *FEEDS,
    *REPORT_SCHEDULES,
    *LISTINGS,
    *CATALOGUE,
    *INVENTORY,
)


def create_app(emulator: Emulator, sandbox: Sequence[SandboxOperation] = ()) -> Starlette:
    """Return the application that serves the emulator; given a sandbox, its cases stand for all operations."""
    emulator.quotas = Quotas({each.name: each.quota for each in OPERATIONS}, emulator.quota_factor)
    return Starlette(
        routes=[
            Route("/", lambda _request: PlainTextResponse(ABOUT)),
            Route("/health", lambda _request: JSONResponse({"status": "ok", "orders": len(emulator.store)})),
            *_login_routes(emulator),
            *control_routes(emulator),
            *regulation_routes(emulator),
            *report_routes(emulator.reports),
            *feed_routes(emulator.feeds, emulator.invoices),
            *listing_routes(emulator.listings, emulator.clock),
            *inventory_routes(emulator.inventory),
            *document_routes(emulator.documents, emulator.clock),
            *_operation_routes(emulator, sandbox),
        ],
    )


def _operation_routes(emulator: Emulator, sandbox: Sequence[SandboxOperation]) -> list[Route]:
    if sandbox:
        return sandbox_routes(emulator, sandbox, {each.name: each.scope for each in OPERATIONS})
    return [route(emulator, operation) for operation in OPERATIONS]


def _login_routes(emulator: Emulator) -> list[Route]:
    async def token(request: Request) -> Response:
        try:
            answer = emulator.login.exchange(await read_fields(request))
        except LoginError as error:
            return JSONResponse(error.body, status_code=error.status)
        return JSONResponse(answer, status_code=HTTPStatus.OK, headers={"Cache-Control": "no-store"})

    pages = ConsentPages(emulator.accounts, emulator.login, emulator.clock)
    return [
        Route("/auth/o2/token", token, methods=["POST"]),
        Route(CONSENT_PATH, pages.serve, methods=["GET", "POST"]),
    ]
