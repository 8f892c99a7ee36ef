"""What a retrieval says to the Cloud: which fetch it wants, and the pages of the feed that it reads."""

from kogge.infrastructure import cloud
from kogge.kernel.errors import KoggeError
from kogge.orders.importing import ParsedPage, parse_order, parse_page
from kogge.orders.listing import find_cursor
from kogge.orders.models import RetrievalRun
from kogge.platforms.services import connect_platform
from kogge_contract.messages import FetchProgress, FetchState, NewFetch, Problem

PAGE_SIZE = 500
"""Feed entries a transaction takes; the platform's own pages bring at most 100."""


class FetchFailed(KoggeError):
    """The Cloud gave the fetch up; code, message and permanence are its own."""

    code = "fetch_failed"


def read_page(run: RetrievalRun) -> ParsedPage:
    """Return the run's next page of the feed, or the one order it is about. Raises KoggeErrors.

    Not to be called in a transaction: an embedded Cloud's answer ends like any request, and Django then drops a
    connection that is in the middle of something.
    """
    client = client_of(run)
    platform = run.platform.cloud_reference
    if run.order_reference:
        return parse_order(client.read_order(platform, run.order_reference))
    return parse_page(client.read_feed(platform, after=run.position, limit=PAGE_SIZE))


def is_complete(run: RetrievalRun, page: ParsedPage) -> bool:
    """Tell whether a run has read everything with this page."""
    return bool(run.order_reference) or (run.fetch_is_done and page.next_after >= page.head)


def client_of(run: RetrievalRun) -> cloud.CloudClient:
    """Return the Cloud's client for a run."""
    return connect_platform(run.platform)


def fetch_reference(run: RetrievalRun) -> str:
    """Return the run's name for its fetch: a restored database must not meet an older fetch of the same run number."""
    return f"{run.pk}-{run.started_at:%Y%m%dT%H%M%S%f}"


def require_fetch(state: FetchState) -> float:
    """Return the seconds to wait before the next call to the platform, or 0. Raises FetchFailed.

    Outside the step: asking again does not help a fetch that was given up, so it must not be tried again as one.
    """
    if state.progress is not FetchProgress.FAILED:
        return state.retry_after_s
    problem = state.problem or Problem(code="fetch_failed", message="The Cloud gave the fetch up.", permanent=False)
    failure = FetchFailed(problem.message)
    failure.code = problem.code
    failure.permanent = problem.permanent
    raise failure


def wanted_fetch(run: RetrievalRun) -> NewFetch:
    """Return what a run asks the Cloud for."""
    cursor = find_cursor(run.platform)
    return NewFetch(
        reference=fetch_reference(run),
        since=run.since,
        until=run.until,
        order_reference=run.order_reference or None,
        backfill=run.is_backfill,
        hinted_only=run.hinted_only,
        taken=cursor.sequence if cursor else 0,
    )
