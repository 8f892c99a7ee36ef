"""Reads of the journal for the pages."""

from django.db.models import QuerySet

from kogge.audit.models import AuditEntry
from kogge.companies.models import Company, User


def list_entries(company: Company) -> QuerySet[AuditEntry]:
    """Return the company's journal, newest first."""
    return AuditEntry.objects.filter(company=company).order_by("-at", "-pk")


def list_history(company: Company, kind: str, subject_id: int) -> QuerySet[AuditEntry]:
    """Return the entries about one row, newest first."""
    return list_entries(company).filter(subject_kind=kind, subject_id=subject_id)


def list_actors(company: Company) -> QuerySet[User]:
    """Return the people who work in the company, by user name."""
    return User.objects.filter(memberships__company=company).order_by("username")
