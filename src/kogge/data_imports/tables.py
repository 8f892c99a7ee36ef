"""The tables of imports and of their results."""

from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kogge.data_imports.fields import Kind
from kogge.data_imports.models import DataImport, ImportResult, ImportState
from kogge.data_imports.wording import word_reason
from kogge.web.columns import DASH, PLAIN, ListTable, StateColumn, TimeColumn

PAGES = {
    Kind.CUSTOMERS: "customers:detail",
    Kind.ARTICLES: "articles:edit",
    Kind.DOCUMENTS: "documents:detail",
}
"""Where a record of each kind is shown."""


class ImportTable(ListTable):
    """Files of old data."""

    name = tables.Column(orderable=False)
    kind = tables.Column(orderable=False)
    source = tables.Column(orderable=False)
    state = StateColumn(orderable=False)
    records = tables.Column(orderable=False)
    uploaded_at = TimeColumn(orderable=False)
    finished_at = TimeColumn(orderable=False, default=DASH)

    class Meta:
        """Columns in reading order."""

        model = DataImport
        fields: ClassVar = ["name", "kind", "source", "state", "records", "uploaded_at", "finished_at"]

    def render_name(self, record: DataImport) -> SafeString:
        """Link the file: to its preview, or to what became of it."""
        page = "data_imports:preview" if record.state == ImportState.DRAFT else "data_imports:results"
        return format_html('<a href="{}">{}</a>', reverse(page, args=[record.pk]), record.name)

    def value_name(self, record: DataImport) -> str:
        """Give files the name."""
        return record.name


class ResultTable(ListTable):
    """What became of each record of a file."""

    row = tables.Column(orderable=False)
    key = tables.Column(orderable=False, attrs=PLAIN, default=DASH)
    verdict = StateColumn(orderable=False)
    reason = tables.Column(orderable=False, empty_values=())

    class Meta:
        """Columns in reading order."""

        model = ImportResult
        fields: ClassVar = ["row", "key", "verdict", "reason"]

    def render_key(self, record: ImportResult, value: str) -> SafeString | str:
        """Link what the record is here."""
        if record.subject_id is None:
            return value
        page = PAGES[Kind(record.data_import.kind)]
        return format_html('<a href="{}">{}</a>', reverse(page, args=[record.subject_id]), value)

    def value_key(self, value: str) -> str:
        """Give files the number."""
        return value

    def render_reason(self, record: ImportResult) -> str:
        """Say why, and what to do."""
        return word_reason(record.reason, record.values) or DASH

    def value_reason(self, record: ImportResult) -> str:
        """Give files the words alone."""
        return word_reason(record.reason, record.values)
