"""Reads of subscriptions, and of what is due at a tenant's platforms."""

from datetime import datetime, timedelta

from django.db.models import Max

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import read_authorization
from kogge_cloud.amazon.models import Fetch
from kogge_cloud.amazon.planning import LISTING_BESIDE_BACKFILL, Supply, listing_due_at
from kogge_cloud.amazon.quotas import BucketKey, read_supplies
from kogge_cloud.amazon.rules import SEARCH_ORDERS
from kogge_cloud.hints.queries import count_waiting_hints, summarise_hints
from kogge_cloud.infrastructure.settings import sqs_queue_arn
from kogge_cloud.notifications.models import Subscription
from kogge_cloud.notifications.queue import is_configured
from kogge_contract.authorization import AuthorizationState
from kogge_contract.messages import Problem
from kogge_contract.notifications import DueWork, NotificationProgress, NotificationState

_QUEUE_CHANGED = (
    "Amazon writes to another queue than the one that KOGGE_SQS_QUEUE_ARN names now. Switch notifications on again, "
    "and they come to the new one."
)


def find_subscription_of(registration: Registration) -> Subscription | None:
    """Return what is known of a platform's notifications."""
    return Subscription.objects.filter(tenant_id=registration.tenant_id, registration=registration).first()


def describe_notifications(registration: Registration) -> NotificationState:
    """Return the state of a platform's notifications as the contract shows it."""
    subscription = find_subscription_of(registration)
    if subscription is None:
        return NotificationState(
            progress=NotificationProgress.OFF,
            available=is_configured(),
            waiting_orders=count_waiting_hints(registration.pk),
        )
    problem = _find_problem(subscription)
    return NotificationState(
        progress=NotificationProgress.FAILED if problem else NotificationProgress(subscription.progress),
        available=is_configured(),
        problem=problem,
        last_received_at=subscription.last_received_at,
        received=subscription.received,
        waiting_orders=count_waiting_hints(registration.pk),
    )


def _find_problem(subscription: Subscription) -> Problem | None:
    """Return what was refused last, or that messages go to a queue which nobody reads any more."""
    if subscription.problem_code:
        return Problem(
            code=subscription.problem_code,
            message=subscription.problem_message,
            permanent=subscription.problem_is_permanent,
        )
    if subscription.progress == NotificationProgress.ON and subscription.queue_arn != sqs_queue_arn():
        return Problem(code="queue_changed", message=_QUEUE_CHANGED)
    return None


def list_due_work(tenant_id: int, now: datetime) -> list[DueWork]:
    """Return what is due at each authenticated platform of a tenant, with as many reads for one as for a hundred."""
    registrations = list(
        Registration.objects.filter(tenant_id=tenant_id, state=AuthorizationState.AUTHENTICATED).order_by("name")
    )
    ids = [registration.pk for registration in registrations]
    hints = summarise_hints(ids, now)
    notified = set(
        Subscription.objects.filter(
            registration_id__in=ids, progress=NotificationProgress.ON, queue_arn=sqs_queue_arn()
        ).values_list("registration_id", flat=True)
    )
    unfinished = Fetch.objects.filter(registration_id__in=ids, finished_at=None, is_backfill=True)
    backfilling = set(unfinished.values_list("registration_id", flat=True))
    listings, supplies = _last_listings(ids, now), _search_supplies(registrations, now)
    return [
        DueWork(
            platform=str(each.reference),
            is_notified=each.pk in notified,
            head=each.feed_head,
            hinted=each.pk in hints,
            listing_due_at=listing_due_at(
                max(filter(None, (each.listed_until, listings.get(each.pk))), default=None),
                now,
                supplies[each.pk],
                is_notified=each.pk in notified,
                is_backfilling=each.pk in backfilling,
            ),
        )
        for each in registrations
    ]


def _last_listings(registration_ids: list[int], now: datetime) -> dict[int, datetime]:
    """Return when platforms were last listed, in vain or not: one that refuses must not be asked every second."""
    recent: timedelta = LISTING_BESIDE_BACKFILL
    rows = (
        Fetch.objects.filter(registration_id__in=registration_ids, finished_at__gte=now - recent, is_windowed=True)
        .values("registration_id")
        .annotate(finished=Max("finished_at"))
    )
    return {row["registration_id"]: row["finished"] for row in rows}


def _search_supplies(registrations: list[Registration], now: datetime) -> dict[int, Supply]:
    keys = {
        each.pk: BucketKey.of(read_authorization(each).client_id, each.seller_reference, SEARCH_ORDERS)
        for each in registrations
    }
    supplies = read_supplies(list(keys.values()), now)
    return {pk: supplies[key] for pk, key in keys.items()}
