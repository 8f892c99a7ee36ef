"""SQLite: copies of databases that are in use, and putting copies in their place."""

import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from kogge.backups.errors import DatabaseDamaged, FolderUnwritable
from kogge.backups.rules import COPIED

ENDINGS = ("", "-wal", "-shm")
"""A database in WAL mode is up to three files."""
WAIT_S = 20


def file_name(database: str) -> str:
    """Return the name of a database's file, in the data folder and in a backup."""
    return f"{database}.sqlite3"


def copy_databases(home: Path, databases: Iterable[str], folder: Path) -> dict[str, Path]:
    """Copy databases into a folder while others write to them, each as it is at one moment, and check the copies.

    Raises DatabaseDamaged and FolderUnwritable.
    """
    wanted = set(databases)
    names = [file_name(each) for each in COPIED if each in wanted]
    for name in names:
        _copy(home / name, folder / name)
    return {name: folder / name for name in names}


def check(path: Path) -> None:
    """Have SQLite check a database. Raises DatabaseDamaged."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = " ".join(connection.execute("PRAGMA quick_check(1)").fetchone()[0].split())
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        message = f"{path.name} is damaged: {found}"
        raise DatabaseDamaged(message, f"{path.name}: {found}")


def _copy(source: Path, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=WAIT_S)) as original,
            closing(sqlite3.connect(copy)) as made,
        ):
            made.execute("PRAGMA synchronous=OFF")
            # All pages at once: SQLite would begin anew whenever somebody writes between two steps.
            original.backup(made)
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            message = f"{copy.parent.parent} has no room for a copy of {source.name}. Free some space, then try again."
            raise FolderUnwritable(message, f"{copy.parent.parent.name}: {error}") from error
        message = f"{source} cannot be copied ({error}): it is missing or damaged."
        raise DatabaseDamaged(message, f"{source.name}: {error}") from error
    check(copy)


def put_in_place(home: Path, folder: Path, databases: Iterable[str], aside: Path) -> ExitStack:
    """Move what is there aside, and copies in its place; return the way back. Raises OSError, with all as before."""
    names = [file_name(each) for each in databases]
    with ExitStack() as way_back:
        for name in [f"{name}{ending}" for name in names for ending in ENDINGS]:
            if (home / name).exists():
                (home / name).replace(aside / name)
                way_back.callback((aside / name).replace, home / name)
        for name in names:
            (folder / name).replace(home / name)
            way_back.callback(_remove, home / name)
        return way_back.pop_all()


def _remove(path: Path) -> None:
    for ending in ENDINGS:
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
