"""What is wrong with platforms' sign-ins, or soon will be, for the banner on every page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from kogge.companies.models import Company
from kogge.platforms.listing import list_active_platforms
from kogge.platforms.models import Platform
from kogge.platforms.wording import word_access
from kogge_contract.authorization import ExpiryWarning, WarningKind

URGENT_DAYS = 3
"""From here on a warning is red; the Cloud warns from 30 days on."""


@dataclass(frozen=True)
class Alarm:
    """One thing to put right at one platform."""

    platform: Platform
    text: str
    is_urgent: bool


def list_alarms(company: Company, now: datetime) -> list[Alarm]:
    """Return the alarms of the company's active platforms of the Cloud, by what was last read from there."""
    platforms = list_active_platforms(company).filter(uses_cloud=True).exclude(cloud_reference="")
    return [alarm for platform in platforms for alarm in find_alarms(platform, now)]


def find_alarms(platform: Platform, now: datetime) -> list[Alarm]:
    """Return a platform's alarms: no access at all, or what runs out."""
    if problem := word_access(platform):
        return [Alarm(platform, problem, is_urgent=True)]
    warnings = [ExpiryWarning.model_validate(each) for each in platform.warnings]
    return [_word_warning(platform, each, max((each.expires_at - now).days, 0)) for each in warnings]


def _word_warning(platform: Platform, warning: ExpiryWarning, days: int) -> Alarm:
    if warning.kind is WarningKind.AUTHORIZATION:
        text = gettext("The seller's authorization ends on %(date)s: sign in again.")
    else:
        text = gettext("The client secret ends on %(date)s: enter a new one.")
    date = date_format(timezone.localtime(warning.expires_at), "SHORT_DATE_FORMAT")
    return Alarm(platform, text % {"date": date}, is_urgent=days <= URGENT_DAYS)
