"""Who is alive: heartbeats in the database for other machines, a locked file for this one."""

import fcntl
import os
import secrets
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from io import TextIOWrapper
from pathlib import Path

from django.db.models import Q

from kogge.infrastructure.models import Executor, Lease

BEAT_EVERY_S = 5
DEAD_AFTER_S = 30
"""Silence after which a process on another machine counts as dead: six heartbeats, which steps do not hold up.

One that lives all the same does no harm (decision 14); it finds out with its next heartbeat.
"""

LOCKS_FOLDER = "executors"


class Presence:
    """The sign of life of this process: a file that the system unlocks when the process ends, however it ends."""

    def __init__(self, home: Path) -> None:
        """Take a fresh id and lock its file in `home`."""
        self.executor_id = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._path = _lock_path(home, self.executor_id)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file: TextIOWrapper = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def announce(self, now: datetime, *, is_worker: bool) -> None:
        """Write the first heartbeat; to be done before any workflow runs under this id."""
        Executor.objects.create(executor_id=self.executor_id, started_at=now, beat_at=now, is_worker=is_worker)

    def beat(self, now: datetime) -> bool:
        """Say that this process is alive; return False when others took it for dead, and its work with it."""
        return Executor.objects.filter(executor_id=self.executor_id).update(beat_at=now) == 1

    def leave(self) -> None:
        """End in good order. The row goes once no workflow names it any more (`forget_executors`)."""
        self._file.close()


def list_alive_executors(home: Path, now: datetime) -> set[str]:
    """Return the ids of the processes that may still be running."""
    return {each.executor_id for each in Executor.objects.all() if _is_alive(each, home, now)}


def list_running_here(home: Path) -> set[str]:
    """Return the ids of the processes of this machine that run on a data folder: asked of their files alone.

    It tells even where the database cannot be read.
    """
    running = set()
    for path in (home / LOCKS_FOLDER).glob("*.lock"):
        # One that leaves just now takes its file along.
        with suppress(FileNotFoundError):
            running |= {path.stem} if _is_locked(path) else set()
    return running


def forget_executors(home: Path, executor_ids: set[str]) -> None:
    """Remove what dead processes left."""
    Executor.objects.filter(executor_id__in=executor_ids).delete()
    for executor_id in executor_ids:
        _lock_path(home, executor_id).unlink(missing_ok=True)


def list_executors() -> set[str]:
    """Return the ids of all processes that ever announced themselves and were not forgotten."""
    return set(Executor.objects.values_list("executor_id", flat=True))


def take_lease(name: str, holder: str, now: datetime, for_s: float) -> bool:
    """Take or renew a lease, if nobody else holds it: one UPDATE decides, so that two never both get it.

    One that is held for longer than anybody may is free, too: whoever took it had a wrong clock, and may be dead.
    """
    until = now + timedelta(seconds=for_s)
    taken = {"holder": holder, "until_at": until}
    free = Q(holder=holder) | Q(until_at__lte=now) | Q(until_at__gt=until)
    if Lease.objects.filter(free, name=name).update(**taken):
        return True
    return Lease.objects.get_or_create(name=name, defaults=taken)[1]


def release_lease(name: str, holder: str) -> None:
    """Give a lease back early, whatever time it is for others."""
    Lease.objects.filter(name=name, holder=holder).delete()


def _is_alive(executor: Executor, home: Path, now: datetime) -> bool:
    try:
        return _is_locked(_lock_path(home, executor.executor_id))
    except FileNotFoundError:
        return executor.beat_at > now - timedelta(seconds=DEAD_AFTER_S)


def _is_locked(path: Path) -> bool:
    """Tell whether a process holds its file. Raises FileNotFoundError."""
    try:
        with path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _lock_path(home: Path, executor_id: str) -> Path:
    return home / LOCKS_FOLDER / f"{executor_id.replace(':', '_')}.lock"
