"""Reads of documents for the pages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncHour
from django.db.models.sql.compiler import SQLCompiler

from kogge.companies.models import Company
from kogge.documents.models import Document, DocumentState

BULKY = ("tax_decisions", "delivery_address", "invoice_address", "provenance")
"""Columns of documents that no list shows; reading them would take longer than all others together."""


@dataclass(frozen=True)
class HourlyOrders:
    """The orders that were placed within an hour (which begins at `hour`, UTC) on a marketplace in a currency."""

    hour: datetime
    marketplace: str
    currency: str
    number: int
    total_minor: int


class _Hour(TruncHour):
    """The beginning of an hour."""

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - of the base class
        **extra_context: Any,  # noqa: ANN401, ARG002 - of the base class
    ) -> tuple[str, Any]:
        """Cut the text off that SQLite keeps: truncating it is a call of Python for each row."""
        sql, parameters = compiler.compile(self.lhs)
        return f"substr({sql}, 1, 13) || ':00:00'", parameters


def list_for_company(company: Company) -> QuerySet[Document]:
    """Return the company's documents with what a list shows of them, newest order first."""
    return (
        Document.objects.filter(company=company)
        .select_related("customer", "document_type", "platform", "payment_method", "shipping_method", "warehouse")
        .defer(*BULKY)
        .order_by("-ordered_at", "-pk")
    )


def list_for_page(company: Company) -> QuerySet[Document]:
    """Return the company's documents with everything that a document's own page shows."""
    return Document.objects.filter(company=company).select_related(
        "customer",
        "document_type",
        "platform",
        "payment_method",
        "shipping_method",
        "shipping_payment_term",
        "warehouse",
        "platform_order",
    )


def list_hourly_orders(company: Company, since: datetime) -> list[HourlyOrders]:
    """Return the orders placed since the beginning of an hour, cancelled ones apart; it is one walk along an index."""
    placed = Document.objects.filter(company=company, ordered_at__gte=since).exclude(state=DocumentState.CANCELLED)
    hourly = placed.order_by().annotate(hour=_Hour("ordered_at", tzinfo=UTC)).values("hour", "marketplace", "currency")
    return [HourlyOrders(**each) for each in hourly.annotate(number=Count("pk"), total_minor=Sum("total_minor"))]


def count_by_hour(orders: Iterable[HourlyOrders]) -> dict[datetime, Counter[str]]:
    """Return how many orders there are by hour (UTC) and marketplace."""
    counted: dict[datetime, Counter[str]] = {}
    for each in orders:
        counted.setdefault(each.hour, Counter())[each.marketplace] += each.number
    return counted


def sum_by_currency(orders: Iterable[HourlyOrders]) -> list[tuple[str, int, int]]:
    """Return (currency, number of orders, sum in minor units), the largest sum first."""
    numbers: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for each in orders:
        numbers[each.currency] += each.number
        totals[each.currency] += each.total_minor
    return [(currency, numbers[currency], total) for currency, total in totals.most_common()]
