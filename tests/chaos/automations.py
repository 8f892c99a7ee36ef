"""Presets, services and tasks of an installation under test, and what became of their runs."""

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from tests.chaos.consoles import Console

ENTER = """
from datetime import UTC, datetime
from kogge.automation.models import AutomationService, AutomationTask, TaskAction
from kogge.automation.presets import save_preset
from kogge.automation.rules import Definition, Range, RangeKind
from kogge.automation.services import save_service, save_task
from kogge.companies.models import Company, User
from kogge.platforms.models import Platform
company, user, now = Company.objects.get(), User.objects.get(), datetime.now(UTC)
wish = {"name": "Abruf", "subject": "platforms", "rules": ["orders.retrieve"], "messages": [], "trigger": {}} | words[0]
service = AutomationService.objects.filter(name="Dienst").first() or save_service(
    AutomationService(company=company, name="Dienst", user=user), user, now)
place = Range()
if wish.get("platform"):
    place = Range(RangeKind.PLATFORM, {"platform": Platform.objects.get(name=wish["platform"]).pk})
definition = Definition(wish["subject"], place, tuple(wish["rules"]))
preset = save_preset(company, wish["name"], definition, actor=user, now=now)
actions = [TaskAction(preset=preset), *(TaskAction(**each) for each in wish["messages"])]
trigger = {"trigger": "continuous", "interval_s": 1} | wish["trigger"]
task = AutomationTask(company=company, name=wish["name"], service=service, **trigger)
answer = save_task(task, actions, user, now).pk
"""

RUNS = """
from kogge.automation.models import TaskRun
answer = [
    {"id": run.pk, "state": run.state, "due_at": run.due_at.timestamp(), "counts": run.counts, "problem": run.problem,
     "executor": run.executor_id, "errors": run.errors,
     "started_at": run.started_at and run.started_at.timestamp(),
     "finished_at": run.finished_at and run.finished_at.timestamp()}
    for run in TaskRun.objects.filter(task=words[0]).order_by("pk")
]
"""

TASK = """
from kogge.automation.models import AutomationTask
task = AutomationTask.objects.select_related("service").get(pk=words[0])
answer = {"next_due_at": task.next_due_at and task.next_due_at.timestamp(), "locked": task.lock_code,
          "holder": task.service.executor_id}
"""

CLOSE = """
from datetime import UTC, datetime
from kogge.automation.models import AutomationTask
AutomationTask.objects.filter(pk=words[0]).update(is_active=False, next_due_at=None)
"""

KNOWN = """
from kogge.orders.models import PlatformOrder
answer = PlatformOrder.objects.count()
"""

DOCUMENTS = """
from kogge.documents.models import Document
answer = Document.objects.count()
"""

BEGIN = """
from datetime import UTC, datetime
from kogge.automation.batches import begin_batch
from kogge.automation.models import BatchRun
from kogge.automation.rules import Definition, Range
from kogge.automation.workflows import enqueue_batch
from kogge.companies.models import Company, User
definition = Definition("documents", Range(), tuple(words[0]))
batch = begin_batch(Company.objects.get(), definition, User.objects.get(), datetime.now(UTC))
older = {"definition": definition.describe() | {"range": {"kind": "all"}}}
older["steps"] = [{"rule": each["rule"], "action": each["action"]} for each in batch.steps]
BatchRun.objects.filter(pk=batch.pk).update(**older)
enqueue_batch(batch.pk)
answer = batch.pk
"""

BATCH = """
from kogge.automation.models import BatchRun
answer = BatchRun.objects.values("state", "seen", "counts").get(pk=words[0])
"""

COUNTED = """
from django.db.models import Count
from kogge.automation.models import LogEntry
lines = LogEntry.objects.filter(code="test.count").values("subject_id").annotate(lines=Count("pk"))
answer = list(lines.order_by("subject_id").values_list("lines", flat=True))
"""

MISSED = """
from kogge.automation.models import LogEntry, TaskRun
last = TaskRun.objects.filter(task=words[0]).latest("due_at")
lines = LogEntry.objects.filter(code="runs_missed", task=words[0], at__lte=last.created_at)
answer = sum(int(each["number"]) for each in lines.values_list("values", flat=True))
"""


def enter_task(console: Console, **wish: Any) -> int:
    """Enter a preset and a continuous task for it, held by the service “Dienst”; return the task's id."""
    task_id: int = console.ask(ENTER, wish)
    return task_id


def enter_counting(console: Console, **wish: Any) -> int:
    """Enter a task that counts how often each document was done; the console knows its action from then on."""
    console.ask("from tests.chaos.worker import register; register()")
    return enter_task(console, name="Zählen", subject="documents", rules=["test.count"], **wish)


def list_runs(console: Console, task_id: int) -> list[dict[str, Any]]:
    """Return the runs of a task, in their order."""
    runs: list[dict[str, Any]] = console.ask(RUNS, task_id)
    return runs


def count_done(console: Console, task_id: int) -> int:
    """Return how many runs of a task ended well."""
    return sum(1 for run in list_runs(console, task_id) if run["state"] == "done")


def has_active(console: Console, task_id: int) -> bool:
    """Tell whether a run of a task is under way."""
    return any(run["finished_at"] is None for run in list_runs(console, task_id))


def check_runs(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Require that a task's runs ended well, each for a moment of its own and none beside another; return them."""
    assert {run["state"] for run in runs} == {"done"}, [run["problem"] for run in runs]
    assert len({run["due_at"] for run in runs}) == len(runs)
    for before, after in pairwise(runs):
        assert before["finished_at"] <= after["started_at"], (before, after)
    return runs


def check_moments(console: Console, task_id: int, runs: list[dict[str, Any]], interval_s: float) -> None:
    """Require that each moment from the first run to the last one had its run, or was told as missed by then."""
    moments = (runs[-1]["due_at"] - runs[0]["due_at"]) / interval_s + 1
    assert len(runs) + console.ask(MISSED, task_id) == moments


def begin_old_batch(console: Console, *rules: str) -> int:
    """Begin a batch on all documents, as a release wrote it that knew no optional values; return its id."""
    batch_id: int = console.ask(BEGIN, rules)
    return batch_id


def await_that(told: Callable[[], Any], within_s: float = 60, every_s: float = 0.2) -> Any:
    """Wait until something is told that is true, and return it."""
    deadline = time.monotonic() + within_s
    while not (answer := told()):
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(every_s)
    return answer
