"""Reads of platforms for the pages."""

from django.db.models import OuterRef, QuerySet, Subquery

from kogge.companies.models import Company
from kogge.platforms.models import Platform


def list_active_platforms(company: Company) -> "QuerySet[Platform]":
    """Return the company's platforms that are in use, by name."""
    return Platform.objects.filter(company=company, is_active=True).order_by("name")


def list_platforms(company: Company) -> "QuerySet[Platform]":
    """Return the company's platforms, each with start and state of its last retrieval."""
    retrievals = Platform.retrieval_runs.rel.related_model.objects.filter(platform=OuterRef("pk"))
    newest = retrievals.order_by("-started_at")
    return Platform.objects.filter(company=company).annotate(
        last_retrieval_at=Subquery(newest.values("started_at")[:1]),
        last_retrieval_state=Subquery(newest.values("state")[:1]),
    )
