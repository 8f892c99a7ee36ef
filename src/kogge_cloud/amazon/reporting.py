"""Pure rules of Amazon's order reports: which windows to ask for, what to do next, and reading the flat file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from kogge_contract.audits import is_later

BY_CREATION = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
BY_CHANGE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
ACTIONABLE = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
CREATE_REPORT = "createReport"
GET_REPORT = "getReport"
GET_REPORT_DOCUMENT = "getReportDocument"
CREATE_RESTRICTED_TOKEN = "createRestrictedDataToken"  # noqa: S105 - the name of an operation

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


Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FlatFile:
    """A flat file's columns, and its rows by column; they can be gone over once."""

    columns: tuple[str, ...]
    rows: Iterable[Row]


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
    orders: dict[str, ReportedOrder] = {}
    for order in _orders(read_rows(text, (_REFERENCE, _STATUS, _PLACED, _CHANGED)).rows):
        orders.setdefault(order.reference, order)
    return list(orders.values())


def read_rows(text: str, required: Iterable[str]) -> FlatFile:
    """Read a flat file, a row an item; an empty one has no columns either. Raises ReportUnreadable."""
    # Lines end as a file's do; a title may hold what Python would take for the end of a line, too.
    # PostgreSQL stores no NUL.
    lines = text.lstrip("\ufeff").replace("\0", "\ufffd").replace("\r\n", "\n").split("\n")
    if not any(lines):
        return FlatFile((), ())
    rows = (line.split("\t") for line in lines)
    columns = [column.strip().lower() for column in next(rows)]
    missing = [column for column in required if column not in columns]
    if missing:
        message = f"Amazon's order report lacks the columns {', '.join(missing)}."
        raise ReportUnreadable(message)
    return FlatFile(tuple(columns), (dict(zip(columns, row, strict=False)) for row in rows))


def _orders(rows: Iterable[Row]) -> Iterator[ReportedOrder]:
    for fields in rows:
        if fields.get(_REFERENCE):
            yield ReportedOrder(
                fields[_REFERENCE].strip(),
                fields.get(_STATUS, "").strip(),
                read_time(fields.get(_PLACED, "")),
                read_time(fields.get(_CHANGED, "")),
            )


def read_time(text: str) -> datetime | None:
    """Read a time of a flat file as UTC, which it is where it names no zone; None where it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
