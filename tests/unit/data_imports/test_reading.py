"""Files of other programs: any usual dress, columns found by their headings, values as they are written."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kogge.data_imports.fields import GENERAL, PROFILES, Field, Kind, Profile, find_profile, map_columns
from kogge.data_imports.reading import FileProblem, FileUnreadable, read_table
from kogge.data_imports.values import (
    Numbers,
    add_tax,
    find_numbers,
    read_amount,
    read_country,
    read_moment,
    read_percent,
)

ODOO = (
    "Activities,Company,Customer,Order Date,Order Reference,Pricelist,Order Lines/Product Template,"
    "Order Lines/Quantity,Order Lines/Unit Price,Order Lines/Discount (%),Order Lines/Taxes"
)
JTL = "Auftragsnummer;Externe Auftragsnummer;Erstelldatum;Kundennummer;Artikelnummer;Artikelname;Menge;VK Netto;MwSt"
BUERO = "BelegNr;AuftrNr;Dat;AdrNr;ArtNr;KuBez1;Mge;EPr;GPr;AucWebID"


@pytest.mark.parametrize(
    ("headings", "delimiter", "profile", "order_column", "price_column"),
    [
        (ODOO, ",", Profile.ODOO, None, 8),
        (JTL, ";", Profile.JTL, 1, 7),
        (BUERO, ";", Profile.BUERO, 1, 7),
        ("Vorgang;Bestellnummer;Menge", ";", Profile.OTHER, 1, None),
    ],
)
def test_programs_are_recognised_by_their_headings(
    headings: str, delimiter: str, profile: Profile, order_column: int | None, price_column: int | None
) -> None:
    names = headings.split(delimiter)
    found = map_columns(Kind.DOCUMENTS, names)
    assert find_profile(Kind.DOCUMENTS, names) is profile
    assert found.get(Field.ORDER_REFERENCE) == order_column
    assert found.get(Field.UNIT_PRICE) == price_column
    assert len(set(found.values())) == len(found)


@given(st.lists(st.sampled_from(sorted({
    name for kinds in (GENERAL, *PROFILES.values()) for names in kinds[Kind.DOCUMENTS].values() for name in names
}))))  # fmt: skip
def test_no_column_is_taken_twice(headings: tuple[str, ...]) -> None:
    found = map_columns(Kind.DOCUMENTS, headings)
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_charset_and_delimiter_are_found_out(charset: str, delimiter: str) -> None:
    rows = [["Kundennummer", "Name", "Straße"], ["0010", "Jörg Böhm", "Am Königsgraben 7"], ["0011", "Müller", "Süd 5"]]
    text = "Adressliste vom 1.2.\r\n\r\n" + "\r\n".join(delimiter.join(row) for row in rows)
    table = read_table(text.encode(charset), Kind.CUSTOMERS)
    assert table.headings == ("Kundennummer", "Name", "Straße")
    assert table.rows == ((4, ("0010", "Jörg Böhm", "Am Königsgraben 7")), (5, ("0011", "Müller", "Süd 5")))


def test_line_breaks_in_cells_do_not_split_rows() -> None:
    table = read_table(b'Kundennummer;Name\n1;"Two\nlines; one cell"\n2;B\n', Kind.CUSTOMERS)
    assert table.rows == ((2, ("1", "Two\nlines; one cell")), (4, ("2", "B")))


def test_workbooks_keep_numbers_and_days() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Artikelnummer", "Name", "Preis", "Bestand"])
        sheet.write_row(1, 0, ["007", "Größe", 19.99, 3])
        sheet.write_datetime(2, 0, datetime(2026, 2, 3), book.add_format({"num_format": "dd.mm.yyyy"}))  # noqa: DTZ001
    table = read_table(file.getvalue(), Kind.ARTICLES)
    assert table.rows[0] == (2, ("007", "Größe", Decimal("19.99"), Decimal(3)))
    assert isinstance(table.rows[1][1][0], date)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b" \n ", FileProblem.EMPTY),
        (b"a\0b", FileProblem.NOT_READABLE),
        (b"PK\x05\x06" + bytes(18), FileProblem.NOT_READABLE),
        (b"a;" * 300, FileProblem.TOO_LARGE),
        (bytes(10_000_001), FileProblem.TOO_LARGE),
    ],
)
def test_what_is_no_table_says_so(content: bytes, problem: FileProblem) -> None:
    with pytest.raises(FileUnreadable) as caught:
        read_table(content, Kind.CUSTOMERS)
    assert caught.value.problem is problem


@pytest.mark.parametrize(
    ("text", "numbers", "amount"),
    [
        ("1.234,50 €", Numbers.COMMA, "1234.50"),
        ("12,5", Numbers.COMMA, "12.5"),
        ("12,50-", Numbers.COMMA, "-12.50"),
        ("1.234", Numbers.COMMA, "1234"),
        ("1.23", Numbers.COMMA, None),
        ("1,234.50", Numbers.POINT, "1234.50"),
        ("1'234.50 CHF", Numbers.POINT, "1234.50"),
        ("1,23", Numbers.POINT, None),
        ("zwölf", Numbers.COMMA, None),
        ("", Numbers.COMMA, None),
        ("٣", Numbers.COMMA, None),
        ("9" * 30, Numbers.COMMA, None),
    ],
)
def test_amounts_are_read_by_the_decimal_sign(text: str, numbers: Numbers, amount: str | None) -> None:
    assert read_amount(text, numbers) == (None if amount is None else Decimal(amount))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.sampled_from(Numbers))
def test_what_is_written_with_thousands_is_read_back(amount: Decimal, numbers: Numbers) -> None:
    text = f"{amount:,.2f}"
    if numbers is Numbers.COMMA:
        text = text.translate(str.maketrans(",.", ".,"))
    assert read_amount(text, numbers) == amount
    assert find_numbers([text]) is numbers


def test_rates_days_and_countries() -> None:
    assert read_percent("19% USt", Numbers.COMMA) == Decimal(19)
    assert read_percent(Decimal("0.07"), Numbers.COMMA) == Decimal(7)
    assert read_percent("USt frei", Numbers.COMMA) is None
    assert read_moment("03.02.2026 14:05", UTC) == datetime(2026, 2, 3, 14, 5, tzinfo=UTC)
    assert read_moment("2025-12-01 10:37:22", UTC) == datetime(2025, 12, 1, 10, 37, 22, tzinfo=UTC)
    assert read_moment("31.02.2026", UTC) is None
    countries = {each: read_country(each) for each in ("D", "at", "Österreich", "Germany", "", "Atlantis")}
    assert list(countries.values()) == ["DE", "AT", "AT", "DE", "", None]


@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=4), max_size=6), st.sampled_from([0, 7, 19, 25]))
def test_tax_is_added_once_a_rate(net: list[Decimal], percent: int) -> None:
    parts = add_tax(net, Decimal(percent), "EUR")
    assert len(parts) == len(net)
    assert abs(sum(parts) - sum(net) * (100 + percent)) <= Decimal("0.5")


@pytest.mark.parametrize(
    "order", [["Customer/Reference", "Customer Reference"], ["Customer Reference", "Customer/Reference"]]
)
def test_the_customers_reference_is_not_the_orders(order: list[str]) -> None:
    found = map_columns(Kind.DOCUMENTS, ["Order Reference", *order, "Order Lines/Product"])
    assert found[Field.CUSTOMER_NUMBER] == 1 + order.index("Customer/Reference")
    assert found[Field.ORDER_REFERENCE] == 1 + order.index("Customer Reference")
