"""Tables of the lists of parameters."""

from functools import cached_property
from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import NumberRange, TaxRegistration
from kogge.customers.models import CustomerStatus
from kogge.documents.models import DocumentType, PaymentMethod, ShippingMethod, ShippingPaymentTerm, Warehouse
from kogge.documents.numbering import list_uses, show_next_number
from kogge.web.columns import DASH, PLAIN, ListTable


def link_to(key: str) -> tuple[str, dict[str, object]]:
    """Return where a row of the kind leads."""
    return "documents:edit-parameter", {"key": key, "parameter_id": tables.A("pk")}


class NextNumberColumn(tables.Column):
    """The number that a row's range hands out next."""

    def __init__(self) -> None:
        """Read the row's range."""
        super().__init__(accessor="number_range", orderable=False, verbose_name=_("Next number"), attrs=PLAIN)

    def render(self, value: NumberRange) -> str:
        """Show the number."""
        return show_next_number(value)


class StatusTable(ListTable):
    """Address statuses as a list."""

    name = tables.Column(linkify=link_to("address-statuses"))
    number_range = tables.Column(orderable=False, verbose_name=_("Number range"))
    next_number = NextNumberColumn()
    copy = tables.Column(empty_values=(), orderable=False, exclude_from_export=True, verbose_name=_("Action"))

    class Meta:
        """Columns in reading order."""

        model = CustomerStatus
        order_by = "name"
        fields: ClassVar = ["name", "number_range", "next_number", "copy"]

    def render_copy(self, record: CustomerStatus) -> SafeString:
        """Offer to copy the status."""
        words = '<a class="btn btn-sm" href="{}">{}<span class="visually-hidden"> {}</span></a>'
        return format_html(words, reverse("documents:copy-status", args=[record.pk]), gettext("Copy"), record.name)


class TypeTable(ListTable):
    """Document types as a list."""

    name = tables.Column(linkify=link_to("document-types"))
    kind = tables.Column(orderable=False)
    number_range = tables.Column(orderable=False, verbose_name=_("Number range"))
    next_number = NextNumberColumn()
    converts_into = tables.Column(empty_values=(), orderable=False, verbose_name=_("Converts into"))

    class Meta:
        """Columns in reading order."""

        model = DocumentType
        order_by = "name"
        fields: ClassVar = ["name", "kind", "number_range", "next_number", "converts_into"]

    def render_converts_into(self, record: DocumentType) -> str:
        """Name the types that can be made of the type."""
        return ", ".join(sorted(each.name for each in record.converts_into.all())) or DASH


class RangeTable(ListTable):
    """Number ranges as a list, with what uses them."""

    name = tables.Column(linkify=link_to("number-ranges"))
    prefix = tables.Column(default=DASH)
    shown = tables.Column(empty_values=(), orderable=False, verbose_name=_("Next number"), attrs=PLAIN)
    uses = tables.Column(empty_values=(), orderable=False, verbose_name=_("Used by"))

    class Meta:
        """Columns in reading order."""

        model = NumberRange
        order_by = "name"
        fields: ClassVar = ["name", "prefix", "shown", "uses"]

    @cached_property
    def names(self) -> dict[int, list[str]]:
        """What uses the ranges, looked up once for the whole list."""
        return list_uses(self.request.company.pk)

    def render_shown(self, record: NumberRange) -> str:
        """Show the number that comes next."""
        return show_next_number(record)

    def render_uses(self, record: NumberRange) -> str:
        """Name the document types and statuses that use it."""
        return ", ".join(self.names.get(record.pk, ())) or DASH


class TermTable(ListTable):
    """Shipping payment terms as a list."""

    name = tables.Column(linkify=link_to("shipping-payment-terms"))

    class Meta:
        """Columns in reading order."""

        model = ShippingPaymentTerm
        order_by = "name"
        fields: ClassVar = ["name"]


class PaymentTable(ListTable):
    """Payment methods as a list."""

    name = tables.Column(linkify=link_to("payment-methods"))
    freight_article = tables.Column(orderable=False, default=DASH)

    class Meta:
        """Columns in reading order."""

        model = PaymentMethod
        order_by = "name"
        fields: ClassVar = ["name", "freight_article"]


class ShippingTable(ListTable):
    """Shipping methods as a list, each with its carriers."""

    name = tables.Column(linkify=link_to("shipping-methods"))
    freight_article = tables.Column(orderable=False, default=DASH)
    carriers = tables.Column(empty_values=(), orderable=False, verbose_name=_("Carrier"))

    class Meta:
        """Columns in reading order."""

        model = ShippingMethod
        order_by = "name"
        fields: ClassVar = ["name", "freight_article", "carriers"]

    def render_carriers(self, record: ShippingMethod) -> str:
        """Show what each kind of platform is told."""
        told = (f"{each.get_platform_kind_display()}: {each}" for each in record.carriers.all())
        return "; ".join(told) or DASH


class WarehouseTable(ListTable):
    """Warehouses as a list."""

    name = tables.Column(linkify=link_to("warehouses"))

    class Meta:
        """Columns in reading order."""

        model = Warehouse
        order_by = "name"
        fields: ClassVar = ["name", "country", "postal_code"]


class RegistrationTable(ListTable):
    """Tax registrations as a list."""

    kind = tables.Column(linkify=link_to("tax-registrations"))
    valid_from = tables.Column(orderable=True)

    class Meta:
        """Columns in reading order."""

        model = TaxRegistration
        order_by = "valid_from"
        fields: ClassVar = ["kind", "country", "vat_id", "valid_from", "valid_until"]
