"""The journal's page."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.journal.forms import JournalFilters
from kogge.journal.listing import list_entries
from kogge.journal.tables import JournalTable
from kogge.web.lists import ListPage


class JournalList(ListPage):
    """Everything that was changed in the company."""

    title = _("Journal")
    introduction = _(
        "Who changed what, and when. Entries are added and never changed; what Kogge did by itself stands under "
        "“Kogge”."
    )
    table_class = JournalTable
    filters_class = JournalFilters
    empty_title = _("Nothing was changed yet")
    empty_hint = _("As soon as somebody changes something, it is written down here.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's journal."""
        return list_entries(self.request.company)
