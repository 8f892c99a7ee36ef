"""Pure rules of fetching: windows, waits, watermarks, quotas."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SEARCH_ORDERS = "searchOrders"
GET_ORDER = "getOrder"
GET_REPORT_SCHEDULES = "getReportSchedules"

ESSENTIAL_GROUPS = ("BUYER", "RECIPIENT", "PROCEEDS", "FULFILLMENT")
ALL_GROUPS = (*ESSENTIAL_GROUPS, "PROMOTION", "CANCELLATION", "PACKAGES", "TAX", "PAYMENT")
LISTING_GROUPS = ("PROCEEDS", "FULFILLMENT")

BEGINNING = datetime(2015, 1, 1, tzinfo=UTC)
FIRST_WINDOW = timedelta(days=30)
OVERLAP = timedelta(minutes=30)
SETTLING = timedelta(minutes=2, seconds=5)
LEASE = timedelta(seconds=5)
MAX_FAILURES = 6
MAX_RESTARTS = 20
READ_AGAIN_AFTER = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""An order that Amazon points at may be there by its number only later, some of them hours later."""
FETCHES_KEPT = timedelta(days=14)
AUDITS_KEPT = timedelta(days=3)
COLLECTIONS_KEPT = timedelta(days=1)
"""They hold personal data, and are taken over at once."""
REPORT_LAG = timedelta(hours=1)
"""A report may be half an hour behind."""
MAX_DOUBLINGS = 16
LONGEST_ON_THE_WAY_S = 10.0
"""So long a call takes to Amazon at most, where the line is not broken."""
UNEXPLAINED_KEPT = timedelta(days=7)
"""Refusals that nothing of ours explains are counted on, unless the last one was so long ago."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Amazon's default: calls a second, and how many may come at once."""

    rate: float
    burst: float


DEFAULT_QUOTAS = {
    SEARCH_ORDERS: Quota(rate=0.0056, burst=20),
    GET_ORDER: Quota(rate=0.5, burst=30),
    "confirmShipment": Quota(rate=2, burst=10),
    "createReport": Quota(rate=0.0167, burst=15),
    "getReport": Quota(rate=2, burst=15),
    GET_REPORT_SCHEDULES: Quota(rate=0.0222, burst=10),
    "getReportDocument": Quota(rate=0.0167, burst=15),
    "createRestrictedDataToken": Quota(rate=1, burst=10),
    "getDestinations": Quota(rate=1, burst=5),
    "createDestination": Quota(rate=1, burst=5),
    "getSubscription": Quota(rate=1, burst=5),
    "createSubscription": Quota(rate=1, burst=5),
    "deleteSubscriptionById": Quota(rate=1, burst=5),
    "searchListingsItems": Quota(rate=5, burst=5),
    "getListingsItem": Quota(rate=5, burst=10),
    "patchListingsItem": Quota(rate=5, burst=5),
    "putListingsItem": Quota(rate=5, burst=10),
    "searchCatalogItems": Quota(rate=2, burst=2),
    "createFeedDocument": Quota(rate=0.5, burst=15),
    "createFeed": Quota(rate=0.0083, burst=15),
    "getFeed": Quota(rate=2, burst=15),
    "getFeeds": Quota(rate=0.0222, burst=10),
    "getFeedDocument": Quota(rate=0.0222, burst=10),
}


def clip(wanted: datetime | None, now: datetime) -> datetime | None:
    """Return a wanted end or beginning, at the latest two minutes ago: Amazon refuses anything nearer."""
    return min(wanted, now - SETTLING) if wanted else None


def restart_start(since: datetime, highest_at: datetime | None) -> datetime:
    """Return from where to list again after the pagination token was lost.

    Pages come oldest first, so everything up to the latest committed order is there; the overlap covers those that
    were listed out of turn.
    """
    return max(since, highest_at - OVERLAP) if highest_at else since


def advance_watermark(
    known: datetime | None, since: datetime, finished_until: datetime, started_at: datetime
) -> datetime | None:
    """Return up to when all changes are known after a window was listed to its end.

    A window that begins after what was known before would leave a gap: it proves nothing.
    """
    covered = known or started_at - FIRST_WINDOW
    if since > covered:
        return known
    return max(known, finished_until) if known else finished_until


def throttling_delay_s(throttled: int, rate: float) -> float:
    """Return how long to keep quiet after so many refusals (429) in a row: 2, 4, 8 … s, at most until a token is sure.

    Our books said that there was a token. Somebody else may have taken it, a second ago or an hour; so the whole
    refill, three minutes for a search, is waited for only when asking sooner was refused again and again.
    """
    return min(float(2 ** min(throttled, MAX_DOUBLINGS)), 1 / rate)


def is_unexplained(tokens: float, rate: float) -> bool:
    """Tell whether a refusal (429) cannot come of our own calls, where our books held so many tokens beside its own.

    Amazon counts a call when it arrives: while calls were on their way its bucket was full where ours had room, so that
    it may hold less by what comes back meanwhile. More than that, and one for good measure, somebody else used up. Of
    buckets that fill within that time nothing can be told.
    """
    return tokens > 1 + rate * LONGEST_ON_THE_WAY_S


def format_time(moment: datetime) -> str:
    """Write a time the way Amazon does: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
