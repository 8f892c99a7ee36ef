"""The table of customers."""

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from kogge.customers.models import Customer
from kogge.web.columns import DASH, PLAIN, ListTable, TimeColumn


class CustomerTable(ListTable):
    """Customers as a list; only what an index can sort by is sortable."""

    number = tables.Column(linkify=("customers:detail", {"customer_id": tables.A("pk")}), attrs=PLAIN)
    name = tables.Column(orderable=False, default=DASH)
    company_name = tables.Column(orderable=False, default=DASH)
    status = tables.Column(verbose_name=_("Address status"), orderable=False)
    email = tables.Column(orderable=False, default=DASH)
    created_at = TimeColumn(verbose_name=_("Since"), order_by=("created_at", "pk"))
    phone = tables.Column(orderable=False, default=DASH)
    vat_id = tables.Column(orderable=False, default=DASH)

    optional = ("phone", "vat_id")

    class Meta:
        """Columns in reading order."""

        model = Customer
        fields: ClassVar = ["number", "name", "company_name", "status", "email", "created_at", "phone", "vat_id"]
