"""A restore on SQLite that fails half way, and one that does not."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from kogge.backups import making, restoring
from kogge.backups.errors import BackupUnreadable, FolderUnwritable, RestoreFailed
from kogge.backups.making import make_backup
from kogge.backups.restoring import REPLACED, restore_backup
from kogge.backups.rules import COPIED
from kogge.backups.sqlite import file_name
from kogge.config import Config, read_config

AT = datetime(2026, 11, 26, 17, 5, 4, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An installation whose databases tell what they are, without Django."""
    monkeypatch.setattr(making, "list_applied_migrations", lambda _: frozenset({"articles.0001_initial"}))
    monkeypatch.setattr(restoring, "list_migrations", lambda: frozenset({"articles.0001_initial"}))
    monkeypatch.setattr(restoring, "connections", SimpleNamespace(close_all=lambda: None))
    monkeypatch.setattr(restoring, "migrate_databases", lambda _: None)
    monkeypatch.setattr(restoring, "note_restored", lambda *_: None)
    config = replace(read_config(), home=tmp_path / "home", database_url="", cloud_url="")
    config.home.mkdir()
    for each in COPIED:
        with closing(sqlite3.connect(config.home / file_name(each))) as connection:
            connection.execute("CREATE TABLE told (text)")
    write(config, "before")
    return config


def write(config: Config, text: str) -> None:
    for each in COPIED:
        with closing(sqlite3.connect(config.home / file_name(each))) as connection:
            connection.execute("INSERT INTO told VALUES (?)", [text])
            connection.commit()


def read(folder: Path) -> set[str]:
    told = set()
    for each in COPIED:
        with closing(sqlite3.connect(folder / file_name(each))) as connection:
            told |= {text for (text,) in connection.execute("SELECT text FROM told")}
    return told


def test_what_is_replaced_is_kept(config: Config, tmp_path: Path) -> None:
    file = make_backup(config, tmp_path / "backup.zip", AT).path
    write(config, "after")
    restored = restore_backup(config, file, LATER)
    assert (read(config.home), restored.manifest.made_at, restored.has_keys) == ({"before"}, AT, True)
    assert restored.aside == config.home / REPLACED / "20261126T180504Z"
    assert read(restored.aside) == {"before", "after"}


def test_an_empty_folder_is_filled(config: Config, tmp_path: Path) -> None:
    file = make_backup(config, tmp_path / "backup.zip", AT).path
    fresh = replace(config, home=tmp_path / "fresh")
    fresh.home.mkdir()
    assert restore_backup(fresh, file, LATER).aside is None
    assert read(fresh.home) == {"before"}


@pytest.mark.parametrize("step", ["migrate_databases", "note_restored"])
def test_what_fails_half_way_is_undone(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        write(config, "half")
        message = "disk I/O error"
        raise OperationalError(message)

    monkeypatch.setattr(restoring, step, fail)
    file = make_backup(config, tmp_path / "backup.zip", AT).path
    write(config, "after")
    with pytest.raises(RestoreFailed, match=r"disk I/O error.*back in its place"):
        restore_backup(config, file, LATER)
    assert read(config.home) == {"before", "after"}
    assert sorted(each.name for each in config.home.iterdir()) == sorted([*map(file_name, COPIED), REPLACED])
    assert list((config.home / REPLACED).iterdir()) == []


def test_a_disk_that_is_full_changes_nothing(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "unpack", fail)
    file = make_backup(config, tmp_path / "backup.zip", AT).path
    write(config, "after")
    with pytest.raises(FolderUnwritable, match="No space left"):
        restore_backup(config, file, LATER)
    assert read(config.home) == {"before", "after"}


def test_a_backup_with_a_file_too_few_is_refused(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making.sqlite, "copy_databases", lambda home, *_: {"office.sqlite3": home / "office.sqlite3"})
    file = make_backup(config, tmp_path / "backup.zip", AT).path
    with pytest.raises(BackupUnreadable, match="files are missing"):
        restore_backup(config, file, LATER)
