"""The tables of what is to be shipped, of parcels, and of files of tracking numbers."""

from functools import cached_property
from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.documents.flags import draw_flags
from kogge.documents.models import Document
from kogge.shipping.models import Shipment, TrackingImport
from kogge.web.cells import Address
from kogge.web.columns import DASH, PLAIN, ListTable, StateColumn, TimeColumn, show_state
from kogge.web.formats import format_country
from kogge.web.personal import MASK, may_see_address, show_mask

SHOWN_LINES = 3


class ToShipTable(ListTable):
    """Orders whose goods still have to leave."""

    number = tables.Column(linkify=("documents:detail", {"document_id": tables.A("pk")}), orderable=False)
    order_reference = tables.Column(attrs=PLAIN, orderable=False)
    ship_by_at = TimeColumn(orderable=False, default=DASH)
    address = tables.Column(empty_values=(), orderable=False, verbose_name=_("Delivery address"))
    contents = tables.Column(empty_values=(), orderable=False, verbose_name=_("Contents"))
    parcels = tables.Column(empty_values=(), orderable=False, verbose_name=_("Parcels"), exclude_from_export=True)
    shipping_method = tables.Column(verbose_name=_("Shipping method"), orderable=False, default=DASH)
    platform = tables.Column(verbose_name=_("Platform"), orderable=False, attrs=PLAIN, default=DASH)
    warehouse = tables.Column(verbose_name=_("Warehouse"), orderable=False, default=DASH)

    related = optional = ("shipping_method", "platform", "warehouse")

    @cached_property
    def adding(self) -> Address:
        """Where a parcel is added to a document."""
        return Address("shipping:add-parcel", {"document_id": tables.A("pk")})

    @cached_property
    def showing(self) -> Address:
        """Where a parcel is shown."""
        return Address("shipping:parcel", {"shipment_id": tables.A("pk")})

    def render_number(self, record: Document) -> SafeString:
        """Show the number, with what sets the order apart."""
        return format_html(
            '<span class="text-nowrap">{}</span><div class="badges">{}</div>', record.number, draw_flags(record)
        )

    def value_number(self, record: Document) -> str:
        """Give files the number alone."""
        return record.number

    def render_address(self, record: Document) -> SafeString:
        """Show who gets it, and where."""
        if not may_see_address(is_delivery=True):
            return show_mask()
        address = record.delivery_address
        name = address.get("company_name") or address.get("name") or DASH
        return format_html('<div>{}</div><div class="text-secondary small">{}</div>', name, _write_town(record))

    def value_address(self, record: Document) -> str:
        """Give files one line."""
        if not may_see_address(is_delivery=True):
            return MASK
        return f"{record.delivery_address.get('name', '')}, {_write_town(record)}"

    def render_contents(self, record: Document) -> SafeString:
        """Show what is in it."""
        lines = list(record.lines.all())
        shown = format_html_join("", "<div>{} × {}</div>", ((each.quantity, each.article_number) for each in lines[:3]))
        more = len(lines) - SHOWN_LINES
        words = gettext("and %(number)s more") % {"number": more} if more > 0 else ""
        return format_html('<div class="small">{}{}</div>', shown, words)

    def value_contents(self, record: Document) -> str:
        """Give files one line."""
        return ", ".join(f"{each.quantity} × {each.article_number}" for each in record.lines.all())

    def render_parcels(self, record: Document) -> SafeString:
        """Show the parcels there are, and offer one more."""
        parcels = format_html_join(
            " ",
            '<a href="{}">{}</a>',
            (
                (
                    self.showing.fill(each),
                    show_state(each.state, f"{each.package_number} · {each.get_state_display()}"),
                )
                for each in record.shipments.all()
            ),
        )
        add = self.adding.fill(record)
        words = gettext("Parcel of %(number)s") % {"number": record.number}
        return format_html(
            '{} <a class="btn btn-sm" href="{}" aria-label="{}">{}</a>', parcels, add, words, gettext("Pack")
        )


class ShipmentTable(ListTable):
    """Parcels as a list."""

    parcel = tables.Column(empty_values=(), accessor="pk", orderable=False, verbose_name=_("Parcel"), attrs=PLAIN)
    order_reference = tables.Column(
        accessor="document__order_reference", verbose_name=_("Order number"), orderable=False, attrs=PLAIN
    )
    carrier = tables.Column(verbose_name=_("Carrier"), orderable=False, default=DASH)
    tracking_number = tables.Column(orderable=False, attrs=PLAIN, default=DASH)
    state = StateColumn(orderable=False)
    shipped_at = TimeColumn(orderable=False, default=DASH)
    printed_at = TimeColumn(orderable=False, default=DASH)
    reported_at = TimeColumn(orderable=False, default=DASH)
    weight_g = tables.Column(orderable=False, default=DASH)
    created_at = TimeColumn(order_by=("created_at", "pk"))

    optional: ClassVar[tuple[str, ...]] = ("printed_at", "reported_at", "weight_g")

    class Meta:
        """Columns in reading order."""

        model = Shipment
        fields: ClassVar = [
            "parcel", "order_reference", "carrier", "tracking_number", "state", "shipped_at", "printed_at",
            "reported_at", "weight_g", "created_at",
        ]  # fmt: skip

    def render_parcel(self, record: Shipment) -> SafeString:
        """Link the parcel, called by its document."""
        return format_html('<a href="{}">{}</a>', reverse("shipping:parcel", args=[record.pk]), str(record))

    def value_parcel(self, record: Shipment) -> str:
        """Give files the name."""
        return str(record)


class PrintTable(ShipmentTable):
    """Parcels whose packing slips wait to be printed."""

    optional: ClassVar[tuple[str, ...]] = (
        "tracking_number",
        "state",
        "shipped_at",
        "printed_at",
        "reported_at",
        "weight_g",
    )


class ImportTable(ListTable):
    """Files of tracking numbers."""

    name = tables.Column(linkify=("shipping:import", {"import_id": tables.A("pk")}), orderable=False)
    rows = tables.Column(verbose_name=_("Rows"), orderable=False)
    state = StateColumn(orderable=False)
    uploaded_at = TimeColumn(orderable=False)
    applied_at = TimeColumn(orderable=False, default=DASH)

    class Meta:
        """Columns in reading order."""

        model = TrackingImport
        fields: ClassVar = ["name", "rows", "state", "uploaded_at", "applied_at"]

    def render_rows(self, value: list[object]) -> int:
        """Show how many there are."""
        return len(value)


def _write_town(document: Document) -> str:
    address = document.delivery_address
    country = str(address.get("country") or "")
    town = f"{address.get('postal_code') or ''} {address.get('city') or ''}".strip()
    return ", ".join(filter(None, (str(address.get("line1") or ""), town, format_country(country) if country else "")))
