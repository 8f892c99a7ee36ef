"""Filters of the documents' list."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kogge.customers.searching import find_named
from kogge.documents import countdown
from kogge.documents.models import Document, DocumentState
from kogge.documents.searching import find_numbered
from kogge.platforms.filters import PlatformFilter
from kogge.web.lists import ListFilters, find_exactly, list_keys, take_by_key

FEW_CUSTOMERS = 200
"""So few have so few documents that these are taken by their keys, in any order."""
MANY_CUSTOMERS = 5_000
"""So many are named by their keys; of more, some have documents near the beginning."""

DATE_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DocumentFilters(ListFilters):
    """Search by number, order number or customer; narrow by state, platform and the days of ordering."""

    search_hint = _("Number, order number or customer")
    state = django_filters.ChoiceFilter(choices=DocumentState.choices, label=_("State"), empty_label=_("All states"))
    platform = PlatformFilter()
    attention = django_filters.ChoiceFilter(
        choices=[
            (_("Time left to ship"), [(each.value, words) for each, words in countdown.WORDS.items()]),
            (countdown.DIFFERS, _("Total or tax differs from the platform's")),
        ],
        method="that_need",
        label=_("Needs a person"),
        empty_label=_("All documents"),
    )
    first = django_filters.DateFilter(method="from_day", label=_("Ordered from"), widget=DATE_INPUT)
    last = django_filters.DateFilter(method="until_day", label=_("Ordered until"), widget=DATE_INPUT)

    class Meta:
        """Filters are declared above, none is derived."""

        model = Document
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a number or an order number, else for customers, and for parts of numbers where a digit was typed.

        Customers are looked up in their own table first, by the beginnings of their words: to join it to every document
        takes many times as long.
        """
        exactly = find_exactly(rows, value, ("number", "order_reference"))
        if exactly is not None:
            return exactly
        customers = find_named(self.request.company, value)
        found = list(customers.values_list("pk", flat=True)[: MANY_CUSTOMERS + 1])
        if len(found) > FEW_CUSTOMERS:
            # Told the keys, a database goes by the customers' documents, or along the list; told a question, neither.
            return rows.filter(customer__in=customers if len(found) > MANY_CUSTOMERS else found)
        wanted = Q(customer__in=found)
        if any(each.isdigit() for each in value):
            wanted |= Q(pk__in=list_keys(find_numbered(self.request.company, value)))
        return take_by_key(rows, rows.filter(wanted))

    def that_need(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep open documents that are to be shipped within a span, or whose amounts the platform states otherwise."""
        company, now = self.request.company, timezone.now()
        if value == countdown.DIFFERS:
            return take_by_key(rows, countdown.list_differing(company, now))
        return take_by_key(rows, countdown.list_to_ship(company, countdown.TimeLeft(value), now))

    def from_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep what was ordered on that day or later."""
        return rows.filter(ordered_at__gte=_begin(value))

    def until_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep what was ordered on that day or before."""
        return rows.filter(ordered_at__lt=_begin(value + timedelta(days=1)))


def _begin(day: date) -> datetime:
    """Return when a day begins in the Office's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
