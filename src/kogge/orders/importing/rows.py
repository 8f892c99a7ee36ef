"""Drafts as rows of the documents' tables."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from kogge.documents.models import DocumentLine, DocumentMessage
from kogge.documents.rules import DocumentDraft, MessageDraft
from kogge.infrastructure.bulk import insert_rows

FACTS = (
    "platform_reference order_reference purchase_order_number marketplace sales_channel ordered_at ship_by_at "
    "deliver_by_at currency total_minor tax_minor platform_tax_minor tax_decisions platform_total_minor "
    "difference_minor prices_include_tax fulfilled_by_platform ships_with_platform_label is_business is_prime "
    "is_premium cancellation_requested replaces_order vat_id delivery_address invoice_address warehouse_id "
    "payment_method_id shipping_method_id shipping_payment_term_id provenance"
).split()

_LINE = (
    "document position kind article article_number article_source sku ean title quantity unit_price_minor "
    "discount_minor total_minor tax_minor tax_percent tax_decision platform_tax_minor platform_reference"
).split()
_UNDECIDED = (None, None, None)
_MESSAGE = ["document", "level", "code", "values", "at"]


def facts_of(draft: DocumentDraft) -> tuple[object, ...]:
    """Return the values of FACTS."""
    return (
        draft.platform_reference, draft.order_reference, draft.purchase_order_number, draft.marketplace,
        draft.sales_channel, draft.ordered_at, draft.ship_by_at, draft.deliver_by_at, draft.currency, draft.total_minor,
        draft.taxes.total_minor, draft.platform_tax_minor, draft.taxes.decisions, draft.platform_total_minor,
        draft.difference_minor, draft.prices_include_tax, draft.fulfilled_by_platform, draft.ships_with_platform_label,
        draft.is_business, draft.is_prime, draft.is_premium, draft.cancellation_requested, draft.replaces_order,
        draft.vat_id,
        draft.delivery_address.describe() if draft.delivery_address else {},
        draft.invoice_address.describe() if draft.invoice_address else {},
        draft.warehouse_id, draft.payment_method_id, draft.shipping_method_id, draft.shipping_payment_term_id,
        draft.provenance,
    )  # fmt: skip


def insert_lines(written: Iterable[tuple[int, DocumentDraft]]) -> None:
    """Insert the lines of documents, each given by its id."""
    insert_rows(
        DocumentLine,
        _LINE,
        (
            (
                pk, position, line.kind, line.article_id, line.article_number, line.article_source, line.sku,
                line.ean, line.title, line.quantity, line.unit_price_minor, line.discount_minor, line.total_minor,
                *((tax.tax_minor, tax.percent, tax.decision) if tax else _UNDECIDED),
                line.platform_tax_minor, line.platform_reference,
            )
            for pk, draft in written
            for position, (line, tax) in enumerate(zip(draft.lines, draft.taxes.of_lines, strict=True), start=1)
        ),
    )  # fmt: skip


def insert_messages(
    written: Iterable[tuple[int, DocumentDraft]], now: datetime, *, only: Sequence[MessageDraft] | None = None
) -> None:
    """Insert the messages of documents, each given by its id; of each only those that `only` has, where it is given."""
    rows = [
        (pk, each.level, each.code, each.values, now)
        for pk, draft in written
        for each in (draft.messages if only is None else only)
    ]
    if rows:
        insert_rows(DocumentMessage, _MESSAGE, rows)
