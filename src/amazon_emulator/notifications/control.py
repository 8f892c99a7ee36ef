"""Admin routes: what was published, and what happens to notifications on their way."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from amazon_emulator.errors import invalid_input
from amazon_emulator.notifications.models import Notification
from amazon_emulator.notifications.publishing import Journey, Notifications
from amazon_emulator.times import format_time

LONGEST_DELAY_S = 24 * 3600


def notification_routes(notifications: Notifications) -> list[Route]:
    """Return the routes under /emulator/notifications."""

    def show(_request: Request) -> Response:
        published = [_show(each) for each in list(notifications.published)]
        return JSONResponse({"journey": asdict(notifications.journey), "notifications": published})

    async def change(request: Request) -> Response:
        try:
            notifications.journey = _read_journey(await request.json())
        except (TypeError, ValueError) as error:
            return invalid_input(f"expected delay_s and shares from 0 to 1: {error}").response({})
        return JSONResponse({"journey": asdict(notifications.journey)})

    return [
        Route("/emulator/notifications", show),
        Route("/emulator/notifications", change, methods=["POST"]),
    ]


def _read_journey(fields: Any) -> Journey:  # noqa: ANN401 - JSON of somebody else
    if not isinstance(fields, dict):
        raise TypeError("not an object")
    # Whoever names a delay and no share means all of them.
    journey = Journey(**{"late_share": 1} | {name: float(value) for name, value in fields.items()})
    shares = (journey.late_share, journey.drop_share, journey.duplicate_share)
    if not all(0 <= share <= 1 for share in shares) or not 0 <= journey.delay_s <= LONGEST_DELAY_S:
        raise ValueError("out of range")
    return journey


def _show(notification: Notification) -> dict[str, Any]:
    return {
        "notificationId": notification.notification_id,
        "notificationType": notification.notification_type,
        "queueArn": notification.queue_arn,
        "publishedAt": format_time(notification.published_at),
        "outcome": notification.outcome,
        "sent": notification.sent,
        "body": notification.body,
    }
