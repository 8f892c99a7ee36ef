"""Reads files of other programs into a table: CSV in any usual dress, XLSX, XLS and ODS. Pure.

Numbers and times of workbooks keep their type; what stands in a CSV is text.
"""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from python_calamine import CalamineError, CalamineWorkbook

from kogge.data_imports.fields import Kind, map_columns
from kogge.kernel.errors import KoggeError

MOST_BYTES = 10_000_000
MOST_UNPACKED_BYTES = 300_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LOOKS_FOR_HEADER = 15
DELIMITERS = ";,\t|"
WORKBOOK, DATABASE = "workbook", "database"
"""Where cells have types and no charset needs to be known."""
CHARSETS = ("cp1252", "cp850", "mac_roman")
"""What Western European programs write that do not write Unicode: Windows, DOS, old Macs."""
GERMAN, WESTERN = "äöüßÄÖÜ", "éèêëàâáçñóôîïíúùûõãøåæœ€"
_OLE = b"\xd0\xcf\x11\xe0"
SIGNIFICANT_DIGITS = 15
"""So many digits of a number a worksheet holds; what follows is what binary fractions add."""

Cell = str | Decimal | date
"""What stands in a cell; a datetime is a date."""


class FileProblem(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_READABLE = "not_readable"
    NO_HEADINGS = "no_headings"


class FileUnreadable(KoggeError):
    """A file cannot be read; `problem` says why."""

    code = "file_unreadable"

    def __init__(self, problem: FileProblem) -> None:
        """Keep why."""
        super().__init__(f"The file cannot be read: {_PROBLEMS[problem]}")
        self.problem = problem


_PROBLEMS = {
    FileProblem.EMPTY: "it is empty.",
    FileProblem.TOO_LARGE: f"it is too large. Split it into parts of {MOST_ROWS} rows.",
    FileProblem.NOT_READABLE: "it is neither CSV nor a workbook. Export it as CSV or XLSX, without a password.",
    FileProblem.NO_HEADINGS: "its first lines have no headings. Export it with the names of the columns.",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A file's headings and rows, each row with its line in the file; `charset` is WORKBOOK or DATABASE for those."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    charset: str
    delimiter: str = ""


def read_table(content: bytes, kind: Kind, charset: str = "") -> Table:
    """Return the table of a file; `charset` is what a person says, else it is found out. Raises FileUnreadable."""
    if len(content) > MOST_BYTES:
        raise FileUnreadable(FileProblem.TOO_LARGE)
    if not content.strip():
        raise FileUnreadable(FileProblem.EMPTY)
    if content.startswith(_OLE) or zipfile.is_zipfile(io.BytesIO(content)):
        return _cut_table(_read_workbook(content), kind, WORKBOOK)
    text, found = decode(content, charset)
    tables = [_cut_table(rows, kind, found, delimiter) for delimiter, rows in _split(text)]
    return max(tables, key=lambda each: (len(map_columns(kind, each.headings)), len(each.headings)))


def decode(content: bytes, charset: str = "") -> tuple[str, str]:
    """Return the text, and the charset that it is written in. Raises FileUnreadable."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if b"\0" in content:
        raise FileUnreadable(FileProblem.NOT_READABLE)
    if charset:
        return content.decode(charset, errors="replace"), charset
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        texts = {each: content.decode(each, errors="replace") for each in CHARSETS}
        found = max(CHARSETS, key=lambda each: _count_letters(texts[each]))
        return texts[found], found


def _count_letters(text: str) -> int:
    """Return how much a text looks like one: German letters count twice, other Western ones once, signs against it."""
    foreign = [letter for letter in text if not letter.isascii()]
    german, western = (sum(letter in letters for letter in foreign) for letters in (GERMAN, WESTERN))
    return 3 * german + 2 * western - len(foreign)


def _split(text: str) -> list[tuple[str, list[tuple[int, tuple[Cell, ...]]]]]:
    """Return the rows by each delimiter that stands in the first lines; by the semicolon where none does."""
    beginning = "\n".join(text.splitlines()[:LOOKS_FOR_HEADER])
    tried = [each for each in DELIMITERS if each in beginning] or [DELIMITERS[0]]
    return [(each, _read_csv(text, each)) for each in tried]


def _read_csv(text: str, delimiter: str) -> list[tuple[int, tuple[Cell, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    begins = 1
    try:
        for cells in reader:
            rows.append((begins, tuple(cell.strip() for cell in cells)))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileUnreadable(FileProblem.NOT_READABLE) from error
    return rows


def _read_workbook(content: bytes) -> list[tuple[int, tuple[Cell, ...]]]:
    """Return the rows of the first sheet that has any."""
    _refuse_bombs(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = (book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names)
            rows = next((sheet for sheet in sheets if sheet), [])
    except CalamineError as error:
        raise FileUnreadable(FileProblem.NOT_READABLE) from error
    return [(number, tuple(_read_cell(cell) for cell in row)) for number, row in enumerate(rows, start=1)]


def _refuse_bombs(content: bytes) -> None:
    """Refuse a workbook that would be enormous once it is unpacked. Raises FileUnreadable."""
    if content.startswith(_OLE):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile as error:
        raise FileUnreadable(FileProblem.NOT_READABLE) from error
    if unpacked > MOST_UNPACKED_BYTES:
        raise FileUnreadable(FileProblem.TOO_LARGE)


def _read_cell(cell: str | float | bool | date | time | timedelta) -> Cell:  # noqa: FBT001 - a cell's value
    if isinstance(cell, bool | time | timedelta):
        return str(cell)
    if isinstance(cell, int | float):
        return Decimal(f"{cell:.{SIGNIFICANT_DIGITS}g}")
    return cell.strip() if isinstance(cell, str) else cell


def _cut_table(rows: Sequence[tuple[int, tuple[Cell, ...]]], kind: Kind, charset: str, delimiter: str = "") -> Table:
    """Find the headings, which may stand below a title, and what is below them. Raises FileUnreadable."""
    filled = [each for each in rows if any(cell != "" for cell in each[1])]
    if not filled:
        raise FileUnreadable(FileProblem.EMPTY)
    if len(filled) > MOST_ROWS or max(len(cells) for _line, cells in filled) > MOST_COLUMNS:
        raise FileUnreadable(FileProblem.TOO_LARGE)
    beginning = [tuple(map(str, cells)) for _line, cells in filled[:LOOKS_FOR_HEADER]]
    place = max(range(len(beginning)), key=lambda each: (len(map_columns(kind, beginning[each])), -each))
    headings = beginning[place]
    if not any(headings) or all(isinstance(cell, Decimal) for cell in filled[place][1]):
        raise FileUnreadable(FileProblem.NO_HEADINGS)
    return Table(headings, tuple(filled[place + 1 :]), charset, delimiter)


def text_of(cell: Cell) -> str:
    """Return a cell as text: whole numbers without decimals, days as ISO 8601 has them."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    # Spreadsheets are kept from eating leading zeros by ="0034…".
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell
