"""Why a backup cannot be made or restored. `reason` is what a person is told beside the words for the code."""

from kogge.kernel.errors import KoggeError


class BackupFailure(KoggeError):
    """The root of all of them."""

    def __init__(self, message: str, reason: str = "") -> None:
        """Keep what the page shows: no secret, no personal data."""
        super().__init__(message)
        self.reason = reason


class BackupExists(BackupFailure):
    """There is a file of this name, and no backup is ever overwritten."""

    code = "backup_exists"


class FolderUnwritable(BackupFailure):
    """The disk is full, or the folder may not be written to."""

    code = "folder_unwritable"


class DatabaseDamaged(BackupFailure):
    """A database cannot be read, or its copy does not pass the check."""

    code = "database_damaged"


class ProgramsMissing(BackupFailure):
    """PostgreSQL's own programs are not installed, or older than the server."""

    code = "postgresql_programs_missing"


class DumpFailed(BackupFailure):
    """PostgreSQL's own program gave up."""

    code = "dump_failed"


class BackupUnreadable(BackupFailure):
    """The file is no backup of Kogge's, or is damaged."""

    code = "backup_unreadable"


class BackupUnfit(BackupFailure):
    """The backup is of another kind of installation."""

    code = "backup_unfit"


class BackupTooNew(BackupFailure):
    """A newer version of Kogge made the backup."""

    code = "backup_too_new"


class StillRunning(BackupFailure):
    """Processes of Kogge run on the databases that are to be replaced."""

    code = "still_running"


class RestoreFailed(BackupFailure):
    """The databases could not be replaced; the message says what state they are in."""

    code = "restore_failed"


class RestoredMeanwhile(BackupFailure):
    """A backup that was under way is history: the installation was restored since."""

    code = "restored_meanwhile"
