"""The durable searches of the changeover: a few pieces a step, resumed by another process when this one dies."""

from datetime import UTC, datetime

from kogge.changeover.inspections import fail_inspection, go_on
from kogge.changeover.models import Inspection, InspectionState
from kogge.infrastructure import engine
from kogge.infrastructure.handing_over import hand_over
from kogge.kernel.errors import KoggeError

INSPECT = "changeover.inspect.v1"
NAMES = (INSPECT,)
PIECES_A_STEP = 20


def inspection_prefix(inspection_id: int) -> str:
    """Return what the workflow ids of a search begin with."""
    return f"changeover.inspect:{inspection_id}:"


def enqueue_inspection(inspection_id: int) -> None:
    """Leave a search to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(INSPECT, f"{inspection_prefix(inspection_id)}0", inspection_id)


@engine.on_sweep
def adopt_inspections() -> None:
    """Hand over what was begun by a process that died before it did so."""
    for inspection_id in Inspection.objects.filter(state=InspectionState.RUNNING).values_list("pk", flat=True):
        hand_over(INSPECT, inspection_prefix(inspection_id), inspection_id)


def _fail(error: KoggeError, inspection_id: int) -> None:
    fail_inspection(inspection_id, error, datetime.now(UTC))


@engine.workflow(INSPECT, on_failure=_fail)
def inspect(inspection_id: int) -> None:
    """Look through everything."""
    while do_pieces(inspection_id):
        pass


@engine.step("changeover.look_on")
def do_pieces(inspection_id: int) -> bool:
    """Do some pieces; return whether there are more."""
    return all(go_on(inspection_id, datetime.now(UTC)) for _piece in range(PIECES_A_STEP))
