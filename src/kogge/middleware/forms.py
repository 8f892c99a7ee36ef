"""Forms of schedules and of the manual synchronisation, and the filters of their lists."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.middleware.models import NAME_LENGTH, SyncRun, SyncSchedule, SyncState, describe_served
from kogge.middleware.rules import Area, find_refused
from kogge.middleware.services import Wanted
from kogge.middleware.wording import AREAS
from kogge.platforms.filters import PlatformFilter
from kogge.platforms.listing import list_active_platforms
from kogge.platforms.models import Platform
from kogge.web.lists import ListFilters, search_rows

TEXT = {"class": "form-control", "autocomplete": "off"}
CHECK = {"class": "form-check-input"}


class _AreasForm(forms.Form):
    """Areas and platforms, both to be ticked."""

    areas = forms.MultipleChoiceField(
        label=_("Areas"),
        choices=[(area.value, label) for area, label in AREAS.items()],
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
    )
    platforms = forms.ModelMultipleChoiceField(
        label=_("Platforms"), queryset=Platform.objects.none(), widget=forms.CheckboxSelectMultiple(attrs=CHECK)
    )

    def __init__(self, *args: Any, company: Company, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the company's active platforms."""
        super().__init__(*args, **options)
        self.fields["platforms"].queryset = list_active_platforms(company)  # type: ignore[attr-defined]

    @property
    def chosen_areas(self) -> tuple[Area, ...]:
        """The ticked areas."""
        return tuple(map(Area, self.cleaned_data["areas"]))

    @property
    def chosen_platforms(self) -> tuple[Platform, ...]:
        """The ticked platforms."""
        return tuple(self.cleaned_data["platforms"])


class ManualForm(_AreasForm):
    """What is to be synchronised once."""

    def clean(self) -> dict[str, Any]:
        """Refuse the orders of platforms of the Cloud."""
        cleaned = super().clean() or {}
        served = map(describe_served, cleaned.get("platforms", ()))
        refused = find_refused(list(map(Area, cleaned.get("areas", ()))), served)
        if refused:
            words = gettext(
                "“Addresses and orders” cannot be synchronised: %(platforms)s uses the Cloud, and its orders come by "
                "the order retrieval. Leave out either the area or the platform."
            )
            self.add_error("areas", words % {"platforms": ", ".join(refused)})
        return cleaned


class ScheduleForm(_AreasForm):
    """A schedule."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs=TEXT))
    is_active = forms.BooleanField(
        label=_("Active"), required=False, initial=True, widget=forms.CheckboxInput(attrs=CHECK)
    )
    interval_minutes = forms.IntegerField(
        label=_("Interval in minutes"),
        min_value=1,
        max_value=7 * 24 * 60,
        initial=15,
        widget=forms.NumberInput(attrs=TEXT),
    )

    field_order = ("name", "is_active", "interval_minutes", "platforms", "areas")

    @property
    def wanted(self) -> Wanted:
        """What was entered."""
        entered = self.cleaned_data
        return Wanted(
            entered["name"],
            entered["is_active"],
            entered["interval_minutes"],
            self.chosen_areas,
            self.chosen_platforms,
        )


class SplitForm(forms.Form):
    """What the new schedule is called."""

    name = forms.CharField(label=_("Name of the new schedule"), max_length=NAME_LENGTH, widget=forms.TextInput(TEXT))


class ScheduleFilters(ListFilters):
    """Search by name; narrow to a platform."""

    search_hint = _("Name")
    platforms = PlatformFilter()

    class Meta:
        """Filters are declared above, none is derived."""

        model = SyncSchedule
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=("name",), within=("name",))


class ServedFilters(ListFilters):
    """Search by name."""

    search_hint = _("Name")

    class Meta:
        """Filters are declared above, none is derived."""

        model = Platform
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=("name",), within=("name",))


class RunFilters(ListFilters):
    """Search by the schedule's name; narrow by state."""

    search_hint = _("Schedule")
    state = django_filters.ChoiceFilter(choices=SyncState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = SyncRun
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names of schedules."""
        return search_rows(rows, value, exact=("schedule__name",), within=("schedule__name",))
