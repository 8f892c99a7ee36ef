"""The form field for a condition: checked while it is typed, shown in the reader's language, stored in English."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.expressions import Condition, parse
from kogge.conditions.fields import ENTITIES
from kogge.conditions.wording import describe, list_field_help
from kogge.web.access import OfficeRequest
from kogge.web.formats import active_language

ENTITIES_KEY = "condition-entities"
FIELD_KEY = "condition-field"
"""What the check is told beside the text: the kinds of records, and the name that the text is sent under."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say about a typed condition: how it reads, or what is wrong and where."""

    typed: str
    reads: str = ""
    message: str = ""
    position: int = 0
    length: int = 0

    @property
    def before(self) -> str:
        """What stands before the place that is wrong."""
        return self.typed[: self.position]

    @property
    def marked(self) -> str:
        """The place that is wrong; a mark of its own at the end of the text."""
        return self.typed[self.position : self.position + self.length] or "…"

    @property
    def after(self) -> str:
        """What stands behind the place that is wrong."""
        return self.typed[self.position + self.length :]


def judge(text: str, entities: tuple[str, ...]) -> Verdict | None:
    """Return what there is to say about a condition in the active language; None where nothing was typed."""
    if not text.strip():
        return None
    try:
        condition = parse(text, entities)
    except ConditionInvalid as problem:
        return Verdict(text, message=describe(problem), position=problem.position, length=len(problem.token))
    return Verdict(text, reads=condition.to_language(active_language()))


class ConditionWidget(forms.Textarea):
    """A text area that is checked while somebody types, with the fields there are below it."""

    template_name = "web/condition.html"

    def __init__(self, entities: tuple[str, ...], attrs: dict[str, Any] | None = None) -> None:
        """Take the kinds of records that the condition is about."""
        self.entities = entities
        plain = {"rows": 3, "class": "form-control condition-text", "spellcheck": "false", "autocapitalize": "off"}
        super().__init__(plain | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401 - the base class's
        """Add where to check, the verdict about what is there, and the help."""
        context = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        check = f"{attributes.get('id', name)}_check"
        described = (attributes.get("aria-describedby"), check)
        attributes["aria-describedby"] = " ".join(each for each in described if each)
        attributes |= {
            "hx-post": reverse("conditions:check"),
            "hx-trigger": "input changed delay:400ms",
            "hx-target": f"#{check}",
            "hx-sync": "this:replace",
            "hx-params": f"csrfmiddlewaretoken,{name},{ENTITIES_KEY},{FIELD_KEY}",
            "hx-vals": json.dumps({ENTITIES_KEY: " ".join(self.entities), FIELD_KEY: name}),
        }
        verdict = judge(str(value or ""), self.entities)
        return context | {
            "check": check,
            "verdict": verdict if verdict and verdict.message else None,
            "entities": self._list_help(),
        }

    def _list_help(self) -> list[dict[str, Any]]:
        language = active_language()
        return [
            {"name": ENTITIES[name].show(language).capitalize(), "fields": list(fields)}
            for name, fields in groupby(list_field_help(self.entities, language), key=lambda each: each.entity)
        ]


class _BoundCondition(forms.BoundField):
    """Shows what is stored in the reader's language, and what was typed as it was typed."""

    def value(self) -> Any:  # noqa: ANN401 - the base class's
        """Return the text for the text area."""
        value = super().value()
        if self.form.is_bound or not value or not isinstance(self.field, ConditionField):
            return value
        return self.field.show(str(value))


class ConditionField(forms.CharField):
    """A condition about some kinds of records; cleaned, it is a `Condition`, or None where nothing was typed.

    Its initial value is a condition or its stored text (`Condition.canonical`).
    """

    def __init__(self, *, entities: Iterable[str], **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Take the kinds of records that the condition is about."""
        self.entities = tuple(entities)
        super().__init__(**{"widget": ConditionWidget(self.entities), **options})

    def clean(self, value: Any) -> Condition | None:  # noqa: ANN401 - the base class's
        """Read the condition. Raises ValidationError in the reader's words."""
        text = str(super().clean(value))
        if not text:
            return None
        try:
            return parse(text, self.entities)
        except ConditionInvalid as problem:
            raise forms.ValidationError(describe(problem), code=problem.code) from None

    def show(self, stored: str) -> str:
        """Return a stored condition in the reader's language; as it is where it cannot be read any more."""
        try:
            return parse(stored, self.entities).to_language(active_language())
        except ConditionInvalid:
            return stored

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ANN401 - the base class's
        """Tell whether another condition was typed; the same one in another language is no change."""
        if not data or not initial:
            return bool(data) != bool(initial)
        try:
            return parse(str(data), self.entities) != parse(str(initial), self.entities)
        except ConditionInvalid:
            return True

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Return what shows the field in a form."""
        return _BoundCondition(form, self, field_name)


@require_POST
def check_condition(request: OfficeRequest) -> HttpResponse:
    """Say of a typed condition whether it can be read; nothing is decided about any record."""
    entities = tuple(request.POST.get(ENTITIES_KEY, "").split())
    if not entities or not ENTITIES.keys() >= set(entities):
        raise BadRequest(gettext("The condition is about records that there are not."))
    text = request.POST.get(request.POST.get(FIELD_KEY, ""), "")
    return render(request, "web/condition_verdict.html", {"verdict": judge(text, entities)})
