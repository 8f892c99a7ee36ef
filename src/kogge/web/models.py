"""How each person wants the lists: the columns of a table, and filters that were given a name."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import User

KEY_LENGTH = 150
NAME_LENGTH = 60


class TableLayout(models.Model):
    """One person's columns of one list (Tabellengestalter): a `kogge.web.layouts.Layout` as JSON.

    `list_key` is the address's name, e.g. `documents:list`.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="table_layouts", db_index=False)
    list_key = models.CharField(max_length=KEY_LENGTH)
    layout = models.JSONField()

    class Meta:
        """One layout a person and list."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "list_key"], name="table_layout_once")]

    def __str__(self) -> str:
        """Show whose it is, and of which list."""
        return f"{self.user} · {self.list_key}"


class SavedView(models.Model):
    """Search, filters and sorting of a list that a person gave a name; `query` is the address's query string."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views", db_index=False)
    list_key = models.CharField(max_length=KEY_LENGTH)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    query = models.TextField(blank=True)

    class Meta:
        """Names are unique for a person and list."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "list_key", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        """Show the name."""
        return self.name
