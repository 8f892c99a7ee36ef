"""Reads of memberships: in which company a person works, and as what."""

from collections.abc import Sequence

from kogge.companies.models import Membership, User
from kogge.companies.permissions import RIGHTS, Right

ROLES_WITH_SCREENS = [role for role, rights in RIGHTS.items() if Right.USE_SCREENS in rights]
ROLES_OVER_PEOPLE = [role for role, rights in RIGHTS.items() if Right.ADMINISTER_PEOPLE in rights]


def list_memberships(user: User) -> list[Membership]:
    """Return all memberships of the person to work with at the screens, by the company's name.

    A role for programs is none to work with at the screens.
    """
    memberships = Membership.objects.filter(user=user, role__in=ROLES_WITH_SCREENS)
    found = list(memberships.select_related("company").order_by("company__name"))
    for each in found:
        each.user = user  # it is here already
    return found


def choose_membership(memberships: Sequence[Membership], company_id: int | None) -> Membership | None:
    """Return the membership in the chosen company, else the first one, else None."""
    chosen = (each for each in memberships if each.company_id == company_id)
    return next(chosen, memberships[0] if memberships else None)


def is_for_programs(user: User) -> bool:
    """Tell whether the account has roles, but none for the screens."""
    memberships = Membership.objects.filter(user=user)
    return memberships.exists() and not memberships.filter(role__in=ROLES_WITH_SCREENS).exists()
