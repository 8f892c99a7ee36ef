"""Filters of the documents' list."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kogge.documents.models import Document, DocumentState
from kogge.platforms.listing import list_active_platforms
from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest
from kogge.web.lists import ListFilters, search_rows

DATE_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def company_platforms(request: OfficeRequest | None) -> QuerySet[Platform]:
    """Return the platforms to choose from."""
    return Platform.objects.none() if request is None else list_active_platforms(request.company)


class DocumentFilters(ListFilters):
    """Search by number, order number or customer; narrow by state, platform and the days of ordering."""

    search_hint = _("Number, order number or customer")
    state = django_filters.ChoiceFilter(choices=DocumentState.choices, label=_("State"), empty_label=_("All states"))
    platform = django_filters.ModelChoiceFilter(
        queryset=company_platforms, label=_("Platform"), empty_label=_("All platforms")
    )
    first = django_filters.DateFilter(method="from_day", label=_("Ordered from"), widget=DATE_INPUT)
    last = django_filters.DateFilter(method="until_day", label=_("Ordered until"), widget=DATE_INPUT)

    class Meta:
        """Filters are declared above, none is derived."""

        model = Document
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a number or an order number, else within numbers and names."""
        return search_rows(
            rows,
            value,
            exact=("number", "order_reference"),
            within=("number", "order_reference", "customer__name", "customer__company_name", "customer__number"),
        )

    def from_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep what was ordered on that day or later."""
        return rows.filter(ordered_at__gte=_begin(value))

    def until_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep what was ordered on that day or before."""
        return rows.filter(ordered_at__lt=_begin(value + timedelta(days=1)))


def _begin(day: date) -> datetime:
    """Return when a day begins in the Office's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
