"""Forms of parcels and files, and the filters of their lists."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kogge.documents import countdown
from kogge.documents.models import Document
from kogge.platforms.filters import PlatformFilter
from kogge.shipping.models import Shipment, ShipmentState, TrackingImport
from kogge.shipping.rules import Item
from kogge.shipping.services import Label
from kogge.shipping.tracking import normalise
from kogge.web.lists import ListFilters, search_rows, take_by_key

TEXT = {"class": "form-control", "autocomplete": "off"}
NUMBER = {"class": "form-control quantity", "inputmode": "numeric", "min": "0"}
MOMENT = "%Y-%m-%dT%H:%M"
HEAVIEST_G = 1_000_000


class ToShipFilters(ListFilters):
    """Search by number or order number; narrow by platform and by the time that is left."""

    search_hint = _("Number or order number")
    attention = django_filters.ChoiceFilter(
        choices=[(each.value, words) for each, words in countdown.WORDS.items()],
        method="that_have",
        label=_("Time left to ship"),
        empty_label=_("All orders"),
    )
    platform = PlatformFilter()

    class Meta:
        """Filters are declared above, none is derived."""

        model = Document
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a number or an order number."""
        return search_rows(rows, value, exact=("number", "order_reference"), within=("number", "order_reference"))

    def that_have(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Keep what is to be shipped within a span of time."""
        since, until = countdown.span_of(countdown.TimeLeft(value), timezone.now())
        if since is not None:
            rows = rows.filter(ship_by_at__gte=since)
        return rows if until is None else rows.filter(ship_by_at__lt=until)


class ShipmentFilters(ListFilters):
    """Search by tracking number or order; narrow by state."""

    search_hint = _("Tracking number, number or order number")
    state = django_filters.ChoiceFilter(choices=ShipmentState.choices, label=_("State"), empty_label=_("All states"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = Shipment
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a tracking number, else for the document or order."""
        found = rows.filter(tracking_number=normalise(value))
        if found.exists():
            return take_by_key(rows, found)
        exact = ("document__number", "document__order_reference")
        return search_rows(rows, value, exact=exact, within=("tracking_number",))


class PlainFilters(ListFilters):
    """A list of parcels that are searched by document only."""

    search_hint = _("Number or order number")

    class Meta:
        """Filters are declared above, none is derived."""

        model = Shipment
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the document or order."""
        fields = ("document__number", "document__order_reference")
        return search_rows(rows, value, exact=fields, within=fields)


class ImportFilters(ListFilters):
    """Files by name."""

    search_hint = _("Name of the file")

    class Meta:
        """Filters are declared above, none is derived."""

        model = TrackingImport
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=(), within=("name",))


class ParcelForm(forms.Form):
    """A parcel: its label, and how much of each item is in it."""

    carrier_code = forms.CharField(
        label=_("Carrier code"),
        required=False,
        max_length=100,
        help_text=_("As the platform spells it, such as “DHL”; else “Other”."),
        widget=forms.TextInput(attrs=TEXT),
    )
    carrier_name = forms.CharField(
        label=_("Carrier name"),
        required=False,
        max_length=100,
        help_text=_("Needed where the code is “Other”."),
        widget=forms.TextInput(attrs=TEXT),
    )
    delivery_service = forms.CharField(
        label=_("Delivery service"),
        required=False,
        max_length=100,
        help_text=_("The carrier's product, such as “DHL Paket”."),
        widget=forms.TextInput(attrs=TEXT),
    )
    tracking_number = forms.CharField(
        label=_("Tracking number"), required=False, max_length=100, widget=forms.TextInput(attrs=TEXT)
    )
    shipped_at = forms.DateTimeField(
        label=_("Shipped"),
        required=False,
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"],
        help_text=_("Empty: when the parcel is made ready."),
        widget=forms.DateTimeInput(attrs={"class": "form-control", "type": "datetime-local"}, format=MOMENT),
    )
    weight_g = forms.IntegerField(
        label=_("Weight in grams"),
        required=False,
        min_value=1,
        max_value=HEAVIEST_G,
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "numeric"}),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - the base class's
        items: Sequence[Item],
        most: Mapping[str, int],
        label: Mapping[str, Any],
        quantities: Mapping[str, int],
        **options: Any,  # noqa: ANN401 - the base class's
    ) -> None:
        """Add a field for each item; `most` is how many units the parcel can hold, `quantities` how many it does."""
        super().__init__(*args, **{"initial": dict(label), **options})
        self._references = {f"quantity_{place}": item.reference for place, item in enumerate(items)}
        self._items = items
        for name, item in zip(self._references, items, strict=True):
            largest = most.get(item.reference, 0)
            self.fields[name] = forms.IntegerField(
                label=item.title,
                required=False,
                min_value=0,
                max_value=largest,
                initial=quantities.get(item.reference, 0),
                widget=forms.NumberInput(attrs=NUMBER | {"max": str(largest)}),
            )

    @property
    def labels(self) -> Iterator[forms.BoundField]:
        """Yield the fields of the label."""
        return (self[name] for name in self.base_fields)

    @property
    def contents(self) -> Iterator[tuple[Item, forms.BoundField]]:
        """Yield each item with its field."""
        return ((item, self[name]) for name, item in zip(self._references, self._items, strict=True))

    def read_label(self) -> Label:
        """Return what the label says."""
        return Label(**{name: self.cleaned_data[name] for name in self.base_fields})

    def read_quantities(self) -> dict[str, int]:
        """Return how many units of each item are in the parcel; none stays out."""
        entered = {reference: self.cleaned_data.get(name) or 0 for name, reference in self._references.items()}
        return {reference: number for reference, number in entered.items() if number}


def describe_label(shipment: Shipment) -> dict[str, Any]:
    """Return a parcel's label as the form shows it first."""
    return {name: getattr(shipment, name) for name in ParcelForm.base_fields}


class VoidForm(forms.Form):
    """Why a parcel is voided."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It stays on the parcel and in the document's history, where others read it."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2, "autofocus": True}),
    )


class UploadForm(forms.Form):
    """A carrier's file of tracking numbers."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV of DHL, DPD, GLS or of any other carrier: columns are found by their names."),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".csv,.txt,text/csv"}),
    )


class ScanForm(forms.Form):
    """What a hand scanner reads: first the packing slip, then the carrier's label."""

    order = forms.CharField(
        label=_("Number or order number"),
        max_length=100,
        widget=forms.TextInput(attrs=TEXT | {"class": "form-control form-control-lg"}),
    )
    tracking = forms.CharField(
        label=_("Tracking number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=TEXT | {"class": "form-control form-control-lg"}),
    )
