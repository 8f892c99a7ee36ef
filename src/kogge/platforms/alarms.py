"""What is wrong with platforms' sign-ins, or soon will be, for the banner on every page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from kogge.companies.models import Company
from kogge.platforms.listing import read_platforms
from kogge.platforms.models import Platform
from kogge.platforms.wording import word_access
from kogge_contract.authorization import ExpiryWarning, WarningKind

PRESSING_DAYS = 14
URGENT_DAYS = 3
"""The Cloud warns from 30 days on: blue at first, yellow in the last two weeks, red in the last days."""


@dataclass(frozen=True)
class Alarm:
    """One thing to put right at one platform; `severity` is the banner's colour: info, warning or danger."""

    platform: Platform
    text: str
    severity: str


def list_alarms(company: Company, now: datetime) -> list[Alarm]:
    """Return the alarms of the company's active platforms of the Cloud, by what was last read from there."""
    active = [each for each in read_platforms(company) if each.is_active]
    reached = [each for each in active if each.uses_cloud and each.cloud_reference]
    return [alarm for platform in reached for alarm in find_alarms(platform, now)]


def find_alarms(platform: Platform, now: datetime) -> list[Alarm]:
    """Return a platform's alarms: no access, which is pressing once orders came by it, or what runs out."""
    if problem := word_access(platform):
        return [Alarm(platform, problem, "warning" if _is_new(platform) else "danger")]
    warnings = [ExpiryWarning.model_validate(each) for each in platform.warnings]
    return [_word_warning(platform, each, max((each.expires_at - now).days, 0)) for each in warnings]


def _is_new(platform: Platform) -> bool:
    """Tell whether nobody has signed the platform in yet."""
    return platform.authorized_at is None and not platform.authorization_reason


def _word_warning(platform: Platform, warning: ExpiryWarning, days: int) -> Alarm:
    text = {
        WarningKind.AUTHORIZATION: gettext("The seller's authorization ends on %(date)s: sign in again."),
        WarningKind.CLIENT_SECRET: gettext("The client secret ends on %(date)s: enter a new one."),
        WarningKind.APPLICATION_SECRET: gettext(
            "The client secret of the Cloud's application ends on %(date)s: whoever runs the Cloud has to enter a new "
            "one (kogge cloud application rotate)."
        ),
    }[warning.kind]
    date = date_format(timezone.localtime(warning.expires_at), "SHORT_DATE_FORMAT")
    return Alarm(platform, text % {"date": date}, _rate(days))


def _rate(days: int) -> str:
    if days <= URGENT_DAYS:
        return "danger"
    return "warning" if days <= PRESSING_DAYS else "info"
