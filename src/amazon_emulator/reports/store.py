"""Reports in memory: what was asked for, and how far each one is by the clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from amazon_emulator.documents.store import Document

QUEUED, RUNNING, DONE, CANCELLED, FATAL = "IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL"
STATUSES = (CANCELLED, DONE, FATAL, RUNNING, QUEUED)
FIRST_NUMBER = 50_000_000_001


@dataclass(frozen=True, slots=True)
class ReportWish:
    """What a report is asked to hold. `since` and `until` (UTC) are both within it."""

    report_type: str
    marketplace_ids: tuple[str, ...]
    since: datetime
    until: datetime
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """How reports are made from now on.

    `seconds` pass from the request to the end, half of them in the queue. `outcome` is DONE, CANCELLED or FATAL.
    `compress` None means: large documents only. `charset` empty means that of the seller's region. `columns` are the
    optional ones that the seller switched on.
    """

    seconds: float = 5
    outcome: str = DONE
    compress: bool | None = None
    charset: str = ""
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """A report of a seller; times are UTC. Without a document it ends CANCELLED or FATAL."""

    number: int
    seller_id: str
    wish: ReportWish
    created_at: datetime
    starts_at: datetime
    ends_at: datetime
    outcome: str
    document: Document | None
    schedule_id: str = ""

    @property
    def report_id(self) -> str:
        """Its number as Amazon writes it."""
        return str(self.number)

    @property
    def kind(self) -> str:
        """Its type."""
        return self.wish.report_type

    @property
    def marketplace_ids(self) -> tuple[str, ...]:
        """Whose orders it is of."""
        return self.wish.marketplace_ids

    def status(self, now: datetime) -> str:
        """Tell how far it is; it is not done before its document is written."""
        is_written = self.document is None or self.document.content is not None
        if now >= self.ends_at and is_written:
            return self.outcome
        return RUNNING if now >= self.starts_at else QUEUED

    def cancel(self, now: datetime) -> None:
        """End it before it began."""
        self.starts_at = self.ends_at = now
        self.outcome, self.document = CANCELLED, None


class Reports:
    """All sellers' reports, by number."""

    def __init__(self) -> None:
        """Start empty, with Amazon's ordinary behaviour."""
        self.settings = ReportSettings()
        self._numbers = count(FIRST_NUMBER)
        self._reports: dict[str, Report] = {}

    def add(self, seller_id: str, wish: ReportWish, document: Document | None, now: datetime) -> Report:
        """Take a report on. Without a document it ends CANCELLED, unless the settings say FATAL."""
        duration = timedelta(seconds=self.settings.seconds)
        outcome = self.settings.outcome
        if document is None and outcome == DONE:
            outcome = CANCELLED
        report = Report(
            number=next(self._numbers),
            seller_id=seller_id,
            wish=wish,
            created_at=now,
            starts_at=now + duration / 2,
            ends_at=now + duration,
            outcome=outcome,
            document=document if outcome == DONE else None,
        )
        self._reports[report.report_id] = report
        return report

    def find(self, seller_id: str, report_id: str) -> Report | None:
        """Return a seller's report, if he has one of that id."""
        report = self._reports.get(report_id)
        return report if report is not None and report.seller_id == seller_id else None

    def walk(self, seller_id: str) -> Iterator[Report]:
        """Go over a seller's reports, newest first."""
        return (report for report in reversed(self._reports.values()) if report.seller_id == seller_id)

    def find_of_document(self, document: Document) -> Report | None:
        """Return the report that a document belongs to."""
        return next((report for report in self._reports.values() if report.document is document), None)
