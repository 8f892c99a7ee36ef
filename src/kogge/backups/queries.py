"""Reads of backups. A backup holds all companies' data, so that each company may know of it."""

from kogge.backups.models import OPEN_STATES, Backup, BackupState


def find_last() -> Backup | None:
    """Return the backup that was asked for last."""
    return Backup.objects.order_by("-asked_at", "-pk").first()


def find_last_done() -> Backup | None:
    """Return the newest backup that there is."""
    return Backup.objects.filter(state=BackupState.DONE).select_related("made_by").order_by("-made_at", "-pk").first()


def list_open() -> list[int]:
    """Return the ids of backups that are not made yet."""
    return list(Backup.objects.filter(state__in=OPEN_STATES).values_list("pk", flat=True))
