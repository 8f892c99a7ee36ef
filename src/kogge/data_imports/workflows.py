"""The durable import of a file: some pieces a step, resumed by another process when this one dies."""

from datetime import UTC, datetime

from kogge.data_imports.models import DataImport, ImportState
from kogge.data_imports.services import fail_import, go_on, read_records
from kogge.infrastructure import engine
from kogge.infrastructure.handing_over import hand_over
from kogge.infrastructure.work import get_work
from kogge.kernel.errors import KoggeError

TAKE_OVER = "data_imports.take_over.v1"
NAMES = (TAKE_OVER,)
PIECES_A_STEP = 20


def import_prefix(import_id: int) -> str:
    """Return what the workflow ids of an import begin with."""
    return f"data_imports.take_over:{import_id}:"


def enqueue_import(import_id: int) -> None:
    """Leave an import to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(TAKE_OVER, f"{import_prefix(import_id)}0", import_id)


@engine.on_sweep
def adopt_imports() -> None:
    """Hand over what was begun by a process that died before it did so."""
    for import_id in DataImport.objects.filter(state=ImportState.RUNNING).values_list("pk", flat=True):
        hand_over(TAKE_OVER, import_prefix(import_id), import_id)


def _fail(error: KoggeError, import_id: int) -> None:
    fail_import(import_id, error, datetime.now(UTC))


@engine.workflow(TAKE_OVER, on_failure=_fail)
def take_over(import_id: int) -> None:
    """Take over the whole file."""
    while do_pieces(import_id):
        pass


@engine.step("data_imports.go_on")
def do_pieces(import_id: int) -> bool:
    """Do some pieces; return whether there are more."""
    now = datetime.now(UTC)
    taken = get_work(DataImport.objects.select_related("company"), pk=import_id)
    if taken.state != ImportState.RUNNING:
        return False
    records = read_records(taken, now)
    return all(go_on(import_id, records, now) for _piece in range(PIECES_A_STEP))
