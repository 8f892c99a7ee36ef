"""The durable searches of the changeover, some pieces a step, and its hourly looks for other tools."""

from datetime import UTC, datetime

import structlog

from kogge.changeover.inspections import fail_inspection, go_on
from kogge.changeover.looking import look
from kogge.changeover.models import Inspection, InspectionState
from kogge.changeover.signs import list_due
from kogge.infrastructure import engine
from kogge.infrastructure.handing_over import hand_over
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import Platform

log = structlog.get_logger(__name__)

INSPECT = "changeover.inspect.v1"
LOOK = "changeover.look.v1"
LOOKS = "changeover.look:"
"""What the workflow ids of looks begin with."""
NAMES = (INSPECT, LOOK)
PIECES_A_STEP = 20


def inspection_prefix(inspection_id: int) -> str:
    """Return what the workflow ids of a search begin with."""
    return f"changeover.inspect:{inspection_id}:"


def enqueue_inspection(inspection_id: int) -> None:
    """Leave a search to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(INSPECT, f"{inspection_prefix(inspection_id)}0", inspection_id)


@engine.on_sweep
def begin_due() -> None:
    """Begin the hourly looks for other tools, and hand over the searches that a process began which died too soon."""
    now = datetime.now(UTC)
    if list_due(now) and not engine.list_active(LOOKS):
        # One at a time, and in ten minutes: many merchants' looks must not keep orders waiting.
        engine.enqueue(LOOK, f"{LOOKS}{now:%Y-%m-%dT%H}:{now.minute // 10}")
    for inspection_id in Inspection.objects.filter(state=InspectionState.RUNNING).values_list("pk", flat=True):
        hand_over(INSPECT, inspection_prefix(inspection_id), inspection_id)


def _fail(error: KoggeError, inspection_id: int) -> None:
    fail_inspection(inspection_id, error, datetime.now(UTC))


@engine.workflow(INSPECT, on_failure=_fail)
def inspect(inspection_id: int) -> None:
    """Look through everything."""
    while do_pieces(inspection_id):
        pass


def _leave(error: KoggeError) -> None:
    log.warning("signs.not_looked_for", code=error.code)


@engine.workflow(LOOK, on_failure=_leave)
def look_around() -> None:
    """Look for signs of other tools, at one platform after the other."""
    for platform_id in find_due():
        look_once(platform_id)


@engine.step("changeover.find_due")
def find_due() -> list[int]:
    """Return the platforms that have not been looked at for an hour."""
    return list_due(datetime.now(UTC))


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
