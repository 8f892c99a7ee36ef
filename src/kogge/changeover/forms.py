"""Forms of the changeover, and the filters of its lists."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.changeover.models import OldInstallation
from kogge.guards.models import REASONS, WAYS, RejectedOrder
from kogge.orders.forms import OrderFilters
from kogge.orders.models import OrderState
from kogge.web.lists import ListFilters, search_rows

TEXT = {"class": "form-control", "autocomplete": "off"}
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
