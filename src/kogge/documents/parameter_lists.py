"""Lists of parameters: a search and a page for each kind."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import REGISTRATION_KINDS, NumberRange, TaxRegistration
from kogge.customers.models import CustomerStatus
from kogge.documents import parameter_tables as tables
from kogge.documents.models import (
    DocumentKind,
    DocumentType,
    PaymentMethod,
    ShippingMethod,
    ShippingPaymentTerm,
    Warehouse,
)
from kogge.documents.parameters import PARAMETERS
from kogge.web.lists import ListFilters, ListPage, search_rows


class NameFilters(ListFilters):
    """Search by name."""

    search_hint = _("Name")

    class Meta:
        """Filters are declared above, none is derived."""

        model = DocumentType
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=(), within=("name",))


class TypeFilters(NameFilters):
    """Search by name; narrow by kind."""

    kind = django_filters.ChoiceFilter(choices=DocumentKind.choices, label=_("Kind"), empty_label=_("All kinds"))


class RegistrationFilters(NameFilters):
    """Search by country or VAT id; narrow by kind."""

    search_hint = _("Country or VAT id")
    kind = django_filters.ChoiceFilter(choices=REGISTRATION_KINDS, label=_("Kind"), empty_label=_("All kinds"))

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within countries and VAT ids."""
        return search_rows(rows, value, exact=(), within=("country", "vat_id"))


class ParameterList(ListPage):
    """The company's parameters of a kind, for administrators."""

    model: ClassVar[type[models.Model]]
    filters_class = NameFilters
    template_name = "documents/parameter_list.html"
    empty_title = _("None yet")
    empty_hint = _("Press “New” to enter the first one.")
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[str, ...]] = ()

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's parameters of the kind, with what the list shows of them."""
        rows = self.model._default_manager.filter(company=self.request.company)  # noqa: SLF001 - Django's documented API
        return rows.select_related(*self.related).prefetch_related(*self.prefetched).order_by("pk")


class StatusList(ParameterList):
    """Address statuses."""

    title = PARAMETERS["address-statuses"].title
    introduction = PARAMETERS["address-statuses"].hint
    model = CustomerStatus
    table_class = tables.StatusTable
    related = ("number_range",)


class TypeList(ParameterList):
    """Document types."""

    title = PARAMETERS["document-types"].title
    introduction = PARAMETERS["document-types"].hint
    model = DocumentType
    table_class = tables.TypeTable
    filters_class = TypeFilters
    related = ("number_range",)


class RangeList(ParameterList):
    """Number ranges."""

    title = PARAMETERS["number-ranges"].title
    introduction = PARAMETERS["number-ranges"].hint
    model = NumberRange
    table_class = tables.RangeTable


class PaymentList(ParameterList):
    """Payment methods."""

    title = PARAMETERS["payment-methods"].title
    introduction = PARAMETERS["payment-methods"].hint
    model = PaymentMethod
    table_class = tables.PaymentTable
    related = ("freight_article",)


class TermList(ParameterList):
    """Shipping payment terms."""

    title = PARAMETERS["shipping-payment-terms"].title
    introduction = PARAMETERS["shipping-payment-terms"].hint
    model = ShippingPaymentTerm
    table_class = tables.TermTable


class ShippingList(ParameterList):
    """Shipping methods."""

    title = PARAMETERS["shipping-methods"].title
    introduction = PARAMETERS["shipping-methods"].hint
    model = ShippingMethod
    table_class = tables.ShippingTable
    related = ("freight_article",)
    prefetched = ("carriers",)


class WarehouseList(ParameterList):
    """Warehouses."""

    title = PARAMETERS["warehouses"].title
    introduction = PARAMETERS["warehouses"].hint
    model = Warehouse
    table_class = tables.WarehouseTable


class RegistrationList(ParameterList):
    """Tax registrations."""

    title = PARAMETERS["tax-registrations"].title
    introduction = PARAMETERS["tax-registrations"].hint
    model = TaxRegistration
    table_class = tables.RegistrationTable
    filters_class = RegistrationFilters


LISTS: Mapping[str, type[ParameterList]] = {
    "address-statuses": StatusList,
    "document-types": TypeList,
    "number-ranges": RangeList,
    "payment-methods": PaymentList,
    "shipping-payment-terms": TermList,
    "shipping-methods": ShippingList,
    "warehouses": WarehouseList,
    "tax-registrations": RegistrationList,
}
