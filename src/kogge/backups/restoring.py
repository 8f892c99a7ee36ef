"""Restoring a backup: everything is checked first, and what was there is kept."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import Error as DatabaseTrouble
from django.db import ProgrammingError, connections

from kogge.backups import postgresql, sqlite
from kogge.backups.archive import read_archive, unpack
from kogge.backups.errors import BackupUnreadable, RestoreFailed, StillRunning
from kogge.backups.folders import explained, keep_for_good, work_folder
from kogge.backups.making import describe_installation
from kogge.backups.rules import Kind, Manifest, has_keys, name_moment, require_fit
from kogge.backups.services import note_restored
from kogge.config import Config
from kogge.infrastructure.heartbeats import list_alive_executors, list_running_here
from kogge.infrastructure.migrating import list_migrations, migrate_databases

REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, where that is which it replaced, and whether what it holds encrypted can be read here."""

    manifest: Manifest
    aside: Path | None
    has_keys: bool


def restore_backup(config: Config, path: Path, now: datetime) -> Restored:
    """Put a backup in the place of the databases, and bring it up to this version.

    Raises StillRunning, BackupUnreadable, BackupUnfit, BackupTooNew, FolderUnwritable, DatabaseDamaged and
    ProgramsMissing before anything is changed, RestoreFailed with what state things are in.
    """
    require_stopped(config, now)
    manifest = read_archive(path)
    here = describe_installation(config, list_migrations())
    require_fit(manifest.origin, here)
    if set(manifest.members) != _list_members(manifest):
        message = f"{path} is no whole backup of Kogge's: files are missing, or there are others."
        raise BackupUnreadable(message)
    with work_folder(config.home) as folder:
        unpack(path, manifest, folder)
        if manifest.origin.kind is Kind.SQLITE:
            aside = _replace_files(config, manifest, folder, path, now)
        else:
            aside = _replace_schemas(config, manifest, folder, path, now)
    return Restored(manifest, aside, has_keys(manifest.origin, here))


def require_stopped(config: Config, now: datetime) -> None:
    """Require that no process works on the databases. Raises StillRunning."""
    running = list_running_here(config.home)
    if config.database_url:
        # Of an empty database nobody can have made use.
        with suppress(ProgrammingError):
            running |= list_alive_executors(config.home, now)
    if running:
        message = (
            f"Kogge is running here ({', '.join(sorted(running))}): stop it on every machine, then try again; one that "
            "was killed on another machine counts as alive for 30 seconds. Nothing was changed."
        )
        raise StillRunning(message)


def _list_members(manifest: Manifest) -> set[str]:
    if manifest.origin.kind is Kind.POSTGRESQL:
        return {postgresql.DUMP}
    return {sqlite.file_name(each) for each in manifest.origin.databases}


def _replace_files(config: Config, manifest: Manifest, folder: Path, path: Path, now: datetime) -> Path | None:
    for name in manifest.members:
        sqlite.check(folder / name)
        keep_for_good(folder / name)
    connections.close_all()
    require_stopped(config, now)
    aside = _make_aside(config, now)
    try:
        with sqlite.put_in_place(config.home, folder, manifest.origin.databases, aside) as way_back:
            try:
                migrate_databases(config)
                note_restored(manifest, path, now)
            finally:
                connections.close_all()
            way_back.pop_all()
    except (OSError, DatabaseTrouble) as error:
        _forget_if_empty(aside)
        message = f"The backup could not be restored ({error}). What was here before is back in its place."
        raise RestoreFailed(message, str(error)) from error
    keep_for_good(config.home)
    return _forget_if_empty(aside)


def _replace_schemas(config: Config, manifest: Manifest, folder: Path, path: Path, now: datetime) -> Path | None:
    databases = manifest.origin.databases
    postgresql.find_program("psql")
    aside = _make_aside(config, now)
    there = postgresql.list_schemas(databases)
    if there:
        postgresql.dump_schemas(there, aside / postgresql.DUMP)
        keep_for_good(aside / postgresql.DUMP)
    require_stopped(config, now)
    connections.close_all()
    postgresql.load_dump(folder / postgresql.DUMP, databases)
    connections.close_all()
    try:
        migrate_databases(config)
        note_restored(manifest, path, now)
    except DatabaseTrouble as error:
        message = (
            f"The backup is restored, but could not be brought up to this version ({error}). `kogge init` tries that "
            f"again; what was here before is in {aside}."
        )
        raise RestoreFailed(message, str(error)) from error
    return _forget_if_empty(aside)


def _make_aside(config: Config, now: datetime) -> Path:
    """Make the folder for what is replaced. Raises FolderUnwritable."""
    aside = config.home / REPLACED / name_moment(now)
    with explained(aside.parent):
        aside.parent.mkdir(mode=0o700, exist_ok=True)
        aside.mkdir(mode=0o700)
    return aside


def _forget_if_empty(aside: Path) -> Path | None:
    if any(aside.iterdir()):
        return aside
    aside.rmdir()
    return None
