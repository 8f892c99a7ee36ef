"""The table of documents."""

from typing import ClassVar

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kogge.documents.flags import list_flags
from kogge.documents.models import Document
from kogge.web.columns import DASH, PLAIN, MoneyColumn, StateColumn, TimeColumn
from kogge.web.personal import hide, show_personal


class DocumentTable(tables.Table):
    """Documents as a list; only what an index can sort by is sortable."""

    number = tables.Column(linkify=("documents:detail", {"document_id": tables.A("pk")}), attrs=PLAIN)
    ordered_at = TimeColumn(order_by=("ordered_at", "pk"))
    order_reference = tables.Column(attrs=PLAIN)
    customer = tables.Column(verbose_name=_("Customer"), orderable=False)
    document_type = tables.Column(verbose_name=_("Document type"), orderable=False, attrs=PLAIN)
    platform = tables.Column(verbose_name=_("Platform"), orderable=False, attrs=PLAIN, default=DASH)
    state = StateColumn(orderable=False)
    total_minor = MoneyColumn(orderable=False)

    class Meta:
        """Columns in reading order."""

        model = Document
        fields: ClassVar = [
            "number",
            "ordered_at",
            "order_reference",
            "customer",
            "document_type",
            "platform",
            "state",
            "total_minor",
        ]

    def render_customer(self, record: Document) -> SafeString:
        """Show the customer's name, with the order's flags beside it."""
        customer = record.customer
        flags = format_html_join("", ' <span class="badge bg-{}-lt">{}</span>', list_flags(record))
        name = show_personal(customer.company_name or customer.name) or customer.number
        return format_html("{}{}", name, flags)

    def value_customer(self, record: Document) -> str:
        """Export the customer's number and name."""
        customer = record.customer
        return f"{customer.number} {hide(customer.company_name or customer.name)}".strip()
