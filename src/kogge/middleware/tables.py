"""The tables of schedules and synchronisations."""

from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kogge.guards.models import WAYS
from kogge.middleware.models import SyncRun, SyncSchedule
from kogge.middleware.rules import find_refused
from kogge.middleware.wording import word_areas, word_missing_columns, word_outcome, word_problem
from kogge.platforms.models import Platform
from kogge.web.columns import DASH, PLAIN, RIGHT, ListTable, StateColumn, TimeColumn, show_state


class ScheduleTable(ListTable):
    """Schedules with what they serve."""

    name = tables.Column(attrs=PLAIN, linkify=("middleware:edit-schedule", {"schedule_id": tables.A("pk")}))
    platforms = tables.Column(empty_values=(), orderable=False, verbose_name=_("Platforms"))
    areas = tables.Column(orderable=False)
    interval_minutes = tables.Column(orderable=False, attrs=RIGHT)
    is_active = tables.Column(orderable=False)
    next_at = TimeColumn(orderable=False)

    class Meta:
        """Columns in reading order."""

        model = SyncSchedule
        fields: ClassVar = ["name", "platforms", "areas", "interval_minutes", "is_active", "next_at"]

    def render_platforms(self, record: SyncSchedule) -> str:
        """Name the platforms."""
        return ", ".join(each.name for each in record.platforms.all())

    def render_areas(self, record: SyncSchedule) -> SafeString | str:
        """Name the areas, and say where orders are fetched that are to come by the Cloud."""
        words = word_areas(record.areas)
        refused = find_refused(record.plan.areas, record.plan.platforms)
        if not refused:
            return words
        note = _("Addresses and orders of %(platforms)s are to come by the Cloud:") % {"platforms": ", ".join(refused)}
        page, link = reverse("middleware:split-schedule", args=[record.pk]), _("Split the schedule")
        shown = (
            '{}<div class="text-danger small">{} <a class="text-reset text-decoration-underline" href="{}">{}</a></div>'
        )
        return format_html(shown, words, note, page, link)

    def value_areas(self, record: SyncSchedule) -> str:
        """Give files the areas."""
        return word_areas(record.areas)

    def render_is_active(self, value: bool) -> SafeString:  # noqa: FBT001 - called so
        """Show it as a badge."""
        return show_state("done", str(_("active"))) if value else show_state("cancelled", str(_("not active")))

    def value_is_active(self, value: bool) -> str:  # noqa: FBT001 - called so
        """Give files the word."""
        return str(_("active") if value else _("not active"))


class RunTable(ListTable):
    """Synchronisations with what became of each part."""

    started_at = TimeColumn(order_by=("started_at", "pk"))
    schedule = tables.Column(orderable=False, default=DASH, verbose_name=_("Schedule"))
    started_by = tables.Column(orderable=False, default=DASH, verbose_name=_("Started by"))
    parts = tables.Column(empty_values=(), orderable=False, verbose_name=_("Parts"))
    state = StateColumn(orderable=False)

    class Meta:
        """Columns in reading order."""

        model = SyncRun
        fields: ClassVar = ["started_at", "schedule", "started_by", "parts", "state"]

    def render_parts(self, record: SyncRun) -> SafeString:
        """Show each platform's areas, with what came of them and what went wrong."""
        rows = (
            (
                each.platform,
                word_areas(each.areas),
                each.get_state_display(),
                word_outcome(each),
                word_missing_columns(each.missing_columns or ()),
                word_problem(each),
            )
            for each in record.steps.all()
        )
        part = (
            '<div>{}: {} – {}<div class="small">{}</div><div class="text-warning-emphasis small">{}</div>'
            '<div class="text-danger small">{}</div></div>'
        )
        return format_html_join("", part, rows)

    def value_parts(self, record: SyncRun) -> str:
        """Give files the same as text."""
        return "; ".join(
            " ".join(
                f"{each.platform}: {word_areas(each.areas)} – {each.get_state_display()} "
                f"{word_outcome(each)} {word_problem(each)}".split()
            )
            for each in record.steps.all()
        )


class ServedTable(ListTable):
    """Platforms as the middleware knows them."""

    name = tables.Column(linkify=("platforms:access", {"platform_id": tables.A("pk")}), orderable=False)
    kind = tables.Column(orderable=False)
    authorization = StateColumn(orderable=False)
    order_way = tables.Column(orderable=False, default=DASH, verbose_name=_("Orders come by"))
    told_until = TimeColumn(orderable=False, default=DASH, verbose_name=_("Order reports read up to"))
    missing_columns = tables.Column(empty_values=(), orderable=False, verbose_name=_("Columns of the order reports"))

    class Meta:
        """Columns in reading order."""

        model = Platform
        fields: ClassVar = ["name", "kind", "authorization", "order_way", "told_until", "missing_columns"]

    def render_order_way(self, value: str) -> str:
        """Name the way."""
        return str(dict(WAYS)[value])

    def render_missing_columns(self, record: Platform) -> str:
        """Say what is missing; of kinds without such reports, and before the first ones, nothing is known."""
        missing = record.missing_columns  # type: ignore[attr-defined]
        return DASH if missing is None else word_missing_columns(missing) or str(_("all there"))
