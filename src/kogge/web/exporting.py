"""Lists as files: CSV as the reader's spreadsheet understands it, and XLSX with real numbers and times."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.formats import date_format, get_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext
from django_tables2 import Table
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

CHUNK = 2000
"""Rows that are read and written at a time; a million are never in memory together."""

MOST_SHEET_ROWS = 1_048_575
"""What a worksheet takes below its headings (Excel's specifications and limits)."""

MOST_CELL_CHARACTERS = 32_767

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets would calculate what begins so; OWASP, "CSV Injection"."""

BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"
"""By it Excel knows that a CSV file is UTF-8."""


class TooManyRows(Exception):
    """A worksheet does not take so many rows."""


@dataclass(frozen=True)
class Money:
    """An amount in major units for a file: number and currency stand in two columns."""

    amount: Decimal
    currency: str


def iterate_cells(make_table: Callable[[Any], Table], rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield the headings, then each row's values as the table's columns give them; amounts with their currency apart.

    `make_table` makes the list's table of some of its rows, a queryset or a list.
    """
    empty = make_table(rows.none())
    columns = [each for each in empty.columns if not each.column.exclude_from_export]
    money = {each.name for each in columns if getattr(each.column, "is_money", False)}
    yield _spread([(str(each.header), each.name in money) for each in columns])
    for part in _chunks(rows):
        for row in make_table(part).rows:
            yield [cell for each in columns for cell in _to_cells(row.get_cell_value(each.name), each.name in money)]


def _spread(headings: Iterable[tuple[str, bool]]) -> list[Any]:
    currency = gettext("Currency")
    return [name for heading, is_money in headings for name in ((heading, currency) if is_money else (heading,))]


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows.iterator(chunk_size=CHUNK):
        part.append(row)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def _to_cells(value: Any, is_money: bool) -> tuple[Any, ...]:  # noqa: ANN401, FBT001 - what a column gave
    if isinstance(value, Money):
        return value.amount, value.currency
    if is_money:
        return None, None
    if isinstance(value, SafeString):
        return (" ".join(unescape(strip_tags(value)).split()),)
    return (value,)


def answer_with_file(kind: str, title: str, cells: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """Return rows as a file to save, `csv` or `xlsx`, named by the list and the day.

    Raises Http404 for another kind, TooManyRows.
    """
    name = f"{slugify(title) or 'kogge'}-{timezone.localdate().isoformat()}.{kind}"
    response: HttpResponseBase
    if kind == "csv":
        parts = _in_language(write_csv(cells), translation.get_language() or "en")
        response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    elif kind == "xlsx":
        response = FileResponse(write_xlsx(cells), as_attachment=True, filename=name)
    else:
        raise Http404
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_language(parts: Iterator[str], language: str) -> Iterator[str]:
    """Yield the parts as they are made in a language: they are made after the request, when it is forgotten."""
    while True:
        with translation.override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


def write_csv(cells: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the file in parts, in the active language: its decimal sign, and the separator that goes with it."""
    decimal_sign = str(get_format("DECIMAL_SEPARATOR"))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if decimal_sign == "," else ",")
    yield BYTE_ORDER_MARK
    for number, row in enumerate(cells, start=1):
        writer.writerow([_to_text(each, decimal_sign) for each in row])
        if number % CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _to_text(value: Any, decimal_sign: str) -> str:  # noqa: ANN401 - whatever a column gave
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value).replace(".", decimal_sign)
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text


def write_xlsx(cells: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Return the workbook as an open temporary file, at its beginning. Raises TooManyRows."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        # Formats 22 and 14 are date with time and date as the reader's own spreadsheet shows them.
        formats: dict[type, Format] = {
            datetime: book.add_format({"num_format": 22}),
            date: book.add_format({"num_format": 14}),
        }
        for number, row in enumerate(cells):
            if number > MOST_SHEET_ROWS:
                raise TooManyRows
            for place, value in enumerate(row):
                _write_cell(sheet, number, place, value, formats)
    file.seek(0)
    return file


def _write_cell(sheet: Worksheet, number: int, place: int, value: Any, formats: dict[type, Format]) -> None:  # noqa: ANN401
    match value:
        case None:
            pass
        case datetime():
            sheet.write_datetime(number, place, timezone.localtime(value).replace(tzinfo=None), formats[datetime])
        case date():
            sheet.write_datetime(number, place, datetime.combine(value, time.min), formats[date])
        case Decimal() | int() if not isinstance(value, bool):
            sheet.write_number(number, place, float(value))
        case _:
            sheet.write_string(number, place, str(value)[:MOST_CELL_CHARACTERS])
