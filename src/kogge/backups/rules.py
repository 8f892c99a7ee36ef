"""What a backup's manifest says, and whether a backup fits an installation: pure."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from kogge.backups.errors import BackupTooNew, BackupUnfit, BackupUnreadable

FORMAT = 1
"""Of the file; one that this version does not know is refused."""
MANIFEST = "manifest.json"

OFFICE, ENGINE, CLOUD = "office", "engine", "cloud"
COPIED = (ENGINE, OFFICE, CLOUD)
"""In this order: to an Office that is older than the Cloud, the Cloud offers again what came in between.

One that is newer would take for done what the Cloud has forgotten.
"""

_SEALED = b"kogge backup"


class Kind(StrEnum):
    """Where an installation keeps its data."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


NAMES: Mapping[Kind, str] = {Kind.SQLITE: "SQLite", Kind.POSTGRESQL: "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the backup: its SHA-256 in hexadecimal digits, its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Origin:
    """An installation as far as it matters to a backup: what it keeps where, and how new it is.

    `databases` are names of COPIED. `migrations` are those that were applied, or (here) those that are known. `keys`
    tell encryption keys apart, newest first, without telling them.
    """

    kind: Kind
    databases: frozenset[str]
    version: str
    migrations: frozenset[str]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    origin: Origin
    made_at: datetime
    members: Mapping[str, Member]


def name_backup(made_at: datetime) -> str:
    """Return the name of a backup's file."""
    return f"kogge-{name_moment(made_at)}.zip"


def name_moment(at: datetime) -> str:
    """Return a moment (UTC) as it stands in names of files."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def tell_apart(key: str) -> str:
    """Return what tells a secret key from others, and says nothing of it."""
    return hmac.new(key.encode(), _SEALED, "sha256").hexdigest()[:16]


def write_manifest(manifest: Manifest) -> str:
    """Return the manifest as it stands in the file."""
    origin = manifest.origin
    told = {
        "format": FORMAT,
        "kogge": origin.version,
        "made_at": manifest.made_at.astimezone(UTC).isoformat(),
        "kind": origin.kind.value,
        "databases": sorted(origin.databases),
        "keys": list(origin.keys),
        "members": {name: {"sha256": each.sha256, "size": each.size} for name, each in manifest.members.items()},
        "migrations": sorted(origin.migrations),
    }
    return json.dumps(told, indent=2)


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest. Raises BackupUnreadable, and BackupTooNew where its format is not known."""
    try:
        told: dict[str, Any] = json.loads(content)
        if int(told["format"]) > FORMAT:
            message = f"The backup is of format {told['format']}, made by Kogge {told['kogge']}: update Kogge first."
            raise BackupTooNew(message)
        return _read(told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"The backup's {MANIFEST} cannot be read ({type(error).__name__}): the file is damaged, or no backup."
        raise BackupUnreadable(message) from error


def _read(told: Mapping[str, Any]) -> Manifest:
    origin = Origin(
        kind=Kind(told["kind"]),
        databases=frozenset(map(str, told["databases"])),
        version=str(told["kogge"]),
        migrations=frozenset(map(str, told["migrations"])),
        keys=tuple(map(str, told["keys"])),
    )
    members = {str(name): Member(str(each["sha256"]), int(each["size"])) for name, each in told["members"].items()}
    return Manifest(origin, datetime.fromisoformat(told["made_at"]), members)


def require_fit(made: Origin, here: Origin) -> None:
    """Require that a backup can take the place of what is here. Raises BackupUnfit and BackupTooNew."""
    if made.kind is not here.kind:
        message = (
            f"The backup is of an installation on {NAMES[made.kind]}, and this one is on {NAMES[here.kind]}: "
            "DATABASE_URL decides. Nothing was changed."
        )
        raise BackupUnfit(message)
    if made.databases != here.databases:
        message = (
            f"The backup holds {_list(made.databases)}, and this installation has {_list(here.databases)}: "
            "KOGGE_CLOUD_URL decides whether the Cloud is embedded. Nothing was changed."
        )
        raise BackupUnfit(message)
    unknown = sorted(made.migrations - here.migrations)
    if unknown or _is_newer(made.version, here.version):
        told = f" (it knows {unknown[0]})" if unknown else ""
        message = (
            f"Kogge {made.version} made the backup{told}, and this is {here.version}, which is older: update Kogge "
            "first. Nothing was changed."
        )
        raise BackupTooNew(message)


def has_keys(made: Origin, here: Origin) -> bool:
    """Tell whether what the backup holds encrypted can be read here."""
    return set(made.keys) <= set(here.keys)


def _is_newer(version: str, other: str) -> bool:
    return _read_version(version) > _read_version(other)


def _read_version(version: str) -> list[int]:
    """Return the numbers of a version up to the first part that is none."""
    numbers: list[int] = []
    for part in version.split("."):
        if not (part.isascii() and part.isdecimal()):
            break
        numbers.append(int(part))
    return numbers


def _list(databases: frozenset[str]) -> str:
    return ", ".join(each for each in COPIED if each in databases)
