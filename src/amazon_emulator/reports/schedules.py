"""Report schedules in memory, and which reports they owe by the clock."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from amazon_emulator.reports.rules import read_fields, read_marketplaces, read_moment, read_options, read_type, refused

PERIODS: Mapping[str, timedelta] = {
    **{f"PT{minutes}M": timedelta(minutes=minutes) for minutes in (5, 15, 30)},
    **{f"PT{hours}H": timedelta(hours=hours) for hours in (1, 2, 4, 8, 12, 84)},
    **{f"P{days}D": timedelta(days=days) for days in (1, 2, 3, 7, 14, 15, 18, 30)},
    # A month is thirty days here.
    "P1M": timedelta(days=30),
}
MOST_AT_ONCE = 100


@dataclass(slots=True)
class ReportSchedule:
    """A report to be made again and again; `next_at` (UTC) is the next time."""

    schedule_id: str
    seller_id: str
    report_type: str
    marketplace_ids: tuple[str, ...]
    options: dict[str, str]
    period: str
    next_at: datetime

    def take_due(self, now: datetime) -> list[datetime]:
        """Return the times that have come since the last call, the newest hundred at most."""
        step = PERIODS[self.period]
        count = (now - self.next_at) // step + 1
        if count <= 0:
            return []
        due = [self.next_at + step * index for index in range(max(count - MOST_AT_ONCE, 0), count)]
        self.next_at += step * count
        return due


class ReportSchedules:
    """All sellers' schedules; of one type and the same marketplaces a seller has one."""

    def __init__(self) -> None:
        """Start empty."""
        self._schedules: dict[str, ReportSchedule] = {}

    def add(self, schedule: ReportSchedule) -> None:
        """Keep a schedule in the place of its equal."""
        for each in list(self.walk(schedule.seller_id)):
            if each.report_type == schedule.report_type and set(each.marketplace_ids) == set(schedule.marketplace_ids):
                self.remove(each)
        self._schedules[schedule.schedule_id] = schedule

    def remove(self, schedule: ReportSchedule) -> None:
        """End a schedule."""
        del self._schedules[schedule.schedule_id]

    def find(self, seller_id: str, schedule_id: str) -> ReportSchedule | None:
        """Return a seller's schedule, if he has one of that id."""
        schedule = self._schedules.get(schedule_id)
        return schedule if schedule is not None and schedule.seller_id == seller_id else None

    def walk(self, seller_id: str) -> Iterator[ReportSchedule]:
        """Go over a seller's schedules."""
        return (each for each in self._schedules.values() if each.seller_id == seller_id)


def read_schedule(body: Any, seller_id: str, region: str, now: datetime) -> ReportSchedule:  # noqa: ANN401 - their JSON
    """Read a new schedule; its first report comes a period from now where no time is named. Raises ApiError (400)."""
    fields = read_fields(body)
    period = str(fields.get("period"))
    if period not in PERIODS:
        raise refused(f"period is not one of {', '.join(PERIODS)}.")
    next_at = read_moment(fields, "nextReportCreationTime", now + PERIODS[period])
    if next_at < now:
        raise refused("nextReportCreationTime must not lie in the past.")
    return ReportSchedule(
        schedule_id=str(uuid.uuid4().int)[:11],
        seller_id=seller_id,
        report_type=read_type(fields),
        marketplace_ids=read_marketplaces(fields, region),
        options=read_options(fields),
        period=period,
        next_at=next_at,
    )
