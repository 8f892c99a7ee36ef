"""How many calls a platform still allows."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class QuotaPurpose(StrEnum):
    """What calls are for: listing changed orders, reading one order, confirming a shipment."""

    LISTING = "listing"
    READING = "reading"
    CONFIRMING = "confirming"


class Quota(BaseModel):
    """Calls in hand for one purpose at one platform, at most so many, and how long until the next one may be made.

    `refill_s` is how long a call takes to come back. Durations are in seconds.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    platform: str
    purpose: QuotaPurpose
    in_hand: int
    capacity: int
    refill_s: float
    next_call_in_s: float
