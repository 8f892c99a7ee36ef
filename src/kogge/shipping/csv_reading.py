"""Reads carriers' files of tracking numbers: CSV in any usual dress, columns found by their names. Pure.

What is read are order, tracking number, carrier, day and quantities; names and addresses stay in the file.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kogge.kernel.errors import KoggeError

DELIMITERS = ";,\t|"
LOOKS_FOR_HEADER = 15
MOST_ROWS = 5_000
MOST_BYTES = 5_000_000


class FileProblem(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NO_TRACKING_COLUMN = "no_tracking_column"
    NO_ORDER_COLUMN = "no_order_column"


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
    FileProblem.NOT_TEXT: "it is no CSV. Export it as CSV, not as a workbook.",
    FileProblem.NO_TRACKING_COLUMN: "no column is called like a tracking number, such as “Sendungsnummer”.",
    FileProblem.NO_ORDER_COLUMN: "no column is called like an order or a reference, such as “Sendungsreferenz”.",
}


class Column(StrEnum):
    """What is read of a file."""

    ORDER = "order"
    TRACKING = "tracking"
    CARRIER = "carrier"
    SERVICE = "service"
    DAY = "day"
    ITEM = "item"
    QUANTITY = "quantity"


COLUMNS: Mapping[Column, tuple[str, ...]] = {
    Column.TRACKING: (
        "sendungsnummer", "trackingnummer", "trackingnumber", "tracking", "trackingid", "trackingcode", "trackid",
        "sendungsid", "sendungskennung", "paketnummer", "paketscheinnummer", "parcelnumber", "parcelno",
        "parcellabelnumber", "packagenumber", "shipmentnumber", "identcode", "piececode", "barcode", "trackandtrace",
    ),
    Column.ORDER: (
        "amazonorderid", "orderid", "ordernumber", "orderno", "auftragsnummer", "auftragsnr", "bestellnummer",
        "bestellnr", "belegnummer", "belegnr", "vorgangsnummer", "lieferscheinnummer", "sendungsreferenz",
        "kundenreferenz", "kundenreferenznummer", "referenznummer", "referenz", "referenz1", "referenznr",
        "referenznr1", "reference", "reference1", "ref1", "customerreference", "shipmentreference",
    ),
    Column.CARRIER: (
        "carrier", "carriercode", "carriername", "versanddienstleister", "versanddienst", "paketdienst",
        "frachtfuhrer", "frachtfuehrer", "dienstleister",
    ),
    Column.SERVICE: ("service", "produkt", "produktname", "product", "versandart", "deliveryservice"),
    Column.DAY: (
        "sendungsdatum", "versanddatum", "versandtag", "shipdate", "shippingdate", "shipmentdate", "einlieferungsdatum",
        "einlieferung", "auflieferdatum", "datum", "date",
    ),
    Column.ITEM: ("orderitemid", "artikelnummer", "artikelnr", "sku", "positionsnummer"),
    Column.QUANTITY: ("menge", "quantity", "stuckzahl", "stueckzahl"),
}  # fmt: skip
"""Names of columns, the more telling first, as `_fold` writes them."""

UMLAUTS = str.maketrans("äöü", "aou")
_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y", "%Y%m%d", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file; `number` is its line there. What it does not say is empty; `day` is ISO 8601, or as it stood."""

    number: int
    order: str
    tracking: str
    carrier: str = ""
    service: str = ""
    day: str = ""
    item: str = ""
    quantity: str = ""

    def describe(self) -> dict[str, Any]:
        """Return the row as JSON."""
        return asdict(self)


def read_rows(content: bytes) -> list[Row]:
    """Return the rows of a file that say anything. Raises FileUnreadable."""
    if len(content) > MOST_BYTES:
        raise FileUnreadable(FileProblem.TOO_LARGE)
    lines = _decode(content).splitlines()
    if not any(line.strip() for line in lines):
        raise FileUnreadable(FileProblem.EMPTY)
    try:
        rows = list(_read_table(lines))
    except csv.Error as error:
        raise FileUnreadable(FileProblem.NOT_TEXT) from error
    if len(rows) > MOST_ROWS:
        raise FileUnreadable(FileProblem.TOO_LARGE)
    return rows


def read_day(text: str) -> date | None:
    """Return the day that a text begins with; None where it is none."""
    first = re.split(r"[ T]", text.strip(), maxsplit=1)[0]
    for pattern in _DAYS:
        try:
            return datetime.strptime(first, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _read_table(lines: list[str]) -> Iterator[Row]:
    begins, delimiter, places = _find_header(lines)
    reader = csv.reader(lines[begins + 1 :], delimiter=delimiter)
    for cells in reader:
        row = _read_row(begins + 1 + reader.line_num, cells, places)
        if row.order or row.tracking:
            yield row


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise FileUnreadable(FileProblem.NOT_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _find_header(lines: list[str]) -> tuple[int, str, dict[Column, int]]:
    """Return the line of the header, what separates its cells, and where each column is.

    Carriers put titles and dates above it: it is the first line that names a tracking number and an order.
    """
    best: dict[Column, int] = {}
    for index, line in enumerate(lines[:LOOKS_FOR_HEADER]):
        for delimiter in DELIMITERS:
            places = _find_columns(next(csv.reader([line], delimiter=delimiter), []))
            if Column.TRACKING in places and Column.ORDER in places:
                return index, delimiter, places
            best = max(best, places, key=len)
    has_tracking = Column.TRACKING in best
    raise FileUnreadable(FileProblem.NO_ORDER_COLUMN if has_tracking else FileProblem.NO_TRACKING_COLUMN)


def _find_columns(cells: Iterable[str]) -> dict[Column, int]:
    folded = [_fold(cell) for cell in cells]
    return {column: place for column, names in COLUMNS.items() if (place := _place(folded, names)) is not None}


def _place(folded: list[str], names: Iterable[str]) -> int | None:
    return next((folded.index(name) for name in names if name in folded), None)


def _fold(name: str) -> str:
    plain = name.casefold().translate(UMLAUTS)
    return re.sub(r"[^a-z0-9]", "", plain)


def _read_row(number: int, cells: list[str], places: Mapping[Column, int]) -> Row:
    values = dict(_pick(cells, places))
    day = read_day(values.get(Column.DAY.value, ""))
    if day is not None:
        values[Column.DAY.value] = day.isoformat()
    return Row(number=number, **({"order": "", "tracking": ""} | values))


def _pick(cells: list[str], places: Mapping[Column, int]) -> Iterator[tuple[str, str]]:
    for column, place in places.items():
        text = cells[place].strip() if place < len(cells) else ""
        # Spreadsheets are kept from eating leading zeros by ="0034…" or a leading apostrophe.
        yield column.value, re.sub(r'^="?|"$|^\'', "", text).strip()[:200]
