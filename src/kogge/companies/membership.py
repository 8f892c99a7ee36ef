"""Reads of memberships: in which company a person works, and as what."""

from kogge.companies.models import Membership, User
from kogge.companies.permissions import RIGHTS, Right

ROLES_WITH_SCREENS = [role for role, rights in RIGHTS.items() if Right.USE_SCREENS in rights]
ROLES_OVER_PEOPLE = [role for role, rights in RIGHTS.items() if Right.ADMINISTER_PEOPLE in rights]


def find_membership(user: User, company_id: int | None) -> Membership | None:
    """Return the person's membership in the chosen company, else the first one, else None.

    A role for programs is none to work with at the screens.
    """
    memberships = Membership.objects.filter(user=user, role__in=ROLES_WITH_SCREENS).select_related("company")
    chosen = memberships.filter(company=company_id).first() if company_id else None
    membership = chosen or memberships.order_by("company__name").first()
    if membership is not None:
        membership.user = user  # it is here already
    return membership


def list_memberships(user: User) -> list[Membership]:
    """Return all memberships of the person to work with at the screens, by the company's name."""
    memberships = Membership.objects.filter(user=user, role__in=ROLES_WITH_SCREENS)
    return list(memberships.select_related("company").order_by("company__name"))


def is_for_programs(user: User) -> bool:
    """Tell whether the account has roles, but none for the screens."""
    memberships = Membership.objects.filter(user=user)
    return memberships.exists() and not memberships.filter(role__in=ROLES_WITH_SCREENS).exists()
