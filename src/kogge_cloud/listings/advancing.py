"""Advances a transfer by one call at a time: whose turn it is, who makes it, and what follows from its failing."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from kogge_cloud.accounts.errors import NotAuthenticated
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import PlatformError, QuotaExhausted
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.errors import CloudError
from kogge_cloud.infrastructure.waits import retry_delay_s
from kogge_cloud.listings.models import Transfer
from kogge_cloud.listings.queries import describe_transfer, find_obstacle, get_transfer
from kogge_cloud.listings.rules import MAX_FAILURES
from kogge_cloud.listings.services import give_up, record
from kogge_contract.listings import TransferProgress, TransferState

LEASE = timedelta(seconds=20)
"""As long as a call may take: a second call beside the first would do no harm, but cost quota."""
OTHER_ADVANCE_S = 1
WAIT_FOR_QUOTA = "quota"
WAIT_FOR_OTHER = "another_advance"
WAIT_FOR_EARLIER = "earlier_transfer"
WAIT_FOR_PLATFORM = "platform"
PASSED: dict[str, Any] = {
    "failures": 0,
    "retry_at": None,
    "waiting_for": "",
    "problem_code": "",
    "problem_message": "",
}
"""What is noted with every step that succeeded."""


def advance_transfer(transfer: Transfer, now: datetime) -> TransferState:
    """Make the transfer's next call to the platform (at most one), record its answer, and tell how far it is.

    A platform's transfers go up one after the other: the oldest is advanced in place of a later one. Safe to run beside
    itself and to be killed at any moment.
    """
    is_running = transfer.progress == TransferProgress.RUNNING
    obstacle = find_obstacle(transfer) if is_running else None
    if obstacle is None:
        return _advance(transfer, now)
    ahead = _advance(obstacle, now)
    return describe_transfer(transfer, now, retry_after_s=ahead.retry_after_s, waiting_for=WAIT_FOR_EARLIER)


def _advance(transfer: Transfer, now: datetime) -> TransferState:
    is_running = transfer.progress == TransferProgress.RUNNING
    if not is_running or (transfer.retry_at and transfer.retry_at > now):
        return describe_transfer(transfer, now)
    if not _lease(transfer, now):
        fresh = get_transfer(transfer.registration, transfer.reference)
        return describe_transfer(fresh, now, retry_after_s=OTHER_ADVANCE_S, waiting_for=WAIT_FOR_OTHER)
    try:
        require_authenticated(transfer.registration)
        get_adapter(transfer.registration.kind).advance_transfer(transfer, now)
    except QuotaExhausted as error:
        record(transfer, retry_at=now + timedelta(seconds=error.retry_after_s), waiting_for=WAIT_FOR_QUOTA)
    except (PlatformError, NotAuthenticated) as error:
        _postpone(transfer, error, now)
    transfer.refresh_from_db()
    return describe_transfer(transfer, now)


def _lease(transfer: Transfer, now: datetime) -> bool:
    """Ask others to keep out while we call. A courtesy that saves quota: correctness hangs on `revision` alone."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    unchanged = Transfer.objects.filter(free, pk=transfer.pk, revision=transfer.revision)
    return unchanged.update(lease_until=now + LEASE) == 1


def _postpone(transfer: Transfer, error: CloudError, now: datetime) -> None:
    """Try again later, or give up: at once where only a person can help, else after many failures in a row."""
    failures = transfer.failures + 1
    if error.permanent or failures >= MAX_FAILURES:
        give_up(transfer, error.code, error.message, now, permanent=error.permanent)
        return
    record(
        transfer,
        failures=failures,
        retry_at=now + timedelta(seconds=retry_delay_s(failures)),
        waiting_for=WAIT_FOR_PLATFORM,
        problem_code=error.code,
        problem_message=error.message,
        problem_is_permanent=False,
    )
