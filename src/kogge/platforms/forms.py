"""Filters of the platforms' list."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.platforms.models import Platform
from kogge.web.lists import ListFilters, search_rows


class PlatformFilters(ListFilters):
    """Search by name."""

    search_hint = _("Name")

    class Meta:
        """Filters are declared above, none is derived."""

        model = Platform
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=(), within=("name",))
