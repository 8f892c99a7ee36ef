"""Reads of documents for the pages."""

from collections import Counter
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


def list_for_company(company: Company, *related: str) -> QuerySet[Document]:
    """Return the company's documents with their customers and what else is related, newest order first."""
    documents = Document.objects.filter(company=company).select_related("customer", *related).defer(*BULKY)
    return documents.order_by("-ordered_at", "-pk")


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


def count_by_hour(company: Company, since: datetime) -> dict[datetime, Counter[str]]:
    """Return the orders placed since then by hour (UTC) and marketplace, cancelled ones apart."""
    placed = Document.objects.filter(company=company, ordered_at__gte=since).exclude(state=DocumentState.CANCELLED)
    hourly = placed.order_by().annotate(hour=_Hour("ordered_at", tzinfo=UTC)).values_list("hour", "marketplace")
    counted: dict[datetime, Counter[str]] = {}
    for hour, marketplace, number in hourly.annotate(number=Count("pk")):
        counted.setdefault(hour, Counter())[marketplace] += number
    return counted


def sum_by_currency(company: Company, since: datetime) -> list[tuple[str, int, int]]:
    """Return (currency, number of documents, sum in minor units) of orders placed since then, cancelled ones apart."""
    placed = Document.objects.filter(company=company, ordered_at__gte=since).exclude(state=DocumentState.CANCELLED)
    sums = (
        placed.order_by().values("currency").annotate(number=Count("pk"), total=Sum("total_minor")).order_by("-total")
    )
    return [(each["currency"], each["number"], each["total"]) for each in sums]
