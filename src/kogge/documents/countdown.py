"""How long orders have until they are to be shipped, and what about documents needs a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.documents.models import Document, DocumentMessage, DocumentState
from kogge.documents.wording import Text
from kogge.web.paging import Count, count_together

DIFFERENCES = ("tax_differs", "amounts_do_not_add_up", "order_does_not_add_up", "line_does_not_add_up")
"""Messages which tell that the platform's figures are not ours."""

DIFFERS = "differs"
"""Beside the spans of time: what is to be looked at because of its amounts."""

DIFFERENCES_LAST = timedelta(days=30)


class TimeLeft(StrEnum):
    """How long an order still has; each span ends where the next one begins."""

    OVERDUE = "overdue"
    ONE_DAY = "one_day"
    TWO_DAYS = "two_days"
    FOUR_DAYS = "four_days"
    LATER = "later"


ENDS: dict[TimeLeft, timedelta | None] = {
    TimeLeft.OVERDUE: timedelta(0),
    TimeLeft.ONE_DAY: timedelta(hours=24),
    TimeLeft.TWO_DAYS: timedelta(hours=48),
    TimeLeft.FOUR_DAYS: timedelta(days=4),
    TimeLeft.LATER: None,
}

WORDS: dict[TimeLeft, Text] = {
    TimeLeft.OVERDUE: _("ship-by time is past"),
    TimeLeft.ONE_DAY: _("within 24 hours"),
    TimeLeft.TWO_DAYS: _("in 24 to 48 hours"),
    TimeLeft.FOUR_DAYS: _("in 2 to 4 days"),
    TimeLeft.LATER: _("later"),
}


@dataclass(frozen=True)
class Span:
    """The orders that have about so long."""

    time_left: TimeLeft
    number: Count

    @property
    def words(self) -> Text:
        """How long they have."""
        return WORDS[self.time_left]


def span_of(time_left: TimeLeft, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return from when and until when such an order is to be shipped; None is an open end."""
    spans = list(ENDS)
    place = spans.index(time_left)
    begins = ENDS[spans[place - 1]] if place else None
    ends = ENDS[time_left]
    return (None if begins is None else now + begins), (None if ends is None else now + ends)


def list_to_ship(company: Company, time_left: TimeLeft, now: datetime) -> QuerySet[Document]:
    """Return the open documents that are still to be shipped by the company, and have so long."""
    since, until = span_of(time_left, now)
    rows = Document.objects.filter(
        company=company, state=DocumentState.OPEN, fulfilled_by_platform=False, ship_by_at__isnull=False
    )
    if since is not None:
        rows = rows.filter(ship_by_at__gte=since)
    return rows if until is None else rows.filter(ship_by_at__lt=until)


def count_to_ship(company: Company, now: datetime) -> list[Span]:
    """Count the orders by how long they have, most urgent first."""
    counts = count_together(company, {each.value: list_to_ship(company, each, now) for each in TimeLeft})
    return [Span(each, counts[each.value]) for each in TimeLeft]


def list_differing(company: Company, now: datetime) -> QuerySet[Document]:
    """Return the open documents of whose total or tax the platform said something else in the last thirty days."""
    told = DocumentMessage.objects.filter(
        code__in=DIFFERENCES,
        at__gte=now - DIFFERENCES_LAST,
        document__company=company,
        document__state=DocumentState.OPEN,
    )
    return Document.objects.filter(pk__in=told.values("document"))
