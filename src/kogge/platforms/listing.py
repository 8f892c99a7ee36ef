"""Reads of platforms for the pages."""

from django.db.models import Max, Prefetch, Q, QuerySet, prefetch_related_objects

from kogge.companies.models import Company
from kogge.platforms.models import CloudCredentials, Platform

REACHABLE = Q(uses_cloud=True) | ~Q(cloud_reference="")
"""Platforms that the Cloud reaches, or is to: for their orders, or for what the middleware sends alone."""


def list_active_platforms(company: Company) -> QuerySet[Platform]:
    """Return the company's platforms that are in use, by name."""
    return Platform.objects.filter(company=company, is_active=True).order_by("name")


def read_platforms(company: Company) -> list[Platform]:
    """Return all the company's platforms by name; they are read once and kept with this `company`, as a page has it."""
    prefetch_related_objects([company], Prefetch("platforms", Platform.objects.order_by("name")))
    return list(company.platforms.all())


def list_platforms(company: Company) -> QuerySet[Platform]:
    """Return the company's platforms, each with the start of its last retrieval."""
    return Platform.objects.filter(company=company).annotate(last_retrieval_at=Max("retrieval_runs__started_at"))


def list_credentials(company: Company) -> QuerySet[CloudCredentials]:
    """Return the company's credentials, by name."""
    return CloudCredentials.objects.filter(company=company).order_by("name")
