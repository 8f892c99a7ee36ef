"""Filters of the journal."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kogge.audit.models import AuditEntry
from kogge.companies.models import User
from kogge.journal.listing import list_actors
from kogge.journal.subjects import match_subjects, name_kind
from kogge.journal.wording import ACTIONS, word_action
from kogge.web.access import OfficeRequest
from kogge.web.lists import ListFilters

DATE_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
KINDS = (
    "article article_alias cloud_credentials company customer document paymentmethod platform platform_order "
    "shippingmethod taxregistration user warehouse"
).split()


def company_people(request: OfficeRequest | None) -> QuerySet[User]:
    """Return the people to choose from."""
    return User.objects.none() if request is None else list_actors(request.company)


def action_choices() -> list[tuple[str, str]]:
    """Return the actions, by their names."""
    return sorted(((code, word_action(code)) for code in ACTIONS), key=lambda each: each[1].casefold())


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of subjects, by their names."""
    return sorted(((kind, name_kind(kind)) for kind in KINDS), key=lambda each: each[1].casefold())


class JournalFilters(ListFilters):
    """Search by what a subject is called; narrow by person, action, kind of subject and days."""

    search_hint = _("Number or name of what was changed")
    actor = django_filters.ModelChoiceFilter(queryset=company_people, label=_("Person"), empty_label=_("Everybody"))
    action = django_filters.ChoiceFilter(choices=action_choices, label=_("Action"), empty_label=_("All actions"))
    subject_kind = django_filters.ChoiceFilter(
        choices=kind_choices, label=_("What was changed"), empty_label=_("Everything")
    )
    first = django_filters.DateFilter(method="from_day", label=_("From"), widget=DATE_INPUT)
    last = django_filters.DateFilter(method="until_day", label=_("Until"), widget=DATE_INPUT)

    class Meta:
        """Filters are declared above, none is derived."""

        model = AuditEntry
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for what is called so."""
        return rows.filter(match_subjects(self.request.company, KINDS, value.strip()))

    def from_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep what was done on that day or later."""
        return rows.filter(at__gte=_begin(value))

    def until_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep what was done on that day or before."""
        return rows.filter(at__lt=_begin(value + timedelta(days=1)))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
