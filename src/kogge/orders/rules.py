"""Pure decisions: what becomes of an order that the feed shows."""

from dataclasses import dataclass
from enum import StrEnum

from kogge_contract.orders import FulfilledBy, Order, OrderStatus


class SkipReason(StrEnum):
    """Why an order has no document, deliberately."""

    PENDING = "pending"
    CANCELLED = "cancelled"
    SHIPPED_ELSEWHERE = "shipped_elsewhere"
    FULFILLED_BY_PLATFORM = "fulfilled_by_platform"
    UNFULFILLABLE = "unfulfillable"
    NOTHING_TO_DELIVER = "nothing_to_deliver"
    IGNORED = "ignored"
    OTHER_WAY = "belongs_to_middleware"


class ParkReason(StrEnum):
    """Why an order waits for a person."""

    UNREADABLE = "unreadable"
    AMOUNTS_MISSING = "amounts_missing"
    UNKNOWN_ARTICLE = "unknown_article"
    AMOUNT_NOT_REPRESENTABLE = "amount_not_representable"
    REOPENED = "reopened"
    REJECTED_BY_DATABASE = "rejected_by_database"
    UNFORESEEN = "unforeseen"


class Stage(StrEnum):
    """How far a document has come, as far as its order's changes are concerned."""

    NONE = "none"
    UNTOUCHED = "untouched"
    TOUCHED = "touched"
    CONVERTED = "converted"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What is to be done with an order."""

    CREATE = "create"
    UPDATE = "update"
    PROPOSE = "propose"
    CANCEL = "cancel"
    PROPOSE_CANCEL = "propose_cancel"
    KEEP = "keep"
    SKIP = "skip"
    PARK = "park"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Known:
    """What the Office has of an order already. `sequence` is the version it has taken.

    A document without a `digest` was made by the middleware. `reason` is why the order is skipped or
    parked; with a document: why a change of it could not be taken.
    """

    sequence: int
    digest: str
    stage: Stage
    reason: str

    @property
    def has_document(self) -> bool:
        """Whether the order is a document already."""
        return self.stage is not Stage.NONE


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings and the person who started the retrieval want."""

    is_backfill: bool = False
    is_explicit: bool = False
    takes_platform_fulfilled: bool = False
    asks_before_changes: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done, and why where it is not simply done. `problem` is for people."""

    action: Action
    reason: str = ""
    problem: str = ""
    waits_for_sku: str = ""
    waits_for_ean: str = ""


KEEP = Decision(Action.KEEP)
IGNORE = Decision(Action.IGNORE)


def decide(order: Order, sequence: int, digest: str, known: Known | None, wishes: Wishes) -> Decision:
    """Decide about one version of an order.

    An order without a stated total is parked, never taken for free: platforms leave amounts out where an application
    lacks the right to see them.
    """
    if known and not is_news(sequence, known, wishes):
        return KEEP if known.has_document and sequence == known.sequence else IGNORE
    if known and known.has_document:
        return _decide_about_document(order, digest, known, wishes)
    if known and known.reason == SkipReason.IGNORED and not wishes.is_explicit:
        return Decision(Action.SKIP, SkipReason.IGNORED)
    if reason := _reason_to_skip(order, known, wishes):
        return Decision(Action.SKIP, reason)
    if order.total is None or order.currency is None:
        problem = "The platform states no total for the order. Its right to see amounts (role) may be missing."
        return Decision(Action.PARK, ParkReason.AMOUNTS_MISSING, problem)
    return Decision(Action.CREATE)


def is_news(sequence: int, known: Known, wishes: Wishes) -> bool:
    """Tell whether the version is to be looked at: later ones are, and the same one where somebody asks again.

    So is one that was left to the middleware: it may be ours by now.
    """
    if sequence > known.sequence:
        return True
    asks_again = wishes.is_backfill or wishes.is_explicit
    if sequence == known.sequence and known.reason == SkipReason.OTHER_WAY:
        return True
    is_settled = known.has_document and not known.reason
    return sequence == known.sequence and asks_again and not is_settled


def _decide_about_document(order: Order, digest: str, known: Known, wishes: Wishes) -> Decision:
    """Take a change while nobody has touched the document, and propose it afterwards."""
    if digest == known.digest and not known.reason:
        return KEEP
    if not known.digest and order.status is not OrderStatus.CANCELLED:
        # The middleware made the document, by its own report: the feed's first version is where changes count from.
        return KEEP
    if order.status is OrderStatus.CANCELLED:
        return _AT_CANCELLATION[known.stage]
    if known.stage is Stage.CANCELLED:
        problem = "The order goes on at the platform, but its document here is cancelled."
        return Decision(Action.PARK, ParkReason.REOPENED, problem)
    if order.status is OrderStatus.PENDING or order.total is None:
        # Less is known than before: what the document has stays.
        return KEEP
    asks = known.stage is not Stage.UNTOUCHED or wishes.asks_before_changes
    return Decision(Action.PROPOSE if asks else Action.UPDATE)


_AT_CANCELLATION = {
    Stage.UNTOUCHED: Decision(Action.CANCEL),
    Stage.TOUCHED: Decision(Action.CANCEL),
    Stage.CONVERTED: Decision(Action.PROPOSE_CANCEL),
    Stage.CANCELLED: KEEP,
}


def _reason_to_skip(order: Order, known: Known | None, wishes: Wishes) -> SkipReason | None:
    """Tell why an order becomes no document: a pending one is not paid."""
    if order.status is OrderStatus.PENDING:
        return SkipReason.PENDING
    if order.status is OrderStatus.CANCELLED:
        return SkipReason.CANCELLED
    if not any(line.quantity for line in order.lines):
        return SkipReason.NOTHING_TO_DELIVER
    return None if wishes.is_backfill else _reason_to_leave_to_others(order, known, wishes)


def _reason_to_leave_to_others(order: Order, known: Known | None, wishes: Wishes) -> SkipReason | None:
    """Tell why somebody else delivers, or has delivered, the order."""
    if order.status is OrderStatus.UNFULFILLABLE:
        return SkipReason.UNFULFILLABLE
    if order.fulfilled_by is FulfilledBy.PLATFORM:
        return None if wishes.takes_platform_fulfilled else SkipReason.FULFILLED_BY_PLATFORM
    was_ours = known is not None and known.reason != SkipReason.SHIPPED_ELSEWHERE
    return SkipReason.SHIPPED_ELSEWHERE if order.status is OrderStatus.SHIPPED and not was_ours else None
