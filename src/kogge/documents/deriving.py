"""Writes documents that are made of others: by conversion, or to cancel one. In bulk, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kogge.companies.services import take_numbers
from kogge.documents.models import Document, DocumentLine, DocumentState, DocumentType, LineKind
from kogge.documents.shares import Amounts
from kogge.infrastructure.bulk import insert_rows, reserve_ids

_CARRIED = (
    "customer platform platform_reference order_reference purchase_order_number marketplace sales_channel ordered_at "
    "currency prices_include_tax fulfilled_by_platform ships_with_platform_label is_business is_prime is_premium "
    "replaces_order vat_id delivery_address invoice_address warehouse payment_method shipping_method "
    "shipping_payment_term provenance"
).split()
"""What a document has of the one that it is made of."""

_OWN = (
    "id company document_type number state total_minor tax_minor platform_tax_minor tax_decisions platform_total_minor "
    "difference_minor ship_by_at deliver_by_at awaits_decision cancellation_requested is_derived cancels request_key "
    "postings postings_done created_at changed_at"
).split()

_LINE_CARRIED = (
    "kind article article_number article_source sku ean title unit_price_minor tax_percent platform_reference"
).split()

_LINE_OWN = (
    "document position order_reference origin quantity total_minor discount_minor tax_minor platform_tax_minor "
    "tax_decision"
).split()

REFERENCES = ("platform_reference", "order_reference", "purchase_order_number", "replaces_order")
"""What names an order: where several orders become one document, its header names none, and each line its own."""


def _attributes(model: type[Any], names: Sequence[str]) -> list[str]:
    return [model._meta.get_field(name).attname for name in names]  # noqa: SLF001 - Django's documented API


_CARRIED_VALUES = _attributes(Document, _CARRIED)
_LINE_VALUES = _attributes(DocumentLine, _LINE_CARRIED)


@dataclass(frozen=True, slots=True)
class DerivedLine:
    """A line to be: what it has of its model, how many pieces (negative: taken back), and what they cost.

    `order_reference` is the order it belongs to, `origin_id` the line that is used up by it.
    """

    model: DocumentLine
    order_reference: str
    origin_id: int | None
    quantity: int
    amounts: Amounts
    tax_decision: int | None


@dataclass(frozen=True, slots=True)
class Derived:
    """A document to be: what it has of its model, and what is its own."""

    model: Document
    document_type: DocumentType
    lines: Sequence[DerivedLine]
    tax_decisions: list[Any]
    platform_total_minor: int | None
    ships: bool
    postings: list[str]
    postings_done: list[str]
    cancels_id: int | None = None
    request_key: str | None = None
    overrides: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was written."""

    pk: int
    number: str


def write_derived(wanted: Sequence[Derived], at: datetime) -> list[Made]:
    """Write documents of one type, with one taking of numbers, and return them in the same order."""
    if not wanted:
        return []
    ids = reserve_ids(Document, len(wanted))
    numbers = take_numbers(wanted[0].document_type.number_range_id, len(wanted))
    made = [Made(pk, number) for pk, number in zip(ids, numbers, strict=True)]
    written = list(zip(made, wanted, strict=True))
    insert_rows(Document, [*_CARRIED, *_OWN], (_document_row(each, what, at) for each, what in written))
    insert_rows(
        DocumentLine,
        [*_LINE_CARRIED, *_LINE_OWN],
        (
            _line_row(each.pk, position, line)
            for each, what in written
            for position, line in enumerate(what.lines, start=1)
        ),
    )
    return made


def _document_row(made: Made, derived: Derived, at: datetime) -> tuple[Any, ...]:
    model, amounts = derived.model, [line.amounts for line in derived.lines]
    difference = [line.amounts.total_minor for line in derived.lines if line.model.kind == LineKind.DIFFERENCE]
    return (
        *(derived.overrides.get(name, getattr(model, name)) for name in _CARRIED_VALUES),
        made.pk,
        model.company_id,
        derived.document_type.pk,
        made.number,
        DocumentState.OPEN.value,
        sum(each.total_minor for each in amounts),
        sum(each.tax_minor or 0 for each in amounts),
        sum(each.platform_tax_minor or 0 for each in amounts),
        derived.tax_decisions,
        derived.platform_total_minor,
        sum(difference),
        model.ship_by_at if derived.ships else None,
        model.deliver_by_at if derived.ships else None,
        False,
        False,
        True,
        derived.cancels_id,
        derived.request_key,
        derived.postings,
        derived.postings_done,
        at,
        at,
    )


def _line_row(document_id: int, position: int, line: DerivedLine) -> tuple[Any, ...]:
    amounts = line.amounts
    return (
        *(getattr(line.model, name) for name in _LINE_VALUES),
        document_id,
        position,
        line.order_reference,
        line.origin_id,
        line.quantity,
        amounts.total_minor,
        amounts.discount_minor,
        amounts.tax_minor,
        amounts.platform_tax_minor,
        line.tax_decision,
    )
