"""The tables of orders without a document, and of retrievals."""

from typing import ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.orders.models import OrderChange, PlatformOrder
from kogge.orders.wording import word_reason
from kogge.web.columns import DASH, PLAIN, ListTable, MoneyColumn, TimeColumn


class SkippedTable(ListTable):
    """Orders that were left out on purpose."""

    platform_reference = tables.Column(orderable=False, attrs=PLAIN)
    platform = tables.Column(verbose_name=_("Platform"), orderable=False, attrs=PLAIN)
    reason = tables.Column(orderable=False)
    total_minor = MoneyColumn(orderable=False, default=DASH)
    changed_at = TimeColumn(order_by=("changed_at", "pk"))

    class Meta:
        """Columns in reading order."""

        model = PlatformOrder
        fields: ClassVar = ["platform_reference", "platform", "reason", "total_minor", "changed_at"]

    def render_reason(self, record: PlatformOrder) -> SafeString:
        """Show the reason, and below it what a person should know."""
        reason = word_reason(record.reason)
        return format_html(
            '<div class="fw-medium">{}</div><div class="text-secondary small">{}</div>', reason.label, reason.advice
        )


class ParkedTable(SkippedTable):
    """Orders that wait for a person, each with a button to try it again."""

    retry = tables.Column(empty_values=(), orderable=False, exclude_from_export=True, verbose_name=_("Action"))

    class Meta(SkippedTable.Meta):
        """The same columns, and the action."""

        fields: ClassVar = [*SkippedTable.Meta.fields, "retry"]

    def render_reason(self, record: PlatformOrder) -> SafeString:
        """Show the reason, what is wrong with this very order, and what to do."""
        reason = word_reason(record.reason)
        return format_html(
            '<div class="fw-medium">{}</div><div class="small">{}</div><div class="text-secondary small">{}</div>{}',
            reason.label,
            record.problem,
            reason.advice,
            _link_document(record),
        )

    def render_retry(self, record: PlatformOrder) -> SafeString:
        """Offer to retrieve the order once more."""
        return render_to_string("orders/retry_button.html", {"order": record}, request=self.request)


class ChangeTable(ListTable):
    """Changes that wait for a person; a row leads to the document that they are about."""

    order_reference = tables.Column(
        accessor="document__order_reference",
        verbose_name=_("Order number"),
        orderable=False,
        linkify=("documents:detail", {"document_id": tables.A("document_id")}),
    )
    number = tables.Column(accessor="document__number", verbose_name=_("Document"), orderable=False, attrs=PLAIN)
    platform = tables.Column(accessor="document__platform", verbose_name=_("Platform"), orderable=False, attrs=PLAIN)
    kind = tables.Column(orderable=False)
    noticed_at = TimeColumn(order_by=("noticed_at", "pk"))

    class Meta:
        """Columns in reading order."""

        model = OrderChange
        fields: ClassVar = ["order_reference", "number", "platform", "kind", "noticed_at"]


def _link_document(order: PlatformOrder) -> SafeString | str:
    """Return a link to the document that the order had before the change that could not be taken."""
    document = order.document
    if document is None:
        return ""
    words = gettext("Its document was left as it is: %(number)s") % {"number": document.number}
    return format_html('<a class="small" href="{}">{}</a>', reverse("documents:detail", args=[document.pk]), words)
