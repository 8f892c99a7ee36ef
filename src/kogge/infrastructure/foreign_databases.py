"""Reads databases of other programs: PostgreSQL, Microsoft SQL Server, SQLite files. Writes nothing, ever.

A password is handed to the driver and nowhere else: it stands in no error, log or address.
"""

import ipaddress
import itertools
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytds
from pytds.tds_base import Error as SqlserverError
from pytds.tds_base import LoginError

from kogge.kernel.errors import KoggeError

CONNECT_S = 5
READ_S = 30
ROWS_A_FETCH = 1000
MOST_TABLES = 1000
NO_FILE = "/dev/null/none"
"""Where the driver would look for a password that nobody entered."""
LONGEST_DETAIL = 200
_SQLITE = b"SQLite format 3\0"
_WAL, _ROLLBACK_JOURNAL = b"\x02\x02", b"\x01\x01"
_JOURNAL = slice(18, 20)
"""Where a SQLite file says how it is written: a copy without its log is read as it stands."""
_STEPS_BETWEEN_LOOKS = 100_000
_SQLITE_READS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


class Engine(StrEnum):
    """Kinds of databases that can be read."""

    POSTGRESQL = "postgresql"
    SQLSERVER = "sqlserver"
    SQLITE = "sqlite"


class Trouble(StrEnum):
    """Why a database cannot be read."""

    UNREACHABLE = "unreachable"
    NEAR = "near"
    REFUSED = "refused"
    REJECTED = "rejected"
    TOO_SLOW = "too_slow"
    NO_DATABASE = "no_database"


class ForeignDatabaseFailed(KoggeError):
    """A database of another program cannot be read; `detail` is what it says itself, without secrets."""

    code = "foreign_database_failed"

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        """Keep why, and what the database says."""
        super().__init__(_TROUBLES[trouble] + (f" It says: {detail}" if detail else ""))
        self.trouble = trouble
        self.detail = detail


_TROUBLES = {
    Trouble.UNREACHABLE: "No server answers at this address and port. Check both, and the firewall between.",
    Trouble.NEAR: "The address is this machine's own. Allow it with KOGGE_IMPORT_DATABASES=all, or use the command.",
    Trouble.REFUSED: "The server refused the sign-in. Check user name, password and name of the database.",
    Trouble.REJECTED: "The database refused what was asked. Check the table or the SELECT.",
    Trouble.TOO_SLOW: f"The database took longer than {READ_S} seconds. Ask for less, or for a table with an index.",
    Trouble.NO_DATABASE: "The file is no SQLite database, or is encrypted or damaged.",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A database server and who signs in there."""

    engine: Engine
    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite database: the bytes of an uploaded one, or the path of one on this machine."""

    content: bytes | Path = field(repr=False)
    engine: Engine = Engine.SQLITE


Source = Server | SqliteFile


class Rows(Protocol):
    """What is read of every driver's cursor (DB-API 2)."""

    @property
    def description(self) -> Sequence[Any] | None:
        """The columns; the first part of each is its name."""

    def execute(self, select: str, /) -> object:
        """Ask something."""

    def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]:
        """Return the next rows."""


class Reader:
    """An open database."""

    def __init__(self, engine: Engine, execute: Callable[[str], Rows], explain: Callable[[Exception], str]) -> None:
        """Keep how it is asked."""
        self.engine = engine
        self._execute = execute
        self._explain = explain

    def list_tables(self) -> list[tuple[str, str]]:
        """Return schema and name of the tables and views that may be read, so many at most. Raises as `read` does."""
        _names, rows = self.read(_TABLES[self.engine])
        return [(str(row[0]), str(row[1])) for row in itertools.islice(rows, MOST_TABLES)]

    def read(self, select: str) -> tuple[tuple[str, ...], Iterator[Sequence[Any]]]:
        """Return the names of the columns and the rows as they come. Raises ForeignDatabaseFailed, also later."""
        until = time.monotonic() + READ_S
        with self._told():
            rows = self._execute(select)
        names = tuple(str(column[0] or "") for column in rows.description or ())
        return names, self._fetch(rows, until)

    def _fetch(self, rows: Rows, until: float) -> Iterator[Sequence[Any]]:
        while True:
            with self._told():
                some = rows.fetchmany(ROWS_A_FETCH)
            yield from some
            if not some:
                return
            if time.monotonic() > until:
                raise ForeignDatabaseFailed(Trouble.TOO_SLOW)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what a driver raises into words."""
        try:
            yield
        except (psycopg.errors.QueryCanceled, TimeoutError):
            raise ForeignDatabaseFailed(Trouble.TOO_SLOW) from None
        except sqlite3.OperationalError as error:
            is_slow = error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
            told = (Trouble.TOO_SLOW, "") if is_slow else (Trouble.REJECTED, self._explain(error))
            raise ForeignDatabaseFailed(*told) from None
        except _FAILURES as error:
            raise ForeignDatabaseFailed(Trouble.REJECTED, self._explain(error)) from None


_FAILURES = (psycopg.Error, SqlserverError, sqlite3.Error, OSError, UnicodeError, ValueError)


_TABLES = {
    Engine.POSTGRESQL: (
        "SELECT table_schema, table_name FROM information_schema.tables "
        "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY table_schema, table_name"
    ),
    Engine.SQLSERVER: "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES ORDER BY 1, 2",
    Engine.SQLITE: (
        "SELECT '', name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%' ESCAPE '~' "
        "ORDER BY name"
    ),
}


@contextmanager
def open_database(source: Source, *, may_be_near: bool) -> Iterator[Reader]:
    """Open a database to read; it is rolled back at the end. Raises ForeignDatabaseFailed.

    `may_be_near` allows servers of this machine itself, which are behind its firewall.
    """
    if isinstance(source, SqliteFile):
        with closing(_open_sqlite(source.content)) as connection:
            yield Reader(source.engine, connection.execute, str)
        return
    address = find_address(source.host, source.port, may_be_near=may_be_near)
    opened = _open_postgresql if source.engine is Engine.POSTGRESQL else _open_sqlserver
    with opened(source, address) as reader:
        yield reader


def find_address(host: str, port: int, *, may_be_near: bool) -> str:
    """Return the address of a host at which a port answers; asked once, so that no later answer is another one.

    Raises ForeignDatabaseFailed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ForeignDatabaseFailed(Trouble.UNREACHABLE) from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not may_be_near and any(_is_near(each) for each in addresses):
        raise ForeignDatabaseFailed(Trouble.NEAR)
    for address in addresses:
        try:
            with socket.create_connection((address, port), timeout=CONNECT_S):
                return address
        except OSError:
            continue
    raise ForeignDatabaseFailed(Trouble.UNREACHABLE)


def _is_near(address: str) -> bool:
    """Tell whether an address is this machine's own, or one that leads to what belongs to it alone."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified or parsed.is_multicast:
        return True
    with socket.socket(socket.AF_INET6 if parsed.version == 6 else socket.AF_INET, socket.SOCK_DGRAM) as probe:  # noqa: PLR2004 - IPv6
        try:
            # What the machine itself has can be bound to.
            probe.bind((str(parsed), 0))
        except OSError:
            return False
    return True


@contextmanager
def _open_postgresql(server: Server, address: str) -> Iterator[Reader]:
    limits = f"-c default_transaction_read_only=on -c statement_timeout={READ_S * 1000} -c timezone=UTC"
    try:
        connection = psycopg.connect(
            host=server.host, hostaddr=address, port=server.port, dbname=server.database, user=server.user,
            password=server.password, passfile=NO_FILE, gssencmode="disable", connect_timeout=CONNECT_S,
            options=limits, application_name="kogge import", client_encoding="utf8",
        )  # fmt: skip
    except psycopg.Error:
        # It speaks the server's language, and names the user: what to check is the same.
        raise ForeignDatabaseFailed(Trouble.REFUSED) from None

    names = (f"kogge_import_{number}" for number in itertools.count())

    with closing(connection), ExitStack() as opened:
        connection.read_only = True

        def execute(select: str) -> Rows:
            # A cursor of the server's: rows come as they are fetched, however many there are.
            rows = opened.enter_context(connection.cursor(next(names)))
            rows.execute(select.encode())
            return rows

        yield Reader(server.engine, execute, lambda error: _shorten(_primary(error), server))


def _primary(error: Exception) -> str:
    said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return said or str(error)


@contextmanager
def _open_sqlserver(server: Server, address: str) -> Iterator[Reader]:
    try:
        connection = pytds.connect(
            dsn=address, port=server.port, database=server.database, user=server.user, password=server.password,
            timeout=READ_S, login_timeout=CONNECT_S, appname="kogge import", readonly=True, disable_connect_retry=True,
        )  # fmt: skip
    except LoginError:
        raise ForeignDatabaseFailed(Trouble.REFUSED) from None
    except _FAILURES as error:
        raise ForeignDatabaseFailed(Trouble.REFUSED, _shorten(str(error), server)) from None

    def execute(select: str) -> Rows:
        rows: Rows = connection.cursor()
        rows.execute(select)
        return rows

    with closing(connection):
        yield Reader(server.engine, execute, lambda error: _shorten(str(error), server))


def _shorten(text: str, server: Server) -> str:
    """Return the first line of what a server says, without the password."""
    said = text.partition("\n")[0]
    if server.password:
        said = said.replace(server.password, "…")
    return said[:LONGEST_DETAIL]


def _open_sqlite(content: bytes | Path) -> sqlite3.Connection:
    """Open a copy in memory of what was uploaded, or a file of this machine read-only; only SELECTs are let through."""
    try:
        if isinstance(content, Path):
            connection = sqlite3.connect(f"{content.resolve().as_uri()}?mode=ro", uri=True)
        else:
            if not content.startswith(_SQLITE):
                raise ForeignDatabaseFailed(Trouble.NO_DATABASE)
            connection = sqlite3.connect(":memory:")
            is_logged = content[_JOURNAL] == _WAL
            connection.deserialize(
                content[: _JOURNAL.start] + _ROLLBACK_JOURNAL + content[_JOURNAL.stop :] if is_logged else content
            )
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.Error, OverflowError):
        raise ForeignDatabaseFailed(Trouble.NO_DATABASE) from None
    until = time.monotonic() + READ_S
    connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS_BETWEEN_LOOKS)
    connection.set_authorizer(
        lambda action, *_what: sqlite3.SQLITE_OK if action in _SQLITE_READS else sqlite3.SQLITE_DENY
    )
    return connection
