"""Database settings and transactions, alike on SQLite and PostgreSQL."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import dj_database_url
from django.db import Error as DatabaseTrouble
from django.db import connection, transaction

from kogge.config import Config

SCHEMA = "office"
SQLITE_FILE = "office.sqlite3"
ENGINE_FILE = "engine.sqlite3"
CONNECTION_LIFE_S = 60

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": _PRAGMAS,
}

LOOK_FOR_DATABASE_EVERY_S = 1.0

NOTICED_AFTER_S = 20
"""A cut line is noticed after so long at both ends: until then the server keeps the locks of who is cut off."""
IDLE_TRANSACTION_S = 60
"""A process that stands still within a transaction gives its locks up after so long."""

_CLIENT_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": NOTICED_AFTER_S * 1000,
}
_SERVER_OPTIONS = {
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": NOTICED_AFTER_S * 1000,
    "idle_in_transaction_session_timeout": IDLE_TRANSACTION_S * 1000,
    # Compiling a query of a page takes longer than running it.
    "jit": "off",
}


def database_settings(home: Path, database_url: str) -> dict[str, Any]:
    """Return the settings of the Office's database: a file in `home`, or the schema `office` at `database_url`."""
    if not database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / SQLITE_FILE,
            # An embedded Cloud's answer ends like any request: without this it would close the Office's connection.
            "CONN_MAX_AGE": CONNECTION_LIFE_S,
            "OPTIONS": SQLITE_OPTIONS,
            "TEST": {"NAME": home / f"test-{SQLITE_FILE}"},
        }
    parsed: dict[str, Any] = dict(
        dj_database_url.parse(database_url, conn_max_age=CONNECTION_LIFE_S, conn_health_checks=True)
    )
    if "postgresql" not in parsed["ENGINE"]:
        message = "DATABASE_URL must name a PostgreSQL database (postgresql://…); leave it empty for SQLite"
        raise ValueError(message)
    parsed["OPTIONS"] = _connection_options(parsed.get("OPTIONS", {}), search_path=SCHEMA)
    return parsed


def _connection_options(given: Mapping[str, Any], **server_options: str) -> dict[str, Any]:
    """Return what libpq is told, and through it the server, so that neither end waits long for who is cut off.

    What DATABASE_URL says itself (`given`) goes before.
    """
    told = [f"-c {name}={value}" for name, value in [*_SERVER_OPTIONS.items(), *server_options.items()]]
    return _CLIENT_OPTIONS | dict(given) | {"options": " ".join([*told, given.get("options", "")]).strip()}


def engine_url(config: Config) -> str:
    """Return the address of the engine's own database, as SQLAlchemy reads it."""
    if not config.database_url:
        return f"sqlite:///{config.home / ENGINE_FILE}"
    address, _mark, query = config.database_url.split("://", 1)[1].partition("?")
    return f"postgresql://{address}?{urlencode(_connection_options(dict(parse_qsl(query))))}"


def prepare_engine_file(config: Config) -> None:
    """Put SQLite's file into WAL mode before anyone uses it: readers and the writer then do not stop each other."""
    if not config.database_url:
        with closing(sqlite3.connect(config.home / ENGINE_FILE, timeout=20)) as connected:
            connected.execute("PRAGMA journal_mode=WAL")


def await_database(stopped: threading.Event) -> None:
    """Wait as long as the Office's database cannot be reached, or until stopped."""
    while not stopped.is_set():
        connection.close()
        try:
            connection.ensure_connection()
        except DatabaseTrouble:
            stopped.wait(LOOK_FOR_DATABASE_EVERY_S)
        else:
            return


def is_postgresql() -> bool:
    """Tell whether the Office runs on PostgreSQL."""
    return connection.vendor == "postgresql"


def create_schema() -> None:
    """Create the Office's schema on PostgreSQL; nothing to do on SQLite."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all reads within see the database as it was at one moment, while others go on writing. Reads only.

    On SQLite a transaction of Django's would take the write lock; a deferred one keeps to its snapshot without it.
    Within a transaction there is nothing to do.
    """
    if connection.in_atomic_block:
        yield
    elif is_postgresql():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
