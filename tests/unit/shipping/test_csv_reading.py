"""Carriers' files: every usual dress is read, nothing is lost, what cannot be read says why."""

import contextlib
import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.shipping.csv_reading import FileProblem, FileUnreadable, Row, read_day, read_rows

ORDER = "302-1234567-1234567"
DHL = f"""Sendungsliste vom 23.11.2026
"Sendungsnummer";"Sendungsreferenz";"Empfänger Name 1";"Sendungsdatum";"Produkt"
"00340434161094015902";"{ORDER}";"Müller; Jörg";"23.11.2026";"DHL Paket"
"00340434161094015919";"B0002";"Łukasz";"23.11.2026 14:05";"DHL Paket"
"""
DPD = f"Parcel Number,Reference1,Name,Date\r\n01475047500001,{ORDER},Smith,2026-11-23\r\n"
GLS = f"Paketnummer\tReferenznummer\tVersanddatum\n50346007538\t{ORDER}\t23.11.26\n"
OWN = f"order-id;sku;quantity;carrier;tracking\n{ORDER};A-1;2;UPS;1Z999AA10123456784\n;;;;\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_dhl(encoding: str) -> None:
    content = DHL.replace("Łukasz", "Lukas") if encoding == "cp1252" else DHL
    assert read_rows(content.encode(encoding)) == [
        Row(3, ORDER, "00340434161094015902", service="DHL Paket", day="2026-11-23"),
        Row(4, "B0002", "00340434161094015919", service="DHL Paket", day="2026-11-23"),
    ]


def test_dpd_gls_and_a_list_of_ones_own() -> None:
    assert read_rows(DPD.encode()) == [Row(2, ORDER, "01475047500001", day="2026-11-23")]
    assert read_rows(GLS.encode()) == [Row(2, ORDER, "50346007538", day="2026-11-23")]
    assert read_rows(OWN.encode()) == [Row(2, ORDER, "1Z999AA10123456784", carrier="UPS", item="A-1", quantity="2")]


def test_what_spreadsheets_do_to_numbers_is_undone() -> None:
    content = f'Sendungsnummer;Referenz\n="00340434161094015902";\'{ORDER}\n'
    assert read_rows(content.encode()) == [Row(2, ORDER, "00340434161094015902")]


def test_rows_that_lack_something_are_kept_to_be_shown() -> None:
    assert read_rows(f"tracking;order id\n;{ORDER}\nX1234567;\n".encode()) == [
        Row(2, ORDER, ""),
        Row(3, "", "X1234567"),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b" \n\n", FileProblem.EMPTY),
        (b"PK\x03\x04\0\0", FileProblem.NOT_TEXT),
        (b"a;b\n1;2\n", FileProblem.NO_TRACKING_COLUMN),
        (b"Sendungsnummer;Name\n1;2\n", FileProblem.NO_ORDER_COLUMN),
        (b"x" * 5_000_001, FileProblem.TOO_LARGE),
    ],
)
def test_files_that_cannot_be_read_say_why(content: bytes, problem: FileProblem) -> None:
    with pytest.raises(FileUnreadable) as caught:
        read_rows(content)
    assert caught.value.problem is problem


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(FileUnreadable):
        assert all(row.order or row.tracking for row in read_rows(content))


CELL = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12).map(str.strip)


@given(st.lists(st.tuples(CELL, CELL), max_size=8), st.sampled_from(";,\t|"))
def test_no_row_is_lost(pairs: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([("Sendungsnummer", "Auftragsnummer"), *pairs])
    assert len(read_rows(file.getvalue().encode())) >= sum(
        1 for pair in pairs if any(each.strip("'=\"") for each in pair)
    )


def test_days() -> None:
    assert read_day("23.11.2026 14:00:01") == date(2026, 11, 23)
    assert read_day("2026-11-23T14:00:01Z") == date(2026, 11, 23)
    assert read_day("gestern") is None
