"""Pages of customers: the list, and one customer."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from kogge.customers.forms import CustomerFilters
from kogge.customers.listing import list_addresses, list_customers, list_newest_documents
from kogge.customers.tables import CustomerTable
from kogge.web.access import OfficeRequest
from kogge.web.lists import ListPage


class CustomerList(ListPage):
    """All customers of the company."""

    title = _("Customers")
    table_class = CustomerTable
    filters_class = CustomerFilters
    empty_title = _("No customers yet")
    empty_hint = _(
        "Customers are created with the first order that a buyer places. Open a platform and retrieve its orders."
    )

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's customers."""
        return list_customers(self.request.company)


def show_customer(request: OfficeRequest, customer_id: int) -> HttpResponse:
    """Show a customer with addresses and last documents."""
    customer = get_object_or_404(list_customers(request.company), pk=customer_id)
    context = {
        "customer": customer,
        "addresses": list_addresses(customer),
        "documents": list_newest_documents(customer),
    }
    return render(request, "customers/detail.html", context)
