"""What is asked of another program's database: one SELECT, whatever is typed; and what comes back keeps its type."""

import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kogge.companies.commands import InputUnusable
from kogge.data_imports.databases import list_wanted, name_wanted, read_server, read_wanted
from kogge.data_imports.fields import REQUIRED, Field, Kind, Profile, find_profile, map_columns
from kogge.data_imports.reading import DATABASE
from kogge.data_imports.samples import READY
from kogge.data_imports.selects import (
    SelectProblem,
    SelectRefused,
    Wanted,
    make_select,
    make_snapshot,
    read_select,
    read_snapshot,
    read_value,
)
from kogge.infrastructure import foreign_databases
from kogge.infrastructure.foreign_databases import Engine, ForeignDatabaseFailed, Server, SqliteFile, Trouble

CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])).map(str.strip),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)


@pytest.fixture(scope="module")
def shop() -> SqliteFile:
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(
            "CREATE TABLE kunden (Kundennummer TEXT, Nachname TEXT, seit TEXT, umsatz REAL, bild BLOB);"
            "INSERT INTO kunden VALUES ('0010', 'Böhm', NULL, 12.5, x'00ff'), ('0011', 'Öz', NULL, 1e15, NULL);"
            'CREATE VIEW "gute; kunden" AS SELECT * FROM kunden WHERE umsatz > 100;'
            "CREATE TABLE leer (a);"
        )
        return SqliteFile(connection.serialize())


@given(st.lists(CELLS, min_size=1, max_size=4).flatmap(lambda row: st.lists(st.just(row), min_size=1, max_size=3)))
def test_a_snapshot_keeps_every_value_and_its_type(rows: list[list[object]]) -> None:
    headings = [f"h{place}" for place, _cell in enumerate(rows[0])]
    table = read_snapshot(make_snapshot(headings, rows))
    assert table.headings == tuple(headings)
    assert [list(cells) for _row, cells in table.rows] == rows
    assert [[type(cell) for cell in cells] for _row, cells in table.rows] == [
        [type(each) for each in row] for row in rows
    ]
    assert (table.rows[0][0], table.charset) == (1, DATABASE)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""), (b"\x89PNG", ""), (True, "1"), (7, Decimal(7)), (0.1 + 0.2, Decimal("0.3")), (float("nan"), ""),
        (Decimal("12.500"), Decimal("12.5")), (date(2026, 2, 3), date(2026, 2, 3)), (" A ", "A"),
        ({"de_DE": "Größe"}, '{"de_DE": "Größe"}'), (datetime(2026, 1, 1, tzinfo=UTC).time(), "00:00:00"),
    ],
)  # fmt: skip
def test_values_of_databases_become_cells(value: object, cell: object) -> None:
    assert read_value(value) == cell


@pytest.mark.parametrize(
    "select",
    [
        "DELETE FROM kunden", "SELECT 1; DROP TABLE kunden", "SELECT 1) AS x DROP TABLE kunden SELECT * FROM (SELECT 1",
        "SELECT 1 -- and no more", "SELECT /* x */ 1", "SELECT $$;$$", "SELECT 'a", 'SELECT "a', "SELECT (1",
        "selection", "EXEC sp_who", "SELECT 1\0",
    ],
)  # fmt: skip
def test_only_one_select_is_asked(select: str) -> None:
    with pytest.raises(SelectRefused) as raised:
        read_select(select)
    assert raised.value.problem is SelectProblem.NOT_ONE_SELECT


@given(st.text(alphabet="()'\"[];-/* SELECTdrop1,"))
def test_what_is_asked_never_leaves_its_brackets(text: str) -> None:
    """A plain tokenizer of our own, which knows quotes as databases do, agrees."""
    try:
        select = read_select(f"SELECT {text}")
    except SelectRefused:
        return
    depth, quote = 0, ""
    for sign in select:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"[":
            quote = "]" if sign == "[" else sign
        else:
            depth += (sign == "(") - (sign == ")")
            assert depth >= 0
            assert sign != ";"
    assert (depth, quote) == (0, "")


def test_tables_are_quoted_and_must_be_shown() -> None:
    tables = [("public", 'a"b'), ("dbo", "c]d"), ("x", "twice"), ("y", "twice")]
    assert '"public"."a""b" LIMIT' in make_select(Wanted(table='a"b'), Engine.POSTGRESQL, Kind.CUSTOMERS, tables)
    assert "TOP (100001) * FROM [dbo].[c]]d]" in make_select(
        Wanted(table="dbo.c]d"), Engine.SQLSERVER, Kind.CUSTOMERS, tables
    )
    for name in ("twice", "users; DROP"):
        with pytest.raises(SelectRefused):
            make_select(Wanted(table=name), Engine.POSTGRESQL, Kind.CUSTOMERS, tables)
    with pytest.raises(SelectRefused):
        make_select(Wanted(program="jtl"), Engine.POSTGRESQL, Kind.CUSTOMERS, tables)


@pytest.mark.parametrize(("profile", "engine"), list(READY))
@pytest.mark.parametrize("kind", list(Kind))
def test_ready_selects_name_what_is_found_by_its_headings(profile: Profile, engine: Engine, kind: Kind) -> None:
    select = READY[profile, engine][kind]
    assert read_select(select) == select.strip()
    quote = '"' if engine is Engine.POSTGRESQL else "]"
    headings = [each.rstrip(quote).lstrip('["') for each in (part.split(" AS ")[-1] for part in _columns(select))]
    found = map_columns(kind, headings)
    wanted = {*REQUIRED[kind], *({Field.CUSTOMER_NUMBER, Field.TOTAL} if kind is Kind.DOCUMENTS else ())}
    assert wanted <= set(found)
    assert len(found) == len(headings)
    assert kind is not Kind.DOCUMENTS or find_profile(kind, headings) is profile


def _columns(select: str) -> list[str]:
    """Return the parts of a SELECT's list, split at commas that no bracket holds."""
    listed = select.strip().removeprefix("SELECT").split("\nFROM ")[0]
    parts, depth = [""], 0
    for sign in listed:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [each.strip() for each in parts]


def test_an_uploaded_sqlite_file_is_read_and_nothing_else_is_done(shop: SqliteFile) -> None:
    assert list_wanted(shop, may_be_near=False).tables == ["gute; kunden", "kunden", "leer"]
    wanted = Wanted(table="kunden")
    table = read_snapshot(read_wanted(shop, wanted, Kind.CUSTOMERS, may_be_near=False))
    assert table.headings[:2] == ("Kundennummer", "Nachname")
    assert [cells for _row, cells in table.rows] == [
        ("0010", "Böhm", "", Decimal("12.5"), ""), ("0011", "Öz", "", Decimal("1e15"), ""),
    ]  # fmt: skip
    assert name_wanted(shop, wanted) == "kunden · SQLite"
    view = read_snapshot(read_wanted(shop, Wanted(table="gute; kunden"), Kind.CUSTOMERS, may_be_near=False))
    joined = Wanted(select="SELECT k.Nachname AS Name, (SELECT count(*) FROM kunden) AS n FROM kunden k ORDER BY 1;")
    assert len(view.rows) == 1
    assert read_snapshot(read_wanted(shop, joined, Kind.CUSTOMERS, may_be_near=False)).rows[0][1] == (
        "Böhm",
        Decimal(2),
    )
    with pytest.raises(SelectRefused) as empty:
        read_wanted(shop, Wanted(table="leer"), Kind.CUSTOMERS, may_be_near=False)
    assert empty.value.problem is SelectProblem.NO_ROWS


@pytest.mark.parametrize(
    ("select", "trouble"),
    [
        ("SELECT nothing FROM kunden", Trouble.REJECTED),
        ("SELECT load_extension('x')", Trouble.REJECTED),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", Trouble.TOO_SLOW),
    ],
)
def test_what_sqlite_refuses_is_told(
    shop: SqliteFile, select: str, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_databases, "READ_S", 0.05)
    with pytest.raises(ForeignDatabaseFailed) as raised:
        read_wanted(shop, Wanted(select=select), Kind.CUSTOMERS, may_be_near=False)
    assert raised.value.trouble is trouble


@pytest.mark.parametrize("content", [b"", b"Kundennummer;Name\n", b"SQLite format 3\0" + b"\xff" * 4096])
def test_other_files_are_no_sqlite_databases(content: bytes) -> None:
    with pytest.raises(ForeignDatabaseFailed):
        list_wanted(SqliteFile(content), may_be_near=False)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kogge.data_imports.selects.MOST_ROWS", 2)
    with pytest.raises(SelectRefused) as raised:
        make_snapshot(["a"], iter([["1"]] * 3))
    assert raised.value.problem is SelectProblem.TOO_MUCH
    assert len(read_snapshot(make_snapshot(["a"], [["1"]] * 2)).rows) == 2


def test_addresses_of_servers_are_read_and_never_repeated() -> None:
    server = read_server("postgresql://odoo:p%40ss@db.example:6543/odoo17\n")
    assert server == Server(Engine.POSTGRESQL, "db.example", 6543, "odoo17", "odoo", "p@ss")
    assert "p@ss" not in repr(server)
    assert read_server("mssql://sa:x@wawi/eazybusiness").port == 1433
    for wrong in ("mysql://a:geheim@b/c", "postgresql://a:geheim@b:99999999/c", "postgresql://a:geheim@b", "geheim"):
        with pytest.raises(InputUnusable) as raised:
            read_server(wrong)
        assert "geheim" not in str(raised.value)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "0.0.0.0"])
def test_the_page_connects_to_other_machines_only(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_databases.socket, "getaddrinfo", lambda *_a, **_o: [(0, 0, 0, "", (address, 1))])
    with pytest.raises(ForeignDatabaseFailed) as raised:
        foreign_databases.find_address("db.example", 1, may_be_near=False)
    assert raised.value.trouble is Trouble.NEAR
