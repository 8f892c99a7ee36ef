"""The filter by which lists are narrowed to one platform."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from kogge.platforms.listing import read_platforms


class PlatformFilter(django_filters.ChoiceFilter):
    """Narrows a list to one of the company's active platforms, which the page has read already."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the base class's options
        """Name it as everywhere."""
        super().__init__(label=_("Platform"), empty_label=_("All platforms"), **options)

    @property
    def field(self) -> forms.Field:
        """Return the field with the platforms of the request's company."""
        platforms = read_platforms(self.parent.request.company) if self.parent.request else []
        self.extra["choices"] = [(each.pk, each.name) for each in platforms if each.is_active]
        field: forms.Field = super().field
        return field
