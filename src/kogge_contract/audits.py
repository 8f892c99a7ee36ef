"""Asking the platform in a second way which orders there are: its own report beside its listing."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kogge_contract.messages import Problem

TOLERANCE = timedelta(seconds=2)
"""A report tells whole seconds."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NewAudit(_Message):
    """Ask for a report of all orders changed in a window. The same `reference` again names the same audit."""

    reference: str = Field(min_length=1, max_length=100)
    since: AwareDatetime
    until: AwareDatetime | None = None


class AuditProgress(StrEnum):
    """How far an audit is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class AuditState(_Message):
    """An audit so far; `retry_after_s` > 0 says that nothing was called: ask again then."""

    reference: str
    progress: AuditProgress
    orders_reported: int = 0
    retry_after_s: float = 0
    waiting_for: str = ""
    problem: Problem | None = None


class AuditedOrder(_Message):
    """One order as the platform's report, its notifications and the feed know it; None or empty: not at all.

    `reported_status` is the platform's own word in the report. `feed_updated_at` is the platform's time of the newest
    version in the feed, `notified_at` when the platform last pointed at the order.
    """

    reference: str
    reported_status: str = ""
    reported_updated_at: AwareDatetime | None = None
    notified_at: AwareDatetime | None = None
    feed_updated_at: AwareDatetime | None = None

    @property
    def is_outdated(self) -> bool:
        """Whether the report tells of a later change than the feed has."""
        return is_later(self.reported_updated_at, self.feed_updated_at)


def is_later(reported_at: datetime | None, known_at: datetime | None) -> bool:
    """Tell whether a report's time of an order's last change is later than the time known, both where they are told."""
    return reported_at is not None and known_at is not None and reported_at - known_at > TOLERANCE


class AuditPage(_Message):
    """One page of an audit's orders by reference; no `next_after` on the last one."""

    orders: tuple[AuditedOrder, ...] = ()
    next_after: str = ""
