"""Filters of automation's lists, and the form of services."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kogge.automation.models import (
    NAME_LENGTH,
    PENDING,
    AutomationService,
    AutomationTask,
    BatchItem,
    LogEntry,
    LogLevel,
    RunState,
    TaskRun,
)
from kogge.automation.rules import Result
from kogge.automation.subjects import SUBJECTS
from kogge.automation.wording import RESULTS
from kogge.companies.models import Company, User
from kogge.web.access import OfficeRequest
from kogge.web.lists import ListFilters, contains, search_rows

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
LONGEST_KEPT_DAYS = 3650
KNOWN_YEARS = range(1970, 9000)
"""A day near the ends of the calendar has no moment in another time zone."""


class _NameFilters(ListFilters):
    """Search by name."""

    search_hint = _("Name")

    class Meta:
        """Filters are declared above, none is derived."""

        model = AutomationTask
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=("name",), within=("name",))


class TaskFilters(_NameFilters):
    """Search tasks by name; narrow to those that are active or not."""

    is_active = django_filters.ChoiceFilter(
        choices=[("True", _("active")), ("False", _("not active"))], label=_("Active"), empty_label=_("All tasks")
    )


class ServiceFilters(_NameFilters):
    """Search services by name."""


class PresetFilters(_NameFilters):
    """Search presets by name; narrow by what they are for."""

    subject = django_filters.ChoiceFilter(
        choices=[(each.key, each.label) for each in SUBJECTS.values()], label=_("For"), empty_label=_("All presets")
    )


class _PartFilters(ListFilters):
    """Filters of what belongs to one run or preset: its search looks for a label."""

    search_hint = _("Record")

    class Meta:
        """Filters are declared above, none is derived."""

        model = BatchItem
        fields: ClassVar[list[str]] = []


class ItemFilters(_PartFilters):
    """Search a batch's records by what they are called; narrow by what came of them."""

    result = django_filters.ChoiceFilter(
        choices=[(name, RESULTS[name]) for name in (*Result, PENDING)],
        label=_("Result"),
        empty_label=_("All results"),
    )

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within what the records are called."""
        return rows.filter(label__icontains=value)


class _RunFilters(ListFilters):
    """Narrow runs by their state; the search looks for a number."""

    search_hint = _("Number of the run")
    state = django_filters.ChoiceFilter(choices=RunState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = TaskRun
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the run of this number."""
        number = value.strip().lstrip("#")
        is_number = number.isdecimal() and len(number) < 19  # noqa: PLR2004 - digits of the largest number
        return rows.filter(pk=int(number)) if is_number else rows.none()


class RunFilters(_RunFilters):
    """Narrow the runs of a task."""


class BatchFilters(_RunFilters):
    """Narrow batches; the search looks for a number, or in the names of presets."""

    search_hint = _("Number, or name of the preset")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Look for the batch of this number, else within what batches are called."""
        numbered = super().search(rows, name, value)
        return numbered if numbered.exists() else rows.filter(contains(value.strip(), "title"))


def company_tasks(request: OfficeRequest | None) -> QuerySet[AutomationTask]:
    """Return the tasks to choose from."""
    if request is None:
        return AutomationTask.objects.none()
    return AutomationTask.objects.filter(company=request.company).order_by("name")


class RunLogFilters(ListFilters):
    """Narrow the lines of one run by their level."""

    search_hint = _("Number or name of a record")
    level = django_filters.ChoiceFilter(choices=LogLevel.choices, label=_("Level"), empty_label=_("All levels"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = LogEntry
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within what the lines name."""
        return rows.filter(values__icontains=value)


class LogFilters(RunLogFilters):
    """Search the event log by the task's name; narrow by level, task and day."""

    search_hint = _("Task")
    task = django_filters.ModelChoiceFilter(queryset=company_tasks, label=_("Task"), empty_label=_("All tasks"))
    day = django_filters.DateFilter(
        method="on_day", label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the lines of the tasks that are called so."""
        return rows.filter(task__name__icontains=value)

    def on_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep the lines of a day of the Office's time zone."""
        if value.year not in KNOWN_YEARS:
            return rows.none()
        begins = datetime.combine(value, time.min, ZoneInfo(timezone.get_default_timezone_name()))
        return rows.filter(at__gte=begins, at__lt=begins + timedelta(days=1))


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """A service: its name, whose rights it has, how long its log is kept."""

    log_kept_days = forms.IntegerField(
        label=_("Days that the event log is kept"),
        min_value=1,
        max_value=LONGEST_KEPT_DAYS,
        widget=forms.NumberInput(attrs=TEXT),
    )

    class Meta:
        """The fields in the order of the page."""

        model = AutomationService
        fields: ClassVar = ["name", "user", "log_kept_days"]
        labels: ClassVar = {"name": _("Name"), "user": _("User")}
        help_texts: ClassVar = {
            "user": _("The tasks of the service run under this user's rights."),
        }
        widgets: ClassVar = {
            "name": forms.TextInput(attrs=TEXT | {"maxlength": NAME_LENGTH}),
            "user": forms.Select(attrs=SELECT),
        }

    def __init__(self, *args: Any, company: Company, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer those who work in the company."""
        super().__init__(*args, **options)
        members = User.objects.filter(memberships__company=company, is_active=True).order_by("username")
        field = self.fields["user"]
        field.queryset = members  # type: ignore[attr-defined]  # a choice of rows
        field.empty_label = "–"  # type: ignore[attr-defined]
