"""The tables of platforms and of credentials."""

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.platforms.models import CloudCredentials, Platform
from kogge.web.columns import DASH, ListTable, StateColumn, TimeColumn


class PlatformTable(ListTable):
    """Platforms as a list."""

    name = tables.Column(linkify=("platforms:edit", {"platform_id": tables.A("pk")}))
    kind = tables.Column()
    region = tables.Column()
    marketplaces = tables.Column(orderable=False, default=DASH)
    authorization = StateColumn(orderable=False)
    is_active = tables.Column()
    uses_cloud = tables.Column()
    last_retrieval_at = TimeColumn(verbose_name=_("Last retrieval"), default=DASH)
    cloud_reference = tables.Column(orderable=False, default=DASH)
    seller_reference = tables.Column(orderable=False, default=DASH)

    optional = ("uses_cloud", "cloud_reference", "seller_reference")

    class Meta:
        """Columns in reading order."""

        model = Platform
        order_by = "name"
        fields: ClassVar = [
            "name",
            "kind",
            "region",
            "marketplaces",
            "authorization",
            "is_active",
            "last_retrieval_at",
            "uses_cloud",
            "cloud_reference",
            "seller_reference",
        ]

    def render_is_active(self, value: bool) -> str:  # noqa: FBT001 - called so
        """Say it in a word."""
        return gettext("yes") if value else gettext("no")

    def render_uses_cloud(self, value: bool) -> str:  # noqa: FBT001 - called so
        """Say it in a word."""
        return gettext("yes") if value else gettext("no")

    def render_marketplaces(self, value: list[str]) -> str:
        """Show the marketplaces side by side."""
        return ", ".join(value) or DASH


class CredentialsTable(ListTable):
    """Credentials as a list."""

    name = tables.Column(linkify=("platforms:edit-credentials", {"credentials_id": tables.A("pk")}))
    client_id = tables.Column()

    class Meta:
        """Columns in reading order; the secret is never one."""

        model = CloudCredentials
        order_by = "name"
        fields: ClassVar = ["name", "client_id"]
