"""The upload of status reports as an action: what is open is sent, and read back afterwards."""

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from kogge.automation.actions.base import Action, Job
from kogge.automation.rules import Outcome, Result
from kogge.automation.subjects import PLATFORMS
from kogge.companies.permissions import Right
from kogge.orders.services import PlatformNotReady
from kogge.platforms.models import Platform
from kogge.status.models import RecordState, RunState, SendingRun, StatusRecord
from kogge.status.queries import get_run
from kogge.status.sending import ACCESS_LOST, start_sending
from kogge.status.workflows import enqueue_run

SENT, REJECTED, FAILED = "status_sent", "status_rejected", "status_failed"


class SendStatus(Action):
    """Uploads open status reports (Status hochladen); what is counted are reports."""

    key = "status.send"
    label = _("Upload status")
    subject = PLATFORMS
    right = Right.SHIP
    portion: ClassVar[int] = 20

    def run(self, records: Sequence[Platform], job: Job) -> list[Outcome]:
        """Begin an upload for each platform that has something to send."""
        return [_begin(platform, job) for platform in records]

    def hand_over(self, handles: Sequence[str]) -> None:
        """Leave the uploads to the workers."""
        for handle in handles:
            enqueue_run(int(handle))

    def ask(self, handle: str) -> Outcome | None:
        """Return what was sent and what was rejected; reading back goes on meanwhile."""
        run = get_run(int(handle))
        return None if run.state == RunState.RUNNING and run.sent_at is None else _tell(run)


def _begin(platform: Platform, job: Job) -> Outcome:
    try:
        run = start_sending(platform.pk, user_id=None if job.is_by_task else job.user.pk, now=job.now)
    except PlatformNotReady as error:
        return Outcome(Result.FAILED, error.code, {"problem": str(error)}, is_structural=True)
    return Outcome(Result.UNCHANGED, counts={}) if run is None else Outcome(None, handle=str(run.pk))


def _tell(run: SendingRun) -> Outcome:
    by_state = StatusRecord.objects.filter(run=run).order_by().values_list("state").annotate(number=Count("pk"))
    states = dict(by_state)
    rejected = states.get(RecordState.REJECTED.value, 0)
    sent = states.get(RecordState.ACCEPTED.value, 0) + states.get(RecordState.VERIFIED.value, 0)
    counts = {
        name: number for name, number in ((Result.CHANGED.value, sent), (Result.FAILED.value, rejected)) if number
    }
    if run.state == RunState.FAILED:
        values = {"problem": run.problem, "problem_code": run.problem_code}
        failed = counts | {Result.FAILED.value: rejected + 1}
        is_structural = run.problem_is_permanent and run.problem_code not in ACCESS_LOST
        return Outcome(Result.FAILED, FAILED, values, failed, is_structural=is_structural)
    if rejected:
        return Outcome(Result.FAILED, REJECTED, {"number": str(rejected)}, counts)
    return Outcome(Result.CHANGED if sent else Result.UNCHANGED, SENT, {}, counts)
