"""Sends status reports through the Cloud and sees each to its end: read back at the platform, or rejected."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, Q

from kogge.audit import services as audit
from kogge.companies.models import User
from kogge.infrastructure.cloud import CloudClient
from kogge.infrastructure.cloud_errors import CloudRefused
from kogge.infrastructure.work import get_work
from kogge.kernel.errors import KoggeError
from kogge.orders.services import PlatformNotReady
from kogge.platforms.models import Platform
from kogge.platforms.services import connect_platform
from kogge.printing.errors import BuyerUnknown, LetterheadIncomplete, PaperDamaged, PaperNotSet, TaxUndecided
from kogge.shipping.models import Shipment
from kogge.shipping.services import note_reported
from kogge.status.invoices import PaperTooLarge, make_upload
from kogge.status.models import RecordState, RunState, SendingRun, StatusAttempt, StatusKind, StatusRecord
from kogge.status.queries import get_run, has_work
from kogge.status.rules import COURSES, name_sending
from kogge_contract.invoices import InvoiceState
from kogge_contract.shipments import NewShipment, ShipmentState

AT_ONCE = 2000
"""So many reports a run takes; what is more, the next one does."""
PAGE = 50
SHORTEST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
"""So often a run looks anew, whatever it was told: a person may have corrected something."""

PAPER_REFUSED = (BuyerUnknown, LetterheadIncomplete, PaperDamaged, PaperNotSet, PaperTooLarge, TaxUndecided)
"""Why an invoice has no paper to be handed over: a person puts it right, then it is sent again."""
ACCESS_LOST = frozenset({"not_authenticated", "authorization_revoked", "application_rejected", "access_denied"})
QUOTA = "quota"
SHIPMENT_UNKNOWN, INVOICE_UNKNOWN = "shipment_unknown", "invoice_unknown"

Clock = Callable[[], datetime]
CloudState = ShipmentState | InvoiceState
Errand = tuple[str, str]
"""Kind and state of a report: what is to be done, and by which of the platform's quotas."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How the Cloud is told of a report: hand it over, let it go on; `unknown` is its code where it forgot it."""

    hand_over: Callable[[], CloudState]
    go_on: Callable[[], CloudState]
    unknown: str


def start_sending(platform_id: int, *, user_id: int | None = None, now: datetime) -> SendingRun | None:
    """Begin an upload of a platform's open reports and return its row; None where there is nothing to send.

    Raises PlatformNotReady.
    """
    platform = Platform.objects.select_related("credentials").get(pk=platform_id)
    _require_ready(platform)
    if not has_work(platform):
        return None
    with transaction.atomic():
        run = SendingRun.objects.create(
            company_id=platform.company_id, platform=platform, started_by_id=user_id, started_at=now, changed_at=now
        )
        if user_id is not None:
            audit.record(
                company_id=platform.company_id,
                at=now,
                actor=User.objects.get(pk=user_id),
                action="status.start_sending",
                subject_kind="platform",
                subject_id=platform.pk,
                before={},
                after={},
            )
    return run


def take_records(run_id: int, now: datetime) -> int:
    """Let a run take reports that nobody is busy with; from now on their parcels are corrected, not voided.

    Returns how many it took. Twice takes what came in between.
    """
    with transaction.atomic():
        run = get_work(SendingRun.objects.select_for_update(), pk=run_id)
        free = Q(state=RecordState.OPEN) | (
            Q(state__in=(RecordState.SENDING, RecordState.ACCEPTED))
            & (Q(run__isnull=True) | ~Q(run__state=RunState.RUNNING))
        )
        wanted = StatusRecord.objects.filter(free, platform=run.platform_id).order_by("created_at", "pk")[:AT_ONCE]
        shipment_ids = sorted({each.shipment_id for each in wanted if each.shipment_id is not None})
        # Whoever voids a parcel holds its row: one of the two comes first, and the other sees it.
        list(Shipment.objects.select_for_update().filter(pk__in=shipment_ids).order_by("pk"))
        taken = StatusRecord.objects.select_for_update(of=("self",)).filter(free, pk__in=[each.pk for each in wanted])
        for record in taken.order_by("pk"):
            if record.state == RecordState.OPEN:
                record.state = RecordState.SENDING
                if record.shipment_id is not None:
                    note_reported(record.shipment_id, now)
            record.run, record.try_at, record.changed_at = run, now, now
            record.save(update_fields=["state", "run", "try_at", "changed_at"])
            run.taken += 1
        run.changed_at = now
        run.save(update_fields=["taken", "changed_at"])
    return len(wanted)


def advance_run(run_id: int, clock: Clock, seconds: float) -> float | None:
    """Send and look after what is due of a run, for some seconds; return how long to wait then, None at its end.

    Safe to be killed at any moment and to be done twice: the Cloud knows each sending by its name. Raises what the
    Cloud's client raises.
    """
    run = get_run(run_id)
    if run.state != RunState.RUNNING:
        return None
    client = connect_platform(run.platform)
    until = clock() + timedelta(seconds=seconds)
    waits: dict[Errand, float] = {}
    while clock() <= until and (due := _list_due(run, clock(), waits)):
        for record in due:
            if (record.kind, record.state) in waits:
                continue
            state = advance_record(client, run.platform, record, clock())
            if state is not None and state.waiting_for == QUOTA:
                # Sending and looking have quotas of their own, and each kind has: one may go on while another waits.
                waits[record.kind, record.state] = state.retry_after_s
            if clock() > until:
                break
    return _settle(run, clock(), min(waits.values(), default=0))


def advance_record(client: CloudClient, platform: Platform, record: StatusRecord, now: datetime) -> CloudState | None:
    """Let the Cloud make a report's next call, and note its answer; None where the report itself was refused."""
    attempt = _begin_attempt(record, now)
    way = _find_way(client, platform.cloud_reference, record, attempt, now)
    try:
        if not attempt.progress:
            way.hand_over()
        try:
            state = way.go_on()
        except CloudRefused as error:
            if error.code != way.unknown:
                raise
            # A Cloud that was restored from a backup has forgotten it; the same name makes the same parcel.
            way.hand_over()
            state = way.go_on()
    except PAPER_REFUSED as error:
        _take_refusal(record, attempt, error, now)
        return None
    except CloudRefused as error:
        if not error.permanent or error.code in ACCESS_LOST:
            raise
        _take_refusal(record, attempt, error, now)
        return None
    _take_answer(record, attempt, state, now)
    return state


def _find_way(client: CloudClient, platform: str, record: StatusRecord, attempt: StatusAttempt, now: datetime) -> _Way:
    name, content = attempt.reference, attempt.content
    if record.kind == StatusKind.INVOICE:
        return _Way(
            lambda: client.upload_invoice(platform, make_upload(record, content, name, now)),
            lambda: client.advance_invoice(platform, name),
            INVOICE_UNKNOWN,
        )
    return _Way(
        lambda: client.confirm_shipment(platform, NewShipment(reference=name, **content)),
        lambda: client.advance_shipment(platform, name),
        SHIPMENT_UNKNOWN,
    )


def fail_run(run_id: int, error: KoggeError, now: datetime) -> None:
    """End a run that cannot go on: what it has not handed over is open again, the rest is taken up by the next run."""
    with transaction.atomic():
        run = get_work(SendingRun.objects.select_for_update(), pk=run_id)
        if run.state != RunState.RUNNING:
            return
        untouched = StatusRecord.objects.filter(run=run, state=RecordState.SENDING).exclude(
            pk__in=StatusAttempt.objects.filter(record__run=run).values("record")
        )
        untouched.update(state=RecordState.OPEN, run=None, try_at=None)
        run.state, run.problem, run.problem_code = RunState.FAILED, str(error), error.code
        run.problem_is_permanent = error.permanent
        run.finished_at = run.changed_at = now
        run.save()


def next_round(run_id: int) -> int:
    """Count a run's workflows: ids are used once. Returns the number of the next one."""
    with transaction.atomic():
        run = get_work(SendingRun.objects.select_for_update(), pk=run_id)
        run.round += 1
        run.save(update_fields=["round"])
        return run.round


def _list_due(run: SendingRun, now: datetime, waiting: Collection[Errand]) -> list[StatusRecord]:
    """Return what is due of a run, but nothing of a kind and in a state that wait for their quota."""
    states = (RecordState.SENDING, RecordState.ACCEPTED)
    due = StatusRecord.objects.filter(run=run, state__in=states, try_at__lte=now).order_by("try_at", "pk")
    for kind, state in waiting:
        due = due.exclude(kind=kind, state=state)
    return list(due[:PAGE])


def _begin_attempt(record: StatusRecord, now: datetime) -> StatusAttempt:
    """Return the attempt of a record's sending: what is sent is on record before it is sent."""
    attempt, _is_new = StatusAttempt.objects.get_or_create(
        record=record,
        sending=record.sending,
        defaults={
            "reference": name_sending(record.pk, record.sending, record.digest),
            "content": record.content,
            "handed_over_at": now,
            "changed_at": now,
        },
    )
    return attempt


def _take_answer(record: StatusRecord, attempt: StatusAttempt, state: CloudState, now: datetime) -> None:
    problem = state.problem
    answer = {
        "answer_code": problem.code if problem else "",
        "answer": problem.message if problem else "",
        "remarks": [each.model_dump() for each in state.remarks],
    }
    StatusAttempt.objects.filter(pk=attempt.pk).update(
        progress=state.progress.value,
        calls=state.attempts,
        changed_at=now,
        sent_at=state.sent_at,
        accepted_at=state.accepted_at,
        verified_at=state.verified_at,
        **answer,
    )
    course = COURSES[state.progress]
    _store(
        record,
        now,
        state=course.value,
        waiting_for=state.waiting_for,
        try_at=now + timedelta(seconds=max(state.retry_after_s, 0)),
        sent_at=state.accepted_at or record.sent_at,
        verified_at=state.verified_at,
        **answer,
    )


def _take_refusal(record: StatusRecord, attempt: StatusAttempt, error: KoggeError, now: datetime) -> None:
    answer = {"answer_code": error.code, "answer": str(error)}
    rejected = RecordState.REJECTED.value
    StatusAttempt.objects.filter(pk=attempt.pk).update(progress=rejected, changed_at=now, **answer)
    _store(record, now, state=rejected, waiting_for="", try_at=None, **answer)


def _store(record: StatusRecord, now: datetime, **changes: Any) -> None:  # noqa: ANN401 - columns of any kind
    """Write what an answer says, unless the record was corrected meanwhile and is to be sent anew."""
    same = StatusRecord.objects.filter(
        pk=record.pk, sending=record.sending, state__in=(RecordState.SENDING, RecordState.ACCEPTED)
    )
    same.update(changed_at=now, **changes)


def _settle(run: SendingRun, now: datetime, quota_wait_s: float) -> float | None:
    """Note how far a run is; return how long it waits, None where it has come to its end."""
    of_run = StatusRecord.objects.filter(run=run)
    changes: dict[str, Any] = {"changed_at": now}
    if run.sent_at is None and not of_run.filter(state=RecordState.SENDING).exists():
        changes["sent_at"] = now
    under_way = of_run.filter(state__in=(RecordState.SENDING, RecordState.ACCEPTED))
    next_at: datetime | None = under_way.aggregate(next=Min("try_at"))["next"]
    if next_at is None:
        changes |= {"state": RunState.DONE, "finished_at": now}
    SendingRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(**changes)
    if next_at is None:
        return None
    return min(max((next_at - now).total_seconds(), quota_wait_s, SHORTEST_WAIT_S), LONGEST_WAIT_S)


def _require_ready(platform: Platform) -> None:
    missing = {
        "it is not active": not platform.is_active,
        "it is not registered in the Cloud (sign in)": not platform.cloud_reference,
        "it has no credentials for the Cloud": platform.credentials_id is None,
    }
    reasons = [reason for reason, applies in missing.items() if applies]
    if reasons:
        message = f"Status reports of platform “{platform}” cannot be sent: {'; '.join(reasons)}."
        raise PlatformNotReady(message)
