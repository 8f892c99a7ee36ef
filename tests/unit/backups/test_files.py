"""Files of backups: packed and read again, copied and put in place, and what is left of those that died."""

import fcntl
import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kogge.backups import folders, postgresql, sqlite
from kogge.backups.archive import check_archive, read_archive, unpack, write_archive
from kogge.backups.errors import BackupExists, BackupUnreadable, DatabaseDamaged, FolderUnwritable, ProgramsMissing
from kogge.backups.rules import COPIED, Kind, Origin
from kogge.infrastructure.database import ENGINE_FILE, SQLITE_FILE

AT = datetime(2026, 11, 26, 17, 5, 4, tzinfo=UTC)
ORIGIN = Origin(Kind.SQLITE, frozenset(COPIED), "1.0", frozenset(), ("a",))
CONTENT = b"orders " * 400 + bytes(range(256))


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    (folder / "office").write_bytes(CONTENT)
    write_archive(folder / "backup.zip", ORIGIN, AT, {"office": folder / "office"})
    return folder / "backup.zip"


def test_what_was_packed_is_unpacked(packed: Path, tmp_path: Path) -> None:
    assert packed.stat().st_mode & 0o777 == 0o600
    manifest = read_archive(packed)
    assert (manifest.origin, manifest.made_at) == (ORIGIN, AT)
    unpack(packed, manifest, tmp_path)
    assert (tmp_path / "office").read_bytes() == CONTENT


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_file_is_noticed_or_harmless(packed: Path, data: st.DataObject) -> None:
    content = bytearray(packed.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.sampled_from([len(content), place]))
    damaged = packed.with_name("damaged.zip")
    damaged.write_bytes(content[:cut])
    with suppress(BackupUnreadable):
        assert check_archive(damaged).members == read_archive(packed).members


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupUnreadable, match="There is no file"):
        read_archive(tmp_path / "nothing.zip")


def make_database(path: Path, text: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE told (text)")
        connection.execute("INSERT INTO told VALUES (?)", [text])
        connection.commit()


def read_database(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT text FROM told").fetchone()[0])


def test_databases_are_called_what_they_are_called() -> None:
    assert {sqlite.file_name(each) for each in COPIED} == {SQLITE_FILE, ENGINE_FILE, "cloud.sqlite3"}


def test_a_database_in_use_is_copied_and_put_in_place(tmp_path: Path) -> None:
    home, folder, aside = (tmp_path / name for name in ("home", "folder", "aside"))
    for each in (home, folder, aside):
        each.mkdir()
    make_database(home / "office.sqlite3", "before")
    with closing(sqlite3.connect(home / "office.sqlite3")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE told SET text = 'after'")
        copies = sqlite.copy_databases(home, ["office"], folder)
        writer.commit()
        assert read_database(copies["office.sqlite3"]) == "before", "what is not committed is not in it"
        with sqlite.put_in_place(home, folder, ["office"], aside):
            assert read_database(home / "office.sqlite3") == "before"
    assert read_database(home / "office.sqlite3") == "after", "the way back was not given up"
    copies = sqlite.copy_databases(home, ["office"], folder)
    sqlite.put_in_place(home, folder, ["office"], aside).pop_all()
    assert read_database(aside / "office.sqlite3") == "after"


def test_what_cannot_be_put_in_place_leaves_all_as_it_was(tmp_path: Path) -> None:
    home, folder, aside = (tmp_path / name for name in ("home", "folder", "aside"))
    for each in (home, folder, aside):
        each.mkdir()
    for name in ("office.sqlite3", "engine.sqlite3"):
        make_database(home / name, "before")
    make_database(folder / "engine.sqlite3", "copy")
    with pytest.raises(FileNotFoundError):
        sqlite.put_in_place(home, folder, ["engine", "office"], aside)
    assert [read_database(home / name) for name in ("office.sqlite3", "engine.sqlite3")] == ["before", "before"]
    assert list(aside.iterdir()) == []


def test_a_damaged_or_missing_database_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "office.sqlite3").write_bytes(b"no database " * 1000)
    for name in ("office", "engine"):
        with pytest.raises(DatabaseDamaged, match=f"{name}.sqlite3"):
            sqlite.copy_databases(tmp_path, [name], folder)


def test_what_a_killed_process_left_is_cleared_away_and_what_is_in_use_stays(tmp_path: Path) -> None:
    dead, alive = (tmp_path / f"{folders.PREFIX}{name}" for name in ("dead", "alive"))
    for each in (dead, alive):
        each.mkdir()
        (each / "office.sqlite3").touch()
    lock = os.open(alive, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with folders.work_folder(tmp_path) as mine:
        assert {dead.exists(), mine.exists()} == {False, True}
    os.close(lock)
    assert (alive.exists(), mine.exists()) == (True, False)


def test_a_full_disk_and_a_name_that_is_taken_are_told(tmp_path: Path) -> None:
    with pytest.raises(FolderUnwritable, match="No space left"), folders.work_folder(tmp_path):
        raise OSError(28, "No space left on device")
    with pytest.raises(FolderUnwritable, match="No such file"), folders.work_folder(tmp_path / "nowhere"):
        pass
    for name in ("made", "target"):
        (tmp_path / name).write_text(name)
    with pytest.raises(BackupExists, match="no backup is ever overwritten"):
        folders.publish(tmp_path / "made", tmp_path / "target")
    assert (tmp_path / "target").read_text() == "target"


def test_a_programs_reason_quotes_nobody() -> None:
    told = b"psql:<stdin>:7: ERROR:  syntax error\nCONTEXT:  COPY customers_customer, line 1: Xaver Zuckerhut\n"
    assert postgresql._read_reason(told) == "psql:<stdin>:7: ERROR:  syntax error"


def test_the_program_of_the_servers_version_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "FOLDER", tmp_path)
    monkeypatch.setattr(postgresql.shutil, "which", lambda _: None)
    for version in (14, 15, 17):
        program = tmp_path / str(version) / "bin" / "pg_dump"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.3'\n")
        program.chmod(0o700)
    found = []
    for server in (150_008, 160_001):
        monkeypatch.setattr(postgresql, "connection", SimpleNamespace(pg_version=server))
        found.append(postgresql.find_program("pg_dump").parts[-3])
    assert found == ["15", "17"]
    monkeypatch.setattr(postgresql, "connection", SimpleNamespace(pg_version=180_000))
    with pytest.raises(ProgramsMissing, match=r"version 17 is too old.*postgresql-client-18"):
        postgresql.find_program("pg_dump")
