"""What the new way would do with an order, against what the old way did: pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How the two ways compare for an order."""

    SAME = "same"
    DIFFERENT = "different"
    ONLY_NEW = "only_new"
    ONLY_OLD = "only_old"


class Cause(StrEnum):
    """Why the two ways differ, the most telling first."""

    NOT_DELIVERED = "not_delivered"
    NOT_IN_FEED = "not_in_feed"
    NOT_ADOPTED = "not_adopted"
    TOUCHED = "touched"
    LATER_VERSION = "later_version"
    AMOUNTS = "amounts"
    LINES = "lines"
    TAX = "tax"
    CUSTOMER = "customer"
    ADDRESS = "address"
    SETTINGS = "settings"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Old:
    """What the old way made of an order; `is_linked`: its document is known as the order's."""

    is_linked: bool = True
    is_cancelled: bool = False
    is_touched: bool = False
    is_older_than_order: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on an order; `cause` is a Cause, or why the new way would leave the order out."""

    verdict: Verdict
    cause: str = ""


AMOUNT_FIELDS = frozenset({"total_minor", "currency"})
LINE_FIELDS = frozenset({"line", "quantity", "article_number", "title", "discount_minor"})
SETTING_FIELDS = frozenset({"warehouse_id", "payment_method_id", "shipping_method_id", "shipping_payment_term_id"})
ADDRESS_FIELDS = frozenset({"delivery_address", "invoice_address"})

_BY_FIELDS: tuple[tuple[Cause, frozenset[str]], ...] = (
    (Cause.AMOUNTS, AMOUNT_FIELDS),
    (Cause.LINES, LINE_FIELDS),
    (Cause.TAX, frozenset({"tax_minor"})),
    (Cause.CUSTOMER, frozenset({"customer"})),
    (Cause.ADDRESS, ADDRESS_FIELDS),
    (Cause.SETTINGS, SETTING_FIELDS),
)


def judge(old: Old | None, *, creates: bool, reason: str, fields: Iterable[str] = ()) -> Finding | None:
    """Return the verdict on an order; None where neither way makes a document of it.

    `creates`: the new way would make one; else `reason` says why not (kogge.orders.rules). `fields` are those in which
    the two documents differ.
    """
    if old is None:
        return Finding(Verdict.ONLY_NEW, Cause.NOT_DELIVERED) if creates else None
    if not creates:
        is_agreed = old.is_cancelled and reason == "cancelled"
        return Finding(Verdict.SAME) if is_agreed else Finding(Verdict.ONLY_OLD, reason)
    differing = frozenset(fields)
    if not old.is_linked:
        return Finding(Verdict.DIFFERENT, Cause.NOT_ADOPTED)
    return Finding(Verdict.DIFFERENT, find_cause(old, differing)) if differing else Finding(Verdict.SAME)


def find_cause(old: Old, fields: Collection[str]) -> Cause:
    """Return what explains the differences best: what happened since goes before what was mapped otherwise."""
    if old.is_touched:
        return Cause.TOUCHED
    if old.is_older_than_order:
        return Cause.LATER_VERSION
    return next((cause for cause, telling in _BY_FIELDS if telling & frozenset(fields)), Cause.OTHER)
