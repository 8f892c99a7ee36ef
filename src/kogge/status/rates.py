"""The rates by which Amazon judges a seller's shipping, and how they will stand if nobody does anything: pure.

Limits: late shipments under 4 %, valid tracking above 95 %, cancellations under 2.5 % (Amazon's shipping performance
policy). What is counted here is what the Office knows; Amazon also counts what carriers scanned.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

HUNDREDTH = Decimal("0.01")


class Measure(StrEnum):
    """What is measured."""

    LATE = "late_shipments"
    TRACKING = "valid_tracking"
    CANCELLED = "cancellations"


LIMITS = {Measure.LATE: Decimal(4), Measure.TRACKING: Decimal(95), Measure.CANCELLED: Decimal("2.5")}
"""In per cent. Valid tracking has to stay above its limit, the others below theirs."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; `whole` 0 says that there is nothing to judge yet."""

    measure: Measure
    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """The rate in per cent with two decimals; None where there is nothing."""
        if not self.whole:
            return None
        return (Decimal(100 * self.part) / self.whole).quantize(HUNDREDTH, ROUND_HALF_UP)

    @property
    def is_kept(self) -> bool:
        """Whether the limit is kept; where there is nothing to judge, it is. The limit itself is not kept."""
        compared, limit = 100 * self.part, LIMITS[self.measure] * self.whole
        if not self.whole:
            return True
        return compared > limit if self.measure is Measure.TRACKING else compared < limit


@dataclass(frozen=True, slots=True)
class Outlook:
    """A rate as it stands, and as it will stand tomorrow if nobody does anything."""

    now: Rate
    forecast: Rate

    @property
    def warns(self) -> bool:
        """Whether the limit is broken, or will be."""
        return not (self.now.is_kept and self.forecast.is_kept)


def judge_late(due: int, late: int, threatened: int) -> Outlook:
    """Return the rate of late shipments.

    `due` orders were to be shipped by now, `late` of them were shipped later or still are not; `threatened` ones are
    to be shipped within the next day, and are not.
    """
    return Outlook(Rate(Measure.LATE, late, due), Rate(Measure.LATE, late + threatened, due + threatened))


def judge_tracking(parcels: int, valid: int, rejected: int) -> Outlook:
    """Return the rate of parcels with valid tracking; `rejected` ones count against it once Amazon gives them up."""
    return Outlook(Rate(Measure.TRACKING, valid, parcels), Rate(Measure.TRACKING, max(valid - rejected, 0), parcels))


def judge_cancellations(orders: int, cancelled: int, abandoned: int) -> Outlook:
    """Return the rate of orders that the seller cancelled.

    `abandoned` ones are soon cancelled by Amazon, which waits thirty days for their shipment.
    """
    return Outlook(Rate(Measure.CANCELLED, cancelled, orders), Rate(Measure.CANCELLED, cancelled + abandoned, orders))
