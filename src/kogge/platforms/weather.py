"""Quota weather: how many calls the platforms still allow, in people's words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.infrastructure import cloud
from kogge.platforms.listing import list_active_platforms, list_credentials
from kogge.platforms.models import Platform
from kogge_contract.quotas import Quota, QuotaPurpose

SCARCE = 0.25
"""Of less than this share it is said that it runs out."""

PURPOSES: dict[QuotaPurpose, str | Promise] = {
    QuotaPurpose.LISTING: _("List changed orders"),
    QuotaPurpose.READING: _("Read single orders"),
    QuotaPurpose.CONFIRMING: _("Confirm shipments"),
}


@dataclass(frozen=True)
class Outlook:
    """What is left of one quota."""

    platform: Platform
    quota: Quota

    @property
    def purpose(self) -> str | Promise:
        """What its calls are for."""
        return PURPOSES[self.quota.purpose]

    @property
    def is_used_up(self) -> bool:
        """Whether the next call has to wait."""
        return self.quota.in_hand == 0

    @property
    def is_scarce(self) -> bool:
        """Whether it is about to be used up."""
        return not self.is_used_up and self.quota.in_hand < SCARCE * self.quota.capacity


def read_weather(company: Company) -> list[Outlook]:
    """Ask the Cloud for the quotas of the company's platforms, by name. Raises what the Cloud's client raises."""
    known = list_active_platforms(company).filter(uses_cloud=True).exclude(cloud_reference="")
    platforms = {each.cloud_reference: each for each in known}
    used = list_credentials(company).filter(platforms__in=platforms.values()).distinct()
    quotas = [
        quota
        for credentials in used
        for quota in cloud.connect(credentials.client_id, credentials.client_secret_encrypted).list_quotas()
        if quota.platform in platforms
    ]
    outlooks = [Outlook(platforms[quota.platform], quota) for quota in quotas]
    return sorted(outlooks, key=lambda each: each.platform.name)
