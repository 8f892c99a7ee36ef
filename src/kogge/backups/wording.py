"""Backups in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.backups import errors
from kogge.backups.models import Backup

Text = str | Promise

FAILURES: dict[str, Text] = {
    errors.FolderUnwritable.code: _(
        "The folder cannot be written to (%(reason)s). Free some space or correct its rights, then try again."
    ),
    errors.DatabaseDamaged.code: _(
        "A database cannot be read (%(reason)s). Stop Kogge and restore the last backup that you have."
    ),
    errors.ProgramsMissing.code: _(
        "PostgreSQL's own programs are missing on this machine, or are too old. Install those of version %(reason)s "
        "(Debian: postgresql-client-%(reason)s), then try again."
    ),
    errors.DumpFailed.code: _("PostgreSQL's own program gave up: %(reason)s"),
    errors.BackupUnreadable.code: _("A file of this name is there, and is no whole backup. Delete it, then try again."),
    errors.RestoredMeanwhile.code: _("A backup was restored meanwhile, so that this one was not finished."),
}


def word_failure(backup: Backup) -> str:
    """Return why a backup could not be made, in the active language; an unforeseen reason as it is."""
    words = FAILURES.get(backup.failure_code)
    return str(words) % {"reason": backup.failure_reason} if words else backup.failure_reason
