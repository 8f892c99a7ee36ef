"""The table of documents."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kogge.documents.flags import draw_flags
from kogge.documents.models import Document
from kogge.web.columns import DASH, PLAIN, ListTable, MoneyColumn, StateColumn, TimeColumn
from kogge.web.personal import hide, show_personal


class DocumentTable(ListTable):
    """Documents as a list; only what an index can sort by is sortable."""

    number = tables.Column(linkify=("documents:detail", {"document_id": tables.A("pk")}), attrs=PLAIN)
    ordered_at = TimeColumn(order_by=("ordered_at", "pk"))
    order_reference = tables.Column(attrs=PLAIN)
    customer = tables.Column(verbose_name=_("Customer"), orderable=False)
    total_minor = MoneyColumn(orderable=False)
    state = StateColumn(orderable=False)
    platform = tables.Column(verbose_name=_("Platform"), orderable=False, attrs=PLAIN, default=DASH)
    document_type = tables.Column(verbose_name=_("Document type"), orderable=False, attrs=PLAIN)
    tax_minor = MoneyColumn(orderable=False)
    ship_by_at = TimeColumn(orderable=False, default=DASH)
    deliver_by_at = TimeColumn(orderable=False, default=DASH)
    marketplace = tables.Column(orderable=False, default=DASH)
    payment_method = tables.Column(verbose_name=_("Payment method"), orderable=False, default=DASH)
    shipping_method = tables.Column(verbose_name=_("Shipping method"), orderable=False, default=DASH)
    warehouse = tables.Column(orderable=False, default=DASH)
    created_at = TimeColumn(orderable=False)

    related = ("platform", "document_type", "payment_method", "shipping_method", "warehouse")
    optional = (
        "document_type",
        "tax_minor",
        "ship_by_at",
        "deliver_by_at",
        "marketplace",
        "payment_method",
        "shipping_method",
        "warehouse",
        "created_at",
    )

    def render_customer(self, record: Document) -> SafeString:
        """Show the customer's name, with the order's flags beside it."""
        customer = record.customer
        name = show_personal(customer.company_name or customer.name) or customer.number
        return format_html("{} {}", name, draw_flags(record))

    def value_customer(self, record: Document) -> str:
        """Give files the name alone."""
        customer = record.customer
        return str(hide(customer.company_name or customer.name) or customer.number)
