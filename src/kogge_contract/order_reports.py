"""The old way to a platform's orders: its own order reports, read whole, instead of the feed."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kogge_contract.messages import Problem
from kogge_contract.orders import Order, Unreadable


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NewCollection(_Message):
    """Ask for the platform's order reports: what is to be shipped, and what changed since a moment.

    Without `since` as far back as the reports go. The same `reference` again names the same collection.
    """

    reference: str = Field(min_length=1, max_length=100)
    since: AwareDatetime | None = None


class ReportColumn(StrEnum):
    """What order reports tell only where the seller switched it on."""

    ADDRESS_TYPE = "address_type"
    INVOICE_ADDRESS = "invoice_address"
    ORDER_CHANNEL = "order_channel"


class CollectionProgress(StrEnum):
    """How far a collection is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class CollectionState(_Message):
    """A collection so far; `retry_after_s` > 0 says that nothing was called: ask again then.

    All changes up to `told_until` are among the orders: the next collection begins there. `waiting` orders stand in one
    of the reports only, so far. `missing_columns` is None where no report told its columns (nothing is to be shipped).
    """

    reference: str
    progress: CollectionProgress
    orders: int = 0
    waiting: int = 0
    told_until: AwareDatetime | None = None
    missing_columns: tuple[str, ...] | None = None
    retry_after_s: float = 0
    waiting_for: str = ""
    problem: Problem | None = None


class CollectedOrder(_Message):
    """An order of the reports, and when it last changed; exactly one of `order` and `problem` is set."""

    order_reference: str
    changed_at: AwareDatetime | None = None
    order: Order | None = None
    problem: Unreadable | None = None


class CollectionPage(_Message):
    """Some of a collection's orders, behind a position; no `next_after` on the last page."""

    orders: tuple[CollectedOrder, ...] = ()
    next_after: int | None = None
