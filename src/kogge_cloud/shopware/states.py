"""Shopware's state machines: which transitions lead to what an Office reports. Pure.

From Shopware's own migrations (Migration1536233560BasicData and those after it): order.state, order_delivery.state and
order_transaction.state. The state is read first, so that reporting twice asks for nothing the second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kogge_contract.platforms import Report, ReportKind, ReportValue

ORDER, DELIVERY, TRANSACTION = "order", "order_delivery", "order_transaction"
SHIPPED, SHIPPED_PARTIALLY = "shipped", "shipped_partially"


@dataclass(frozen=True, slots=True)
class Aim:
    """A state to be reached: of which entity, by which transitions, and which states are as good or further on.

    `ways` holds the transitions in their order, by the state that they begin in; any other state begins with `usual`.
    """

    entity: str
    state: str
    usual: tuple[str, ...]
    ways: Mapping[str, tuple[str, ...]]
    passed: frozenset[str] = frozenset()


AIMS: dict[tuple[ReportKind, ReportValue], Aim] = {
    (ReportKind.FULFILLMENT, ReportValue.RETURNED): Aim(DELIVERY, "returned", ("retour",), {}),
    (ReportKind.FULFILLMENT, ReportValue.RETURNED_PARTIALLY): Aim(
        DELIVERY, "returned_partially", ("retour_partially",), {}, frozenset({"returned"})
    ),
    (ReportKind.ORDER, ReportValue.IN_PROGRESS): Aim(ORDER, "in_progress", ("process",), {}, frozenset({"completed"})),
    (ReportKind.ORDER, ReportValue.COMPLETE): Aim(ORDER, "completed", ("complete",), {"open": ("process", "complete")}),
    (ReportKind.ORDER, ReportValue.CANCELLED): Aim(ORDER, "cancelled", ("cancel",), {}),
    (ReportKind.PAYMENT, ReportValue.PAID): Aim(
        TRANSACTION, "paid", ("paid",), {}, frozenset({"refunded", "refunded_partially"})
    ),
    (ReportKind.PAYMENT, ReportValue.PAID_PARTIALLY): Aim(
        TRANSACTION, "paid_partially", ("paid_partially",), {}, frozenset({"paid", "refunded", "refunded_partially"})
    ),
    (ReportKind.PAYMENT, ReportValue.REMINDED): Aim(TRANSACTION, "reminded", ("remind",), {}),
    (ReportKind.PAYMENT, ReportValue.REFUNDED): Aim(TRANSACTION, "refunded", ("refund",), {}),
    (ReportKind.PAYMENT, ReportValue.REFUNDED_PARTIALLY): Aim(
        TRANSACTION, "refunded_partially", ("refund_partially",), {}, frozenset({"refunded"})
    ),
    (ReportKind.PAYMENT, ReportValue.CANCELLED): Aim(TRANSACTION, "cancelled", ("cancel",), {}),
}

SHIP = Aim(DELIVERY, SHIPPED, ("ship",), {}, frozenset({"returned", "returned_partially"}))
SHIP_PARTIALLY = Aim(
    DELIVERY, SHIPPED_PARTIALLY, ("ship_partially",), {}, frozenset({SHIPPED, "returned", "returned_partially"})
)

REPORTS = (
    Report(kind=ReportKind.FULFILLMENT, value=ReportValue.COMPLETE),
    *(Report(kind=kind, value=value) for kind, value in AIMS),
)
"""What a shop can be told."""


def is_reached(aim: Aim, state: str) -> bool:
    """Tell whether nothing is left to do."""
    return state == aim.state or state in aim.passed


def list_transitions(aim: Aim, state: str) -> tuple[str, ...]:
    """Return the transitions to ask for, from the state that the shop shows."""
    return () if is_reached(aim, state) else aim.ways.get(state, aim.usual)
