"""A backup's file: a zip with the databases and a manifest that tells the digest of each."""

import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
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
    with _understood(path), ZipFile(path) as archive:
        size = archive.getinfo(MANIFEST).file_size
        content = archive.read(MANIFEST) if size <= LARGEST_MANIFEST else b""
    return read_manifest(content)


def unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write a backup's members into a folder. Raises BackupUnreadable where one is not what the manifest says."""
    for name, member in manifest.members.items():
        with (folder / name).open("xb") as file:
            for block in _read_member(path, name, member):
                file.write(block)


def check_archive(path: Path) -> Manifest:
    """Read a backup to its end. Raises BackupUnreadable where a member is not what the manifest says."""
    manifest = read_archive(path)
    for name, member in manifest.members.items():
        for _block in _read_member(path, name, member):
            pass
    return manifest


def _pack(archive: ZipFile, name: str, source: Path) -> Member:
    digest, size = sha256(), 0
    with source.open("rb") as file, archive.open(name, "w", force_zip64=True) as packed:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
            packed.write(block)
    return Member(digest.hexdigest(), size)


def _read_member(path: Path, name: str, member: Member) -> Iterator[bytes]:
    """Read a member block by block; at its end require that it is what the manifest says."""
    digest, size = sha256(), 0
    with ExitStack() as opened:
        with _understood(path):
            packed = opened.enter_context(opened.enter_context(ZipFile(path)).open(name))
        while size <= member.size:
            # What cannot be written meanwhile is no fault of the backup's.
            with _understood(path):
                block = packed.read(BLOCK)
            if not block:
                break
            digest.update(block)
            size += len(block)
            yield block
    if (digest.hexdigest(), size) != (member.sha256, member.size):
        message = f"{path} is damaged: {name} is not what it was made of. Nothing was changed; take another one."
        raise BackupUnreadable(message, name)


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Say in words what a file can be that is no backup. Raises BackupUnreadable."""
    try:
        yield
    except FileNotFoundError as error:
        message = f"There is no file {path}."
        raise BackupUnreadable(message) from error
    except (BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, OSError) as error:
        # So many ways has the library to say that a file is damaged, encrypted, or of another kind.
        reason = getattr(error, "strerror", None) or " ".join(map(str, error.args))
        message = f"{path} cannot be read as a backup ({reason}). Nothing was changed; take another one."
        raise BackupUnreadable(message) from error
