"""How the cells of a list are written: what holds for all rows of a column is found out once for the page."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import Table
from django_tables2.columns.base import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, signature


class CellWriter:
    """Writes the cells of one column, as `BoundRow.get_cell` does.

    That would find out anew for each row what the column's function wants to be given, and whether its field has
    choices: most of the time that a page of rows takes.
    """

    def __init__(self, column: BoundColumn, table: Table) -> None:
        """Look at the column."""
        self.opening = _open_cell(column)
        self._column = column
        self._accessor = Accessor(column.accessor)
        self._has_choices = bool(getattr(self._accessor.get_field(table.data.model), "choices", None))
        self._empty_values = column.column.empty_values
        self._given = {"column": column.column, "bound_column": column, "table": table}
        self._wanted, others = signature(column.render)
        self._wants_all = others is not None

    def write(self, row: BoundRow) -> Any:  # noqa: ANN401 - what a column's function gives
        """Return what the row's cell shows, with its link; escaping it is left to the page."""
        value = self._read(row.record)
        if value in self._empty_values:
            return self._column.default
        content = self._render(row, value)
        return self._column.link(content, **self._give(row, value)) if self._column.link else content

    def write_without_link(self, row: BoundRow) -> Any:  # noqa: ANN401 - what a column's function gives
        """Return what the row's cell shows, without its link."""
        value = self._read(row.record)
        return self._column.default if value in self._empty_values else self._render(row, value)

    def _read(self, record: Any) -> Any:  # noqa: ANN401 - any row and its value
        """Return the row's value, of choices the word; None where the column is none of the row's fields."""
        if self._has_choices:
            holder, name = self._accessor.penultimate(record)
            return getattr(holder, f"get_{name}_display")()
        return self._accessor.resolve(record, quiet=True)

    def _render(self, row: BoundRow, value: object) -> Any:  # noqa: ANN401 - what a column's function gives
        given = self._give(row, value)
        return self._column.render(**given if self._wants_all else {name: given[name] for name in self._wanted})

    def _give(self, row: BoundRow, value: object) -> dict[str, Any]:
        return {**self._given, "bound_row": row, "record": row.record, "value": value}


def _open_cell(column: BoundColumn) -> SafeString:
    """Return a cell's opening tag; on a phone, cells stand below each other and `data-label` before each."""
    attributes = column.attrs["td"].as_html()
    label = format_html(' data-label="{}"', column.header) if column.name != "chosen" else ""
    return format_html("<td {}{}>", attributes, label)
