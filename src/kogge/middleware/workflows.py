"""The durable synchronisation: part by part, resumed by another process when this one dies."""

from datetime import UTC, datetime
from typing import Any

import structlog

from kogge.infrastructure import engine
from kogge.infrastructure.handing_over import find_free_id, hand_over
from kogge.infrastructure.work import WorkLost
from kogge.kernel.errors import KoggeError
from kogge.middleware.collecting import (
    advance_collection,
    forget_collection,
    get_step,
    note_collected,
    reference_of,
    require_collected,
    take_page,
)
from kogge.middleware.listing import list_due, list_waiting_steps
from kogge.middleware.models import SyncRun, SyncState
from kogge.middleware.running import carry_out
from kogge.middleware.services import finish_run, finish_step, start_due
from kogge.orders.workflows import ACCESS_LOST
from kogge.platforms.services import refresh_state
from kogge_contract.order_reports import CollectionState

SYNC = "middleware.sync.v3"
NAMES = (SYNC,)

log = structlog.get_logger(__name__)


def run_prefix(run_id: int) -> str:
    """Return what the workflow ids of a synchronisation begin with."""
    return f"middleware.sync:{run_id}:"


def enqueue_sync(run_id: int) -> None:
    """Leave a synchronisation to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(SYNC, f"{run_prefix(run_id)}0", run_id)


def begin_sync(run_id: int) -> None:
    """Run a synchronisation, or what is left of it, in this process, unless some process has it already."""
    # Asked after the engine was: a run that ended in between is not begun again.
    if not engine.list_active(run_prefix(run_id)) and is_running(run_id):
        engine.start(sync, find_free_id(run_prefix(run_id)), run_id)


def is_running(run_id: int) -> bool:
    """Tell whether a synchronisation has not come to its end."""
    return SyncRun.objects.filter(pk=run_id, state=SyncState.RUNNING).exists()


@engine.on_sweep
def begin_due() -> None:
    """Begin the schedules that are due, and hand over what was begun by a process that died before it did so."""
    for schedule in list_due(datetime.now(UTC)):
        run = start_due(schedule.pk, datetime.now(UTC))
        if run is not None:
            enqueue_sync(run.pk)
    for run_id in SyncRun.objects.filter(state=SyncState.RUNNING).values_list("pk", flat=True):
        hand_over(SYNC, run_prefix(run_id), run_id)


def _fail(error: KoggeError, run_id: int) -> None:
    for step in list_waiting_steps(run_id):
        finish_step(step, error)
    finish_run(run_id, datetime.now(UTC))


@engine.workflow(SYNC, on_failure=_fail)
def sync(run_id: int) -> None:
    """Carry out a synchronisation."""
    for reference in carry_out_all(run_id):
        _collect(run_id, reference)


@engine.step("middleware.carry_out")
def carry_out_all(run_id: int) -> list[str]:
    """Carry out what is not done yet; a part that fails holds up no other. Returns those that read order reports."""
    reading = []
    for step in list_waiting_steps(run_id):
        try:
            is_done = carry_out(step, datetime.now(UTC))
        except KoggeError as error:
            finish_step(step, error)
            continue
        if is_done:
            finish_step(step)
        else:
            reading.append(reference_of(step))
    finish_run(run_id, datetime.now(UTC))
    return reading


def _collect(run_id: int, reference: str) -> None:
    """Read the order reports of one platform; if that fails, the others are read all the same."""
    try:
        while not require_collected(state := CollectionState.model_validate(advance(reference))):
            if state.retry_after_s > 0:
                engine.sleep(state.retry_after_s)
        while not take(reference):
            pass
        end(run_id, reference, state.model_dump(mode="json"))
    except WorkLost:
        raise
    except KoggeError as error:
        give_up(run_id, reference, error.code, str(error))


@engine.step("middleware.advance_collection")
def advance(reference: str) -> dict[str, Any]:
    """Advance the reading of order reports by one call; return the contract's CollectionState as JSON."""
    return advance_collection(get_step(reference)).model_dump(mode="json")


@engine.step("middleware.take_page")
def take(reference: str) -> bool:
    """Take over the next orders; return whether these were the last ones. Doing it twice takes those after them."""
    return take_page(get_step(reference), datetime.now(UTC))


@engine.step("middleware.end_collection")
def end(run_id: int, reference: str, state: dict[str, Any]) -> None:
    """Note what came of it, and have the Cloud forget it."""
    step = get_step(reference)
    note_collected(step, CollectionState.model_validate(state))
    finish_step(step)
    finish_run(run_id, datetime.now(UTC))
    forget_collection(step)


@engine.step("middleware.give_up")
def give_up(run_id: int, reference: str, code: str, problem: str) -> None:
    """Note why the order reports were not read."""
    step, failure = get_step(reference), KoggeError(problem)
    failure.code = code
    finish_step(step, failure)
    finish_run(run_id, datetime.now(UTC))
    if code in ACCESS_LOST:
        try:
            refresh_state(step.platform, datetime.now(UTC))
        except KoggeError as trouble:
            log.warning("platform.state_unknown", code=trouble.code, problem=str(trouble))
