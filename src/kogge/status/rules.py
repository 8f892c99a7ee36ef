"""Pure rules of status reports: which rule counts for a platform, what is sent and under which name."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from kogge_contract.shipments import ShipmentProgress

FULFILLMENT, COMPLETE = "FULFILLMENT", "COMPLETE"
INVOICED, UPLOADED = "INVOICE", "UPLOADED"
ORDER, PAYMENT = "ORDER", "PAYMENT"
CANCELLED = "CANCELLED"
CONVERTED, POSTED, SHIPPED, TAKEN_BACK = "converted", "posted", "shipped", "cancelled"
INVOICE = "invoice"
OF_ORDERS = frozenset({ORDER, PAYMENT})
"""What is told of an order as a whole, and of no parcel."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a status is reported: what must have happened to an order; of a parcel, beside its being ready.

    `platform_id` None stands for all platforms; `key` names a rule that Kogge brings along, and is empty otherwise.
    """

    name: str
    trigger: str
    document_kind: str
    kind: str
    value: str
    platform_id: int | None = None
    is_active: bool = True
    condition: str = ""
    key: str = ""


SYSTEM_RULES = (
    Rule("", CONVERTED, INVOICE, FULFILLMENT, COMPLETE, key="fulfillment_complete"),
    Rule("", TAKEN_BACK, "", ORDER, CANCELLED, is_active=False, key="order_cancelled"),
)
"""What counts where a company has said nothing else: confirmed once there is an invoice, and the parcel is ready.

Nobody takes a cancellation back: the platform refunds the buyer, and counts it against the merchant. So that a document
that was cancelled here cancels its order there is switched on by a person, who copies the rule.
"""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What became of an order: the kinds of documents there are of it, and of which of them one was posted.

    `is_shipped`: all of it is in parcels that are ready. `is_cancelled`: its document was cancelled here, not by the
    platform; then nothing else counts.
    """

    kinds: Collection[str] = ()
    posted_kinds: Collection[str] = ()
    is_shipped: bool = False
    is_cancelled: bool = False


def tell_of_orders_by_default() -> bool:
    """Tell whether a default of the system reports whole orders."""
    return any(rule.is_active and rule.kind in OF_ORDERS for rule in SYSTEM_RULES)


def choose_rules(own: Iterable[Rule], platform_id: int) -> list[Rule]:
    """Return the rules that count for a platform.

    For each status the platform's own rules go before those for all platforms, and these before the system's; one that
    is switched off takes the others' place as well.
    """
    chosen: list[Rule] = []
    rules = list(own)
    statuses = dict.fromkeys((rule.kind, rule.value) for rule in (*rules, *SYSTEM_RULES))
    for status in statuses:
        of_status = [rule for rule in rules if (rule.kind, rule.value) == status]
        system = [rule for rule in SYSTEM_RULES if (rule.kind, rule.value) == status]
        for_it = [rule for rule in of_status if rule.platform_id == platform_id]
        for_all = [rule for rule in of_status if rule.platform_id is None]
        chosen += [rule for rule in for_it or for_all or system if rule.is_active]
    return chosen


def is_met(rule: Rule, facts: OrderFacts) -> bool:
    """Tell whether what a rule asks for has happened."""
    if rule.trigger == SHIPPED:
        return True
    return rule.document_kind in (facts.posted_kinds if rule.trigger == POSTED else facts.kinds)


def is_met_by_order(rule: Rule, facts: OrderFacts) -> bool:
    """Tell whether a status of the whole order is due."""
    if facts.is_cancelled or rule.trigger == TAKEN_BACK:
        return facts.is_cancelled and rule.trigger == TAKEN_BACK
    return facts.is_shipped if rule.trigger == SHIPPED else is_met(rule, facts)


def asks_for_upload(rule: Rule) -> bool:
    """Tell whether a rule has invoices handed over: posted ones only, for until then a paper is a draft."""
    return (rule.kind, rule.trigger, rule.document_kind) == (INVOICED, POSTED, INVOICE)


@dataclass(frozen=True, slots=True)
class Message:
    """What a platform is told of a parcel: the contract's NewShipment without the name of the sending."""

    order_reference: str
    package_number: int
    carrier_code: str
    carrier_name: str
    shipping_service: str
    tracking_number: str
    shipped_at: datetime
    quantities: Mapping[str, int]
    kind: str = FULFILLMENT
    value: str = COMPLETE

    def describe(self) -> dict[str, Any]:
        """Return the message as JSON, always in the same order; where nothing else is said it confirms a shipment."""
        other = {} if (self.kind, self.value) == (FULFILLMENT, COMPLETE) else {"kind": self.kind, "value": self.value}
        lines = [{"line_reference": name, "quantity": number} for name, number in sorted(self.quantities.items())]
        return {
            "order_reference": self.order_reference,
            "package_number": self.package_number,
            "carrier_code": self.carrier_code,
            "carrier_name": self.carrier_name,
            "shipping_service": self.shipping_service,
            "tracking_number": self.tracking_number,
            "shipped_at": self.shipped_at.isoformat(),
            "lines": lines,
        } | other


@dataclass(frozen=True, slots=True)
class Upload:
    """What a platform is told of an invoice: the contract's NewInvoice without the sending's name and the paper."""

    order_reference: str
    number: str
    currency: str
    total: Decimal
    tax: Decimal

    def describe(self) -> dict[str, Any]:
        """Return the message as JSON, always in the same order."""
        return {
            "order_reference": self.order_reference,
            "number": self.number,
            "total": {"amount": f"{self.total:f}", "currency": self.currency},
            "tax": {"amount": f"{self.tax:f}", "currency": self.currency},
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """What a platform is told of a whole order: the contract's NewShipment without a parcel; since when it is so.

    `cancel_reason` is the contract's CancelReason of a cancelled order, and empty otherwise.
    """

    order_reference: str
    kind: str
    value: str
    at: datetime
    cancel_reason: str = ""

    def describe(self) -> dict[str, Any]:
        """Return the message as JSON, always in the same order."""
        reason = {"cancel_reason": self.cancel_reason} if self.cancel_reason else {}
        return {
            "order_reference": self.order_reference,
            "kind": self.kind,
            "value": self.value,
            "shipped_at": self.at.isoformat(),
        } | reason


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of a message: two that differ in anything have different ones."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def name_sending(record_id: int, sending: int, digest: str) -> str:
    """Return the name under which the Cloud knows a sending: the same again is the same, other content has another."""
    return f"status-{record_id}-{sending}-{digest[:24]}"


class Course(StrEnum):
    """Where a record is on its way; the values are those of models.RecordState."""

    OPEN = "open"
    SENDING = "sending"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    IGNORED = "ignored"


COURSES = {
    ShipmentProgress.QUEUED: Course.SENDING,
    ShipmentProgress.SENT: Course.SENDING,
    ShipmentProgress.ACCEPTED: Course.ACCEPTED,
    ShipmentProgress.VERIFIED: Course.VERIFIED,
    ShipmentProgress.REJECTED: Course.REJECTED,
}
UNDER_WAY = frozenset({Course.SENDING, Course.ACCEPTED})
RESENT = frozenset({Course.REJECTED, Course.IGNORED})
"""What can be sent again as it is."""
IGNORED_FROM = frozenset({Course.OPEN, Course.REJECTED})


def course_after_change(course: Course) -> tuple[Course, bool]:
    """Return where a record goes whose parcel was corrected, and whether that takes a new sending.

    What nobody sent yet is only written anew; what was ignored stays so; all else is sent again, as a correction.
    """
    if course in {Course.OPEN, Course.IGNORED}:
        return course, False
    return Course.OPEN, True
