"""The table of the journal."""

from functools import cached_property
from typing import Any, ClassVar

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kogge.audit.models import AuditEntry
from kogge.journal.differences import Difference, list_differences
from kogge.journal.subjects import Subject, find_subjects
from kogge.journal.wording import word_action
from kogge.web.columns import ListTable, TimeColumn


class JournalTable(ListTable):
    """The journal as a list; what a page shows is looked up once for the page."""

    at = TimeColumn(verbose_name=_("When"), order_by=("at", "pk"))
    actor_name = tables.Column(verbose_name=_("Person"), orderable=False)
    action = tables.Column(verbose_name=_("Action"), orderable=False)
    subject = tables.Column(verbose_name=_("What was changed"), orderable=False, empty_values=())
    changes = tables.Column(verbose_name=_("Before and after"), orderable=False, empty_values=())

    class Meta:
        """Columns in reading order."""

        model = AuditEntry
        fields: ClassVar = ["at", "actor_name", "action", "subject", "changes"]

    @cached_property
    def shown(self) -> list[AuditEntry]:
        """The entries to show: those of the page, or all of an export."""
        page = getattr(self, "page", None)
        return [row.record for row in (page.object_list if page else self.rows)]

    @cached_property
    def subjects(self) -> dict[tuple[str, int], Subject]:
        """What the shown entries are about."""
        return find_subjects(self.shown)

    @cached_property
    def differences(self) -> dict[int, list[Difference]]:
        """What the shown entries changed."""
        return list_differences(self.shown)

    def render_action(self, value: str) -> str:
        """Show what was done in words."""
        return word_action(value)

    def render_subject(self, record: AuditEntry) -> SafeString:
        """Lead to the subject's page, if it has one."""
        subject = self.subjects[record.subject_kind, record.subject_id]
        name = format_html('<a href="{}">{}</a>', subject.url, subject.name) if subject.url else subject.name
        return format_html('{}<div class="text-secondary small">{}</div>', name, subject.kind)

    def render_changes(self, record: AuditEntry) -> SafeString:
        """Show each changed field before and after."""
        return render_to_string("journal/changes.html", {"differences": self.differences[record.pk]})

    def value_subject(self, record: AuditEntry) -> str:
        """Export kind and name."""
        subject = self.subjects[record.subject_kind, record.subject_id]
        return f"{subject.kind} {subject.name}"

    def value_changes(self, record: AuditEntry) -> Any:  # noqa: ANN401 - a cell
        """Export what changed in one line."""
        return "; ".join(f"{each.label}: {each.before} → {each.after}" for each in self.differences[record.pk])
