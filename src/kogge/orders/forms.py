"""Filters of the lists of orders without a document."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.orders.models import ChangeKind, OrderChange, PlatformOrder
from kogge.orders.wording import PARKED, SKIPPED
from kogge.web.lists import ListFilters, search_rows


class OrderFilters(ListFilters):
    """Search by order number."""

    search_hint = _("Order number")

    class Meta:
        """Filters are declared above, none is derived."""

        model = PlatformOrder
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the order number, else within order numbers."""
        return search_rows(rows, value, exact=("platform_reference",), within=("platform_reference",))


class SkippedFilters(OrderFilters):
    """Narrow by the reason of leaving out."""

    reason = django_filters.ChoiceFilter(
        choices=[(code, reason.label) for code, reason in SKIPPED.items()],
        label=_("Reason"),
        empty_label=_("All reasons"),
    )


class ParkedFilters(OrderFilters):
    """Narrow by what is wrong."""

    reason = django_filters.ChoiceFilter(
        choices=[(code, reason.label) for code, reason in PARKED.items()],
        label=_("Reason"),
        empty_label=_("All reasons"),
    )


class ChangeFilters(ListFilters):
    """Search by order or document number; narrow by what happened."""

    search_hint = _("Order number or document number")
    kind = django_filters.ChoiceFilter(choices=ChangeKind.choices, label=_("Kind"), empty_label=_("All kinds"))

    class Meta:
        """Filters are declared above, none is derived."""

        model = OrderChange
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the numbers, else within them."""
        fields = ("document__order_reference", "document__number")
        return search_rows(rows, value, exact=fields, within=fields)
