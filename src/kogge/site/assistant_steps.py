"""The steps of the first-run assistant, and which is the first that is not done: read from what is there."""

from collections.abc import Iterator
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.orders.models import RetrievalRun
from kogge.platforms.models import AuthorizationState, Platform


class Step(StrEnum):
    """One page of the assistant; the value names its template and its address."""

    COMPANY = "company"
    ADMINISTRATOR = "administrator"
    PLATFORM = "platform"
    SIGN_IN = "sign-in"
    CREATION = "creation"
    RETRIEVAL = "retrieval"

    @property
    def address(self) -> str:
        """The name of the page's address."""
        return f"setup:{self}"


LABELS: dict[Step, str | Promise] = {
    Step.COMPANY: _("Company"),
    Step.ADMINISTRATOR: _("Administrator"),
    Step.PLATFORM: _("Platform"),
    Step.SIGN_IN: _("Sign-in"),
    Step.CREATION: _("Document creation"),
    Step.RETRIEVAL: _("First retrieval"),
}


def list_steps(current: Step) -> Iterator[tuple[str | Promise, bool]]:
    """Yield the steps' names in their order, and which of them is the present one."""
    return ((label, step is current) for step, label in LABELS.items())


def find_first_platform(company: Company) -> Platform | None:
    """Return the company's first platform."""
    return Platform.objects.filter(company=company).select_related("credentials").order_by("pk").first()


def find_step(company: Company) -> Step | None:
    """Return the first step after the sign-in of the administrator that is not done; None when orders were fetched."""
    platform = find_first_platform(company)
    if platform is None:
        return Step.PLATFORM
    if RetrievalRun.objects.filter(company=company).exists():
        return None
    return Step.CREATION if platform.authorization == AuthorizationState.AUTHENTICATED else Step.SIGN_IN
