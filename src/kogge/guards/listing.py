"""Reads of the guard for the pages."""

from django.db.models import QuerySet

from kogge.companies.models import Company
from kogge.guards.models import RejectedOrder


def list_rejected(company: Company) -> QuerySet[RejectedOrder]:
    """Return the orders that were not taken from the way that delivered them, last delivered first."""
    return RejectedOrder.objects.filter(company=company).select_related("platform").order_by("-last_at", "-pk")
