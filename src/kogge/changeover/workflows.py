"""The durable searches of the changeover, some pieces a step, and its hourly looks for other tools."""

from datetime import UTC, datetime

import structlog

from kogge.changeover.inspections import fail_inspection, go_on
from kogge.changeover.looking import look
from kogge.changeover.models import Inspection, InspectionState
from kogge.changeover.signs import list_due
from kogge.infrastructure import engine
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import Platform

log = structlog.get_logger(__name__)

INSPECT = "changeover.inspect.v1"
LOOK = "changeover.look.v1"
NAMES = (INSPECT, LOOK)
PIECES_A_STEP = 20


def workflow_id(inspection_id: int) -> str:
    """Return the natural id of a search's workflow."""
    return f"changeover.inspect:{inspection_id}"


def enqueue_inspection(inspection_id: int) -> None:
    """Leave a search to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(INSPECT, workflow_id(inspection_id), inspection_id)


@engine.on_sweep
def hand_over() -> None:
    """Hand over what was begun by a process that died before it did so, and the hourly looks for other tools."""
    now = datetime.now(UTC)
    for platform_id in list_due(now):
        # One an hour, whoever of the workers comes first.
        engine.enqueue(LOOK, f"changeover.look:{platform_id}:{now:%Y-%m-%dT%H}", platform_id)
    for inspection_id in Inspection.objects.filter(state=InspectionState.RUNNING).values_list("pk", flat=True):
        enqueue_inspection(inspection_id)


def _fail(error: KoggeError, inspection_id: int) -> None:
    fail_inspection(inspection_id, error, datetime.now(UTC))


@engine.workflow(INSPECT, on_failure=_fail)
def inspect(inspection_id: int) -> None:
    """Look through everything."""
    while do_pieces(inspection_id):
        pass


def _leave(error: KoggeError, platform_id: int) -> None:
    log.warning("signs.not_looked_for", platform=platform_id, code=error.code)


@engine.workflow(LOOK, on_failure=_leave)
def look_around(platform_id: int) -> None:
    """Look for signs of other tools at a platform."""
    look_once(platform_id)


@engine.step("changeover.look_once")
def look_once(platform_id: int) -> None:
    """Look, once."""
    platform = Platform.objects.filter(pk=platform_id).select_related("company", "credentials").first()
    if platform is not None:
        look(platform, datetime.now(UTC))


@engine.step("changeover.look_on")
def do_pieces(inspection_id: int) -> bool:
    """Do some pieces; return whether there are more."""
    return all(go_on(inspection_id, datetime.now(UTC)) for _piece in range(PIECES_A_STEP))
