"""Writes about backups: asked for, made or failed, noted, restored."""

import socket
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from kogge.audit.services import record
from kogge.backups.archive import check_archive
from kogge.backups.errors import BackupFailure, RestoredMeanwhile
from kogge.backups.folders import explained
from kogge.backups.making import Made, make_backup
from kogge.backups.models import OPEN_STATES, Backup, BackupState
from kogge.backups.rules import Manifest, name_backup
from kogge.companies.models import Company, User
from kogge.config import Config
from kogge.infrastructure.work import get_work
from kogge.kernel.errors import KoggeError

FOLDER = "backups"
"""Within the data folder, for what is made by the button."""


class BackupUnderWay(KoggeError):
    """The company asked for a backup that is not finished yet."""

    code = "backup_under_way"


def start_backup(company: Company, *, actor: User, now: datetime) -> Backup:
    """Ask for a backup; making it is the workflow's work. Raises BackupUnderWay."""
    try:
        with transaction.atomic():
            backup = Backup.objects.create(company=company, name=name_backup(now), asked_at=now, made_by=actor)
            record(
                company_id=company.pk, at=now, actor=actor, action="backups.start", subject_kind="backup",
                subject_id=backup.pk, before={}, after={"name": backup.name},
            )  # fmt: skip
    except IntegrityError as error:
        message = "A backup is under way already. Wait until it is made."
        raise BackupUnderWay(message) from error
    return backup


def make(backup_id: int, config: Config, now: datetime) -> None:
    """Make a backup that was asked for; one that is made already stays as it is.

    Not to be called in a transaction. Raises WorkLost, and what makes a backup fail.
    """
    backup = get_work(Backup.objects.all(), pk=backup_id)
    if not backup.is_under_way:
        return
    under_way = Backup.objects.filter(pk=backup_id, state__in=OPEN_STATES)
    under_way.update(state=BackupState.RUNNING, made_at=now, host=socket.gethostname())
    made = _make_once(config, config.home / FOLDER / backup.name, now)
    under_way.update(state=BackupState.DONE, made_at=made.manifest.made_at, size=made.size)


def _make_once(config: Config, target: Path, now: datetime) -> Made:
    """Make a file; one that a process made which died before it could say so is taken as it is."""
    with explained(target.parent):
        target.parent.mkdir(mode=0o700, exist_ok=True)
    if target.exists():
        return Made(target, target.stat().st_size, check_archive(target))
    return make_backup(config, target, now)


def fail_backup(backup_id: int, error: KoggeError) -> None:
    """Note why a backup could not be made."""
    reason = error.reason if isinstance(error, BackupFailure) else str(error)
    failed = Backup.objects.filter(pk=backup_id, state__in=OPEN_STATES)
    failed.update(state=BackupState.FAILED, made_at=None, failure_code=error.code, failure_reason=reason)


def note_made(made: Made, now: datetime) -> None:
    """Note a backup that was made at the command line, for all companies: all are in it."""
    with transaction.atomic():
        backup = _note(made.path.name, made.manifest, made.size)
        _record_for_all("backups.make", backup, now)


def note_restored(manifest: Manifest, path: Path, now: datetime) -> None:
    """Note in restored databases that they are: their own backup is made, and what was asked for beside is history."""
    size = path.stat().st_size
    with transaction.atomic():
        known = Backup.objects.filter(made_at=manifest.made_at).first()
        if known is None:
            known = _note(path.name, manifest, size)
        Backup.objects.filter(pk=known.pk).update(state=BackupState.DONE, size=size)
        lost = Backup.objects.filter(state__in=OPEN_STATES)
        lost.update(state=BackupState.FAILED, made_at=None, failure_code=RestoredMeanwhile.code)
        _record_for_all("backups.restore", known, now)


def _note(name: str, manifest: Manifest, size: int) -> Backup:
    at = manifest.made_at
    return Backup.objects.create(
        name=name, host=socket.gethostname(), state=BackupState.DONE, size=size, asked_at=at, made_at=at
    )


def _record_for_all(action: str, backup: Backup, now: datetime) -> None:
    for company_id in Company.objects.order_by("pk").values_list("pk", flat=True):
        record(
            company_id=company_id, at=now, actor=None, action=action, subject_kind="backup", subject_id=backup.pk,
            before={}, after={"name": backup.name},
        )  # fmt: skip
