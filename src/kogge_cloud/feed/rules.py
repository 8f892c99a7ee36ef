"""Pure rules of the feed: what counts as a new version of an order, and what a version may not take away."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel

from kogge_contract.orders import Address, Buyer, Order, OrderLine, Unreadable

OMITTED = "optional_data_not_available"
"""The code of the remark that an adapter could not ask for everything: what is blank then may have been said before."""


@dataclass(frozen=True, slots=True)
class Version:
    """An order as an adapter just read it: mapped, or with the problem that kept it from being mapped.

    `raw` is the platform's own JSON; `raw_digest` identifies its content, free of anything that changes by itself.
    """

    order_reference: str
    content: Order | Unreadable = field(repr=False)
    raw: bytes = field(repr=False)
    raw_digest: str = ""

    @property
    def updated_at(self) -> datetime | None:
        """When the platform last changed the order (UTC), where that could be read."""
        return self.content.updated_at if isinstance(self.content, Order) else None


@dataclass(frozen=True, slots=True)
class Head:
    """What the feed already has of an order."""

    digest: str
    sequence: int
    updated_at: datetime | None


def is_stale(version: Version, head: Head | None) -> bool:
    """Tell whether the feed has a later state already: an answer may overtake another one on the wire."""
    if head is None or head.updated_at is None or version.updated_at is None:
        return False
    return version.updated_at < head.updated_at


def digest_of(version: Version) -> str:
    """Return the SHA-256 of the content. Neither the platform's time stamp alone nor our remarks make a new version."""
    if isinstance(version.content, Order):
        text = version.content.model_dump_json(exclude={"updated_at", "remarks"})
    else:
        text = f"{version.content.code}\n{version.content.message}\n{version.raw_digest}"
    return hashlib.sha256(text.encode()).hexdigest()


def may_lack_known_data(order: Order) -> bool:
    """Tell whether something is missing that an earlier version may have had."""
    is_anonymous = not order.buyer.name or not order.buyer.email or not _is_complete(order.delivery_address)
    return is_anonymous or _is_abridged(order)


def keep_known_data(newer: Order, earlier: Order) -> Order:
    """Fill what the newer version lacks of buyer, recipient and payment with what the earlier one had.

    Platforms stop showing personal data (roles, deadlines, outages); what is absent is unknown, not gone. Of an
    abridged version the same holds for what its lines would say.
    """
    known_lines = {line.reference: line for line in earlier.lines} if _is_abridged(newer) else {}
    return newer.model_copy(
        update={
            "buyer": _fill(newer.buyer, earlier.buyer),
            "delivery_address": _keep_address(newer.delivery_address, earlier.delivery_address),
            "payment_methods": newer.payment_methods or earlier.payment_methods,
            "lines": tuple(_fill_line(line, known_lines.get(line.reference)) for line in newer.lines),
        }
    )


def _is_abridged(order: Order) -> bool:
    return any(remark.code == OMITTED for remark in order.remarks)


def _fill_line(newer: OrderLine, earlier: OrderLine | None) -> OrderLine:
    if earlier is None:
        return newer
    return newer.model_copy(
        update={
            "promotions": newer.promotions or earlier.promotions,
            "tax_collected_by_platform": newer.tax_collected_by_platform or earlier.tax_collected_by_platform,
            "cancellation_requested": newer.cancellation_requested or earlier.cancellation_requested,
            "cancellation_reason": newer.cancellation_reason or earlier.cancellation_reason,
        }
    )


def _fill(newer: Buyer, earlier: Buyer) -> Buyer:
    """Take each text from the earlier buyer where the newer has none; a flag belongs to the text beside it."""
    filled = _without_blanks(earlier) | _without_blanks(newer)
    source = newer if newer.email else earlier
    return newer.model_copy(update=filled | {"email_is_relay": source.email_is_relay})


def _without_blanks(message: BaseModel) -> dict[str, object]:
    return {name: value for name, value in message if value}


def _keep_address(newer: Address | None, earlier: Address | None) -> Address | None:
    """Keep an address that can be delivered to, rather than the city and country that are left of it later.

    Addresses are never mixed: two halves of two addresses are none.
    """
    if earlier is None or _is_complete(newer):
        return newer
    return earlier if _is_complete(earlier) or newer is None else newer


def _is_complete(address: Address | None) -> bool:
    return (
        address is not None
        and bool(address.name or address.company)
        and bool(address.line1 or address.line2 or address.line3)
    )
