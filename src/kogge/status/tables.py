"""The tables of status reports, of rules, and of parcels that nothing reports."""

from typing import ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.documents.conditions import ENTITIES
from kogge.shipping.models import Shipment
from kogge.status.models import PlatformRule, RecordState, StatusRecord
from kogge.status.wording import name_status, word_answer, word_ignored, word_state, word_trigger
from kogge.web.columns import DASH, PLAIN, ListTable, TimeColumn, show_state
from kogge.web.conditions import ConditionField

CONDITION = ConditionField(entities=ENTITIES)
"""Shows stored conditions."""


class RecordTable(ListTable):
    """Status reports as a list."""

    order_reference = tables.Column(
        linkify=("status:record", {"record_id": tables.A("pk")}), attrs=PLAIN, orderable=False
    )
    document = tables.Column(
        linkify=("documents:detail", {"document_id": tables.A("document_id")}),
        verbose_name=_("Document"),
        orderable=False,
        attrs=PLAIN,
    )
    package_number = tables.Column(orderable=False)
    status = tables.Column(empty_values=(), accessor="value", verbose_name=_("Status"), orderable=False, attrs=PLAIN)
    state = tables.Column(orderable=False)
    answer = tables.Column(empty_values=(), orderable=False)
    created_at = TimeColumn(order_by=("created_at", "pk"))
    sent_at = TimeColumn(orderable=False, default=DASH)
    verified_at = TimeColumn(orderable=False, default=DASH)
    platform = tables.Column(verbose_name=_("Platform"), orderable=False, attrs=PLAIN)
    rule_name = tables.Column(orderable=False, empty_values=())
    sending = tables.Column(verbose_name=_("Sendings"), orderable=False)

    optional = ("sent_at", "platform", "rule_name", "sending")

    class Meta:
        """Columns in reading order."""

        model = StatusRecord
        fields: ClassVar = [
            "order_reference", "document", "package_number", "status", "state", "answer", "created_at", "sent_at",
            "verified_at", "platform", "rule_name", "sending",
        ]  # fmt: skip

    def render_status(self, record: StatusRecord) -> str:
        """Show kind and value as the guide writes them."""
        return name_status(record.kind, record.value)

    def render_package_number(self, value: int) -> str:
        """Show none of orders and invoices."""
        return str(value) if value else DASH

    def render_state(self, record: StatusRecord) -> SafeString:
        """Show the state as a badge."""
        return show_state(f"report-{record.state}", record.get_state_display())

    def value_state(self, record: StatusRecord) -> str:
        """Give files the state with what it waits for."""
        return word_state(record)

    def render_answer(self, record: StatusRecord) -> SafeString | str:
        """Show what the platform said, or why nothing was sent."""
        words = self.value_answer(record)
        return format_html('<div class="small">{}</div>', words) if words else DASH

    def value_answer(self, record: StatusRecord) -> str:
        """Give files the words."""
        if record.state == RecordState.IGNORED:
            return word_ignored(record.ignore_reason)
        return word_answer(record.answer_code, record.answer) if record.answer_code else ""

    def render_rule_name(self, value: str) -> str:
        """Show which rule wrote it."""
        return value or gettext("system default")


class RuleTable(ListTable):
    """A company's own rules for platforms."""

    name = tables.Column(linkify=("status:edit-rule", {"rule_id": tables.A("pk")}), orderable=False)
    platform = tables.Column(orderable=False, default=_("all"))
    when = tables.Column(empty_values=(), accessor="trigger", verbose_name=_("When"), orderable=False)
    condition = tables.Column(empty_values=(), orderable=False, verbose_name=_("Condition"))
    status = tables.Column(empty_values=(), accessor="value", verbose_name=_("Status"), orderable=False, attrs=PLAIN)
    is_active = tables.BooleanColumn(orderable=False, yesno="✓,–")

    class Meta:
        """Columns in reading order."""

        model = PlatformRule
        fields: ClassVar = ["name", "platform", "when", "condition", "status", "is_active"]

    def render_when(self, record: PlatformRule) -> str:
        """Say what must have happened."""
        return word_trigger(record.trigger, record.document_kind, record.kind)

    def render_condition(self, record: PlatformRule) -> SafeString | str:
        """Show the condition in the reader's language."""
        if not record.condition:
            return DASH
        return format_html('<code class="small">{}</code>', CONDITION.show(record.condition))

    def render_status(self, record: PlatformRule) -> str:
        """Show kind and value as the guide writes them."""
        return name_status(record.kind, record.value)


class UnreportedTable(ListTable):
    """Parcels that are ready, and that no report was written of."""

    parcel = tables.Column(
        empty_values=(),
        accessor="pk",
        verbose_name=_("Parcel"),
        linkify=("shipping:parcel", {"shipment_id": tables.A("pk")}),
        orderable=False,
        attrs=PLAIN,
    )
    order_reference = tables.Column(
        accessor="document__order_reference", verbose_name=_("Order number"), orderable=False, attrs=PLAIN
    )
    platform = tables.Column(accessor="document__platform", verbose_name=_("Platform"), orderable=False, attrs=PLAIN)
    fixed_at = TimeColumn(orderable=False)

    class Meta:
        """Columns in reading order."""

        model = Shipment
        fields: ClassVar = ["parcel", "order_reference", "platform", "fixed_at"]

    def render_parcel(self, record: Shipment) -> str:
        """Call it by its document."""
        return str(record)
