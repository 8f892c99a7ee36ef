"""Filters of the registers, and the form of a rule for platforms."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.companies.models import Company
from kogge.documents.conditions import ENTITIES
from kogge.documents.models import DocumentKind
from kogge.platforms.filters import PlatformFilter
from kogge.platforms.models import Platform, PlatformKind
from kogge.platforms.traits import find_traits
from kogge.shipping.models import Shipment
from kogge.status.models import PlatformRule, RecordState, StatusRecord, Trigger
from kogge.status.rules import INVOICED, OF_ORDERS, UPLOADED
from kogge.web.conditions import ConditionField
from kogge.web.lists import ListFilters, search_rows

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}


class RecordFilters(ListFilters):
    """Search by order number or document; narrow by state and platform."""

    search_hint = _("Order number or document")
    state = django_filters.ChoiceFilter(
        choices=RecordState.choices, label=pgettext_lazy("status report", "State"), empty_label=_("all")
    )
    platform = PlatformFilter()

    class Meta:
        """Filters are declared above, none is derived."""

        model = StatusRecord
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for an order number or a document's number."""
        return search_rows(rows, value, exact=("order_reference", "document__number"), within=("order_reference",))


class RuleFilters(ListFilters):
    """Search by name."""

    search_hint = _("Name")

    class Meta:
        """Filters are declared above, none is derived."""

        model = PlatformRule
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=("name",), within=("name",))


class UnreportedFilters(ListFilters):
    """Search by document or order number."""

    search_hint = _("Number or order number")

    class Meta:
        """Filters are declared above, none is derived."""

        model = Shipment
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the document or order."""
        fields = ("document__number", "document__order_reference")
        return search_rows(rows, value, exact=fields, within=fields)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself has no type argument there
    """A rule for platforms: for which of them, when, and what is reported."""

    condition = ConditionField(
        entities=ENTITIES,
        label=_("Condition"),
        required=False,
        help_text=_("About the order's first document, its platform and its customer. Empty: it always holds."),
    )

    class Meta:
        """The fields in the order of the page."""

        model = PlatformRule
        fields = ("name", "is_active", "platform", "trigger", "document_kind", "condition", "kind", "value")
        widgets: ClassVar = {
            "name": forms.TextInput(attrs=TEXT),
            "is_active": forms.CheckboxInput(attrs={"class": "form-check-input"}),
            "platform": forms.Select(attrs=SELECT),
            "trigger": forms.Select(attrs=SELECT),
            "document_kind": forms.Select(attrs=SELECT),
            "kind": forms.Select(attrs=SELECT),
            "value": forms.Select(attrs=SELECT),
        }
        help_texts: ClassVar = {
            "is_active": _("A rule that is switched off silences the system's default for its platform, too."),
            "trigger": _(
                "A parcel is only ever reported once it is ready, whatever else is asked for; an order is “shipped” "
                "once all of it is in parcels that are ready. What the platform cancels itself is not reported back."
            ),
            "document_kind": _("What it is converted into, or what is posted. Of no account for the others."),
            "value": _(
                "FULFILLMENT “COMPLETE” confirms the shipment with carrier, tracking number and contents. INVOICE "
                "“UPLOADED” hands the paper of a posted invoice to the platform, which shows it to the buyer: only "
                "where you write the invoices yourself, not the platform. ORDER “CANCELLED” cancels the order at the "
                "platform, which refunds the buyer: nobody takes that back. What else there is depends on the platform."
            ),
        }

    def __init__(self, *args: Any, company: Company, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the company's platforms."""
        super().__init__(*args, **options)
        platforms = self.fields["platform"]
        if isinstance(platforms, forms.ModelChoiceField):
            platforms.queryset = Platform.objects.filter(company=company).order_by("name")
            platforms.empty_label = str(_("All platforms"))

    def clean_condition(self) -> str:
        """Store a condition in English."""
        condition = self.cleaned_data["condition"]
        return condition.canonical if condition is not None else ""

    def clean(self) -> dict[str, Any]:
        """Ask for the kind of document where it matters."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("trigger") in {Trigger.SHIPPED, Trigger.CANCELLED}:
            cleaned["document_kind"] = ""
        elif not cleaned.get("document_kind"):
            self.add_error("document_kind", _("Choose the kind of document."))
        self._check_status(cleaned)
        return cleaned

    def _check_status(self, cleaned: dict[str, Any]) -> None:
        """Refuse a status that the platform does not take, and one that does not follow from what must have happened.

        One for all platforms has to be taken by all kinds.
        """
        kind, value, platform = (cleaned.get(name) for name in ("kind", "value", "platform"))
        if not kind or not value:
            return
        is_posted = (cleaned.get("trigger"), cleaned.get("document_kind")) == (Trigger.POSTED, DocumentKind.INVOICE)
        if (kind, value) == (INVOICED, UPLOADED) and not is_posted:
            self.add_error("trigger", _("An invoice is handed over once it is posted: choose that, and the invoice."))
        if cleaned.get("trigger") == Trigger.CANCELLED and kind not in OF_ORDERS:
            self.add_error("kind", _("Of a cancelled order only ORDER and PAYMENT are reported."))
        kinds = [platform.kind] if platform else PlatformKind.values
        taken = [{(each.kind, each.value) for each in find_traits(name).reports} for name in kinds]
        if all((kind, value) in reports for reports in taken):
            return
        if platform is None and any((kind, value) in reports for reports in taken):
            self.add_error("platform", _("Not every kind of platform takes this status: choose the platform."))
        else:
            self.add_error("value", _("The platform takes no such status."))


class IgnoreForm(forms.Form):
    """Why a report is ignored."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.TextInput(attrs=TEXT))
