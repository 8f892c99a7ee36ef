"""Routes for tests: who wants to hear of what, and what became of it."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shopware_emulator.errors import bad_request
from shopware_emulator.webhooks.publishing import ORDER_PLACED, Webhook, Webhooks


def webhook_routes(webhooks: Webhooks) -> list[Route]:
    """Return the routes under /emulator/webhooks."""

    async def register(request: Request) -> Response:
        try:
            wish = await request.json()
            webhook = webhooks.register(
                str(wish["url"]), str(wish.get("event", ORDER_PLACED)), str(wish.get("secret", "kogge-app-secret"))
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return bad_request(f'expected {{"url": …, "event": …, "secret": …}}: {error}').response()
        return JSONResponse(_show(webhook))

    def show(_request: Request) -> Response:
        return JSONResponse({"webhooks": [_show(each) for each in webhooks.registered]})

    return [
        Route("/emulator/webhooks", show),
        Route("/emulator/webhooks", register, methods=["POST"]),
    ]


def _show(webhook: Webhook) -> dict[str, object]:
    return {
        "url": webhook.url,
        "event": webhook.event,
        "sent": webhook.sent,
        "failed": webhook.failed,
        "outcome": webhook.outcome,
    }
