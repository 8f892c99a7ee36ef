"""Backups of an installation under test while nothing runs: SQLite's file, or a template copy on PostgreSQL."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from tests.chaos.installations import Installation

FILE = "office.sqlite3"


class Backup:
    """The Office's database as it was; the Cloud's and the engine's are hosts of their own, but for PostgreSQL's."""

    def __init__(self, office: Installation) -> None:
        self._home = Path(office.environment["KOGGE_HOME"])
        self._server, _slash, self._name = office.environment["DATABASE_URL"].rpartition("/")

    def make(self) -> None:
        """Take today's backup in place of the last one."""
        if not self._server:
            with closing(sqlite3.connect(self._home / FILE)) as source, closing(sqlite3.connect(self._copy)) as copy:
                source.backup(copy)
            return
        self._copy_database(self._name, f"{self._name}_backup")

    def restore(self) -> None:
        """Go back to the last backup."""
        if not self._server:
            for ending in ("-wal", "-shm"):
                (self._home / f"{FILE}{ending}").unlink(missing_ok=True)
            shutil.copyfile(self._copy, self._home / FILE)
            return
        self._copy_database(f"{self._name}_backup", self._name)

    def delete(self) -> None:
        """Leave nothing behind on a server."""
        if self._server:
            self._execute(f'DROP DATABASE IF EXISTS "{self._name}_backup" WITH (FORCE)')

    @property
    def _copy(self) -> Path:
        return self._home / "backup.sqlite3"

    def _copy_database(self, source: str, copy: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        # Who was killed may still be connected for a moment.
        self._execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'")
        self._execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())
