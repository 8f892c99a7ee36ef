"""Filters of the customers' list."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.customers.models import Customer, CustomerStatus
from kogge.web.access import OfficeRequest
from kogge.web.lists import ListFilters, search_rows
from kogge.web.personal import personal_fields


def company_statuses(request: OfficeRequest | None) -> QuerySet[CustomerStatus]:
    """Return the address statuses to choose from."""
    if request is None:
        return CustomerStatus.objects.none()
    return CustomerStatus.objects.filter(company=request.company).order_by("name")


class CustomerFilters(ListFilters):
    """Search by number, name, company or e-mail; narrow by status."""

    search_hint = _("Number, name, company or e-mail")
    status = django_filters.ModelChoiceFilter(
        queryset=company_statuses, label=_("Address status"), empty_label=_("All statuses")
    )

    class Meta:
        """Filters are declared above, none is derived."""

        model = Customer
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for a customer number, else within names and e-mail addresses, as far as the reader may see them."""
        within = ("number", *personal_fields("name", "company_name", "email"))
        return search_rows(rows, value, exact=("number",), within=within)
