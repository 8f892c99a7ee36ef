"""Drafts of documents, and what posting does: pure values. What may be done with a document stands in actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kogge.customers.rules import AddressDraft
from kogge.taxes.rates import STANDARD_RATED, TaxClass


class Posting(StrEnum):
    """What posting a document can do; it is done once for whatever a document was made of."""

    JOURNAL = "journal"
    STOCK = "stock"
    ITEM = "item"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line to be: amounts in minor units of the document's currency, a tax that stands apart included.

    `total_minor` bears the discount already. `tax_class` and `collected_by_platform` are what the decision about its
    tax asks of a line.
    """

    kind: str
    article_id: int
    article_number: str
    article_source: str
    title: str
    quantity: int
    total_minor: int
    platform_tax_minor: int | None = None
    unit_price_minor: int | None = None
    discount_minor: int = 0
    sku: str = ""
    ean: str = ""
    platform_reference: str = ""
    tax_class: TaxClass = STANDARD_RATED
    collected_by_platform: bool = False


@dataclass(frozen=True, slots=True)
class LineTax:
    """The tax in a line by our decision: rate in per cent, minor units, and which of the document's decisions it is."""

    percent: Decimal
    tax_minor: int
    decision: int


@dataclass(frozen=True, slots=True)
class DocumentTaxes:
    """The tax of each line, None where none could be decided, and the decisions as the document keeps them."""

    of_lines: tuple[LineTax | None, ...]
    decisions: tuple[Mapping[str, Any], ...]

    @property
    def total_minor(self) -> int:
        """The sum of what was decided; minor units."""
        return sum(each.tax_minor for each in self.of_lines if each)


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
    document_type_id: int
    warehouse_id: int | None
    payment_method_id: int | None
    shipping_method_id: int | None
    shipping_payment_term_id: int | None
    provenance: Mapping[str, Mapping[str, str]]
    lines: tuple[LineDraft, ...]
    taxes: DocumentTaxes
    messages: tuple[MessageDraft, ...]

    @property
    def total_minor(self) -> int:
        """The sum of the lines."""
        return sum(line.total_minor for line in self.lines)

    @property
    def platform_tax_minor(self) -> int:
        """The sum of the platform's tax figures."""
        return sum(line.platform_tax_minor or 0 for line in self.lines)
