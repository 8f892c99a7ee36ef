"""The form of a notice, and the filters of what was told."""

from datetime import datetime
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.changeover.forms import MOMENT
from kogge.changeover.models import Notice
from kogge.changeover.notices import list_recipients, list_untold, word_notice
from kogge.companies.models import User
from kogge.platforms.models import Platform
from kogge.web.lists import ListFilters, search_rows

CHECK = {"class": "form-check-input"}


class NoticeForm(forms.Form):
    """Who is told what, and from when on it holds."""

    recipients = forms.ModelMultipleChoiceField(
        label=_("Users who may synchronise by hand"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
        help_text=_("Ticked are those who were not told yet. Who has an e-mail address gets an e-mail as well."),
    )
    starts_at = forms.DateTimeField(
        label=_("From when on"),
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"class": "form-control", "type": "datetime-local"}, format=MOMENT),
    )
    text = forms.CharField(
        label=_("What changes"), max_length=4000, widget=forms.Textarea(attrs={"class": "form-control", "rows": 5})
    )

    def __init__(self, data: Any = None, *, platform: Platform, starts_at: datetime) -> None:  # noqa: ANN401 - of Django
        """Propose everybody who was not told, and the usual words."""
        untold = list_untold(platform)
        initial = {"recipients": untold, "starts_at": starts_at, "text": word_notice(platform)}
        super().__init__(data, initial=initial)
        everybody = [each.pk for each in list_recipients(platform.company)]
        people = User.objects.filter(pk__in=everybody).order_by("username")
        self.fields["recipients"].queryset = people  # type: ignore[attr-defined]


class NoticeFilters(ListFilters):
    """Search by user; narrow by whether it was read."""

    search_hint = _("User")
    is_read = django_filters.ChoiceFilter(
        choices=[("yes", _("read")), ("no", _("not read yet"))],
        label=_("Read"),
        empty_label=_("All"),
        method="filter_read",
    )

    class Meta:
        """Filters are declared above, none is derived."""

        model = Notice
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look for the user's name."""
        return search_rows(rows, value, exact=("recipient__username",), within=("recipient__username",))

    def filter_read(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Take those that were read, or not."""
        return rows.filter(~Q(read_at=None) if value == "yes" else Q(read_at=None))
