"""Holds the platform's own report and its notifications against its listing: pure, order by order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from kogge_contract.audits import AuditedOrder


class Difference(StrEnum):
    """What happened to an order that not every source tells of."""

    RECOVERED = "recovered"
    CAUGHT_UP = "caught_up"
    BEHIND = "behind"
    OMITTED = "omitted_by_listing"
    UNREPORTED = "not_in_report"
    LOST = "lost"


EXPLANATIONS = {
    Difference.RECOVERED: "the report told of it, nothing else did; it was read by its number now",
    Difference.CAUGHT_UP: "the report told of a later change than had come in; the order was read by its number now",
    Difference.BEHIND: "the report tells of a later change, but the platform gives out the earlier state of the order",
    Difference.OMITTED: "the listing leaves it out; it had come in all the same",
    Difference.UNREPORTED: "the report does not have it yet; reports are up to half an hour behind",
    Difference.LOST: "the report tells of it, but the platform did not give it out by its number either",
}


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """An order, who tells of it (listing, report, notification, feed), and what happened."""

    order_reference: str
    difference: Difference
    seen_in: tuple[str, ...]

    def describe(self) -> dict[str, object]:
        """Return the JSON object, with a sentence for people."""
        return {
            "order_reference": self.order_reference,
            "difference": self.difference,
            "seen_in": list(self.seen_in),
            "explanation": EXPLANATIONS[self.difference],
        }


def find_differences(
    audited: Iterable[AuditedOrder],
    listed: Collection[str],
    before: Collection[str],
    after: Collection[str],
    outdated_after: Collection[str] = (),
) -> list[AuditFinding]:
    """Return the orders that not every source tells of, or not as they are now.

    `listed` are those that the platform's listing shows; `before` and `after` those that the Office had accounted for
    before, and after what was missing was fetched; of `outdated_after` it still had an earlier state then.
    """
    findings = []
    for order in audited:
        difference = _compare(order, listed, before, after)
        if order.is_outdated and order.reference in before:
            difference = Difference.BEHIND if order.reference in outdated_after else Difference.CAUGHT_UP
        if difference:
            findings.append(AuditFinding(order.reference, difference, _sources(order, listed)))
    return findings


def _compare(
    order: AuditedOrder, listed: Collection[str], before: Collection[str], after: Collection[str]
) -> Difference | None:
    is_reported = bool(order.reported_status)
    if order.reference not in after:
        return Difference.LOST if is_reported else None
    if order.reference not in before:
        return None if order.reference in listed else Difference.RECOVERED
    if order.reference not in listed:
        return Difference.OMITTED
    return None if is_reported else Difference.UNREPORTED


def _sources(order: AuditedOrder, listed: Collection[str]) -> tuple[str, ...]:
    told = {
        "listing": order.reference in listed,
        "report": bool(order.reported_status),
        "notification": order.notified_at is not None,
        "feed": order.feed_updated_at is not None,
    }
    return tuple(name for name, applies in told.items() if applies)
