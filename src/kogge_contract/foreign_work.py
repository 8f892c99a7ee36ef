"""What at a platform is of no Office's doing: somebody else works on the same account."""

from pydantic import AwareDatetime, BaseModel, ConfigDict


class ForeignSchedule(BaseModel):
    """A schedule by which the platform makes an order report again and again, in the platform's own words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    report_type: str
    period: str


class ForeignWork(BaseModel):
    """Schedules of order reports, none of which the Cloud makes, and calls refused though the Cloud had some left.

    `refused_calls` were so refused in a row of at most a week between two; the last of them at `refused_at`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schedules: tuple[ForeignSchedule, ...] = ()
    refused_calls: int = 0
    refused_at: AwareDatetime | None = None
