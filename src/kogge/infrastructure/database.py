"""Database settings and transactions, alike on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
from django.db import connection, transaction

SCHEMA = "office"
SQLITE_FILE = "office.sqlite3"
CONNECTION_LIFE_S = 60

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": _PRAGMAS,
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
    parsed["OPTIONS"] = parsed.get("OPTIONS", {}) | {"options": f"-c search_path={SCHEMA}"}
    return parsed


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
