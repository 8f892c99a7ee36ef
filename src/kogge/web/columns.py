"""Table columns that every list uses: links, amounts, points in time, states."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.kernel.money import to_major
from kogge.web.cells import CellWriter
from kogge.web.exporting import Money
from kogge.web.formats import active_language, format_money

RIGHT = {"td": {"class": "text-end text-nowrap amount"}, "th": {"class": "text-end"}}
PLAIN = {"td": {"class": "text-nowrap"}}

DASH = "\N{EN DASH}"
"""What stands where there is no value."""

STATE_COLOURS = {
    "open": "blue",
    "created": "green",
    "done": "green",
    "accepted": "green",
    "sending": "azure",
    "unsent": "secondary",
    "rejected": "red",
    "authenticated": "green",
    "running": "azure",
    "waiting": "cyan",
    "stopping": "orange",
    "posted": "green",
    "partly_converted": "cyan",
    "converted": "teal",
    "cancelled": "secondary",
    "unchanged": "secondary",
    "draft": "blue",
    "skipped": "secondary",
    "parked": "orange",
    "not_authenticated": "orange",
    "failed": "red",
    "revoked": "red",
    "fixed": "green",
    "voided": "secondary",
    "sure": "green",
    "likely": "azure",
    "doubtful": "orange",
    "proposed": "blue",
    "adopted": "green",
    "same": "green",
    "different": "orange",
    "only_new": "azure",
    "only_old": "azure",
    "report-open": "blue",
    "report-sending": "azure",
    "report-accepted": "cyan",
    "report-verified": "green",
    "report-rejected": "red",
    "report-ignored": "secondary",
}


class ListTable(tables.Table):
    """The table of a list; `optional` columns are there for people to add (Tabellengestalter).

    `related` columns show a row of another table. `widths` are those that the person chose, in CSS pixels.
    """

    optional: ClassVar[tuple[str, ...]] = ()
    related: ClassVar[tuple[str, ...]] = ()
    widths: Mapping[str, int | None] = MappingProxyType({})

    @cached_property
    def writers(self) -> dict[str, CellWriter]:
        """What writes the cells, by the names of the columns in their order."""
        return {column.name: CellWriter(column, self) for column in self.columns}

    @cached_property
    def first_writer(self) -> CellWriter | None:
        """What writes the cell that a row is called by."""
        return next((writer for name, writer in self.writers.items() if name != "chosen"), None)

    @cached_property
    def choose_words(self) -> str:
        """The name of a row's box, in the active language."""
        return gettext("Choose %(row)s")

    def body(self) -> SafeString:
        """Return the page's rows as HTML. A template would do it cell by cell, in twice the time of the whole page."""
        writers = self.writers.values()
        openings = (each.opening.replace("{", "{{").replace("}", "}}") for each in writers)
        row_format = f"<tr>{''.join(f'{opening}{{}}</td>' for opening in openings)}</tr>"
        rows = ([each.write(row) for each in writers] for row in self.paginated_rows)
        return format_html_join("\n", row_format, rows)


class ChoiceColumn(tables.Column):
    """A box to choose a row by, for what is done to several at once; the form `bulk` takes it."""

    def __init__(self) -> None:
        """Be of no use in a file, and for sorting."""
        super().__init__(empty_values=(), orderable=False, exclude_from_export=True, verbose_name=_("Choose"))

    @property
    def header(self) -> SafeString:
        """Offer to choose all rows of the page."""
        return format_html(
            '<input type="checkbox" class="form-check-input" data-choose-all aria-label="{}">',
            gettext("Choose all on this page"),
        )

    def render(self, record: Any, bound_row: Any, table: "ListTable") -> SafeString:  # noqa: ANN401 - any row
        """Offer to choose the row, which is called by its first value."""
        first = table.first_writer
        called = strip_tags(str(first.write_without_link(bound_row))) if first else record.pk
        return format_html(
            '<input type="checkbox" class="form-check-input" form="bulk" name="chosen" value="{}" aria-label="{}">',
            record.pk,
            table.choose_words % {"row": called},
        )


class MoneyColumn(tables.Column):
    """An amount in integer minor units; the row has its `currency`."""

    is_money = True

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the base class's options
        """Align to the right."""
        super().__init__(attrs=RIGHT, **options)

    def render(self, value: int, record: Any) -> str:  # noqa: ANN401 - any row with a currency
        """Show the amount with its currency."""
        return format_money(value, record.currency)

    def value(self, value: int, record: Any) -> Money:  # noqa: ANN401 - any row with a currency
        """Give files the amount itself."""
        return Money(to_major(value, record.currency), record.currency)


class TimeColumn(tables.Column):
    """A point in time, shown in the Office's time zone."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the base class's options
        """Keep it on one line."""
        super().__init__(attrs=PLAIN, **options)

    def render(self, value: datetime) -> SafeString:
        """Show date and time, machine-readable besides."""
        return show_time(value)

    def value(self, value: datetime) -> datetime:
        """Give files the point in time itself."""
        return value


class StateColumn(tables.Column):
    """A state as a coloured badge; the row has `get_…_display`."""

    def render(self, value: str, record: Any, bound_column: tables.columns.BoundColumn) -> SafeString:  # noqa: ANN401
        """Show the state's name; the colour only repeats what the word says."""
        return show_state(getattr(record, bound_column.accessor), value)

    def value(self, value: str) -> str:
        """Give files the state's name."""
        return value


def show_state(state: str, label: str) -> SafeString:
    """Return a badge for a state."""
    return _draw_state(STATE_COLOURS.get(state, "secondary"), str(label))


@lru_cache(maxsize=1024, typed=True)
def _draw_state(colour: str, label: str) -> SafeString:
    return format_html('<span class="badge state bg-{}-lt">{}</span>', colour, label)


def show_time(at: datetime) -> SafeString:
    """Return a point in time as date and time of the Office's zone."""
    return _show_local(timezone.localtime(at).isoformat(), active_language())


@lru_cache(maxsize=4096)
def _show_local(at: str, _language: str) -> SafeString:
    """Remember what points in time look like: a list shows the same ones whenever it is looked at."""
    shown = date_format(datetime.fromisoformat(at), "SHORT_DATETIME_FORMAT")
    return format_html('<time datetime="{}">{}</time>', at, shown)
