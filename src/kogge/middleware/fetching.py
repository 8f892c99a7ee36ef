"""Schedules that still fetch orders of the Cloud, as a person may see them: those of his companies by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from kogge.companies.membership import list_memberships
from kogge.companies.models import Membership
from kogge.middleware.models import SyncSchedule


@dataclass(frozen=True, slots=True)
class Fetching:
    """Schedules by name, each with whether it is of the company in which the person works, and how many more."""

    shown: list[tuple[SyncSchedule, bool]]
    more: int

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.shown or self.more)


def describe_fetching(schedules: Iterable[SyncSchedule], membership: Membership) -> Fetching:
    """Return schedules for a person; of companies that he does not belong to, he learns how many they are."""
    found = list(schedules)
    own = {each.company_id for each in list_memberships(membership.user)}
    shown = [(each, each.company_id == membership.company_id) for each in found if each.company_id in own]
    return Fetching(shown, len(found) - len(shown))
