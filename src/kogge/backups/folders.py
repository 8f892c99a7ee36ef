"""Folders and files that appear whole or not at all: what a killed process leaves is cleared away by the next one."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kogge.backups.errors import BackupExists, FolderUnwritable

PREFIX = ".kogge-backup-"


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """Give a folder within `parent` that only its owner can read, and delete it at the end.

    Raises FolderUnwritable, also where the disk fills up within.
    """
    with explained(parent):
        _clear_away(parent)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        lock = os.open(folder, os.O_RDONLY)
        try:
            # The system unlocks it when this process ends, however it ends.
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Say in words what the system refuses. Raises FolderUnwritable."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"{folder} cannot be written to ({reason}). Free some space or correct its rights, then try again."
        raise FolderUnwritable(message, f"{folder.name}: {reason}") from error


def publish(made: Path, target: Path) -> None:
    """Let a finished file appear under its name, for good. Raises BackupExists."""
    keep_for_good(made)
    require_absent(target)
    made.replace(target)
    keep_for_good(target.parent)


def require_absent(target: Path) -> None:
    """Require that there is no such file yet. Raises BackupExists."""
    if target.exists():
        message = f"{target} is there already, and no backup is ever overwritten: choose another name, or move it away."
        raise BackupExists(message, target.name)


def keep_for_good(path: Path) -> None:
    """Have the disk keep a file's content, or a folder's names, whatever happens to the power."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _clear_away(parent: Path) -> None:
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError, BlockingIOError):
            lock = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
