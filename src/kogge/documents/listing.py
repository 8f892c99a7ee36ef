"""Reads of documents for the pages."""

from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from kogge.companies.models import Company
from kogge.documents.models import Document, DocumentState


def list_for_company(company: Company) -> QuerySet[Document]:
    """Return the company's documents with what a list shows of them, newest order first."""
    return (
        Document.objects.filter(company=company)
        .select_related("customer", "document_type", "platform", "payment_method", "shipping_method", "warehouse")
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


def sum_by_currency(company: Company, since: datetime) -> list[tuple[str, int, int]]:
    """Return (currency, number of documents, sum in minor units) of orders placed since then, cancelled ones apart."""
    placed = Document.objects.filter(company=company, ordered_at__gte=since).exclude(state=DocumentState.CANCELLED)
    sums = (
        placed.order_by().values("currency").annotate(number=Count("pk"), total=Sum("total_minor")).order_by("-total")
    )
    return [(each["currency"], each["number"], each["total"]) for each in sums]
