"""The tables of rejected orders, and of the proof."""

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from kogge.guards.models import RejectedOrder
from kogge.orders.models import PlatformOrder
from kogge.orders.wording import word_reason
from kogge.web.columns import DASH, PLAIN, RIGHT, ListTable, MoneyColumn, StateColumn, TimeColumn


class RejectedTable(ListTable):
    """Orders that the wrong way delivered."""

    platform_reference = tables.Column(orderable=False, attrs=PLAIN)
    platform = tables.Column(orderable=False, verbose_name=_("Platform"), attrs=PLAIN)
    way = tables.Column(orderable=False, attrs=PLAIN)
    reason = tables.Column(orderable=False, attrs=PLAIN)
    placed_at = TimeColumn(orderable=False)
    times = tables.Column(orderable=False, attrs=RIGHT)
    first_at = TimeColumn(orderable=False)
    last_at = TimeColumn(order_by=("last_at", "pk"))

    optional = ("first_at",)

    class Meta:
        """Columns in reading order."""

        model = RejectedOrder
        fields: ClassVar = ["platform_reference", "platform", "way", "reason", "placed_at", "times", "last_at"]


class ProofTable(ListTable):
    """Each order once, with its document."""

    platform_reference = tables.Column(order_by=("platform_reference", "pk"), attrs=PLAIN)
    document = tables.Column(
        accessor="document__number",
        verbose_name=_("Document"),
        orderable=False,
        default=DASH,
        linkify=lambda record: record.document and ("documents:detail", {"document_id": record.document_id}),
    )
    way = tables.Column(empty_values=(), orderable=False, verbose_name=_("Came by"))
    legacy_reference = tables.Column(orderable=False, default=DASH, attrs=PLAIN)
    ordered_at = TimeColumn(accessor="document__ordered_at", verbose_name=_("Ordered"), orderable=False, default=DASH)
    total_minor = MoneyColumn(orderable=False, default=DASH)
    state = StateColumn(orderable=False)
    reason = tables.Column(orderable=False, default=DASH)

    class Meta:
        """Columns in reading order."""

        model = PlatformOrder
        fields: ClassVar = [
            "platform_reference", "document", "way", "legacy_reference", "ordered_at", "total_minor", "state", "reason",
        ]  # fmt: skip

    def render_way(self, record: PlatformOrder) -> str:
        """Say by which way the document came."""
        if record.document_id is None:
            return DASH
        is_old = record.legacy_reference or getattr(record, "is_adopted", False)
        return str(_("Middleware") if is_old else _("Cloud"))

    def render_reason(self, value: str) -> str:
        """Show the reason in words."""
        return str(word_reason(value).label)
