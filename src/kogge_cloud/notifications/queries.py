"""Reads of subscriptions, and of what is due at a tenant's platforms."""

from datetime import datetime

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import list_authenticated
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.hints.queries import count_waiting_hints, summarise_hints
from kogge_cloud.infrastructure.settings import public_url, sqs_queue_arn
from kogge_cloud.notifications.models import Subscription
from kogge_cloud.notifications.queue import is_configured
from kogge_cloud.notifications.webhooks import has_public_address
from kogge_contract.messages import Problem
from kogge_contract.notifications import DueWork, NotificationProgress, NotificationState

_QUEUE_CHANGED = (
    "Amazon writes to another queue than the one that KOGGE_SQS_QUEUE_ARN names now. Switch notifications on again, "
    "and they come to the new one."
)
_ADDRESS_CHANGED = (
    "The shop calls another address than the one that KOGGE_CLOUD_PUBLIC_URL names now. Switch notifications on again, "
    "and it calls the new one."
)


def find_subscription_of(registration: Registration) -> Subscription | None:
    """Return what is known of a platform's notifications."""
    return (
        Subscription.objects.select_related("registration")
        .filter(tenant_id=registration.tenant_id, registration=registration)
        .first()
    )


def describe_notifications(registration: Registration) -> NotificationState:
    """Return the state of a platform's notifications as the contract shows it."""
    subscription = find_subscription_of(registration)
    if subscription is None:
        return NotificationState(
            progress=NotificationProgress.OFF,
            available=_is_available(registration),
            waiting_orders=count_waiting_hints(registration.pk),
        )
    problem = _find_problem(subscription)
    return NotificationState(
        progress=NotificationProgress.FAILED if problem else NotificationProgress(subscription.progress),
        available=_is_available(registration),
        problem=problem,
        last_received_at=subscription.last_received_at,
        received=subscription.received,
        waiting_orders=count_waiting_hints(registration.pk),
    )


def _is_available(registration: Registration) -> bool:
    adapter = get_adapter(registration.kind)
    return adapter.traits.notifies and (has_public_address() if adapter.has_webhooks else is_configured())


def _find_problem(subscription: Subscription) -> Problem | None:
    """Return what was refused last, or that messages go to a queue which nobody reads any more."""
    if subscription.problem_code:
        return Problem(
            code=subscription.problem_code,
            message=subscription.problem_message,
            permanent=subscription.problem_is_permanent,
        )
    if subscription.progress != NotificationProgress.ON:
        return None
    if get_adapter(subscription.registration.kind).has_webhooks:
        moved = subscription.target != public_url()
        return Problem(code="address_changed", message=_ADDRESS_CHANGED) if moved else None
    if subscription.target != sqs_queue_arn():
        return Problem(code="queue_changed", message=_QUEUE_CHANGED)
    return None


def list_due_work(tenant_id: int, now: datetime) -> list[DueWork]:
    """Return what is due at each authenticated platform of a tenant, with as many reads for one as for a hundred."""
    registrations = list_authenticated(tenant_id)
    ids = [registration.pk for registration in registrations]
    hints = summarise_hints(ids, now)
    notified = dict(
        Subscription.objects.filter(
            registration_id__in=ids, progress=NotificationProgress.ON, target__in=(sqs_queue_arn(), public_url())
        ).values_list("registration_id", "last_received_at")
    )
    due = _find_due(registrations, notified, now)
    return [
        DueWork(
            platform=str(each.reference),
            is_notified=each.pk in notified,
            head=each.feed_head,
            hinted=each.pk in hints,
            listing_due_at=due[each.pk],
        )
        for each in registrations
    ]


def _find_due(
    registrations: list[Registration], notified: dict[int, datetime | None], now: datetime
) -> dict[int, datetime]:
    """Ask each kind of platform when a listing of changes is sensible."""
    due: dict[int, datetime] = {}
    for kind in {each.kind for each in registrations}:
        due |= get_adapter(kind).find_due([each for each in registrations if each.kind == kind], notified, now)
    return due
