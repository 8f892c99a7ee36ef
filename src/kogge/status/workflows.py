"""The durable upload of status reports; another worker goes on where one died."""

from datetime import UTC, datetime, timedelta

import structlog

from kogge.infrastructure import engine
from kogge.kernel.errors import KoggeError
from kogge.platforms.services import refresh_state
from kogge.status.queries import get_run, list_running_runs
from kogge.status.sending import ACCESS_LOST, advance_run, fail_run, next_round, take_records

SEND = "status.send.v1"
NAMES = (SEND,)

STEP_S = 5.0
"""How long a step sends before its progress is recorded: less than an orderly stop waits."""
STEPS = 100
"""So many steps are one workflow: what an engine remembers of one is read again when it is resumed."""
ADOPT_AFTER = timedelta(minutes=3)
"""A run that nobody touched for so long, longer than it ever waits, was left by its worker."""

log = structlog.get_logger(__name__)


def workflow_id(run_id: int, number: int) -> str:
    """Return the natural id of one of a run's workflows."""
    return f"{run_prefix(run_id)}{number}"


def run_prefix(run_id: int) -> str:
    """Return what the ids of a run's workflows begin with."""
    return f"status.send:{run_id}:"


def enqueue_run(run_id: int) -> None:
    """Leave a run to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(SEND, workflow_id(run_id, 0), run_id, 0)


@engine.on_sweep
def adopt_runs() -> None:
    """Hand runs to the workers that were begun, but whose starter died before it could do so."""
    for run in list_running_runs(datetime.now(UTC) - ADOPT_AFTER):
        if not engine.list_active(run_prefix(run.pk)):
            number = next_round(run.pk)
            engine.enqueue(SEND, workflow_id(run.pk, number), run.pk, number)


def _fail(error: KoggeError, run_id: int, number: int) -> None:  # noqa: ARG001 - called like the workflow
    now = datetime.now(UTC)
    fail_run(run_id, error, now)
    if error.code in ACCESS_LOST:
        try:
            refresh_state(get_run(run_id).platform, now)
        except KoggeError as trouble:
            log.warning("platform.state_unknown", code=trouble.code, problem=str(trouble))


@engine.workflow(SEND, on_failure=_fail)
def send(run_id: int, number: int) -> None:  # noqa: ARG001 - tells one workflow of a run from the next
    """Send a run's reports, and look at the platform until each of them is confirmed or rejected."""
    take(run_id)
    for _step in range(STEPS):
        wait_s = advance(run_id)
        if wait_s is None:
            return
        engine.sleep(wait_s)
    go_on(run_id)


@engine.step("status.take")
def take(run_id: int) -> int:
    """Take reports that nobody is busy with."""
    return take_records(run_id, datetime.now(UTC))


@engine.step("status.advance")
def advance(run_id: int) -> float | None:
    """Send and look for a moment; return how long to wait then, None at the end."""
    return advance_run(run_id, _now, STEP_S)


def go_on(run_id: int) -> None:
    """Go on in a workflow of its own."""
    number = count_round(run_id)
    engine.start(send, workflow_id(run_id, number), run_id, number)


@engine.step("status.count_round")
def count_round(run_id: int) -> int:
    """Return the number of the run's next workflow."""
    return next_round(run_id)


def _now() -> datetime:
    return datetime.now(UTC)
