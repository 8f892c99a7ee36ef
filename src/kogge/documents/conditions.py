"""What conditions may ask of a document, its platform and its customer."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.timezone import localtime

from kogge.bookkeeping.models import OpenItem
from kogge.conditions.fields import Fact, Facts
from kogge.customers import conditions as customers
from kogge.documents.models import Document, LineKind
from kogge.kernel.money import to_major
from kogge.platforms import conditions as platforms

ENTITIES = ("document", "platform", "customer")
"""What a condition about documents may ask of."""
RELATED = (
    "document_type",
    "platform",
    "payment_method",
    "shipping_method",
    "shipping_payment_term",
    "warehouse",
    *(f"customer__{name}" for name in customers.RELATED),
)
PREFETCHED = ("lines", *(f"customer__{name}" for name in customers.PREFETCHED))

HUNDREDTH_OF_AN_HOUR = timedelta(seconds=36)


def read_along(documents: QuerySet[Document]) -> QuerySet[Any]:
    """Have documents read along with what `read_facts` needs of them."""
    items = OpenItem.objects.filter(document_id=OuterRef("pk")).values("open_minor")
    related = documents.select_related(*RELATED).prefetch_related(*PREFETCHED)
    return related.annotate(unpaid_minor=Subquery(items))


def read_facts(document: Document, now: datetime) -> Facts:
    """Return what conditions may ask of a document that was read by `read_along`, without a further query.

    Amounts are major units of the document's currency; days are those of the Office's time zone. Where the document
    has no platform, whatever is asked of one is missing.
    """
    facts = {"document": _read_document(document, now), "customer": customers.read_facts(document.customer)}
    return facts if document.platform is None else facts | {"platform": platforms.read_facts(document.platform)}


def _read_document(document: Document, now: datetime) -> Mapping[str, Fact]:
    return _read_words(document) | _read_figures(document) | _read_times(document, now) | _read_marks(document)


def _read_words(document: Document) -> dict[str, Fact]:
    return {
        "number": document.number,
        "kind": document.document_type.kind,
        "type": document.document_type.name,
        "state": document.state,
        "order_reference": document.order_reference,
        "currency": document.currency,
        "marketplace": document.marketplace,
        "sales_channel": document.sales_channel,
        "payment_method": document.payment_method.name if document.payment_method else "",
        "shipping_method": document.shipping_method.name if document.shipping_method else "",
        "shipping_payment_term": document.shipping_payment_term.name if document.shipping_payment_term else "",
        "warehouse": document.warehouse.name if document.warehouse else "",
        "delivery_country": document.delivery_address.get("country", ""),
        "invoice_country": document.invoice_address.get("country", ""),
    }


def _read_figures(document: Document) -> dict[str, Fact]:
    lines = document.lines.all()
    return {
        "total": to_major(document.total_minor, document.currency),
        "paid": to_major(_count_paid(document), document.currency),
        "tax": to_major(document.tax_minor, document.currency),
        "lines": len(lines),
        "pieces": sum(line.quantity for line in lines if line.kind == LineKind.ITEM),
    }


def _count_paid(document: Any) -> int:  # noqa: ANN401 - a document with an annotation
    """Return what of a document is settled; nothing is, before it is owed."""
    unpaid: int | None = document.unpaid_minor
    return 0 if unpaid is None else document.total_minor - unpaid


def _read_times(document: Document, now: datetime) -> dict[str, Fact]:
    ordered_on = localtime(document.ordered_at).date()
    return {
        "ordered_on": ordered_on,
        "age_days": (localtime(now).date() - ordered_on).days,
        "ship_by_on": _to_day(document.ship_by_at),
        "hours_to_ship_by": None if document.ship_by_at is None else _to_hours(document.ship_by_at - now),
        "deliver_by_on": _to_day(document.deliver_by_at),
    }


def _read_marks(document: Document) -> dict[str, Fact]:
    return {
        "has_difference": document.difference_minor != 0,
        "is_business": document.is_business,
        "is_prime": document.is_prime,
        "is_premium": document.is_premium,
        "fulfilled_by_platform": document.fulfilled_by_platform,
        "ships_with_platform_label": document.ships_with_platform_label,
        "cancellation_requested": document.cancellation_requested,
        "awaits_decision": document.awaits_decision,
        "is_replacement": bool(document.replaces_order),
        "has_vat_id": bool(document.vat_id),
    }


def _to_hours(span: timedelta) -> Decimal:
    return Decimal(span // HUNDREDTH_OF_AN_HOUR) / 100


def _to_day(at: datetime | None) -> date | None:
    return None if at is None else localtime(at).date()
