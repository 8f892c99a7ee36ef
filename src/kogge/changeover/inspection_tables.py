"""The tables of what searches found."""

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.changeover.inspection_wording import CLUES, word_cause, word_differences
from kogge.changeover.models import Adoption, Comparison, Duplicate
from kogge.web.columns import DASH, PLAIN, ListTable, MoneyColumn, StateColumn, TimeColumn

SHOWN_DIFFERENCES = 5


class AdoptionTable(ListTable):
    """Orders with the documents that may be theirs; without a document it is about the buyer alone."""

    order_reference = tables.Column(orderable=False, attrs=PLAIN)
    document = tables.Column(
        accessor="document__number",
        verbose_name=_("Document"),
        orderable=False,
        default=DASH,
        linkify=lambda record: record.document_id and ("documents:detail", {"document_id": record.document_id}),
    )
    customer = tables.Column(
        orderable=False, linkify=("customers:detail", {"customer_id": tables.A("customer_id")}), attrs=PLAIN
    )
    total_minor = MoneyColumn(accessor="document__total_minor", verbose_name=_("Total"), orderable=False, default=DASH)
    confidence = StateColumn(order_by=("-confidence", "order_reference", "pk"))
    clues = tables.Column(orderable=False)
    state = StateColumn(orderable=False)
    legacy_reference = tables.Column(orderable=False, default=DASH, attrs=PLAIN)
    adopted_at = TimeColumn(orderable=False, default=DASH)

    optional = ("legacy_reference", "adopted_at")

    class Meta:
        """Columns in reading order."""

        model = Adoption
        fields: ClassVar = [
            "order_reference", "document", "customer", "total_minor", "confidence", "clues", "state",
            "legacy_reference", "adopted_at",
        ]  # fmt: skip

    def render_clues(self, value: list[str]) -> str:
        """Say why."""
        return ", ".join(str(CLUES[each]) for each in value if each in CLUES)


class DuplicateTable(ListTable):
    """Pairs of documents of one order."""

    order_reference = tables.Column(
        accessor="surplus__order_reference", verbose_name=_("Order number"), orderable=False, default=DASH, attrs=PLAIN
    )
    kept = tables.Column(
        orderable=False, linkify=("documents:detail", {"document_id": tables.A("kept_id")}), attrs=PLAIN
    )
    surplus = tables.Column(
        orderable=False, linkify=("documents:detail", {"document_id": tables.A("surplus_id")}), attrs=PLAIN
    )
    total_minor = MoneyColumn(accessor="surplus__total_minor", verbose_name=_("Total"), orderable=False)
    ordered_at = TimeColumn(accessor="surplus__ordered_at", verbose_name=_("Ordered"), orderable=False)
    reason = tables.Column(orderable=False)
    state = StateColumn(order_by=("-state", "pk"))
    settled_at = TimeColumn(orderable=False, default=DASH)

    optional = ("settled_at",)

    class Meta:
        """Columns in reading order."""

        model = Duplicate
        fields: ClassVar = [
            "order_reference", "kept", "surplus", "total_minor", "ordered_at", "reason", "state", "settled_at",
        ]  # fmt: skip


class ComparisonTable(ListTable):
    """Orders as the two ways have them."""

    order_reference = tables.Column(orderable=False, attrs=PLAIN)
    document = tables.Column(
        accessor="document__number",
        verbose_name=_("Document"),
        orderable=False,
        default=DASH,
        linkify=lambda record: record.document_id and ("documents:detail", {"document_id": record.document_id}),
    )
    placed_at = TimeColumn(orderable=False)
    verdict = StateColumn(order_by=("verdict", "order_reference", "pk"))
    cause = tables.Column(orderable=False, default=DASH)
    differences = tables.Column(orderable=False, default=DASH)
    found_at = TimeColumn(orderable=False)

    optional = ("found_at",)

    class Meta:
        """Columns in reading order."""

        model = Comparison
        fields: ClassVar = ["order_reference", "document", "placed_at", "verdict", "cause", "differences", "found_at"]

    def render_cause(self, value: str) -> str:
        """Say why."""
        return word_cause(value)

    def render_differences(self, record: Comparison) -> str:
        """Say what differs, as far as a list has room for it."""
        shown = word_differences(record.differences[:SHOWN_DIFFERENCES], record.currency)
        more = len(record.differences) - SHOWN_DIFFERENCES
        return gettext("%(shown)s; and %(number)s more") % {"shown": shown, "number": more} if more > 0 else shown

    def value_differences(self, record: Comparison) -> str:
        """Give files everything that differs."""
        return word_differences(record.differences, record.currency)
