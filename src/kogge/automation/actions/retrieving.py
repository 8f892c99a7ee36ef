"""Order retrieval as an action: of whole platforms, and of single parked orders."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kogge.automation.actions.base import Action, Job
from kogge.automation.rules import Outcome, Result
from kogge.automation.subjects import PARKED_ORDERS, PLATFORMS
from kogge.companies.permissions import Right
from kogge.orders.models import PlatformOrder, RetrievalRun, RunState
from kogge.orders.progress import count_unchanged
from kogge.orders.runs import get_run
from kogge.orders.services import USUAL, PlatformNotReady, Wishes, start_retrieval, stop_retrieval
from kogge.orders.workflows import ACCESS_LOST, enqueue_retrieval
from kogge.platforms.models import Platform

FINISHED, STOPPED, FAILED = "retrieval_finished", "retrieval_stopped", "retrieval_failed"


class _Retrieval(Action):
    """Begins retrievals and waits for them; what is counted are orders."""

    right = Right.RETRIEVE_ORDERS
    portion: ClassVar[int] = 20

    def hand_over(self, handles: Sequence[str]) -> None:
        """Leave the retrievals to the workers."""
        for handle in handles:
            enqueue_retrieval(int(handle))

    def stop(self, handle: str, job: Job) -> None:
        """End a retrieval after the page under way."""
        stop_retrieval(int(handle), job.user, job.now)

    def ask(self, handle: str) -> Outcome | None:
        """Return what a retrieval brought."""
        run = get_run(int(handle))
        return None if run.state == RunState.RUNNING else _tell(run)


class RetrieveOrders(_Retrieval):
    """Fetches what changed at the platforms (Vorgangsabruf)."""

    key = "orders.retrieve"
    label = _("Download documents from the platform")
    subject = PLATFORMS

    def run(self, records: Sequence[Platform], job: Job) -> list[Outcome]:
        """Begin a retrieval of each platform."""
        return [_begin(platform, USUAL, job) for platform in records]


class RetryParkedOrders(_Retrieval):
    """Fetches parked orders again."""

    key = "orders.retry"
    label = _("Retry parked orders")
    subject = PARKED_ORDERS

    def run(self, records: Sequence[PlatformOrder], job: Job) -> list[Outcome]:
        """Begin a retrieval of each order."""
        return [_begin(each.platform, Wishes(order_reference=each.platform_reference), job) for each in records]


def _begin(platform: Platform, wishes: Wishes, job: Job) -> Outcome:
    try:
        asking = None if job.is_by_task else job.user.pk
        run = start_retrieval(platform.pk, wishes, user_id=asking, now=job.now)
    except PlatformNotReady as error:
        return Outcome(Result.FAILED, error.code, {"problem": str(error)}, is_structural=True)
    return Outcome(None, handle=str(run.pk))


def _tell(run: RetrievalRun) -> Outcome:
    values: dict[str, Any] = {"run": str(run.pk), "parked": str(run.parked)} | {
        f"skipped:{reason}": str(number) for reason, number in run.skipped.items()
    }
    counts = {
        Result.CREATED.value: run.created,
        Result.CHANGED.value: run.updated,
        Result.UNCHANGED.value: count_unchanged(run),
        Result.SKIPPED.value: sum(run.skipped.values()),
        "parked": run.parked,
    }
    counts = {name: number for name, number in counts.items() if number}
    if run.state == RunState.FAILED:
        is_structural = run.problem_is_permanent and run.problem_code not in ACCESS_LOST
        values |= {"problem": run.problem, "problem_code": run.problem_code}
        failed = counts | {Result.FAILED.value: 1}
        return Outcome(Result.FAILED, FAILED, values, failed, is_structural=is_structural)
    result = Result.CREATED if run.created else Result.CHANGED if run.updated else Result.UNCHANGED
    return Outcome(result, STOPPED if run.state == RunState.CANCELLED else FINISHED, values, counts)
