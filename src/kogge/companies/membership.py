"""Reads of memberships: in which company a person works, and as what."""

from kogge.companies.models import Membership, User


def find_membership(user: User, company_id: int | None) -> Membership | None:
    """Return the person's membership in the chosen company, else the first one, else None."""
    memberships = Membership.objects.filter(user=user).select_related("company")
    chosen = memberships.filter(company=company_id).first() if company_id else None
    return chosen or memberships.order_by("company__name").first()


def list_memberships(user: User) -> list[Membership]:
    """Return all memberships of the person, by the company's name."""
    return list(Membership.objects.filter(user=user).select_related("company").order_by("company__name"))
