"""The durable synchronisation: part by part, resumed by another process when this one dies."""

from datetime import UTC, datetime

from kogge.infrastructure import engine
from kogge.kernel.errors import KoggeError
from kogge.middleware.listing import list_due, list_waiting_steps
from kogge.middleware.models import SyncRun, SyncState
from kogge.middleware.running import carry_out
from kogge.middleware.services import finish_run, finish_step, start_due

SYNC = "middleware.sync.v1"
NAMES = (SYNC,)


def workflow_id(run_id: int) -> str:
    """Return the natural id of a synchronisation's workflow."""
    return f"middleware.sync:{run_id}"


def enqueue_sync(run_id: int) -> None:
    """Leave a synchronisation to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(SYNC, workflow_id(run_id), run_id)


@engine.on_sweep
def begin_due() -> None:
    """Begin the schedules that are due, and hand over what was begun by a process that died before it did so."""
    for schedule in list_due(datetime.now(UTC)):
        run = start_due(schedule.pk, datetime.now(UTC))
        if run is not None:
            enqueue_sync(run.pk)
    for run_id in SyncRun.objects.filter(state=SyncState.RUNNING).values_list("pk", flat=True):
        enqueue_sync(run_id)


def _fail(error: KoggeError, run_id: int) -> None:
    for step in list_waiting_steps(run_id):
        finish_step(step, error)
    finish_run(run_id, datetime.now(UTC))


@engine.workflow(SYNC, on_failure=_fail)
def sync(run_id: int) -> None:
    """Carry out a synchronisation."""
    carry_out_all(run_id)


@engine.step("middleware.carry_out")
def carry_out_all(run_id: int) -> None:
    """Carry out what is not done yet; a part that fails holds up no other."""
    for step in list_waiting_steps(run_id):
        try:
            carry_out(step, datetime.now(UTC))
        except KoggeError as error:
            finish_step(step, error)
        else:
            finish_step(step)
    finish_run(run_id, datetime.now(UTC))
