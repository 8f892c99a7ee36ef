"""Reads and writes of what a person prefers in the lists: table layouts and saved views."""

from django.db.models import QuerySet

from kogge.companies.models import User
from kogge.web.layouts import Layout, read_stored
from kogge.web.models import SavedView, TableLayout

MOST_VIEWS = 50
"""More names than anybody finds again."""


def find_layout(user: User, list_key: str) -> Layout | None:
    """Return the person's layout of a list, else None."""
    stored = TableLayout.objects.filter(user=user, list_key=list_key).first()
    return read_stored(stored.layout) if stored else None


def save_layout(user: User, list_key: str, layout: Layout) -> None:
    """Keep the person's layout of a list."""
    TableLayout.objects.update_or_create(user=user, list_key=list_key, defaults={"layout": layout.describe()})


def reset_layout(user: User, list_key: str) -> None:
    """Forget the person's layout of a list: it looks as it does at first."""
    TableLayout.objects.filter(user=user, list_key=list_key).delete()


def list_views(user: User, list_key: str) -> QuerySet[SavedView]:
    """Return the person's saved views of a list, by name."""
    return SavedView.objects.filter(user=user, list_key=list_key).order_by("name")[:MOST_VIEWS]


def save_view(user: User, list_key: str, name: str, query: str) -> None:
    """Keep filters and sorting under a name; the same name again replaces them."""
    SavedView.objects.update_or_create(user=user, list_key=list_key, name=name, defaults={"query": query})


def delete_view(user: User, view_id: int) -> None:
    """Forget one of the person's saved views."""
    SavedView.objects.filter(user=user, pk=view_id).delete()
