"""Forms of the assistant of batch actions: the range, the company's own rules, the name of a preset."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kogge.automation.actions import list_system_rules
from kogge.automation.describing import word_filter
from kogge.automation.drafts import Draft
from kogge.automation.models import NAME_LENGTH, BatchRule
from kogge.automation.rules import Range, RangeKind
from kogge.automation.subjects import Subject
from kogge.companies.models import Company
from kogge.documents.models import DocumentType
from kogge.platforms.models import Platform
from kogge.web.conditions import ConditionField

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
LONGEST_NUMBER = 60


def _day(label: Any) -> forms.DateField:  # noqa: ANN401 - a text to be translated
    widget = forms.DateInput(attrs=TEXT | {"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class RangeForm(forms.Form):
    """Which records: the kinds of range that the subject has, each with the fields that belong to it."""

    kind = forms.ChoiceField(label=_("Range"), widget=forms.RadioSelect)
    platform = forms.ModelChoiceField(
        label=_("Platform"), queryset=Platform.objects.none(), required=False, widget=forms.Select(attrs=SELECT)
    )
    number_from = forms.CharField(
        label=_("Number from"), max_length=LONGEST_NUMBER, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    number_until = forms.CharField(
        label=_("Number until"), max_length=LONGEST_NUMBER, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    ordered_from = _day(_("Ordered from"))
    ordered_until = _day(_("Ordered until"))
    document_type = forms.ModelChoiceField(
        label=_("Document type"),
        queryset=DocumentType.objects.none(),
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    free: ClassVar = ("number_from", "number_until", "ordered_from", "ordered_until", "document_type")

    def __init__(self, subject: Subject, company: Company, draft: Draft, *, is_checked: bool) -> None:
        """Show what was entered; with `is_checked` as a form that was sent, with its errors."""
        entered = dict(draft.entered)
        super().__init__(entered if is_checked else None, initial=entered)
        self.draft = draft
        self.subject, self.company = subject, company
        kinds = list(self._list_kinds())
        self._choice("kind").choices = kinds
        if entered.get("kind") not in dict(kinds):
            # A list's filter that sorts alone is none.
            self.initial["kind"] = RangeKind.ALL.value
        for name in self.free:
            if name not in subject.free:
                del self.fields[name]
        for name in ("platform", "document_type"):
            if name in self.fields:
                self._offer_own(name)

    def _choice(self, name: str) -> Any:  # noqa: ANN401 - the fields' types are not kept
        return self.fields[name]

    def _offer_own(self, name: str) -> None:
        field = self._choice(name)
        field.queryset = field.queryset.model.objects.filter(company=self.company).order_by("name")
        field.empty_label = "–"

    def _list_kinds(self) -> Iterator[tuple[str, str]]:
        """Yield the kinds that there are, each with its words; a selection or a filter only where there is one."""
        number = len(self.draft.chosen)
        asked = ", ".join(word_filter(self.subject, self.company, self.draft.query))
        words = {
            RangeKind.ALL: gettext("All"),
            RangeKind.SELECTION: ngettext("Selection (%(number)s chosen)", "Selection (%(number)s chosen)", number)
            % {"number": number},
            RangeKind.FILTER: gettext("The list's current filter (%(filter)s)") % {"filter": asked},
            RangeKind.PLATFORM: gettext("A single platform"),
            RangeKind.FREE: gettext("A free range"),
        }
        is_there = {RangeKind.SELECTION: bool(number), RangeKind.FILTER: bool(asked)}
        for kind in self.subject.ranges:
            if is_there.get(kind, True):
                yield kind.value, words[kind]

    def list_free(self) -> list[forms.BoundField]:
        """Return the fields of a free range."""
        return [self[name] for name in self.free if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == RangeKind.PLATFORM and not cleaned.get("platform") and "platform" not in self.errors:
            self.add_error("platform", gettext("Choose the platform."))
        if kind == RangeKind.FREE and not self.errors and not any(cleaned.get(name) for name in self.free):
            self.add_error(None, gettext("Enter at least one of the bounds, or choose “All”."))
        return cleaned

    def as_range(self) -> Range:
        """Return the range that was entered, of a valid form."""
        entered, kind = self.cleaned_data, RangeKind(self.cleaned_data["kind"])
        values: dict[str, Any] = {}
        match kind:
            case RangeKind.SELECTION:
                values = {"ids": list(self.draft.chosen)}
            case RangeKind.FILTER:
                values = {"query": self.draft.query}
            case RangeKind.PLATFORM:
                values = {"platform": entered["platform"].pk}
            case RangeKind.FREE:
                values = {name: _store(entered[name]) for name in self.subject.free if entered[name]}
        return Range(kind, values)


def _store(value: Any) -> Any:  # noqa: ANN401 - a day, a row or a text
    if isinstance(value, DocumentType):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


class RuleForm(forms.Form):
    """A company's own rule: an action, and which records it is for."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs=TEXT))
    action = forms.ChoiceField(label=_("Action"), widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, rule: BatchRule, subject: Subject, **options: Any) -> None:  # noqa: ANN401
        """Fill in what is stored, and offer the actions that there are for these records."""
        self.rule = rule
        self.offered = {each.reference: each for each in list_system_rules(rule.company, subject.key)}
        like = (key for key, each in self.offered.items() if (each.action, each.values) == (rule.action, rule.values))
        options["initial"] = {"name": rule.name, "condition": rule.condition, "action": next(like, "")}
        super().__init__(*args, **options)
        choices = [(key, each.label) for key, each in self.offered.items()]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["condition"] = ConditionField(
            label=_("Condition"),
            entities=subject.entities,
            required=False,
            help_text=_("Left empty, the rule is for every record of the range."),
        )

    def apply(self) -> BatchRule:
        """Put what was entered into the rule, unsaved."""
        entered = self.cleaned_data
        like, condition = self.offered[entered["action"]], entered["condition"]
        self.rule.name, self.rule.condition = entered["name"], condition.canonical if condition else ""
        self.rule.action, self.rule.values = like.action, dict(like.values)
        return self.rule


class NameForm(forms.Form):
    """The name of a preset."""

    name = forms.CharField(
        label=_("Name of the preset"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs=TEXT | {"autofocus": True}),
    )
