"""A batch as people watch it: how far it is, what it waits for, what it counted, what was skipped and why."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from kogge.automation.actions import find_action
from kogge.automation.actions.retrieving import FAILED, FINISHED
from kogge.automation.errors import RuleUnknown
from kogge.automation.models import PENDING, BatchRun, RunState
from kogge.automation.rules import Result
from kogge.automation.wording import COUNTED, Text, word_code, word_skipped
from kogge.orders.listing import list_company_runs
from kogge.orders.progress import Progress as RetrievalProgress
from kogge.orders.progress import watch_run

UNTAKEN_AFTER = timedelta(seconds=30)
"""A batch that nobody has taken for so long, or that has not moved, has most likely no worker."""
WATCHED_AT_MOST = 5
READ_AT_MOST = 1000
SKIPPED_ORDERS = "skipped:"


@dataclass(frozen=True)
class BatchProgress:
    """What the page shows of a batch at one moment; `share` in per cent, the duration in seconds."""

    batch: BatchRun
    share: int
    step: str
    is_untaken: bool
    duration_s: float
    counts: list[tuple[str, Text, int]]
    awaited: list[RetrievalProgress]
    skipped_by_reason: list[tuple[Text, int]]
    problem: str

    @property
    def is_active(self) -> bool:
        """Whether the batch has not ended."""
        return self.batch.is_active


def watch_batch(batch: BatchRun, now: datetime) -> BatchProgress:
    """Return what there is to see of a batch at `now`."""
    counts = [(name, words, int(batch.counts.get(name, 0))) for name, words in COUNTED.items()]
    return BatchProgress(
        batch=batch,
        share=_find_share(batch),
        step=word_step(batch, batch.step),
        is_untaken=batch.is_active and now - batch.changed_at > UNTAKEN_AFTER,
        duration_s=((batch.finished_at or now) - batch.created_at).total_seconds(),
        counts=counts,
        awaited=_list_awaited(batch, now) if batch.is_active else [],
        skipped_by_reason=list(_list_skipped(batch)) if batch.counts.get(Result.SKIPPED.value) else [],
        problem=word_code(batch.problem_code, {"problem": batch.problem}) if batch.problem_code else "",
    )


def _find_share(batch: BatchRun) -> int:
    """Return how much of all steps is done, in per cent; a batch under way never looks done."""
    if batch.state == RunState.DONE:
        return 100
    whole = max(batch.total, 1) * max(len(batch.steps), 1)
    done = batch.step * max(batch.total, 1) + min(batch.seen, batch.total)
    return min(99, done * 100 // whole)


def word_step(batch: BatchRun, number: int) -> str:
    """Return the name of one of a batch's rules."""
    if number >= len(batch.steps):
        return ""
    step = batch.steps[number]
    try:
        return str(step["name"] or find_action(step["action"]).label)
    except RuleUnknown:
        return str(step["action"])


def _list_awaited(batch: BatchRun, now: datetime) -> list[RetrievalProgress]:
    """Return the retrievals that the batch waits for."""
    handles = batch.items.filter(result=PENDING).order_by("pk").values_list("handle", flat=True)[:WATCHED_AT_MOST]
    ids = [int(each) for each in handles if each.isdecimal()]
    return [watch_run(run, now) for run in list_company_runs(batch.company).filter(pk__in=ids)] if ids else []


def _list_skipped(batch: BatchRun) -> Iterator[tuple[Text, int]]:
    """Yield why records were skipped, and how many: orders in retrievals, and records themselves."""
    skipped = batch.items.filter(result=Result.SKIPPED.value).order_by().values_list("code")
    for code, number in skipped.annotate(number=Count("pk")):
        yield word_code(code, {}), number
    retrievals = batch.items.filter(code__in=[FINISHED, FAILED]).order_by("pk").values_list("values", flat=True)
    orders = sum((_count_skipped(values) for values in retrievals[:READ_AT_MOST]), Counter[str]())
    for code, number in sorted(orders.items()):
        yield word_skipped(code), number


def _count_skipped(values: Mapping[str, object]) -> Counter[str]:
    return Counter(
        {
            name.removeprefix(SKIPPED_ORDERS): int(str(number))
            for name, number in values.items()
            if name.startswith(SKIPPED_ORDERS)
        }
    )
