"""What is asked of another program's database, and the snapshot that is kept of the answer; asks nothing itself."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kogge.data_imports.fields import Kind, Profile
from kogge.data_imports.reading import (
    DATABASE,
    MOST_COLUMNS,
    MOST_ROWS,
    SIGNIFICANT_DIGITS,
    Cell,
    Table,
)
from kogge.data_imports.samples import READY
from kogge.infrastructure.foreign_databases import Engine
from kogge.kernel.errors import KoggeError

MOST_SNAPSHOT_BYTES = 50_000_000
_QUOTED = re.compile(r"""'[^']*'|"[^"]*"|\[[^\]]*\]|`[^`]*`""")
_QUOTES = re.compile(r"""['"`\[\]]""")
_BEGINNING = re.compile(r"(select|with)\b", re.IGNORECASE)
_FORBIDDEN = (";", "--", "/*", "$$", "\0")
_NUMBER, _DAY, _MOMENT = "n", "d", "t"


class SelectProblem(StrEnum):
    """Why a text is not asked of a database."""

    EMPTY = "empty"
    NOT_ONE_SELECT = "not_one_select"
    TABLE_UNKNOWN = "table_unknown"
    NOT_READY = "not_ready"
    NO_ROWS = "no_rows"
    TOO_MUCH = "too_much"


class SelectRefused(KoggeError):
    """Something is not asked of a database; `problem` says why."""

    code = "select_refused"

    def __init__(self, problem: SelectProblem) -> None:
        """Keep why."""
        super().__init__(_PROBLEMS[problem])
        self.problem = problem


_PROBLEMS = {
    SelectProblem.EMPTY: "Name a table or view, or give a SELECT.",
    SelectProblem.NOT_ONE_SELECT: (
        "Only a single SELECT is asked, without semicolons within, without comments, and with brackets that match."
    ),
    SelectProblem.TABLE_UNKNOWN: "The database shows no such table or view to this user. Check name and rights.",
    SelectProblem.NOT_READY: "There is no ready SELECT of this program for this database. Name a table or view.",
    SelectProblem.NO_ROWS: "It holds no row. Choose another table or view, or look at the conditions of the SELECT.",
    SelectProblem.TOO_MUCH: (
        f"It holds more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or 50 MB. Take a view or a SELECT of fewer."
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read: one of a table (as the list names it), a ready SELECT of a program, or a SELECT."""

    table: str = ""
    program: str = ""
    select: str = ""


def name_table(schema: str, name: str) -> str:
    """Return a table as lists show it and people write it."""
    return f"{schema}.{name}" if schema else name


def make_select(wanted: Wanted, engine: Engine, kind: Kind, tables: Sequence[tuple[str, str]]) -> str:
    """Return what is asked, which gives a row more than may be taken over. Raises SelectRefused."""
    most = MOST_ROWS + 1
    if wanted.table:
        source = _quote(_find_table(wanted.table, tables), engine)
    elif wanted.program:
        ready = READY.get((Profile(wanted.program), engine), {}) if wanted.program in set(Profile) else {}
        if kind not in ready:
            raise SelectRefused(SelectProblem.NOT_READY)
        source = f"({ready[kind]}) AS wanted"
    else:
        source = f"({read_select(wanted.select)}\n) AS wanted"
    if engine is Engine.SQLSERVER:
        return f"SELECT TOP ({most}) * FROM {source}"  # noqa: S608 - quoted, or one SELECT in brackets
    return f"SELECT * FROM {source} LIMIT {most}"  # noqa: S608 - as above


def _find_table(named: str, tables: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the table of a name, which may leave its schema out where no other has one like it."""
    exact = [each for each in tables if name_table(*each) == named]
    found = exact or [each for each in tables if each[1] == named]
    if len(found) != 1:
        raise SelectRefused(SelectProblem.TABLE_UNKNOWN)
    return found[0]


def _quote(table: tuple[str, str], engine: Engine) -> str:
    if engine is Engine.SQLSERVER:
        return ".".join(f"[{part.replace(']', ']]')}]" for part in table if part)
    return ".".join('"{}"'.format(part.replace('"', '""')) for part in table if part)


def read_select(text: str) -> str:
    """Return a text that can stand in brackets as one SELECT and nothing beside it. Raises SelectRefused.

    Strict rather than clever: what separates statements or hides them is refused wherever it stands.
    """
    select = text.strip().removesuffix(";").strip()
    if not select:
        raise SelectRefused(SelectProblem.EMPTY)
    bare = _QUOTED.sub("", select)
    is_one = _BEGINNING.match(select) and not any(each in select for each in _FORBIDDEN) and not _QUOTES.search(bare)
    if not is_one or not _brackets_match(bare):
        raise SelectRefused(SelectProblem.NOT_ONE_SELECT)
    return select


def _brackets_match(text: str) -> bool:
    open_ones = 0
    for sign in text:
        open_ones += (sign == "(") - (sign == ")")
        if open_ones < 0:
            return False
    return open_ones == 0


def find_programs(engine: Engine, tables: Iterable[tuple[str, str]]) -> list[Profile]:
    """Return the programs that these tables are of, and that there are ready SELECTs for."""
    names = {name.casefold() for _schema, name in tables}
    return [profile for (profile, of), _selects in READY.items() if of is engine and _MARKS[profile] <= names]


_MARKS = {
    Profile.ODOO: {"sale_order", "sale_order_line", "res_partner", "product_product"},
    Profile.JTL: {"tkunde", "tartikel", "tauftrag", "tauftragposition"},
}


def make_snapshot(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return what a database answered, as it is kept and read again. Raises SelectRefused."""
    if len(headings) > MOST_COLUMNS:
        raise SelectRefused(SelectProblem.TOO_MUCH)
    lines, size = [json.dumps(list(headings), ensure_ascii=False).encode()], 0
    for row in rows:
        line = json.dumps([_write_cell(read_value(value)) for value in row], ensure_ascii=False)
        lines.append(line.encode(errors="replace"))
        size += len(lines[-1])
        if len(lines) > MOST_ROWS + 1 or size > MOST_SNAPSHOT_BYTES:
            raise SelectRefused(SelectProblem.TOO_MUCH)
    if len(lines) == 1:
        raise SelectRefused(SelectProblem.NO_ROWS)
    return b"\n".join(lines)


def read_snapshot(content: bytes) -> Table:
    """Return the table of a snapshot: numbers and times keep their type, and the first row is number 1."""
    headings, *lines = content.split(b"\n")
    rows = ((number, tuple(_read_cell(cell) for cell in json.loads(line))) for number, line in enumerate(lines, 1))
    return Table(tuple(json.loads(headings)), tuple(rows), DATABASE)


def read_value(value: object) -> Cell:
    """Return a database's value as a cell: nothing and what is no text (pictures) is empty."""
    if value is None or isinstance(value, bytes | bytearray | memoryview):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        value = Decimal(f"{value:.{SIGNIFICANT_DIGITS}g}")
    elif isinstance(value, int):
        value = Decimal(value)
    if isinstance(value, Decimal):
        return value if value.is_finite() else ""
    if isinstance(value, date):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value).strip()


def _write_cell(cell: Cell) -> str | tuple[str, str]:
    if isinstance(cell, Decimal):
        return _NUMBER, f"{cell:f}"
    if isinstance(cell, datetime):
        return _MOMENT, cell.isoformat()
    if isinstance(cell, date):
        return _DAY, cell.isoformat()
    return cell


def _read_cell(written: str | list[str]) -> Cell:
    if isinstance(written, str):
        return written
    sort, text = written
    if sort == _NUMBER:
        return Decimal(text)
    return datetime.fromisoformat(text) if sort == _MOMENT else date.fromisoformat(text)
