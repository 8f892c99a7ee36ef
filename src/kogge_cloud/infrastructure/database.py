"""Database settings and transactions of the Cloud, alike on SQLite and PostgreSQL, embedded or apart."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import dj_database_url
from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kogge_cloud.infrastructure.settings import database_alias

SCHEMA = "cloud"
SQLITE_FILE = "cloud.sqlite3"
CONNECTION_LIFE_S = 60

# A cut line is noticed after 20 s at both ends; who stands still within a transaction gives its locks up after 60 s.
# To compile a query takes longer than to run one of these.
_CLIENT_OPTIONS = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_SERVER_OPTIONS = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=20000"
    " -c idle_in_transaction_session_timeout=60000 -c jit=off"
)

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768;"


def database_settings(home: Path, database_url: str | None) -> dict[str, Any]:
    """Return Django's settings for the Cloud's database: a file in `home`, or the schema `cloud` at `database_url`.

    Raises ValueError when the address names anything but PostgreSQL.
    """
    if not database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / SQLITE_FILE,
            "CONN_MAX_AGE": CONNECTION_LIFE_S,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS},
            "TEST": {"NAME": home / f"test-{SQLITE_FILE}"},
        }
    parsed: dict[str, Any] = dict(
        dj_database_url.parse(database_url, conn_max_age=CONNECTION_LIFE_S, conn_health_checks=True)
    )
    if "postgresql" not in parsed["ENGINE"]:
        message = "DATABASE_URL must name a PostgreSQL database (postgresql://…); leave it empty for SQLite"
        raise ValueError(message)
    given = parsed.get("OPTIONS", {})
    told = f"{_SERVER_OPTIONS} -c search_path={SCHEMA} {given.get('options', '')}"
    parsed["OPTIONS"] = _CLIENT_OPTIONS | given | {"options": told.strip()}
    # A name of its own: two aliases of one test database would be taken for one and migrated once only.
    parsed["TEST"] = {"NAME": f"test_{parsed['NAME']}_{SCHEMA}"}
    return parsed


def connection() -> BaseDatabaseWrapper:
    """Return the Cloud's connection of this thread."""
    return connections[database_alias()]


def atomic() -> AbstractContextManager[object]:
    """Open a transaction on the Cloud's database; on SQLite it holds the write lock from its first statement."""
    return transaction.atomic(using=database_alias())


def create_schema(sender: AppConfig, using: str, **_: object) -> None:  # noqa: ARG001 - Django names it
    """Make the Cloud's schema before its tables (PostgreSQL): every kind of migration run passes here."""
    if using == database_alias() and connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
