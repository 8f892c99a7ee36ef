"""The command `kogge retrieve`, for real or as a dry run."""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from kogge.documents.models import Document, MessageLevel
from kogge.infrastructure import engine
from kogge.infrastructure.telemetry import configure_logging
from kogge.kernel.errors import KoggeError
from kogge.kernel.money import Money
from kogge.orders.commands.output import DONE, WITH_OPEN_POINTS, Report, print_result, show_progress
from kogge.orders.fetching import client_of, is_complete, read_page, require_fetch, wanted_fetch
from kogge.orders.importing import PageResult, import_page
from kogge.orders.models import RetrievalRun, RunState
from kogge.orders.queries import list_created
from kogge.orders.runs import get_platform, get_run, list_parked_since, list_running_runs
from kogge.orders.services import Wishes, start_retrieval
from kogge.orders.workflows import begin_retrieval, run_prefix
from kogge.platforms.models import Platform
from kogge_contract.messages import FetchProgress

SHOWN = 20
"""Planned documents that are listed for people; the JSON has all of them."""
LOOK_EVERY_S = 0.1
CARE_EVERY_S = 3.0


class WishesContradictory(KoggeError):
    """Options that exclude each other."""

    code = "wishes_contradictory"


class RetrievalFailed(KoggeError):
    """A retrieval ended with a problem; code and permanence are the problem's."""

    code = "retrieval_failed"


@dataclass
class RetrievalResult:
    """What a retrieval brought. `seconds` is the time it took, `waited_s` how much of it was waiting for quota.

    `planned` are the documents that a dry run would have made.
    """

    run: RetrievalRun
    seconds: float
    waited_s: float
    resumed_runs: int
    parked: list[dict[str, str]] = field(default_factory=list)
    planned: list[dict[str, Any]] | None = None

    @property
    def status(self) -> int:
        """The exit status."""
        return WITH_OPEN_POINTS if self.parked else DONE

    def describe(self, *, limit: int | None = None) -> dict[str, Any]:
        """Return the JSON document; for people no more planned documents than `limit`.

        An order that is listed again just as it was never reaches the feed: unchanged.
        """
        run = self.run
        taken = run.created + run.updated + run.parked + sum(run.skipped.values())
        return {
            "platform": run.platform.name,
            "listed": run.orders_listed,
            "created": run.created,
            "updated": run.updated,
            "unchanged": max(run.unchanged, run.orders_listed - taken),
            "skipped": run.skipped,
            "parked": run.parked,
            "parked_orders": self.parked,
            **({} if self.planned is None else {"planned_documents": self.planned[:limit]}),
            "resumed_runs": self.resumed_runs,
            "seconds": round(self.seconds, 3),
            "waited_s": round(self.waited_s, 3),
        }


def retrieve(
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
    configure_logging(as_json=False, level=logging.ERROR)
    platform = get_platform(name)
    _require_consistent(since, until, order_reference, backfill=backfill)
    wishes = Wishes(since, until, order_reference, backfill)
    work = plan_retrieval if dry_run else run_retrieval
    with show_progress(f"Retrieving {name}") as report:
        result = work(platform, wishes, report)
    print_result(result.describe(limit=None if as_json else SHOWN), as_json=as_json)
    return result.status


def run_retrieval(platform: Platform, wishes: Wishes, report: Report) -> RetrievalResult:
    """Finish what killed retrievals left, then run one with these wishes in this process. Raises KoggeErrors.

    A retrieval that another living process runs, or that waits for a worker, is not ours to finish.
    """
    started = time.monotonic()
    begun_at = datetime.now(UTC)
    engine.launch(listen=False)
    try:
        leftovers = [each for each in list_running_runs(platform=platform) if engine.is_abandoned(run_prefix(each.pk))]
        for each in leftovers:
            report("finishing what an earlier retrieval left")
            _follow(each.pk, report)
        run = start_retrieval(platform.pk, wishes, now=datetime.now(UTC))
        waited_s = _follow(run.pk, report)
    finally:
        engine.shutdown()
    run = get_run(run.pk)
    _raise_failure(run)
    parked = _list_parked(platform, min([begun_at, *(each.started_at for each in leftovers)]))
    return RetrievalResult(run, time.monotonic() - started, waited_s, len(leftovers), parked)


def plan_retrieval(platform: Platform, wishes: Wishes, report: Report) -> RetrievalResult:
    """Do what a retrieval does, and take back all of it that is the Office's: the dry run. Raises KoggeErrors.

    The Cloud keeps what it fetched meanwhile; the cursor stays, so that the next retrieval finds it all.
    """
    started = time.monotonic()
    now = datetime.now(UTC)
    with transaction.atomic():
        run = start_retrieval(platform.pk, wishes, now=now)
        transaction.set_rollback(True)
    waited_s = _fetch(run, report)
    run.fetch_is_done = True
    parked: list[dict[str, str]] = []
    planned: list[dict[str, Any]] = []
    report("planning")
    while True:
        page = read_page(run)
        # Each page on its own, since nothing may be asked of the Cloud while a transaction is open.
        with transaction.atomic():
            draft = start_retrieval(platform.pk, wishes, now=now)
            _add(run, import_page(draft.pk, page, now))
            parked += _list_parked(platform, now)
            planned += map(_describe_planned, list_created(platform, now))
            transaction.set_rollback(True)
        run.position = page.next_after
        if is_complete(run, page):
            return RetrievalResult(run, time.monotonic() - started, waited_s, 0, parked, planned)


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


def _add(run: RetrievalRun, result: PageResult) -> None:
    run.created += result.created
    run.updated += result.updated
    run.unchanged += result.unchanged
    run.parked += result.parked
    run.skipped = dict(Counter(run.skipped) + result.skipped)


def _fetch(run: RetrievalRun, report: Report) -> float:
    """Let the Cloud fetch all that a run would fetch; return the seconds that were spent waiting for quota."""
    client = client_of(run)
    platform = run.platform.cloud_reference
    state = client.start_fetch(platform, wanted_fetch(run))
    waited_s = 0.0
    while state.progress is FetchProgress.RUNNING:
        state = client.advance_fetch(platform, state.reference)
        run.orders_listed = state.orders_listed
        report(_describe(run, state.retry_after_s))
        time.sleep(state.retry_after_s)
        waited_s += state.retry_after_s
    require_fetch(state)
    return waited_s


def _describe(run: RetrievalRun, wait_s: float) -> str:
    counts = f"{run.orders_listed} listed, {run.created} created, {run.updated} updated, {run.parked} parked"
    return f"{counts}; next call in {wait_s:.0f} s" if wait_s > 0 else counts


def _describe_planned(document: Document) -> dict[str, Any]:
    """Say which document an order would become; nothing of its buyer."""
    return {
        "order_reference": document.order_reference,
        "document_type": document.document_type.name,
        "total": str(Money(document.total_minor, document.currency)),
        "tax": str(Money(document.tax_minor, document.currency)),
        "articles": [f"{line.quantity} × {line.article_number}" for line in document.lines.all()],
        "warnings": [each.code for each in document.messages.all() if each.level == MessageLevel.WARNING],
    }


def _list_parked(platform: Platform, since: datetime) -> list[dict[str, str]]:
    return [
        {"order_reference": each.platform_reference, "reason": each.reason, "problem": each.problem}
        for each in list_parked_since(platform, since)
    ]


def _require_consistent(
    since: datetime | None, until: datetime | None, order_reference: str, *, backfill: bool
) -> None:
    """Refuse wishes that exclude each other. Raises WishesContradictory."""
    if order_reference and (backfill or since or until):
        message = "Ask for one order (--order), or for a window (--since, --until, --backfill), not for both."
        raise WishesContradictory(message)
    if since and until and until < since:
        message = "--until lies before --since."
        raise WishesContradictory(message)


def _raise_failure(run: RetrievalRun) -> None:
    if run.state == RunState.FAILED:
        failure = RetrievalFailed(run.problem)
        failure.code = run.problem_code
        failure.permanent = run.problem_is_permanent
        raise failure
