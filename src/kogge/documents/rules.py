"""Drafts of documents: pure values, before anything is written."""

from dataclasses import dataclass, field
from datetime import datetime

from kogge.customers.rules import AddressDraft


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line to be: amounts in minor units of the document's currency, a tax that stands apart included."""

    kind: str
    article_id: int
    article_number: str
    title: str
    quantity: int
    total_minor: int
    tax_minor: int | None = None
    unit_price_minor: int | None = None
    sku: str = ""
    platform_reference: str = ""


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """A note for the clerk: a code and its values, without personal data."""

    level: str
    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document to be: what an order says, in the Office's terms."""

    platform_reference: str
    order_reference: str
    purchase_order_number: str
    marketplace: str
    sales_channel: str
    ordered_at: datetime
    ship_by_at: datetime | None
    deliver_by_at: datetime | None
    currency: str
    platform_total_minor: int
    difference_minor: int
    prices_include_tax: bool
    fulfilled_by_platform: bool
    ships_with_platform_label: bool
    is_business: bool
    is_prime: bool
    is_premium: bool
    cancellation_requested: bool
    replaces_order: str
    vat_id: str
    delivery_address: AddressDraft | None
    invoice_address: AddressDraft | None
    lines: tuple[LineDraft, ...]
    messages: tuple[MessageDraft, ...]

    @property
    def total_minor(self) -> int:
        """The sum of the lines."""
        return sum(line.total_minor for line in self.lines)

    @property
    def tax_minor(self) -> int:
        """The sum of the platform's tax figures."""
        return sum(line.tax_minor or 0 for line in self.lines)
