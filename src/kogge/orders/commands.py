"""The commands `kogge retrieve`, `kogge reconcile` and `kogge documents`."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kogge.infrastructure import engine
from kogge.infrastructure.telemetry import configure_logging
from kogge.kernel.errors import KoggeError
from kogge.orders.models import RetrievalRun, RunState
from kogge.orders.runs import get_platform, get_run, list_parked_since, list_running_runs
from kogge.orders.services import start_retrieval
from kogge.orders.workflows import begin_retrieval, run_prefix
from kogge.platforms.models import Platform

DONE = 0
WITH_OPEN_POINTS = 1

LOOK_EVERY_S = 0.1
CARE_EVERY_S = 3.0



class RetrievalFailed(KoggeError):
    """A retrieval ended with a problem; code and permanence are the problem's."""

    code = "retrieval_failed"


Report = Callable[[str], None]


@dataclass
class RetrievalResult:
    """What a retrieval brought. `seconds` is the time it took, `waited_s` how much of it was waiting for quota."""

    run: RetrievalRun
    seconds: float
    waited_s: float
    resumed_runs: int
    parked: list[dict[str, str]] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status."""
        return WITH_OPEN_POINTS if self.parked else DONE

    def describe(self) -> dict[str, Any]:
        """Return the JSON document."""
        return {
            "platform": self.run.platform.name,
            "listed": self.run.orders_listed,
            "created": self.run.created,
            "updated": self.run.updated,
            "unchanged": self.run.unchanged,
            "skipped": self.run.skipped,
            "parked": self.run.parked,
            "parked_orders": self.parked,
            "resumed_runs": self.resumed_runs,
            "seconds": round(self.seconds, 3),
            "waited_s": round(self.waited_s, 3),
        }


def retrieve(  # noqa: PLR0913 - one parameter an option
    name: str,
    *,
    since: datetime | None,
    until: datetime | None,
    order_reference: str,
    backfill: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Bring a platform's orders in and print what came of it. Returns the exit status; raises KoggeErrors."""
    configure_logging(as_json=False, level=logging.WARNING)
    platform = get_platform(name)
    wishes = {"since": since, "until": until, "order_reference": order_reference, "backfill": backfill}
    with show_progress(f"Retrieving {name}") as report:
        result = run_retrieval(platform, wishes, report)
    print_result(result.describe(), as_json=as_json)
    return result.status


def run_retrieval(platform: Platform, wishes: dict[str, Any], report: Report) -> RetrievalResult:
    """Finish what killed retrievals left, then run one with these wishes in this process. Raises KoggeErrors."""
    started = time.monotonic()
    begun_at = datetime.now(UTC)
    engine.launch(listen=False)
    try:
        leftovers = list_running_runs(platform=platform)
        for each in leftovers:
            report("finishing what an earlier retrieval left")
            _follow(each.pk, report)
        run = start_retrieval(platform.pk, **wishes, user_id=None, now=datetime.now(UTC))
        waited_s = _follow(run.pk, report)
    finally:
        engine.shutdown()
    run = get_run(run.pk)
    _raise_failure(run)
    parked = [
        {"order_reference": each.platform_reference, "reason": each.reason, "problem": each.problem}
        for each in list_parked_since(platform, min([begun_at, *(each.started_at for each in leftovers)]))
    ]
    return RetrievalResult(run, time.monotonic() - started, waited_s, len(leftovers), parked)


@contextmanager
def show_progress(title: str) -> Iterator[Report]:
    """Show a line on standard error while something runs; nothing but its text where that is no terminal."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title)
        yield lambda text: progress.update(task, description=f"{title}: {text}")


def print_result(document: dict[str, Any], *, as_json: bool) -> None:
    """Write one JSON document, or its values line by line."""
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True)
    for name, value in document.items():
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
        console.print(f"{name.replace('_', ' '):<20} {text}", markup=False)


def _follow(run_id: int, report: Report) -> float:
    """Run a retrieval here, or watch whoever runs it, until it has ended; return the seconds it waited for quota."""
    waited_s = 0.0
    care_at = 0.0
    while (run := get_run(run_id)).state == RunState.RUNNING or not engine.is_idle():
        now = time.monotonic()
        if run.state == RunState.RUNNING and now >= care_at:
            engine.resume_stranded([run_prefix(run_id)], queue=engine.ONE_SHOT_QUEUE)
            begin_retrieval(run_id)
            care_at = now + CARE_EVERY_S
        wait_s = (run.waiting_until_at - datetime.now(UTC)).total_seconds() if run.waiting_until_at else 0
        report(_describe(run, wait_s))
        time.sleep(LOOK_EVERY_S)
        waited_s += LOOK_EVERY_S if wait_s > 0 else 0
    return waited_s


def _describe(run: RetrievalRun, wait_s: float) -> str:
    counts = f"{run.orders_listed} listed, {run.created} created, {run.updated} updated, {run.parked} parked"
    return f"{counts}; next call in {wait_s:.0f} s" if wait_s > 0 else counts


def _raise_failure(run: RetrievalRun) -> None:
    if run.state == RunState.FAILED:
        failure = RetrievalFailed(run.problem)
        failure.code = run.problem_code
        failure.permanent = run.problem_is_permanent
        raise failure
