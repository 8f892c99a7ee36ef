"""Forms of the changeover, and the filters of its lists."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.changeover.adoption.rules import read_identities
from kogge.changeover.models import CONFIDENCES, Adoption, AdoptionState, Duplicate, DuplicateState, OldInstallation
from kogge.changeover.models import REASONS as DUPLICATE_REASONS
from kogge.guards.models import REASONS, WAYS, RejectedOrder
from kogge.orders.forms import OrderFilters
from kogge.orders.models import OrderState
from kogge.web.lists import ListFilters, search_rows

TEXT = {"class": "form-control", "autocomplete": "off"}
MOST_IDENTITIES = 5_000
MOMENT = "%Y-%m-%dT%H:%M"


class InstallationForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is known of the old installation."""

    class Meta:
        """What people enter; the backup is noted by its own button."""

        model = OldInstallation
        fields: ClassVar = ["office_version", "middleware_version", "uses_selection_fields"]
        widgets: ClassVar = {
            "office_version": forms.TextInput(attrs=TEXT),
            "middleware_version": forms.TextInput(attrs=TEXT),
            "uses_selection_fields": forms.CheckboxInput(attrs={"class": "form-check-input"}),
        }


class FenceForm(forms.Form):
    """From which instant on, and what the person saw."""

    fence_at = forms.DateTimeField(
        label=_("Orders placed from"),
        required=False,
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"],
        help_text=_("Empty: from now on. The platform's time of the order counts."),
        widget=forms.DateTimeInput(attrs={"class": "form-control", "type": "datetime-local"}, format=MOMENT),
    )
    epoch = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


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
            raise forms.ValidationError(_("That are more than 5,000 lines: enter them in parts."))
        return found


class RejectedFilters(ListFilters):
    """Search by order number; narrow by way and reason."""

    search_hint = _("Order number")
    way = django_filters.ChoiceFilter(choices=WAYS, label=_("Delivered by"), empty_label=_("Both ways"))
    reason = django_filters.ChoiceFilter(choices=REASONS, label=_("Reason"), empty_label=_("All reasons"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = RejectedOrder
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the order number, else within order numbers."""
        return search_rows(rows, value, exact=("platform_reference",), within=("platform_reference",))


class ProofFilters(OrderFilters):
    """Search by order number; narrow by what became of it."""

    state = django_filters.ChoiceFilter(choices=OrderState.choices, label=_("State"), empty_label=_("All states"))


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
    reason = django_filters.ChoiceFilter(choices=DUPLICATE_REASONS, label=_("Reason"), empty_label=_("All reasons"))
    state = django_filters.ChoiceFilter(choices=DuplicateState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = Duplicate
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the numbers, else within them."""
        fields = ("surplus__order_reference", "surplus__number", "kept__number")
        return search_rows(rows, value, exact=fields, within=fields)
