"""What is wrong with status reports, for the banner on every page: rejected, overdue, or never written."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from kogge.companies.models import Company
from kogge.status.models import RecordState, StatusRecord
from kogge.status.queries import list_unreported
from kogge.status.services import LOOKS_BACK
from kogge.web.paging import Count, count_rows

OVERDUE_AFTER = timedelta(hours=12)
"""Platforms count a shipment as late by the day: half a day is left to see to it."""
FEW = 99


@dataclass(frozen=True)
class StatusAlarm:
    """One thing to put right; `severity` is the banner's colour: warning or danger."""

    text: str
    url: str
    severity: str


def list_alarms(company: Company, now: datetime) -> list[StatusAlarm]:
    """Return what is wrong with a company's reports, most urgent first: two bounded queries."""
    since = now - OVERDUE_AFTER
    waiting = Q(state__in=(RecordState.OPEN, RecordState.SENDING), created_at__lt=since)
    rejects = Q(state=RecordState.REJECTED)
    rows = StatusRecord.objects.filter(waiting | rejects, company=company).order_by()
    states = list(rows.values_list("state", flat=True)[: 2 * FEW])
    number = states.count(RecordState.REJECTED)
    rejected, overdue = _bound(number), _bound(len(states) - number)
    missing = list_unreported(company, now - LOOKS_BACK).filter(fixed_at__lt=since)
    unreported = count_rows(missing, limit=FEW)
    page = reverse("status:records")
    found = [
        (rejected, _word_rejected(rejected), f"{page}?state={RecordState.REJECTED.value}", "danger"),
        (overdue, _word_overdue(overdue), f"{page}?state={RecordState.OPEN.value}", "warning"),
        (unreported, _word_unreported(unreported), reverse("status:unreported"), "warning"),
    ]
    return [StatusAlarm(text, url, severity) for count, text, url, severity in found if count.number]


def _bound(number: int) -> Count:
    return Count(min(number, FEW), is_more=number > FEW)


def _word_rejected(count: Count) -> str:
    return ngettext(
        "%(number)s status report was rejected: the platform does not know what became of the order.",
        "%(number)s status reports were rejected: the platform does not know what became of these orders.",
        count.number,
    ) % {"number": count}


def _word_overdue(count: Count) -> str:
    return ngettext(
        "%(number)s status report has waited for half a day: is the task for uploading them active?",
        "%(number)s status reports have waited for half a day: is the task for uploading them active?",
        count.number,
    ) % {"number": count}


def _word_unreported(count: Count) -> str:
    return ngettext(
        "%(number)s parcel left half a day ago, but no rule reports it: is its invoice missing?",
        "%(number)s parcels left half a day ago, but no rule reports them: are their invoices missing?",
        count.number,
    ) % {"number": count}
