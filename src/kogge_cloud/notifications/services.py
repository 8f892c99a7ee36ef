"""Writes of subscriptions: let a platform tell of changes, or no longer."""

from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import NotOffered, PlatformError, RequestRefused
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.amazon.notifications_client import (
    AmazonSubscription,
    create_destination,
    create_subscription,
    delete_subscription,
    find_destination,
    find_subscription,
)
from kogge_cloud.notifications.errors import SubscribedElsewhere
from kogge_cloud.notifications.models import Subscription
from kogge_cloud.notifications.queries import find_subscription_of
from kogge_cloud.notifications.queue import require_queue
from kogge_cloud.notifications.rules import read_queue_name
from kogge_cloud.notifications.webhooks import put_webhooks, require_public_address
from kogge_contract.notifications import NotificationProgress

AMAZONS_AWS_ACCOUNT = "437568002678"


def switch_notifications(registration: Registration, now: datetime, *, enabled: bool) -> None:
    """Set up or end that the platform tells of changes; what came of it is kept in the table.

    Every step may be repeated: what is there already is found again and used. What Amazon refuses is kept as the
    problem, so that the same wish goes on from there. Raises NotOffered, NotificationsUnavailable and NotAuthenticated
    before anything is called.
    """
    target = ""
    if enabled:
        _require_notifying(registration)
        target = require_public_address() if _calls(registration) else require_queue()
        require_authenticated(registration)
    elif find_subscription_of(registration) is None:
        return
    subscription, _ = Subscription.objects.get_or_create(
        registration=registration,
        defaults={"tenant_id": registration.tenant_id, "progress": NotificationProgress.OFF, "changed_at": now},
    )
    try:
        if enabled:
            _set_up(registration, subscription, target, now)
        else:
            _end(registration, subscription, now)
    except (PlatformError, SubscribedElsewhere) as error:
        _keep(
            subscription,
            progress=NotificationProgress.FAILED,
            problem_code=error.code,
            problem_message=error.message,
            problem_is_permanent=error.permanent,
            changed_at=now,
        )


def end_calls(registration: Registration, now: datetime) -> None:
    """Have a platform that is being signed out call no longer; what it refuses is kept, and its calls are not heard."""
    subscription = find_subscription_of(registration)
    if subscription is None or not _calls(registration):
        return
    switch_notifications(registration, now, enabled=False)
    _keep(subscription, subscription_id="")


def _require_notifying(registration: Registration) -> None:
    traits = get_adapter(registration.kind).traits
    if not traits.notifies:
        message = f"{traits.name} does not tell of changes itself: they come with the next retrieval."
        raise NotOffered(message)


def _calls(registration: Registration) -> bool:
    """Tell whether the platform calls an address, instead of writing to a queue."""
    return get_adapter(registration.kind).has_webhooks


def _set_up(registration: Registration, subscription: Subscription, target: str, now: datetime) -> None:
    if _calls(registration):
        known_by = put_webhooks(registration, target)
        _keep(subscription, target=target, subscription_id=known_by, **_settled(NotificationProgress.ON, now))
    else:
        _subscribe(registration, subscription, target, now)


def _subscribe(registration: Registration, subscription: Subscription, queue_arn: str, now: datetime) -> None:
    destination_id = _ensure_destination(registration, queue_arn, now)
    _keep(subscription, target=queue_arn, destination_id=destination_id)
    subscribed = _ensure_subscription(registration, subscription, now)
    _keep(subscription, subscription_id=subscribed.subscription_id, **_settled(NotificationProgress.ON, now))


def _end(registration: Registration, subscription: Subscription, now: datetime) -> None:
    if _calls(registration):
        get_adapter(registration.kind).remove_webhooks(registration)
        _keep(subscription, subscription_id="", **_settled(NotificationProgress.OFF, now))
        return
    # Two accounts of this Cloud with one application and one seller share a subscription.
    others = Subscription.objects.filter(subscription_id=subscription.subscription_id).exclude(pk=subscription.pk)
    if subscription.subscription_id and not others.exists():
        delete_subscription(registration, subscription.subscription_id, now)
    _keep(subscription, subscription_id="", **_settled(NotificationProgress.OFF, now))


def _ensure_destination(registration: Registration, queue_arn: str, now: datetime) -> str:
    """Return the application's destination for the queue: the one it has, or a new one."""
    name = f"kogge-{read_queue_name(queue_arn).name}"
    try:
        found = find_destination(registration, queue_arn, now) or create_destination(registration, name, queue_arn, now)
        # Somebody else was faster, in another process perhaps.
        found = found or find_destination(registration, queue_arn, now)
    except RequestRefused as error:
        message = (
            f"{error.message} The queue's policy must let Amazon's AWS account {AMAZONS_AWS_ACCOUNT} do "
            "sqs:SendMessage and sqs:GetQueueAttributes."
        )
        raise RequestRefused(message) from error
    if found is None:
        message = "Amazon says that there is a destination for this queue, but shows none; try again later."
        raise RequestRefused(message)
    return found


def _ensure_subscription(registration: Registration, subscription: Subscription, now: datetime) -> AmazonSubscription:
    """Return the seller's subscription that leads to our destination: the one there is, or a new one."""
    known = find_subscription(registration, now)
    if known and known.destination_id != subscription.destination_id:
        # Our own, from when another queue was configured; somebody else's is left alone.
        if known.subscription_id != subscription.subscription_id:
            raise _elsewhere()
        delete_subscription(registration, known.subscription_id, now)
        known = None
    known = known or create_subscription(registration, subscription.destination_id, now)
    known = known or find_subscription(registration, now)
    if known is None or known.destination_id != subscription.destination_id:
        raise _elsewhere()
    return known


def _elsewhere() -> SubscribedElsewhere:
    message = (
        "Amazon already sends this seller's changes to another queue of the same application, and allows one only. "
        "Switch notifications off where they were switched on, or use an application of its own here; then try again."
    )
    return SubscribedElsewhere(message)


def _settled(progress: NotificationProgress, now: datetime) -> dict[str, object]:
    return {
        "progress": progress,
        "problem_code": "",
        "problem_message": "",
        "problem_is_permanent": False,
        "changed_at": now,
    }


def _keep(subscription: Subscription, **changes: object) -> None:
    """Write some columns only: messages are counted in the same row meanwhile."""
    Subscription.objects.filter(pk=subscription.pk).update(**changes)
    subscription.refresh_from_db()
