"""How the cells of a list are written: what holds for all rows of a column is found out once for the page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Self

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import Table
from django_tables2.columns.base import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, signature

FIRST_STAND_IN = 8_070_605_040_302_010
"""Stands for an id while an address is looked up."""


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
        self._words = _word_choices(self._accessor.get_field(table.data.model))
        self._empty_values = column.column.empty_values
        self._given = {"column": column.column, "bound_column": column, "table": table}
        self._wanted = _list_wanted(column.render.__func__)
        self._address = Address.of(column)

    def write(self, row: BoundRow) -> Any:  # noqa: ANN401 - what a column's function gives
        """Return what the row's cell shows, with its link; escaping it is left to the page."""
        value = self._read(row.record)
        if value in self._empty_values:
            return self._column.default
        content = self._render(row, value)
        if self._address:
            return format_html('<a href="{}">{}</a>', self._address.fill(row.record), content)
        return self._column.link(content, **self._give(row, value)) if self._column.link else content

    def write_without_link(self, row: BoundRow) -> Any:  # noqa: ANN401 - what a column's function gives
        """Return what the row's cell shows, without its link."""
        value = self._read(row.record)
        return self._column.default if value in self._empty_values else self._render(row, value)

    def _read(self, record: Any) -> Any:  # noqa: ANN401 - any row and its value
        """Return the row's value, of choices the word; None where the column is none of the row's fields."""
        value = self._accessor.resolve(record, quiet=True)
        return self._words.get(value, value) if self._words else value

    def _render(self, row: BoundRow, value: object) -> Any:  # noqa: ANN401 - what a column's function gives
        given = self._give(row, value)
        wanted = given if self._wanted is None else {name: given[name] for name in self._wanted}
        return self._column.render(**wanted)

    def _give(self, row: BoundRow, value: object) -> dict[str, Any]:
        return {**self._given, "bound_row": row, "record": row.record, "value": value}


class Address:
    """The address that a column's cells lead to: looked up once, then only the rows' ids are put in."""

    def __init__(self, view: str, values: dict[str, Any]) -> None:
        """Look the address up with a number in each id's place that no other part of it has."""
        ids = {name: value for name, value in values.items() if isinstance(value, Accessor)}
        stand_ins = {name: FIRST_STAND_IN + place for place, name in enumerate(ids)}
        self._pattern = reverse(view, kwargs=values | stand_ins)
        self._ids = [(str(stand_ins[name]), accessor) for name, accessor in ids.items()]

    @classmethod
    def of(cls, column: BoundColumn) -> Self | None:
        """Return the address where it is that of a view by its name and the rows' ids, else None."""
        link = column.link
        if not link or link.url or link.attrs or set(link.reverse_args) != {"viewname", "kwargs"}:
            return None
        return cls(link.reverse_args["viewname"], link.reverse_args["kwargs"])

    def fill(self, record: Any) -> str:  # noqa: ANN401 - any row
        """Return the address for a row."""
        address = self._pattern
        for stand_in, accessor in self._ids:
            address = address.replace(stand_in, str(accessor.resolve(record)))
        return address


@lru_cache(maxsize=1024)
def _list_wanted(method: Callable[..., Any]) -> tuple[str, ...] | None:
    """Return what a column's method wants to be given; None: everything."""
    names, others = signature(method)
    return None if others else names[1:]


def _word_choices(field: Any) -> dict[Any, str]:  # noqa: ANN401 - a field, or none
    """Return the words of a field's choices in the active language."""
    return {value: str(word) for value, word in getattr(field, "flatchoices", None) or ()}


def _open_cell(column: BoundColumn) -> SafeString:
    """Return a cell's opening tag; on a phone, cells stand below each other and `data-label` before each."""
    attributes = column.attrs["td"].as_html()
    label = format_html(' data-label="{}"', column.header) if column.name != "chosen" else ""
    return format_html("<td {}{}>", attributes, label)
