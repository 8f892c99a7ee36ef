"""The standing watch of platforms that tell of changes themselves: what they point at is fetched within seconds."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import structlog
from django.db import DatabaseError, close_old_connections

from kogge.infrastructure import cloud
from kogge.infrastructure.heartbeats import take_lease
from kogge.kernel.errors import KoggeError
from kogge.orders.models import FeedCursor, RetrievalRun
from kogge.orders.runs import list_running_runs
from kogge.orders.services import forget_old_runs, start_hinted_retrieval, start_retrieval
from kogge.orders.workflows import begin_retrieval
from kogge.platforms.models import CloudCredentials, Platform
from kogge.platforms.services import refresh_states
from kogge_contract.notifications import DueWork

LOOK_EVERY_S = 1.0
IDLE_LOOK_S = 5.0
"""Where no platform tells of changes, or another worker looks already, it is looked less often."""
REST = timedelta(seconds=10)
"""How long an account of the Cloud, or a platform, is left alone after trouble there."""
LEASE = "orders.watch"
LEASE_S = 15.0
FORGET_EVERY = timedelta(hours=1)
REFRESH_EVERY = timedelta(minutes=5)
"""How often the platforms' access is looked at, so that everybody sees when it is gone or soon will be."""

log = structlog.get_logger(__name__)


def watch(stopped: threading.Event, holder: str) -> None:
    """Look at all platforms until stopped, every second if any tells of changes; one of several workers does.

    Trouble is waited out.
    """
    rests: dict[str, datetime] = {}
    forget_at = refresh_at = datetime.now(UTC)
    is_told = True
    while not stopped.wait(LOOK_EVERY_S if is_told else IDLE_LOOK_S):
        now = datetime.now(UTC)
        is_told = False
        try:
            if take_lease(LEASE, holder, now, LEASE_S):
                must_refresh = now >= refresh_at
                is_told = look(now, rests, must_refresh=must_refresh)
                if must_refresh:
                    refresh_at = now + REFRESH_EVERY
                if now >= forget_at:
                    forget_old_runs(now)
                    forget_at = now + FORGET_EVERY
        except DatabaseError as error:
            log.warning("watch.trouble", at="database", code="database_unavailable", problem=type(error).__name__)
            stopped.wait(REST.total_seconds())
        finally:
            close_old_connections()


def look(now: datetime, rests: dict[str, datetime], *, must_refresh: bool = False) -> bool:
    """Begin what is due at all platforms, and read their states if wished; return whether any tells of changes.

    An account of the Cloud, or a platform, that is in trouble rests for a while (`rests`) and holds up no other.
    """
    is_told = False
    for credentials in CloudCredentials.objects.filter(platforms__is_active=True).distinct():
        with _bearing(f"credentials {credentials.pk}", rests, now) as is_resting:
            if not is_resting:
                is_told |= _look_at(credentials, now, rests, must_refresh=must_refresh)
    return is_told


def _look_at(credentials: CloudCredentials, now: datetime, rests: dict[str, datetime], *, must_refresh: bool) -> bool:
    client = cloud.connect(credentials.client_id, credentials.client_secret_encrypted)
    works = client.list_due_work()
    usable = Platform.objects.filter(credentials=credentials, is_active=True, uses_cloud=True)
    platforms = {platform.cloud_reference: platform for platform in usable}
    cursors = dict(FeedCursor.objects.filter(platform__in=usable).values_list("platform_id", "sequence"))
    for work in works:
        platform = platforms.get(work.platform) if work.is_notified else None
        if platform is None:
            continue
        with _bearing(f"platform {platform.pk}", rests, now) as is_resting:
            run = None if is_resting else _begin(platform, work, cursors.get(platform.pk, 0), now)
            if run:
                begin_retrieval(run.pk)
    if must_refresh:
        refresh_states(credentials, now)
    return any(work.is_notified for work in works)


def _begin(platform: Platform, work: DueWork, cursor: int, now: datetime) -> RetrievalRun | None:
    if work.hinted:
        return start_hinted_retrieval(platform.pk, now)
    is_behind = work.head > cursor
    if (is_behind or work.listing_due_at <= now) and not list_running_runs(platform=platform):
        return start_hinted_retrieval(platform.pk, now) if is_behind else start_retrieval(platform.pk, now=now)
    return None


@contextmanager
def _bearing(subject: str, rests: dict[str, datetime], now: datetime) -> Iterator[bool]:
    """Tell whether the subject rests; note trouble there, and let it rest then."""
    try:
        yield rests.get(subject, now) > now
    except KoggeError as error:
        rests[subject] = now + REST
        log.warning("watch.trouble", at=subject, code=error.code, problem=str(error))
