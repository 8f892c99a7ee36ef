"""What is done to an installation of its own, by a process that prints what came of it as JSON."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import django

django.setup()

from django.db import connection  # noqa: E402 - models need Django

from kogge.audit.models import AuditEntry  # noqa: E402
from kogge.backups.making import Made, make_backup  # noqa: E402
from kogge.backups.models import Backup, BackupState  # noqa: E402
from kogge.backups.restoring import restore_backup  # noqa: E402
from kogge.backups.rules import MANIFEST  # noqa: E402
from kogge.companies.models import Company, User  # noqa: E402
from kogge.config import read_config  # noqa: E402
from kogge.guards.witness import FILE as WITNESS  # noqa: E402
from kogge.infrastructure.heartbeats import Presence  # noqa: E402
from kogge.infrastructure.models import Executor, Lease  # noqa: E402
from kogge.kernel.errors import KoggeError  # noqa: E402

CONFIG = read_config()
BEFORE, AFTER, NOTED = "before", "after", "noted"


def main(folder: Path) -> dict[str, Any]:
    """Back up while somebody writes, be refused in every way, restore."""
    (CONFIG.home / WITNESS).write_text(NOTED)
    company = Company.objects.get()
    Company.objects.update(name=BEFORE)
    now = datetime.now(UTC)
    asked = Backup.objects.create(
        company=company, name="x.zip", asked_at=now, made_at=now, state=BackupState.RUNNING, made_by=User.objects.get()
    )
    file = folder / "backup.zip"
    with _written_meanwhile() as before:
        made = make_backup(CONFIG, file, now)
    Company.objects.update(name=AFTER)
    refusals = _list_refusals(made, folder)
    kept = Company.objects.get().name, (CONFIG.home / "replaced").exists()
    restored = restore_backup(CONFIG, file, datetime.now(UTC))
    written = sorted(int(each) for each in Lease.objects.filter(holder="test").values_list("name", flat=True))
    asked.refresh_from_db()
    return {
        "members": sorted(made.manifest.members),
        "refusals": refusals,
        "kept": kept,
        "name": Company.objects.get().name,
        "is_one_moment": written == list(range(len(written))) and len(written) >= before,
        "asked": [asked.state, asked.size == made.size],
        "journal": AuditEntry.objects.filter(action="backups.restore").count(),
        "aside": sorted(each.suffix for each in restored.aside.iterdir()) if restored.aside else [],
        "witness": (CONFIG.home / WITNESS).read_text(),
        "has_keys": restored.has_keys,
        "left_over": [str(each) for place in (CONFIG.home, folder) for each in place.glob(".kogge-backup-*")],
    }


@contextmanager
def _written_meanwhile() -> Iterator[int]:
    """Write numbers, one a transaction, as long as it lasts; tell how many there were at the beginning."""
    stopped, begun = threading.Event(), threading.Event()

    def write() -> None:
        for number in count():
            if stopped.is_set():
                break
            Lease.objects.create(name=str(number), holder="test", until_at=datetime.now(UTC))
            if number == 2:
                begun.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    try:
        yield 3
    finally:
        stopped.set()
        writer.join()


def _list_refusals(made: Made, folder: Path) -> dict[str, str]:
    """Return the codes of why backups are not restored."""
    cut = folder / "cut.zip"
    cut.write_bytes(made.path.read_bytes()[: made.size // 2])
    kinds = {"sqlite": "postgresql", "postgresql": "sqlite"}
    other = _rewrite(made.path, lambda told: told | {"kind": kinds[told["kind"]]})
    newer = _rewrite(made.path, lambda told: told | {"migrations": [*told["migrations"], "articles.9999_add_colour"]})
    told = {path.stem: _find_refusal(path) for path in (made.path.with_name("absent.zip"), cut, other, newer)}
    presence = Presence(CONFIG.home)
    told["running"] = _find_refusal(made.path)
    presence.leave()
    if CONFIG.database_url:
        facts = {"started_at": datetime.now(UTC), "is_worker": True}
        Executor.objects.create(executor_id="elsewhere:1:a", beat_at=datetime.now(UTC), **facts)
        told["running elsewhere"] = _find_refusal(made.path)
        Executor.objects.update(beat_at=datetime.now(UTC) - timedelta(minutes=1))
    return told


def _rewrite(path: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    """Return a copy of a backup whose manifest says something else."""
    with ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[MANIFEST] = json.dumps(change(json.loads(contents[MANIFEST]))).encode()
    copy = path.with_name(f"rewritten-{len(list(path.parent.iterdir()))}.zip")
    with ZipFile(copy, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return copy


def _find_refusal(path: Path) -> str:
    try:
        restore_backup(CONFIG, path, datetime.now(UTC))
    except KoggeError as error:
        is_told = "Nothing was changed" in str(error) or "There is no file" in str(error)
        return error.code if is_told else str(error)
    return ""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
