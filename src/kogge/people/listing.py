"""Reads of people for the pages."""

from django.db.models import QuerySet

from kogge.companies.models import Company, Membership


def list_people(company: Company) -> QuerySet[Membership]:
    """Return who works in the company, by user name."""
    return Membership.objects.filter(company=company).select_related("user").order_by("user__username")
