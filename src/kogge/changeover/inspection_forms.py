"""Filters of what searches found, and what is entered for them."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.changeover.adoption.rules import read_identities
from kogge.changeover.inspection_wording import CAUSES
from kogge.changeover.models import (
    CONFIDENCES,
    REASONS,
    VERDICTS,
    Adoption,
    AdoptionState,
    Comparison,
    Duplicate,
    DuplicateState,
)
from kogge.changeover.shadow.rules import Cause
from kogge.web.lists import ListFilters, search_rows

MOST_IDENTITIES = 5_000


class OldIdentitiesForm(forms.Form):
    """AucWebIDs of documents, pasted from a list of the old installation."""

    lines = forms.CharField(
        label=_("Document number and AucWebID, a document a line"),
        help_text=_("Separated by a semicolon, a comma or a tab, as copied from a spreadsheet; 5,000 lines at most."),
        max_length=500_000,
        widget=forms.Textarea(attrs={"class": "form-control font-monospace", "rows": 12, "spellcheck": "false"}),
    )

    def clean_lines(self) -> dict[str, str]:
        """Return the ids by document number."""
        found, unreadable = read_identities(self.cleaned_data["lines"])
        if unreadable:
            lines = ", ".join(map(str, unreadable[:10]))
            raise forms.ValidationError(
                _("These lines are no document number with an AucWebID: %(lines)s.") % {"lines": lines}
            )
        if len(found) > MOST_IDENTITIES:
            raise forms.ValidationError(_("These are more than 5,000 lines: enter them in parts."))
        return found


class AdoptionFilters(ListFilters):
    """Search by order number; narrow by confidence and state."""

    search_hint = _("Order number")
    confidence = django_filters.ChoiceFilter(choices=CONFIDENCES, label=_("Confidence"), empty_label=_("All"))
    state = django_filters.ChoiceFilter(choices=AdoptionState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = Adoption
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the order number, else within order numbers."""
        return search_rows(rows, value, exact=("order_reference",), within=("order_reference",))


class DuplicateFilters(ListFilters):
    """Search by order or document number; narrow by reason and state."""

    search_hint = _("Order number or document number")
    reason = django_filters.ChoiceFilter(choices=REASONS, label=_("Reason"), empty_label=_("All reasons"))
    state = django_filters.ChoiceFilter(choices=DuplicateState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = Duplicate
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the numbers, else within them."""
        fields = ("surplus__order_reference", "surplus__number", "kept__number")
        return search_rows(rows, value, exact=fields, within=fields)


class ComparisonFilters(ListFilters):
    """Search by order number; narrow by result and cause."""

    search_hint = _("Order number")
    verdict = django_filters.ChoiceFilter(choices=VERDICTS, label=_("Result"), empty_label=_("All results"))
    cause = django_filters.ChoiceFilter(
        choices=[(code.value, CAUSES[code]) for code in Cause],
        label=pgettext_lazy("shadow run", "Cause"),
        empty_label=_("All causes"),
    )

    class Meta:
        """Filters are declared above, none is derived."""

        model = Comparison
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the order number, else within order numbers."""
        return search_rows(rows, value, exact=("order_reference",), within=("order_reference",))


class SinceForm(forms.Form):
    """From which day on orders are compared."""

    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}))
