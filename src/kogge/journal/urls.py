"""Address of the journal."""

from django.urls import path

from kogge.companies.permissions import Right
from kogge.journal.views import JournalList
from kogge.web.access import needs

app_name = "journal"
show_journal = needs(Right.READ_JOURNAL)(JournalList.as_view())  # type: ignore[arg-type]  # it answers with a page
urlpatterns = [path("journal/", show_journal, name="list")]
