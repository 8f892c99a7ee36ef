"""Being told by the platform that an order changed."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kogge_contract.messages import Problem


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NotificationWish(_Message):
    """Whether the platform is to tell of changes."""

    enabled: bool


class NotificationProgress(StrEnum):
    """How far it is: nothing asked for, being set up, working, or refused."""

    OFF = "off"
    ON = "on"
    FAILED = "failed"


class NotificationState(_Message):
    """Whether the platform tells of changes, and what came of it.

    `waiting_orders` counts the orders that the platform pointed at and that were not read yet.
    """

    progress: NotificationProgress
    available: bool = Field(description="whether this Cloud has a queue that the platform can write to")
    problem: Problem | None = None
    last_received_at: AwareDatetime | None = None
    received: int = 0
    waiting_orders: int = 0


class DueWork(_Message):
    """What an authenticated platform's feed has for its reader, and whether the platform is worth a call now.

    `head` is the feed's newest sequence; `hinted` tells that orders are known to wait at the platform;
    `listing_due_at` is when the next listing of changes is sensible. `is_notified`: the platform tells of changes
    itself, so that its reader should keep watch.
    """

    platform: str
    is_notified: bool
    head: int
    hinted: bool
    listing_due_at: AwareDatetime
