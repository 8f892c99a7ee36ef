"""Reads of documents for the pages."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncHour
from django.db.models.sql.compiler import SQLCompiler

from kogge.companies.models import Company
from kogge.documents.models import Document, DocumentKind, DocumentLine, DocumentState, DocumentType

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


def list_current(company: Company, *related: str) -> QuerySet[Document]:
    """Return the company's documents that are not in the archive, newest order first."""
    return list_for_company(company, *related).filter(archived_at__isnull=True)


def list_archived(company: Company, *related: str) -> QuerySet[Document]:
    """Return the company's documents in the archive, newest order first."""
    return list_for_company(company, *related).filter(archived_at__isnull=False)


def list_sources(document: Document) -> list[Document]:
    """Return what a document was made of: by conversion, or the one that it cancels."""
    of_lines = DocumentLine.objects.filter(document=document, origin__isnull=False)
    ids = set(of_lines.values_list("origin__document", flat=True))
    return _list_linked(ids if document.cancels_id is None else ids | {document.cancels_id})


def list_made_of(document: Document) -> list[Document]:
    """Return what was made of a document: by conversion, or to cancel it."""
    by_conversion = DocumentLine.objects.filter(origin__document=document).values_list("document", flat=True)
    return _list_linked({*by_conversion, *Document.objects.filter(cancels=document.pk).values_list("pk", flat=True)})


def _list_linked(ids: set[int]) -> list[Document]:
    """Return documents by ids that were read before: one condition about several tables would read all documents."""
    return list(Document.objects.filter(pk__in=ids).select_related("document_type").order_by("pk")) if ids else []


def list_targets(document: Document) -> list[DocumentType]:
    """Return what a document converts into, in the order of its life."""
    order = DocumentKind.values
    return sorted(document.document_type.converts_into.all(), key=lambda each: (order.index(each.kind), each.name))


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


def _list_placed(company: Company, since: datetime) -> QuerySet[Document]:
    """Return orders placed since then by their first documents, cancelled ones apart."""
    placed = Document.objects.filter(company=company, ordered_at__gte=since, is_derived=False)
    return placed.exclude(state=DocumentState.CANCELLED)


def count_by_hour(company: Company, since: datetime) -> dict[datetime, Counter[str]]:
    """Return the orders placed since then by hour (UTC) and marketplace, cancelled ones apart."""
    placed = _list_placed(company, since)
    hourly = placed.order_by().annotate(hour=_Hour("ordered_at", tzinfo=UTC)).values_list("hour", "marketplace")
    counted: dict[datetime, Counter[str]] = {}
    for hour, marketplace, number in hourly.annotate(number=Count("pk")):
        counted.setdefault(hour, Counter())[marketplace] += number
    return counted


def sum_by_currency(company: Company, since: datetime) -> list[tuple[str, int, int]]:
    """Return (currency, number of documents, sum in minor units) of orders placed since then, cancelled ones apart."""
    placed = _list_placed(company, since)
    sums = (
        placed.order_by().values("currency").annotate(number=Count("pk"), total=Sum("total_minor")).order_by("-total")
    )
    return [(each["currency"], each["number"], each["total"]) for each in sums]
