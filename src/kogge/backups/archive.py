"""A backup's file: a zip with the databases and a manifest that tells the digest of each."""

import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from kogge.backups.errors import BackupUnreadable
from kogge.backups.rules import MANIFEST, Kind, Manifest, Member, Origin, read_manifest, write_manifest

BLOCK = 1 << 20
LARGEST_MANIFEST = 1 << 20
LEVEL = 1
"""Of compression: more of it takes several times as long for little."""


def write_archive(path: Path, origin: Origin, made_at: datetime, files: Mapping[str, Path]) -> Manifest:
    """Pack files under their names into a new file that only its owner can read."""
    # PostgreSQL's dump is compressed already.
    method = ZIP_DEFLATED if origin.kind is Kind.SQLITE else ZIP_STORED
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w+b") as file, ZipFile(file, "w", method, compresslevel=LEVEL) as archive:
        members = {name: _pack(archive, name, source) for name, source in files.items()}
        manifest = Manifest(origin, made_at, members)
        archive.writestr(MANIFEST, write_manifest(manifest), ZIP_DEFLATED)
    return manifest


def read_archive(path: Path) -> Manifest:
    """Return what a backup says of itself; its members are not looked at. Raises BackupUnreadable, BackupTooNew."""
    with _opened(path) as archive:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            message = f"{path} is no backup of Kogge's: its {MANIFEST} is too large."
            raise BackupUnreadable(message)
        return read_manifest(archive.read(MANIFEST))


def unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write a backup's members into a folder. Raises BackupUnreadable where one is not what the manifest says."""
    with _opened(path) as archive:
        for name, member in manifest.members.items():
            with archive.open(name) as packed, (folder / name).open("xb") as file:
                _copy(path, name, member, packed, file)


def check_archive(path: Path) -> Manifest:
    """Read a backup to its end. Raises BackupUnreadable where a member is not what the manifest says."""
    manifest = read_archive(path)
    with _opened(path) as archive, Path(os.devnull).open("wb") as nowhere:
        for name, member in manifest.members.items():
            with archive.open(name) as packed:
                _copy(path, name, member, packed, nowhere)
    return manifest


def _pack(archive: ZipFile, name: str, source: Path) -> Member:
    digest, size = sha256(), 0
    with source.open("rb") as file, archive.open(name, "w", force_zip64=True) as packed:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
            packed.write(block)
    return Member(digest.hexdigest(), size)


def _copy(path: Path, name: str, member: Member, packed: IO[bytes], file: IO[bytes]) -> None:
    digest, size = sha256(), 0
    while size <= member.size and (block := _read(packed, path)):
        digest.update(block)
        size += len(block)
        file.write(block)
    if (digest.hexdigest(), size) != (member.sha256, member.size):
        message = f"{path} is damaged: {name} is not what it was made of. Nothing was changed; take another one."
        raise BackupUnreadable(message, name)


def _read(packed: IO[bytes], path: Path) -> bytes:
    """Read a block; what cannot be written meanwhile is another matter, and no fault of the backup's."""
    with _understood(path):
        return packed.read(BLOCK)


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    with _understood(path):
        archive = ZipFile(path)
    with archive:
        try:
            yield archive
        except KeyError as error:
            message = f"{path} is no whole backup of Kogge's: {error.args[0]}"
            raise BackupUnreadable(message) from error


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Say in words what a file can be that is no backup. Raises BackupUnreadable."""
    try:
        yield
    except FileNotFoundError as error:
        message = f"There is no file {path}."
        raise BackupUnreadable(message) from error
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{path} cannot be read as a backup ({reason}). Nothing was changed; take another one."
        raise BackupUnreadable(message) from error
