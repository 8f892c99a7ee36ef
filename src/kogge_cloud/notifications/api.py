"""The contract's notifications: switch them, look at them; and what is due at all platforms of an account."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status

from kogge_cloud.accounts.authentication import TenantRequest
from kogge_cloud.accounts.queries import get_registration
from kogge_cloud.notifications.queries import describe_notifications, list_due_work
from kogge_cloud.notifications.services import switch_notifications
from kogge_cloud.notifications.webhooks import note_call
from kogge_contract.notifications import DueWork, NotificationState, NotificationWish

router = Router(tags=["notifications"])
due_work = Router(tags=["notifications"])
webhooks = Router(tags=["notifications"])


@router.put("", response=NotificationState)
def switch(request: TenantRequest, reference: Path[UUID], wish: NotificationWish) -> NotificationState:
    """Let the platform tell of changes, or no longer; answers what came of it."""
    registration = get_registration(request.auth.tenant_id, reference)
    switch_notifications(registration, timezone.now(), enabled=wish.enabled)
    return describe_notifications(registration)


@router.get("", response=NotificationState)
def show(request: TenantRequest, reference: Path[UUID]) -> NotificationState:
    """Answer whether the platform tells of changes."""
    return describe_notifications(get_registration(request.auth.tenant_id, reference))


@due_work.get("", response=list[DueWork])
def list_due(request: TenantRequest) -> list[DueWork]:
    """Answer what is due at each authenticated platform."""
    return list_due_work(request.auth.tenant_id, timezone.now())


@webhooks.post("/{token}", auth=None, response={204: None, 404: None})
def hear(request: HttpRequest, token: str) -> Status[None]:  # noqa: ARG001 - what it says is not read
    """Note that a platform called: the address is the secret, and what was posted is not looked at."""
    return Status(204 if note_call(token, timezone.now()) else 404, None)
