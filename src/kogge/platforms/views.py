"""Page of platforms: the list. One platform's own page belongs to its orders."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.platforms.forms import PlatformFilters
from kogge.platforms.listing import list_platforms
from kogge.platforms.tables import PlatformTable
from kogge.web.lists import ListPage


class PlatformList(ListPage):
    """All platforms of the company."""

    title = _("Platforms")
    table_class = PlatformTable
    filters_class = PlatformFilters
    empty_title = _("No platforms yet")
    empty_hint = _("`kogge init --demo` sets up a platform to try everything with.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's platforms."""
        return list_platforms(self.request.company)
