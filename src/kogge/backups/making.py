"""Making a backup: the databases at one moment each while everything goes on, packed, and published under its name."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from kogge.backups import postgresql, sqlite
from kogge.backups.archive import write_archive
from kogge.backups.folders import publish, require_absent, work_folder
from kogge.backups.rules import CLOUD, ENGINE, OFFICE, Kind, Manifest, Origin, tell_apart
from kogge.config import Config
from kogge.infrastructure.migrating import list_applied_migrations


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup; its size in bytes."""

    path: Path
    size: int
    manifest: Manifest


def make_backup(config: Config, target: Path, now: datetime) -> Made:
    """Make a backup of the installation.

    `now` is when copying begins. Neither the keys nor the file that tells who owns orders are in it. Raises
    BackupExists, FolderUnwritable, DatabaseDamaged, ProgramsMissing and DumpFailed; there is no file then.
    """
    require_absent(target)
    origin = describe_installation(config, list_applied_migrations(config))
    with work_folder(target.parent) as folder:
        files = _copy(config, origin, folder)
        packed = folder / target.name
        manifest = write_archive(packed, origin, now, files)
        publish(packed, target)
        return Made(target, target.stat().st_size, manifest)


def describe_installation(config: Config, migrations: frozenset[str]) -> Origin:
    """Say what this installation is, with migrations that were applied or that are known."""
    return Origin(
        kind=Kind.POSTGRESQL if config.database_url else Kind.SQLITE,
        databases=frozenset({OFFICE, ENGINE} | ({CLOUD} if config.cloud_is_embedded else set())),
        version=version("kogge"),
        migrations=migrations,
        keys=tuple(map(tell_apart, settings.ENCRYPTION_KEYS)),
    )


def _copy(config: Config, origin: Origin, folder: Path) -> dict[str, Path]:
    if origin.kind is Kind.SQLITE:
        return sqlite.copy_databases(config.home, origin.databases, folder)
    dump = folder / postgresql.DUMP
    postgresql.dump_schemas(origin.databases, dump)
    return {postgresql.DUMP: dump}
