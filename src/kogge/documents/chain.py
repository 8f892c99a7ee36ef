"""The chain of posted documents: each one's digest covers its content and the digest before it. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

START = "0" * 64
"""What stands before a company's first posted document."""

HEADER = (
    "number document_type_id platform_id platform_reference order_reference purchase_order_number marketplace "
    "sales_channel ordered_at currency total_minor tax_minor platform_tax_minor tax_decisions platform_total_minor "
    "difference_minor prices_include_tax fulfilled_by_platform is_business replaces_order vat_id delivery_address "
    "invoice_address warehouse_id payment_method_id shipping_method_id shipping_payment_term_id created_at is_derived "
    "cancels_id postings posted_at"
).split()
"""What of a document is covered. A name added here needs a version of its own: what was posted is proved as it was."""

LINE = (
    "position kind article_id article_number sku ean title quantity unit_price_minor discount_minor total_minor "
    "tax_minor tax_percent tax_decision platform_tax_minor platform_reference order_reference origin_id"
).split()

VERSION = 1


def write_canonical(
    company_id: int, sequence: int, previous: str, header: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]
) -> bytes:
    """Return what a digest is taken of: JSON in UTF-8 with sorted keys; times in UTC, decimals as text."""
    content = {
        "version": VERSION,
        "company": company_id,
        "sequence": sequence,
        "previous": previous,
        "header": {name: header[name] for name in HEADER},
        "lines": [{name: line[name] for name in LINE} for line in lines],
    }
    text = json.dumps(content, default=_encode, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def take_digest(canonical: bytes) -> str:
    """Return the SHA-256 of a canonical form, in hexadecimal."""
    return hashlib.sha256(canonical).hexdigest()


def _encode(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)
