"""Contract orders, feed entries and pages for tests: plain ones, to be changed field by field."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from kogge.orders.importing import ParsedPage
from kogge_contract.orders import (
    Address,
    Buyer,
    Charge,
    ChargeKind,
    FeedEntry,
    FulfilledBy,
    Order,
    OrderLine,
    OrderStatus,
    Unreadable,
)

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)

ADDRESS = Address(name="Jörg Müller", line1="Lange Str. 5", postal_code="28195", city="Bremen", country="DE")


def charge(kind: ChargeKind, amount: str, **changes: Any) -> Charge:
    """Return an amount the buyer owes."""
    return Charge(kind=kind, amount=Decimal(amount), **changes)


def line(reference: str = "L1", amount: str = "10.00", **changes: Any) -> OrderLine:
    """Return a line of one piece."""
    facts: dict[str, Any] = {
        "sku": "SKU-1",
        "title": "Kompass",
        "quantity": 1,
        "charges": (charge(ChargeKind.ITEM, amount),),
    }
    return OrderLine(reference=reference, **facts | changes)


def order(number: int = 1, **changes: Any) -> Order:
    """Return an open order of one line for 10.00 EUR, of a buyer of its own."""
    facts: dict[str, Any] = {
        "reference": f"302-0000000-{number:07}",
        "platform_kind": "amazon",
        "status": OrderStatus.OPEN,
        "fulfilled_by": FulfilledBy.MERCHANT,
        "placed_at": AT,
        "updated_at": AT,
        "currency": "EUR",
        "total": Decimal("10.00"),
        "buyer": Buyer(reference=f"buyer-{number}"),
        "delivery_address": ADDRESS,
        "lines": (line(),),
    }
    return Order(**facts | changes)


def entry(sequence: int, content: Order | Unreadable, reference: str = "") -> FeedEntry:
    """Return a version of an order as the feed shows it."""
    facts: dict[str, Any] = {"sequence": sequence, "received_at": AT, "digest": f"{sequence:064}"}
    if isinstance(content, Order):
        return FeedEntry(order_reference=content.reference, order=content, **facts)
    return FeedEntry(order_reference=reference, problem=content, **facts)


def page(*entries: FeedEntry) -> ParsedPage:
    """Return the entries as a page that ends the feed."""
    last = max((each.sequence for each in entries), default=0)
    return ParsedPage(entries, last, last)


def pages_of(*orders: Order, first: int = 1) -> ParsedPage:
    """Return orders as one page, numbered from `first`."""
    return page(*(entry(sequence, each) for sequence, each in enumerate(orders, start=first)))
