"""Pure rules of status reports: which rule counts for a platform, what is sent and under which name."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from kogge_contract.shipments import ShipmentProgress

FULFILLMENT, COMPLETE = "FULFILLMENT", "COMPLETE"
CONVERTED, POSTED, SHIPPED = "converted", "posted", "shipped"
INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a status is reported: what must have happened to an order, beside its parcel being ready.

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


SYSTEM_RULES = (Rule("", CONVERTED, INVOICE, FULFILLMENT, COMPLETE, key="fulfillment_complete"),)
"""What counts where a company has said nothing else: confirmed once there is an invoice, and the parcel is ready."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What became of an order: the kinds of documents there are of it, and of which of them one was posted."""

    kinds: Collection[str] = ()
    posted_kinds: Collection[str] = ()


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
