"""The rates by which platforms judge a seller's shipping, and how they will stand if nobody does anything: pure.

The limits are the platform's (the contract's ShippingStandard). What is counted here is what the Office knows;
platforms also count what carriers scanned.
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


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; `whole` 0 says that there is nothing to judge yet.

    `limit` is in per cent: valid tracking has to stay above it, the others below.
    """

    measure: Measure
    part: int
    whole: int
    limit: Decimal

    @property
    def percent(self) -> Decimal | None:
        """The rate in per cent with two decimals; None where there is nothing."""
        if not self.whole:
            return None
        return (Decimal(100 * self.part) / self.whole).quantize(HUNDREDTH, ROUND_HALF_UP)

    @property
    def is_kept(self) -> bool:
        """Whether the limit is kept; where there is nothing to judge, it is. The limit itself is not kept."""
        compared, limit = 100 * self.part, self.limit * self.whole
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


def judge_late(due: int, late: int, threatened: int, limit: Decimal) -> Outlook:
    """Return the rate of late shipments.

    `due` orders were to be shipped by now, `late` of them were shipped later or still are not; `threatened` ones are
    to be shipped within the next day, and are not.
    """
    return Outlook(Rate(Measure.LATE, late, due, limit), Rate(Measure.LATE, late + threatened, due + threatened, limit))


def judge_tracking(parcels: int, valid: int, rejected: int, limit: Decimal) -> Outlook:
    """Return the rate of parcels with valid tracking; `rejected` ones count against it once they are given up."""
    left = max(valid - rejected, 0)
    return Outlook(Rate(Measure.TRACKING, valid, parcels, limit), Rate(Measure.TRACKING, left, parcels, limit))


def judge_cancellations(orders: int, cancelled: int, abandoned: int, limit: Decimal) -> Outlook:
    """Return the rate of orders that the seller cancelled.

    `abandoned` ones are soon cancelled by the platform, which waits thirty days for their shipment.
    """
    soon = cancelled + abandoned
    return Outlook(Rate(Measure.CANCELLED, cancelled, orders, limit), Rate(Measure.CANCELLED, soon, orders, limit))
