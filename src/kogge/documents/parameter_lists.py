"""Lists of parameters: a search and a page for each kind."""

from typing import Any, ClassVar

import django_filters
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import REGISTRATION_KINDS
from kogge.documents import parameter_tables as tables
from kogge.documents.models import (
    DocumentKind,
    DocumentType,
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


LISTS: dict[str, type["ParameterList"]] = {}
"""The list of each kind of parameter."""


class ParameterList(ListPage):
    """The company's parameters of a kind, for administrators; the kind itself says what it is called and of what."""

    model: ClassVar[type[models.Model]]
    filters_class = NameFilters
    template_name = "documents/parameter_list.html"
    empty_title = _("None yet")
    empty_hint = _("Press “New” to enter the first one.")
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, key: str) -> None:
        """Take the words and the model from the kind of parameter."""
        parameter = PARAMETERS[key]
        cls.title, cls.introduction, cls.model = parameter.title, parameter.hint, parameter.model
        LISTS[key] = cls

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's parameters of the kind, with what the list shows of them."""
        rows = self.model._default_manager.filter(company=self.request.company)  # noqa: SLF001 - Django's documented API
        return rows.select_related(*self.related).prefetch_related(*self.prefetched).order_by("pk")


class StatusList(ParameterList, key="address-statuses"):
    """Address statuses."""

    table_class = tables.StatusTable
    related = ("number_range",)


class TypeList(ParameterList, key="document-types"):
    """Document types."""

    table_class = tables.TypeTable
    filters_class = TypeFilters
    related = ("number_range",)
    prefetched = ("converts_into",)


class RangeList(ParameterList, key="number-ranges"):
    """Number ranges."""

    table_class = tables.RangeTable


class PaymentList(ParameterList, key="payment-methods"):
    """Payment methods."""

    table_class = tables.PaymentTable
    related = ("freight_article",)


class TermList(ParameterList, key="shipping-payment-terms"):
    """Shipping payment terms."""

    table_class = tables.TermTable


class ShippingList(ParameterList, key="shipping-methods"):
    """Shipping methods."""

    table_class = tables.ShippingTable
    related = ("freight_article",)
    prefetched = ("carriers",)


class WarehouseList(ParameterList, key="warehouses"):
    """Warehouses."""

    table_class = tables.WarehouseTable


class RegistrationList(ParameterList, key="tax-registrations"):
    """Tax registrations."""

    table_class = tables.RegistrationTable
    filters_class = RegistrationFilters
