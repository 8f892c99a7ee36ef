"""Writes of confirmations: take one over, and advance it by one call to the platform at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from kogge_cloud.accounts.errors import NotAuthenticated
from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import (
    OrderNotFound,
    PlatformError,
    PlatformUnavailable,
    QuotaExhausted,
    RequestRefused,
)
from kogge_cloud.adapters.ports import Access, Fetching, Reporting
from kogge_cloud.adapters.registry import get_adapter
from kogge_cloud.adapters.values import Refusal, carrier_of, sent_parcel
from kogge_cloud.delivery.errors import ShipmentContradictory
from kogge_cloud.delivery.models import Shipment
from kogge_cloud.delivery.queries import (
    UNFINISHED,
    describe_shipment,
    find_obstacle,
    get_shipment,
    read_content,
    read_earlier,
    read_standing,
)
from kogge_cloud.delivery.rules import (
    Standing,
    Step,
    Turn,
    Verdict,
    begin_sending,
    find_parcel,
    find_tracking,
    next_step,
    note_acceptance,
    note_look,
    note_refusal,
)
from kogge_cloud.delivery.validation import CONFIRMED_ELSEWHERE, find_refusal
from kogge_cloud.errors import CloudError
from kogge_cloud.feed.errors import OrderUnknown
from kogge_cloud.feed.queries import read_latest
from kogge_cloud.infrastructure.database import atomic
from kogge_cloud.infrastructure.secrets import encrypt_packed
from kogge_cloud.infrastructure.waits import retry_delay_s
from kogge_contract.messages import FetchProgress, NewFetch
from kogge_contract.orders import FeedEntry, Order, Remark
from kogge_contract.platforms import INVOICED, Report
from kogge_contract.shipments import NO_PARCEL, NewShipment, ShipmentProgress, ShipmentState

LEASE = timedelta(seconds=20)
"""As long as a call may take: a second call beside the first would do no harm, but cost quota."""
OTHER_ADVANCE_S = 1
MOST_FAILURES = 16
"""No failure is the last: waits stop growing here, but a parcel that is out must be confirmed one day."""
WAIT_FOR_QUOTA = "quota"
WAIT_FOR_OTHER = "another_advance"
WAIT_FOR_EARLIER = "earlier_shipment"
WAIT_FOR_PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class TakenShipment:
    """A confirmation, and whether it is new or was known by its reference."""

    shipment: Shipment
    is_new: bool


def take_shipment(registration: Registration, new: NewShipment, now: datetime) -> TakenShipment:
    """Take over a confirmation, or return the one that has the reference and the content already. Calls nobody.

    Raises ShipmentContradictory, NotAuthenticated.
    """
    with atomic():
        # Under the registration's lock keys are given in commit order: an earlier confirmation never turns up later.
        locked = Registration.objects.select_for_update().get(pk=registration.pk)
        known = Shipment.objects.filter(
            tenant_id=locked.tenant_id, registration=locked, reference=new.reference
        ).first()
        if known is not None:
            if read_content(known) != new:
                message = (
                    f"Shipment {new.reference} was taken over with other content. Corrections need a new reference."
                )
                raise ShipmentContradictory(message)
            return TakenShipment(known, is_new=False)
        require_authenticated(locked)
        shipment = Shipment.objects.create(
            tenant_id=locked.tenant_id,
            registration=locked,
            reference=new.reference,
            order_reference=new.order_reference,
            package_number=new.package_number,
            content_encrypted=encrypt_packed(new.model_dump_json().encode()),
            progress=ShipmentProgress.QUEUED,
            created_at=now,
        )
    return TakenShipment(shipment, is_new=True)


def advance_shipment(shipment: Shipment, now: datetime) -> ShipmentState:
    """Make the confirmation's next call to the platform (at most one), record its answer, and tell how far it is.

    Confirmations of one parcel are made one after the other: the oldest is advanced in place of a later one. Safe to
    run beside itself and to be killed at any moment: what may have been done is on record before it is done.
    """
    obstacle = find_obstacle(shipment) if shipment.progress in UNFINISHED else None
    if obstacle is None:
        return _advance(shipment, now)
    ahead = _advance(obstacle, now)
    return describe_shipment(shipment, now, retry_after_s=ahead.retry_after_s, waiting_for=WAIT_FOR_EARLIER)


def _advance(shipment: Shipment, now: datetime) -> ShipmentState:
    standing = read_standing(shipment)
    step = next_step(standing)
    if step is Step.NONE or (shipment.retry_at and shipment.retry_at > now):
        return describe_shipment(shipment, now)
    together = get_adapter(shipment.registration.kind).advance_together(shipment, now)
    if together is not None:
        shipment.refresh_from_db()
        return describe_shipment(shipment, now, retry_after_s=together.retry_after_s, waiting_for=together.waiting_for)
    if not _lease(shipment, now):
        fresh = get_shipment(shipment.registration, shipment.reference)
        return describe_shipment(fresh, now, retry_after_s=OTHER_ADVANCE_S, waiting_for=WAIT_FOR_OTHER)
    try:
        require_authenticated(shipment.registration)
        if step is Step.SEND:
            _send(shipment, standing, now)
        else:
            _look(shipment, standing, now)
    except QuotaExhausted as error:
        _record(shipment, retry_at=now + timedelta(seconds=error.retry_after_s), waiting_for=WAIT_FOR_QUOTA)
    except (PlatformError, NotAuthenticated) as error:
        _postpone(shipment, error, now)
    shipment.refresh_from_db()
    return describe_shipment(shipment, now)


def _send(shipment: Shipment, standing: Standing, now: datetime) -> None:
    """Check, note that the confirmation may be there from now on, and send it."""
    content, adapter = read_content(shipment), get_adapter(shipment.registration.kind)
    order = judge(shipment, content, now)
    if isinstance(order, Refusal) and order.code == OrderUnknown.code and _fetch_order(shipment, adapter, now):
        return
    if isinstance(order, Refusal):
        refuse(shipment, order)
        return
    sending = begin_sending(standing)
    remarks = [remark.model_dump() for remark in adapter.list_remarks(content, order)]
    if not _record(
        shipment,
        lease_until=now + LEASE,
        progress=sending.progress,
        attempts=sending.attempts,
        sent_at=now,
        remarks=remarks,
    ):
        return
    try:
        adapter.send_report(shipment.registration, content, order, read_earlier(shipment), now)
    except PlatformUnavailable:
        raise
    except (RequestRefused, OrderNotFound) as error:
        may_be_there = isinstance(error, RequestRefused) and adapter.may_be_done(error.message)
        record_turn(shipment, note_refusal(sending, error.message, may_be_there=may_be_there), now)
    except PlatformError:
        # Neither quota nor credentials: certainly nothing was done, so nothing need be looked for.
        _record(
            shipment,
            lease_until=now + LEASE,
            progress=standing.progress,
            attempts=standing.attempts,
            sent_at=shipment.sent_at,
        )
        raise
    else:
        record_turn(shipment, note_acceptance(sending, adapter.first_look_s), now)


def judge(shipment: Shipment, content: NewShipment, now: datetime) -> Order | Refusal:
    """Return the order as the feed knows it newest, or why the confirmation is not sent at all."""
    order, adapter = _read_order(shipment), get_adapter(shipment.registration.kind)
    # What was sent once is not judged anew: the order may show its effect by now.
    if isinstance(order, Refusal) or shipment.attempts:
        return order
    of_platform = _find_unsupported(content, adapter) or adapter.find_refusal(content, order)
    return find_refusal(content, order, read_earlier(shipment), now, of_platform) or order


def _find_unsupported(content: NewShipment, adapter: Access) -> Refusal | None:
    """Refuse what this kind of platform cannot be told."""
    report = Report(kind=content.kind, value=content.value)
    if report != INVOICED and report in adapter.traits.reports:
        return None
    message = f"{adapter.traits.name} takes no report {content.kind} “{content.value}”: change the rule for platforms."
    return Refusal("report_unsupported", message)


def _look(shipment: Shipment, standing: Standing, now: datetime) -> None:
    """Look whether the platform shows the parcel."""
    content, adapter = read_content(shipment), get_adapter(shipment.registration.kind)
    try:
        shown = adapter.read_parcels(shipment.registration, content, now)
    except (RequestRefused, OrderNotFound):
        shown = []
    sent, former = sent_parcel(content), read_earlier(shipment).this
    found = find_parcel(sent, shown, carrier_of(former) if former else "")
    remarks = list(shipment.remarks)
    if standing.refusal:
        found = found or find_tracking(sent, shown)
        if found is not None and found.package_reference != sent.package_reference:
            remark = Remark(code=CONFIRMED_ELSEWHERE, values={"package": found.package_reference})
            remarks.append(remark.model_dump())
    record_turn(shipment, note_look(standing, is_there=found is not None), now, remarks=remarks)


def _read_order(shipment: Shipment) -> Order | Refusal:
    """Return the order as the feed knows it newest, or why there is none."""
    try:
        entry = FeedEntry.model_validate_json(read_latest(shipment.registration, shipment.order_reference))
    except OrderUnknown as error:
        return Refusal(error.code, error.message)
    if entry.order is None:
        return Refusal("order_unreadable", f"Order {shipment.order_reference} could not be read: see the feed.")
    return entry.order


def _fetch_order(shipment: Shipment, adapter: Fetching, now: datetime) -> bool:
    """Fetch an order that came another way than by the feed; return whether there is hope.

    What the platform does not know either, or gave out without the feed having it then, is refused. Raises
    PlatformUnavailable.
    """
    registration = shipment.registration
    reference = f"shipment-{shipment.pk}-{shipment.failures}"
    new = NewFetch(reference=reference, order_reference=shipment.order_reference)
    known = adapter.start_fetch(registration, new, now)
    if known.state.progress is not FetchProgress.RUNNING:
        return False
    state = adapter.advance_fetch(registration, reference, now)
    if state.progress is FetchProgress.FAILED and (state.problem is None or not state.problem.permanent):
        raise PlatformUnavailable(state.problem.message if state.problem else "The order could not be fetched.")
    if state.progress is not FetchProgress.FAILED:
        wait_s, waits_for = state.retry_after_s, WAIT_FOR_QUOTA if state.retry_after_s else ""
        _record(shipment, retry_at=now + timedelta(seconds=wait_s), waiting_for=waits_for)
    return state.progress is not FetchProgress.FAILED


def _lease(shipment: Shipment, now: datetime) -> bool:
    """Ask others to keep out while we call. A courtesy that saves quota: correctness hangs on `revision` alone."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    unchanged = Shipment.objects.filter(free, pk=shipment.pk, revision=shipment.revision)
    return unchanged.update(lease_until=now + LEASE) == 1


def _record(shipment: Shipment, **changes: object) -> bool:
    """Write what follows from an answer, unless somebody was faster; the lease ends with it."""
    mine = Shipment.objects.filter(pk=shipment.pk, revision=shipment.revision)
    if mine.update(**{"revision": F("revision") + 1, "lease_until": None} | changes) != 1:
        return False
    shipment.revision += 1
    return True


def record_turn(shipment: Shipment, turn: Turn, now: datetime, **changes: object) -> None:
    """Write where an answer leads, unless somebody was faster."""
    standing = turn.standing
    changes |= {
        "progress": standing.progress,
        "attempts": standing.attempts,
        "acceptances": standing.acceptances,
        "looks": standing.looks,
        "refusal": standing.refusal,
        "failures": 0,
        "retry_at": now + timedelta(seconds=turn.wait_s) if turn.wait_s else None,
        "waiting_for": WAIT_FOR_PLATFORM if turn.wait_s else "",
    }
    if standing.progress is ShipmentProgress.QUEUED:
        changes["batch"] = None
    if standing.progress in {ShipmentProgress.ACCEPTED, ShipmentProgress.VERIFIED}:
        changes["accepted_at"] = Coalesce(F("accepted_at"), now)
    if standing.progress is ShipmentProgress.VERIFIED:
        changes["verified_at"] = now
    code, message = _problem_of(turn, shipment, get_adapter(shipment.registration.kind))
    changes |= {"problem_code": code, "problem_message": message, "problem_is_permanent": bool(code)}
    _record(shipment, **changes)


def _problem_of(turn: Turn, shipment: Shipment, adapter: Reporting) -> tuple[str, str]:
    if turn.verdict is Verdict.LOST and shipment.package_number == NO_PARCEL:
        return Verdict.REPORT_LOST, "The platform accepted the report twice, but does not show it: look at the order."
    if turn.verdict is Verdict.LOST:
        return Verdict.LOST, adapter.lost_message
    if turn.verdict is Verdict.REFUSED:
        return RequestRefused.code, turn.standing.refusal
    return "", ""


def refuse(shipment: Shipment, refusal: Refusal) -> None:
    """End a confirmation that is not sent at all."""
    _record(
        shipment,
        progress=ShipmentProgress.REJECTED,
        problem_code=refusal.code,
        problem_message=refusal.message,
        problem_is_permanent=True,
        retry_at=None,
        waiting_for="",
    )


def _postpone(shipment: Shipment, error: CloudError, now: datetime) -> None:
    """Try again later, however often; tell meanwhile what stands in the way."""
    failures = min(shipment.failures + 1, MOST_FAILURES)
    _record(
        shipment,
        failures=failures,
        retry_at=now + timedelta(seconds=retry_delay_s(failures)),
        waiting_for=WAIT_FOR_PLATFORM,
        problem_code=error.code,
        problem_message=error.message,
        problem_is_permanent=error.permanent,
    )
