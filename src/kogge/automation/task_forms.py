"""The form of a task, and the rows of its actions, which people add, move and take away before they save."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kogge.automation.models import (
    NAME_LENGTH,
    ActionCondition,
    ActionKind,
    AutomationService,
    AutomationTask,
    Preset,
    TaskAction,
)
from kogge.automation.trigger_forms import CHECK, SELECT, TEXT, TriggerForm, describe_trigger
from kogge.companies.models import Company

ALARM_AFTER_AT_MOST = 100
LONGEST_MAIL = 200
LONGEST_ADDRESS = 500
ACTIONS_AT_MOST = 20
WEB = URLValidator(schemes=["http", "https"])


def check_mails(value: str) -> None:
    """Refuse what is no list of e-mail addresses with commas between. Raises ValidationError."""
    for each in value.split(","):
        validate_email(each.strip())


class TaskForm(TriggerForm):
    """A task: its name, its service, when it runs, and whom its alarm tells."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs=TEXT))
    service = forms.ModelChoiceField(
        label=pgettext_lazy("automation", "Service"),
        queryset=AutomationService.objects.none(),
        widget=forms.Select(attrs=SELECT),
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, widget=forms.CheckboxInput(attrs=CHECK))
    alarm_after = forms.IntegerField(
        label=_("Alarm after so many intervals without success"),
        min_value=0,
        max_value=ALARM_AFTER_AT_MOST,
        help_text=_("0: never."),
        widget=forms.NumberInput(attrs=TEXT),
    )
    alarm_mail = forms.CharField(
        label=_("E-mail address for alarms"),
        max_length=LONGEST_MAIL,
        required=False,
        validators=[check_mails],
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "email"}),
    )
    alarm_webhook = forms.CharField(
        label=_("Webhook for alarms"),
        max_length=LONGEST_ADDRESS,
        required=False,
        validators=[WEB],
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "url"}),
    )
    general: ClassVar = ("name", "service", "is_active")
    alarm: ClassVar = ("alarm_after", "alarm_mail", "alarm_webhook")

    def __init__(self, *args: Any, task: AutomationTask, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Fill in what is stored, and offer the company's services."""
        self.task = task
        stored = {name: getattr(task, name) for name in ("name", "is_active", *self.alarm)}
        stored |= describe_trigger(task) | {"service": task.service_id}
        options["initial"] = stored | (options.get("initial") or {})
        super().__init__(*args, **options)
        field = self.fields["service"]
        services = AutomationService.objects.filter(company=task.company_id).order_by("name")
        field.queryset = services  # type: ignore[attr-defined]  # a choice of rows
        field.empty_label = "–"  # type: ignore[attr-defined]

    def list_general(self) -> Iterator[forms.BoundField]:
        """Yield the fields that say what the task is."""
        return (self[name] for name in self.general)

    def list_alarm(self) -> Iterator[forms.BoundField]:
        """Yield the fields of the alarm."""
        return (self[name] for name in self.alarm)

    def apply(self) -> AutomationTask:
        """Put what was entered into the task, unsaved."""
        facts = {name: self.cleaned_data[name] for name in (*self.general, *self.alarm)} | self.as_facts()
        for name, value in facts.items():
            setattr(self.task, name, value)
        return self.task


class ActionForm(forms.Form):
    """One action: a preset that is carried out, an e-mail or a webhook, and when."""

    kind = forms.ChoiceField(label=_("Kind of action"), choices=ActionKind.choices, widget=forms.Select(attrs=SELECT))
    preset = forms.ModelChoiceField(
        label=_("Preset"), queryset=Preset.objects.none(), required=False, widget=forms.Select(attrs=SELECT)
    )
    recipient = forms.CharField(
        label=_("Recipient"), max_length=LONGEST_ADDRESS, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    condition = forms.ChoiceField(
        label=_("Condition"), choices=ActionCondition.choices, widget=forms.Select(attrs=SELECT)
    )

    def __init__(self, *args: Any, company: Company, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the company's presets."""
        super().__init__(*args, **options)
        field = self.fields["preset"]
        field.queryset = Preset.objects.filter(company=company).order_by("name")  # type: ignore[attr-defined]
        field.empty_label = "–"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what the kind of action needs, and forget the rest."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == ActionKind.PRESET:
            self.errors.pop("recipient", None)
            cleaned["recipient"] = ""
            if not cleaned.get("preset") and "preset" not in self.errors:
                self.add_error("preset", gettext("Choose the preset."))
            return cleaned
        self.errors.pop("preset", None)
        cleaned["preset"] = None
        if "recipient" not in self.errors:
            self._check_recipient(str(kind), cleaned.get("recipient", ""))
        return cleaned

    def _check_recipient(self, kind: str, recipient: str) -> None:
        check = check_mails if kind == ActionKind.MAIL else WEB
        words = (
            gettext("Enter an e-mail address, or several with commas between.")
            if kind == ActionKind.MAIL
            else gettext("Enter an address that begins with https:// or http://.")
        )
        try:
            check(recipient)
        except ValidationError:
            self.add_error("recipient", words)

    def as_action(self) -> TaskAction:
        """Return the action, unsaved, of a valid form."""
        return TaskAction(**self.cleaned_data)


class ActionRows:
    """The actions of a task as rows of a form, in their order."""

    count_field = "action-count"
    names = ("kind", "preset", "recipient", "condition")

    def __init__(self, company: Company, rows: Sequence[Mapping[str, Any]], *, is_checked: bool = False) -> None:
        """Show rows as they are stored or typed; with `is_checked` with what is wrong in them."""
        self.is_missing = is_checked and not rows
        self.forms = [self._make(company, number, row, is_checked) for number, row in enumerate(rows)]

    def _make(self, company: Company, number: int, row: Mapping[str, Any], is_checked: bool) -> ActionForm:  # noqa: FBT001
        prefix = f"action-{number}"
        data = {f"{prefix}-{name}": value for name, value in row.items()} if is_checked else None
        return ActionForm(data, prefix=prefix, initial=dict(row), company=company)

    @classmethod
    def of_task(cls, task: AutomationTask) -> list[dict[str, Any]]:
        """Return the stored rows of a task; a new one begins with an empty row."""
        if not task.pk:
            return [{"kind": ActionKind.PRESET}]
        return [
            {"kind": each.kind, "preset": each.preset_id, "recipient": each.recipient, "condition": each.condition}
            for each in task.actions.all()
        ]

    @classmethod
    def read(cls, sent: QueryDict) -> list[dict[str, Any]]:
        """Return the rows as they were typed."""
        told = sent.get(cls.count_field, "")
        number = min(int(told), ACTIONS_AT_MOST) if told.isdecimal() and len(told) < 4 else 0  # noqa: PLR2004
        return [{name: sent.get(f"action-{each}-{name}", "") for name in cls.names} for each in range(number)]

    @staticmethod
    def rearrange(rows: list[dict[str, Any]], wish: str) -> list[dict[str, Any]]:
        """Return the rows with one more (`add`), one fewer (`remove:2`), or one moved (`up:2`, `down:2`)."""
        what, _colon, told = wish.partition(":")
        place = int(told) if told.isdecimal() and len(told) < 4 else -1  # noqa: PLR2004
        changed = list(rows)
        if what == "add" and len(rows) < ACTIONS_AT_MOST:
            changed.append({"kind": ActionKind.PRESET})
        elif place < len(rows) and place >= 0:
            row = changed.pop(place)
            if what != "remove":
                changed.insert(max(place - 1, 0) if what == "up" else place + 1, row)
        return changed

    def is_valid(self) -> bool:
        """Tell whether all rows are right, and there is one."""
        found = [each.is_valid() for each in self.forms]
        return bool(found) and all(found)

    def as_actions(self) -> list[TaskAction]:
        """Return the actions in their order, unsaved, of valid rows."""
        return [each.as_action() for each in self.forms]
