"""The standing watch of platforms that tell of changes themselves: what they point at is fetched within seconds."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import structlog
from django.db import close_old_connections
from django.db.models import QuerySet

from kogge.infrastructure import cloud
from kogge.infrastructure.heartbeats import take_lease
from kogge.kernel.errors import KoggeError
from kogge.orders.models import FeedCursor, RetrievalRun
from kogge.orders.runs import list_running_runs
from kogge.orders.services import forget_hinted_runs, start_hinted_retrieval, start_retrieval
from kogge.orders.workflows import begin_retrieval
from kogge.platforms.models import CloudCredentials, Platform
from kogge.platforms.services import refresh_states
from kogge_contract.notifications import DueWork

LOOK_EVERY_S = 1.0
LONGEST_PAUSE_S = 60.0
LEASE = "orders.watch"
LEASE_S = 15.0
FORGET_EVERY = timedelta(hours=1)
REFRESH_EVERY = timedelta(minutes=5)
"""How often the platforms' access is looked at, so that everybody sees when it is gone or soon will be."""

log = structlog.get_logger(__name__)


def watch(stopped: threading.Event, holder: str) -> None:
    """Look at all platforms every second until stopped; one of several workers does. Trouble is waited out."""
    pause_s = LOOK_EVERY_S
    forget_at = refresh_at = datetime.now(UTC)
    while not stopped.wait(pause_s):
        pause_s = LOOK_EVERY_S
        now = datetime.now(UTC)
        try:
            if take_lease(LEASE, holder, now, LEASE_S):
                look(now)
                if now >= forget_at:
                    forget_hinted_runs(now)
                    forget_at = now + FORGET_EVERY
                if now >= refresh_at:
                    refresh_at = now + REFRESH_EVERY
                    _refresh_platforms(now)
        except KoggeError as error:
            pause_s = min(pause_s * 10, LONGEST_PAUSE_S)
            log.warning("watch.trouble", code=error.code, problem=str(error))
        finally:
            close_old_connections()


def look(now: datetime) -> list[RetrievalRun]:
    """Begin what is due at all platforms and return it. Raises what the Cloud's client raises."""
    begun: list[RetrievalRun] = []
    for credentials in _list_credentials():
        client = cloud.connect(credentials.client_id, credentials.client_secret_encrypted)
        begun += _begin_due(credentials, client.list_due_work(), now)
    for run in begun:
        begin_retrieval(run.pk)
    return begun


def _list_credentials() -> QuerySet[CloudCredentials]:
    return CloudCredentials.objects.filter(platforms__is_active=True).distinct()


def _refresh_platforms(now: datetime) -> None:
    for credentials in _list_credentials():
        refresh_states(credentials, now)


def _begin_due(credentials: CloudCredentials, works: Iterable[DueWork], now: datetime) -> list[RetrievalRun]:
    usable = Platform.objects.filter(credentials=credentials, is_active=True, uses_cloud=True)
    platforms = {platform.cloud_reference: platform for platform in usable}
    cursors = dict(FeedCursor.objects.filter(platform__in=usable).values_list("platform_id", "sequence"))
    begun = (
        _begin(platforms[work.platform], work, cursors.get(platforms[work.platform].pk, 0), now)
        for work in works
        if work.platform in platforms and work.is_notified
    )
    return [run for run in begun if run]


def _begin(platform: Platform, work: DueWork, cursor: int, now: datetime) -> RetrievalRun | None:
    if work.hinted:
        return start_hinted_retrieval(platform.pk, now)
    is_behind = work.head > cursor
    if (is_behind or work.listing_due_at <= now) and not list_running_runs(platform=platform):
        return start_hinted_retrieval(platform.pk, now) if is_behind else start_retrieval(platform.pk, now=now)
    return None
