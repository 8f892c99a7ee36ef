"""The durable runs of batches and tasks; another worker goes on where one died."""

import time
from datetime import UTC, datetime, timedelta

from django.db import connections, transaction

from kogge.automation.batches import Progress, advance_batch, list_stranded_batches, lock_batch
from kogge.automation.closing import fail_batch
from kogge.automation.models import ENDED_STATES
from kogge.automation.running import begin_run, fail_run, list_stranded_runs, take_action
from kogge.infrastructure import engine
from kogge.infrastructure.handing_over import hand_over
from kogge.kernel.errors import KoggeError

CARRY_OUT = "automation.carry_out.v1"
RUN_TASK = "automation.run_task.v1"
NAMES = (CARRY_OUT, RUN_TASK)

ADOPT_AFTER = timedelta(seconds=60)
"""What has not moved for so long, and has no workflow, was never handed over: its starter died in between."""
STEP_S = 5.0
"""How long a step goes on with portions before its progress is recorded: less than an orderly stop waits."""
LOOK_EVERY_S = 0.5
LONGEST_LOOK_S = 2.0


def batch_prefix(batch_id: int) -> str:
    """Return what the workflow ids of a batch begin with."""
    return f"automation.batch:{batch_id}:"


def run_prefix(run_id: int) -> str:
    """Return what the workflow ids of a task's run begin with."""
    return f"automation.run:{run_id}:"


def enqueue_batch(batch_id: int) -> None:
    """Leave a batch to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(CARRY_OUT, f"{batch_prefix(batch_id)}0", batch_id)


def enqueue_run(run_id: int) -> None:
    """Leave a task's run to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(RUN_TASK, f"{run_prefix(run_id)}0", run_id)


@engine.on_sweep
def adopt_stranded() -> None:
    """Hand over to the workers what was begun, but whose starter died before it could do so."""
    before = datetime.now(UTC) - ADOPT_AFTER
    for batch in list_stranded_batches(before):
        hand_over(CARRY_OUT, batch_prefix(batch.pk), batch.pk)
    for run in list_stranded_runs(before):
        hand_over(RUN_TASK, run_prefix(run.pk), run.pk)


def _fail_batch(error: KoggeError, batch_id: int) -> None:
    with transaction.atomic():
        batch = lock_batch(batch_id)
        if batch.state not in ENDED_STATES:
            fail_batch(batch, error, datetime.now(UTC))


@engine.workflow(CARRY_OUT, on_failure=_fail_batch, awaits_others=True)
def carry_out(batch_id: int) -> None:
    """Carry a batch out to its end."""
    while advance(batch_id):
        pass


def _fail_run(error: KoggeError, run_id: int) -> None:
    fail_run(run_id, error, datetime.now(UTC))


@engine.workflow(RUN_TASK, on_failure=_fail_run, awaits_others=True)
def run_task(run_id: int) -> None:
    """Carry out the actions of a task's run, one after the other."""
    if not begin(run_id):
        return
    while (batch_id := take(run_id)) is not None:
        while batch_id and advance(batch_id):
            pass


@engine.step("automation.begin_run")
def begin(run_id: int) -> bool:
    """Note that a run is under way here; return whether anything is left to do."""
    return begin_run(run_id, engine.current_executor(), datetime.now(UTC))


@engine.step("automation.take_action")
def take(run_id: int) -> int | None:
    """Begin the next action, and return its batch's id; None at the end."""
    return take_action(run_id, datetime.now(UTC))


@engine.step("automation.advance_batch")
def advance(batch_id: int) -> bool:
    """Carry out portions for a moment, or wait for what others do; return whether the batch goes on."""
    until = datetime.now(UTC) + timedelta(seconds=STEP_S)
    look_s = LOOK_EVERY_S
    while (now := datetime.now(UTC)) < until:
        progress = advance_batch(batch_id, now)
        if progress is Progress.ENDED:
            return False
        if progress is Progress.WAITING:
            connections.close_all()
            time.sleep(look_s)
            look_s = min(look_s * 1.5, LONGEST_LOOK_S)
    return True
