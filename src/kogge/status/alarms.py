"""What is wrong with status reports, for the banner on every page: rejected, overdue, or never written."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from kogge.companies.models import Company
from kogge.status.models import RecordState, StatusRecord
from kogge.status.queries import list_unreported
from kogge.status.services import LOOKS_BACK
from kogge.web.paging import FEW, Count, count_together

OVERDUE_AFTER = timedelta(hours=12)
"""Platforms count a shipment as late by the day: half a day is left to see to it."""


@dataclass(frozen=True)
class StatusAlarm:
    """One thing to put right; `severity` is the banner's colour: warning or danger."""

    text: str
    url: str
    severity: str


def list_alarms(company: Company, now: datetime) -> list[StatusAlarm]:
    """Return what is wrong with a company's reports, most urgent first: one bounded query."""
    since = now - OVERDUE_AFTER
    records = StatusRecord.objects.filter(company=company)
    waiting = records.filter(state__in=(RecordState.OPEN, RecordState.SENDING), created_at__lt=since)
    counts = count_together(
        company,
        {
            "rejected": records.filter(state=RecordState.REJECTED),
            "overdue": waiting,
            "unreported": list_unreported(company, now - LOOKS_BACK).filter(fixed_at__lt=since),
        },
        limit=FEW,
    )
    page = reverse("status:records")
    found = [
        ("rejected", _word_rejected, f"{page}?state={RecordState.REJECTED.value}", "danger"),
        ("overdue", _word_overdue, f"{page}?state={RecordState.OPEN.value}", "warning"),
        ("unreported", _word_unreported, reverse("status:unreported"), "warning"),
    ]
    return [
        StatusAlarm(word(counts[name]), url, severity) for name, word, url, severity in found if counts[name].number
    ]


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
