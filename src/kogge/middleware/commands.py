"""The command `kogge sync`: a schedule of the middleware, carried out once in this process."""

import logging
import time
from datetime import UTC, datetime
from typing import Any

from kogge.infrastructure import engine
from kogge.infrastructure.telemetry import configure_logging
from kogge.middleware.listing import find_running, get_schedule, list_steps
from kogge.middleware.models import SyncRun, SyncSchedule, SyncState, SyncStep
from kogge.middleware.services import start_once
from kogge.middleware.workflows import begin_sync, is_running, run_prefix
from kogge.orders.commands.output import DONE, WITH_OPEN_POINTS, Report, print_result, show_progress

LOOK_EVERY_S = 0.1
CARE_EVERY_S = 3.0


def synchronise(name: str, *, company: str, as_json: bool) -> int:
    """Carry out a schedule and print what came of it. Returns the exit status; raises KoggeErrors."""
    configure_logging(as_json=False, level=logging.ERROR)
    schedule = get_schedule(name, company)
    with show_progress(f"Synchronising {name}") as report:
        started = time.monotonic()
        run, resumed = run_schedule(schedule, report)
        seconds = time.monotonic() - started
    steps = list_steps(run.pk)
    result = {
        "schedule": schedule.name,
        "company": schedule.company.name,
        "state": run.state,
        "parts": [_describe(each) for each in steps],
        "resumed_runs": resumed,
        "seconds": round(seconds, 3),
    }
    print_result(result, as_json=as_json)
    is_fine = run.state == SyncState.DONE and not any(each.outcome.get("parked") for each in steps)
    return DONE if is_fine else WITH_OPEN_POINTS


def run_schedule(schedule: SyncSchedule, report: Report) -> tuple[SyncRun, int]:
    """Wait for the run under way, or finish what a killed one left; then run the schedule. Returns how many came first.

    Raises KoggeErrors.
    """
    resumed = 0
    engine.launch(listen=False)
    try:
        while (run := start_once(schedule.pk, datetime.now(UTC))) is None:
            earlier = find_running(schedule)
            if earlier is not None:
                _follow(earlier.pk, report)
                resumed += 1
        _follow(run.pk, report)
    finally:
        engine.shutdown()
    run.refresh_from_db()
    return run, resumed


def _follow(run_id: int, report: Report) -> None:
    """Run a synchronisation here, or watch whoever runs it, until it has ended."""
    care_at = 0.0
    while is_running(run_id) or not engine.is_idle():
        now = time.monotonic()
        if is_running(run_id) and now >= care_at:
            engine.resume_stranded([run_prefix(run_id)], queue=engine.ONE_SHOT_QUEUE)
            begin_sync(run_id)
            care_at = now + CARE_EVERY_S
        report(", ".join(f"{each.platform} {each.position}" for each in list_steps(run_id)))
        time.sleep(LOOK_EVERY_S)


def _describe(step: SyncStep) -> dict[str, Any]:
    """Return the JSON object of a part."""
    outcome = {name: value for name, value in step.outcome.items() if name != "held_back"}
    orders = {"orders": step.position, **outcome, "missing_columns": step.missing_columns} if outcome else {}
    problem = {"problem_code": step.code, "problem": step.problem} if step.code else {}
    return {"platform": step.platform.name, "areas": step.areas, "state": step.state, **orders, **problem}
