"""Pure rules of Amazon's order reports: which windows to ask for, what to do next, and reading the flat file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from kogge_contract.audits import is_later

BY_CREATION = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
BY_CHANGE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
CREATE_REPORT = "createReport"
GET_REPORT = "getReport"
GET_REPORT_DOCUMENT = "getReportDocument"

LONGEST_WINDOW = timedelta(days=30)
"""Amazon's limit of an order report."""
HISTORY = timedelta(days=730)
"""Amazon's order history reaches back two years."""
MAX_POLLS = 200
MAX_ATTEMPTS = 2
FALLBACK_CHARSET = "cp1252"

_REFERENCE, _STATUS = "amazon-order-id", "order-status"
_PLACED, _CHANGED = "purchase-date", "last-updated-date"


class ReportProgress(StrEnum):
    """How far one report is."""

    WANTED = "wanted"
    ASKED = "asked"
    READY = "ready"
    LOADED = "loaded"
    FAILED = "failed"


OPEN = (ReportProgress.WANTED, ReportProgress.ASKED, ReportProgress.READY)


class ReportUnreadable(Exception):
    """The flat file is not what Amazon describes."""


@dataclass(frozen=True, slots=True)
class ReportedOrder:
    """An order as a report tells of it; `status` is Amazon's word."""

    reference: str
    status: str
    placed_at: datetime | None
    changed_at: datetime | None


def list_unknown(
    reported: Iterable[tuple[str, datetime | None]], feed: Mapping[str, datetime | None]
) -> list[tuple[str, datetime | None]]:
    """Return the reported orders, and when they changed, that the feed does not have, or only as they were earlier."""
    return [
        (reference, changed_at)
        for reference, changed_at in reported
        if reference not in feed or is_later(changed_at, feed[reference])
    ]


def cut_windows(since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return windows of at most thirty days that cover a span, newest first."""
    earliest = max(since, until - HISTORY)
    windows = []
    while until > earliest:
        windows.append((max(earliest, until - LONGEST_WINDOW), until))
        until -= LONGEST_WINDOW
    return windows


def poll_delay_s(polls: int) -> float:
    """Return how long to wait before asking after a report again: 5, 10, 20, … up to 60 seconds."""
    return float(min(5 * 2 ** min(polls, 4), 60))


def decode(content: bytes, charset: str) -> str:
    """Decode a document in the charset that its header names; the European files are Windows-1252 where none does."""
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return content.decode(FALLBACK_CHARSET, "replace")


def read_report(text: str) -> list[ReportedOrder]:
    """Read the flat file: tab-separated, nothing quoted, a row an item. Raises ReportUnreadable."""
    # Lines end as a file's do; a title may hold what Python would take for the end of a line, too.
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    if not any(lines):
        return []
    rows = (line.split("\t") for line in lines)
    columns = [column.strip().lower() for column in next(rows)]
    missing = [column for column in (_REFERENCE, _STATUS, _PLACED, _CHANGED) if column not in columns]
    if missing:
        message = f"Amazon's order report lacks the columns {', '.join(missing)}."
        raise ReportUnreadable(message)
    orders: dict[str, ReportedOrder] = {}
    for order in _orders(rows, columns):
        orders.setdefault(order.reference, order)
    return list(orders.values())


def _orders(rows: Iterable[Sequence[str]], columns: Sequence[str]) -> Iterator[ReportedOrder]:
    for row in rows:
        fields = dict(zip(columns, row, strict=False))
        if fields.get(_REFERENCE):
            yield ReportedOrder(
                fields[_REFERENCE].strip(),
                fields.get(_STATUS, "").strip(),
                _time(fields.get(_PLACED, "")),
                _time(fields.get(_CHANGED, "")),
            )


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
