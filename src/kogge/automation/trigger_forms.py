"""The fields that say when a task runs: each trigger takes those that it needs, and leaves the others as typed."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils import dates
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.automation.calendars import list_codes
from kogge.automation.describing import UNITS, split_interval, word_month_day
from kogge.automation.models import AutomationTask, MissedRuns, TriggerChoice
from kogge.automation.schedules import LAST_DAY, Trigger, TriggerKind

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}

LONGEST_INTERVAL_S = 366 * 24 * 3600
DAYS_OF_MONTH = (*range(1, 32), LAST_DAY)

NEEDED: dict[str, tuple[str, ...]] = {
    TriggerKind.CONTINUOUS: ("interval", "window", "weekdays", "place"),
    TriggerKind.DAILY: ("interval", "window", "weekdays", "place", "missed"),
    TriggerKind.WEEKLY: ("interval", "window", "weekdays", "place", "missed"),
    TriggerKind.MONTHLY: ("interval", "window", "month_days", "place", "missed"),
    TriggerKind.MANUAL: (),
}
"""The groups of fields that a trigger needs."""


@cache
def list_zones() -> tuple[str, ...]:
    """Return the names of all time zones; to look them up walks a folder."""
    return tuple(sorted(available_timezones()))


@cache
def list_calendars() -> tuple[str, ...]:
    """Return the codes of all calendars of public holidays."""
    return tuple(list_codes())


def list_triggers_that_need(group: str) -> str:
    """Return the triggers that need a group of fields, for the page that hides it from the others."""
    return " ".join(kind for kind, groups in NEEDED.items() if group in groups)


class TriggerForm(forms.Form):
    """When a task runs."""

    trigger = forms.ChoiceField(label=_("Trigger"), choices=TriggerChoice.choices, widget=forms.Select(attrs=SELECT))
    interval = forms.IntegerField(
        label=_("Interval"), min_value=1, required=False, widget=forms.NumberInput(attrs=TEXT)
    )
    unit = forms.TypedChoiceField(
        label=_("Unit"), choices=UNITS, coerce=int, initial=60, required=False, widget=forms.Select(attrs=SELECT)
    )
    window_from = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs=TEXT | {"type": "time"}, format="%H:%M")
    )
    window_until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs=TEXT | {"type": "time"}, format="%H:%M")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        choices=list(dates.WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
    )
    month_days = forms.TypedMultipleChoiceField(
        label=_("Days of the month"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple(attrs=CHECK)
    )
    time_zone = forms.CharField(
        label=_("Time zone"), required=False, widget=forms.TextInput(attrs=TEXT | {"list": "time-zones"})
    )
    calendar = forms.ChoiceField(
        label=_("Rests on public holidays of"), required=False, widget=forms.Select(attrs=SELECT)
    )
    missed_runs = forms.ChoiceField(
        label=_("Missed runs"),
        choices=MissedRuns.choices,
        required=False,
        help_text=_("What becomes of runs that were due while no process was there."),
        widget=forms.Select(attrs=SELECT),
    )
    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "interval": ("interval", "unit"),
        "window": ("window_from", "window_until"),
        "weekdays": ("weekdays",),
        "month_days": ("month_days",),
        "place": ("time_zone", "calendar"),
        "missed": ("missed_runs",),
    }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer days, zones and calendars."""
        super().__init__(*args, **options)
        self._choices("month_days", [(day, word_month_day(day)) for day in DAYS_OF_MONTH])
        self._choices("calendar", [("", "–"), *((code, code) for code in list_calendars())])

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_time_zone(self) -> str:
        """Refuse a name that is no zone's."""
        zone: str = self.cleaned_data["time_zone"]
        if zone and zone not in list_zones():
            raise forms.ValidationError(gettext("There is no such time zone: choose one of the list."))
        return zone

    def clean(self) -> dict[str, Any]:
        """Ask for what the trigger needs, and forget what it has no use for."""
        cleaned: dict[str, Any] = super().clean() or {}
        needed = NEEDED.get(cleaned.get("trigger", ""), ())
        for group, names in self.groups.items():
            if group not in needed:
                for name in names:
                    self.errors.pop(name, None)
                    cleaned[name] = [] if name in {"weekdays", "month_days"} else None
        self._check_needed(cleaned)
        return cleaned

    def _check_needed(self, cleaned: Mapping[str, Any]) -> None:
        trigger = cleaned.get("trigger")
        seconds = self._find_interval(cleaned)
        if trigger == TriggerKind.CONTINUOUS and seconds is None and "interval" not in self.errors:
            self.add_error("interval", gettext("Enter after how long it runs again."))
        if seconds is not None and seconds > LONGEST_INTERVAL_S:
            self.add_error("interval", gettext("More than a year is too long."))
        if trigger == TriggerKind.WEEKLY and not cleaned.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", gettext("Choose at least one day."))
        if trigger == TriggerKind.MONTHLY and not cleaned.get("month_days") and "month_days" not in self.errors:
            self.add_error("month_days", gettext("Choose at least one day."))

    def _find_interval(self, cleaned: Mapping[str, Any]) -> int | None:
        number = cleaned.get("interval")
        return number * (cleaned.get("unit") or 60) if number else None

    def as_facts(self) -> dict[str, Any]:
        """Return the columns of a task that say when it runs, of a valid form."""
        entered = self.cleaned_data
        return {
            "trigger": entered["trigger"],
            "interval_s": self._find_interval(entered),
            "window_from": entered["window_from"],
            "window_until": entered["window_until"],
            "weekdays": entered["weekdays"],
            "month_days": entered["month_days"],
            "time_zone": entered["time_zone"] or AutomationTask._meta.get_field("time_zone").default,  # noqa: SLF001
            "calendar": entered["calendar"] or "",
            "missed_runs": entered["missed_runs"] or MissedRuns.CATCH_UP,
        }

    def as_trigger(self) -> Trigger:
        """Return the trigger as the calendar arithmetic takes it, of a valid form."""
        return AutomationTask(**self.as_facts()).as_trigger


def describe_trigger(task: AutomationTask) -> dict[str, Any]:
    """Return the fields' values for what is stored of a task."""
    number, unit = split_interval(task.interval_s) if task.interval_s else (None, 60)
    names = ("trigger", "window_from", "window_until", "weekdays", "month_days", "time_zone", "calendar", "missed_runs")
    return {"interval": number, "unit": unit} | {name: getattr(task, name) for name in names}
