"""Holds what the platform lists against what the Office has: pure, order by order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kogge.kernel.money import AmountNotRepresentable, Money, to_minor
from kogge_contract.messages import ListedOrder
from kogge_contract.orders import OrderStatus


class Account(StrEnum):
    """What became of an order; with a document: what the latest retrieval did to it."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class AccountedOrder:
    """An order as the Office has it. `total_minor` is its document's, in minor units of `currency`."""

    account: Account
    reason: str = ""
    total_minor: int | None = None
    currency: str = ""


@dataclass(slots=True)
class Reconciliation:
    """The proof: every order that the platform lists, or reports only, is in exactly one of the counts, or missing."""

    listed: int = 0
    unlisted: int = 0
    accounts: Counter[Account] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    missing_orders: list[str] = field(default_factory=list)
    duplicate_orders: list[str] = field(default_factory=list)
    difference_orders: list[str] = field(default_factory=list)
    total_difference: dict[str, Money] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is missing, doubled, different or waiting for a person."""
        findings = self.missing_orders or self.duplicate_orders or self.difference_orders
        return not findings and not self.accounts[Account.PARKED]

    def describe(self) -> dict[str, object]:
        """Return the JSON document: counts, and the order numbers beside those that should be zero."""
        return {
            "listed": self.listed,
            "unlisted": self.unlisted,
            "created": self.accounts[Account.CREATED],
            "updated": self.accounts[Account.UPDATED],
            "unchanged": self.accounts[Account.UNCHANGED],
            "skipped": dict(sorted(self.skipped.items())),
            "parked": self.accounts[Account.PARKED],
            "missing": len(self.missing_orders),
            "missing_orders": self.missing_orders,
            "duplicates": len(self.duplicate_orders),
            "duplicate_orders": self.duplicate_orders,
            "differences": len(self.difference_orders),
            "difference_orders": self.difference_orders,
            "total_difference": {
                currency: f"{sum_.amount:f}" for currency, sum_ in sorted(self.total_difference.items())
            },
        }


def reconcile(
    listed: Iterable[ListedOrder],
    accounted: Mapping[str, AccountedOrder],
    duplicates: Iterable[str],
    reported: Iterable[str] = (),
) -> Reconciliation:
    """Compare. An order that the platform lists twice while it is paged through counts once, as listed last.

    `reported` are the orders of the platform's own report: those that the listing leaves out count too, without a
    total to compare with.
    """
    result = Reconciliation(duplicate_orders=sorted(duplicates))
    orders = {each.reference: each for each in listed}
    unlisted = set(reported) - orders.keys()
    result.listed, result.unlisted = len(orders), len(unlisted)
    for reference in (*orders, *sorted(unlisted)):
        known = accounted.get(reference)
        if known is None:
            result.missing_orders.append(reference)
            continue
        result.accounts[known.account] += 1
        if known.account is Account.SKIPPED:
            result.skipped[known.reason] += 1
        if known.total_minor is not None and reference in orders:
            _compare_totals(orders[reference], known.total_minor, known.currency, result)
    return result


def _compare_totals(order: ListedOrder, total_minor: int, currency: str, result: Reconciliation) -> None:
    """Note what a document's total is more than the platform's.

    A cancelled order has no total to compare with; one that cannot be booked differs by an amount that cannot either.
    """
    if order.total is None or order.status is OrderStatus.CANCELLED:
        return
    try:
        stated = to_minor(order.total, order.currency or currency)
    except AmountNotRepresentable:
        result.difference_orders.append(order.reference)
        return
    differs = order.currency != currency or stated != total_minor
    if differs:
        result.difference_orders.append(order.reference)
    difference = total_minor - stated if order.currency == currency else total_minor
    so_far = result.total_difference.get(currency, Money(0, currency))
    result.total_difference[currency] = so_far + Money(difference, currency)
