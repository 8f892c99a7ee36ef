"""The table of people."""

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Membership
from kogge.companies.permissions import Right
from kogge.web.columns import DASH, ListTable, TimeColumn


class PeopleTable(ListTable):
    """People of a company as a list."""

    username = tables.Column(
        accessor="user__username",
        verbose_name=_("User name"),
        linkify=("people:edit", {"person_id": tables.A("user_id")}),
    )
    name = tables.Column(accessor="user__get_full_name", verbose_name=_("Name"), orderable=False, default=DASH)
    email = tables.Column(accessor="user__email", verbose_name=_("E-mail"), orderable=False, default=DASH)
    role = tables.Column(orderable=False)
    sees_personal_data = tables.Column(orderable=False, empty_values=())
    is_active = tables.Column(accessor="user__is_active", verbose_name=_("Active"), orderable=False)
    last_login = TimeColumn(accessor="user__last_login", verbose_name=_("Last sign-in"), orderable=False, default=DASH)

    class Meta:
        """Columns in reading order."""

        model = Membership
        fields: ClassVar = ["username", "name", "email", "role", "sees_personal_data", "is_active", "last_login"]

    def render_sees_personal_data(self, record: Membership) -> str:
        """Say what comes of role and own setting."""
        rights = record.rights
        if Right.SEE_PERSONAL_DATA in rights:
            return gettext("yes")
        return gettext("delivery addresses") if Right.SEE_DELIVERY_ADDRESSES in rights else gettext("no")

    def render_is_active(self, value: bool) -> str:  # noqa: FBT001 - called so
        """Say it in a word."""
        return gettext("yes") if value else gettext("no")
