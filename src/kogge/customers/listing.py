"""Reads of customers for the pages."""

from typing import Any

from django.db.models import QuerySet

from kogge.companies.models import Company
from kogge.customers.models import Customer, PostalAddress

SHOWN_DOCUMENTS = 20


def list_customers(company: Company) -> QuerySet[Customer]:
    """Return the company's customers, newest first; those that were merged into another are not listed."""
    return (
        Customer.objects.filter(company=company, merged_into=None)
        .select_related("status")
        .order_by("-created_at", "-pk")
    )


def list_addresses(customer: Customer) -> QuerySet[PostalAddress]:
    """Return the customer's addresses in the order in which they came."""
    return customer.addresses.order_by("pk")


def list_newest_documents(customer: Customer) -> QuerySet[Any]:
    """Return the customer's last documents, newest first."""
    return customer.documents.select_related("document_type").order_by("-ordered_at", "-pk")[:SHOWN_DOCUMENTS]


def count_documents(customer: Customer) -> int:
    """Count the customer's documents."""
    number: int = customer.documents.count()
    return number
