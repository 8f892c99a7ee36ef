"""The durable making of a backup: begun again by another process when this one dies."""

from datetime import UTC, datetime

from kogge.backups import services
from kogge.backups.queries import list_open
from kogge.config import read_config
from kogge.infrastructure import engine
from kogge.infrastructure.handing_over import hand_over
from kogge.kernel.errors import KoggeError

MAKE = "backups.make.v1"
NAMES = (MAKE,)


def backup_prefix(backup_id: int) -> str:
    """Return what the workflow ids of a backup begin with."""
    return f"backups.make:{backup_id}:"


def enqueue_backup(backup_id: int) -> None:
    """Leave a backup to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(MAKE, f"{backup_prefix(backup_id)}0", backup_id)


@engine.on_sweep
def adopt_backups() -> None:
    """Hand over what was asked for by a process that died before it did so."""
    for backup_id in list_open():
        hand_over(MAKE, backup_prefix(backup_id), backup_id)


def _fail(error: KoggeError, backup_id: int) -> None:
    services.fail_backup(backup_id, error)


@engine.workflow(MAKE, on_failure=_fail)
def make(backup_id: int) -> None:
    """Make the backup."""
    make_once(backup_id)


@engine.step("backups.make")
def make_once(backup_id: int) -> None:
    """Make its file, once."""
    services.make(backup_id, read_config(), datetime.now(UTC))
