"""What a person decides: about changes of orders whose documents are there, and about orders that wait for one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kogge.audit.services import record
from kogge.companies.models import Company, User
from kogge.documents.cancelling import cancel_document
from kogge.documents.models import Document, DocumentState
from kogge.documents.services import require_unlocked
from kogge.kernel.errors import KoggeError
from kogge.orders.differences import compare, facts_of_draft
from kogge.orders.drafting import draft_document
from kogge.orders.importing import parse_order
from kogge.orders.importing.changing import facts_of_document, get_document, rewrite_document, settle_document
from kogge.orders.importing.planning import load_plan
from kogge.orders.importing.settings import get_creation
from kogge.orders.models import ChangeKind, ChangeState, OrderChange, OrderState, PlatformOrder
from kogge.orders.remapping import record_remapping
from kogge.orders.rules import SkipReason
from kogge.platforms.services import connect_platform
from kogge_contract.orders import FeedEntry

_REWRITING = frozenset({ChangeKind.CHANGE, ChangeKind.REMAPPING})


class ChangeDecided(KoggeError):
    """Somebody has decided about the change already, or a later one has overtaken it."""

    code = "change_decided"


class ChangeOvertaken(KoggeError):
    """The order has changed again since the change was shown."""

    code = "change_overtaken"


class ReasonMissing(KoggeError):
    """Leaving an order out needs a reason that others can read."""

    code = "reason_missing"


class OrderNotParked(KoggeError):
    """Only an order that waits without a document can be left out."""

    code = "order_not_parked"


def accept_change(change_id: int, *, actor: User, now: datetime) -> OrderChange:
    """Take a change into its document, or cancel the document where that is what the change is.

    A document that has gone further stays as it is: there, accepting says that somebody has seen to it. Not to be
    called in a transaction: the order comes from the Cloud.

    Raises ChangeDecided, ChangeOvertaken, ActionRefused where the document is locked, and what the client raises.
    """
    change = OrderChange.objects.select_related("document__platform__credentials", "document__company").get(
        pk=change_id
    )
    is_open = change.document.state == DocumentState.OPEN
    rewrites = is_open and change.kind in _REWRITING
    entry = _read_entry(change) if rewrites else None
    with transaction.atomic():
        locked = _lock(change_id)
        if entry is not None:
            _rewrite(locked, entry, actor, now)
        elif is_open and locked.kind in {ChangeKind.CANCELLATION, ChangeKind.CANCELLATION_REQUEST}:
            cancel_document(locked.document_id, reason=locked.kind, actor=actor, at=now)
            _others(locked).update(state=ChangeState.OBSOLETE)
        return _decide(locked, ChangeState.ACCEPTED, actor, now)


def refuse_change(change_id: int, *, note: str = "", actor: User, now: datetime) -> OrderChange:
    """Leave a document as it is in spite of a change. From then on it counts as touched. Raises ChangeDecided."""
    with transaction.atomic():
        change = _lock(change_id)
        change.note = note.strip()
        if change.kind in _REWRITING:
            # Or the next mapping of the document would bring what was refused.
            Document.objects.filter(pk=change.document_id).update(touched_at=now)
        return _decide(change, ChangeState.REFUSED, actor, now)


def ignore_orders(company: Company, order_ids: Sequence[int], *, reason: str, actor: User, now: datetime) -> int:
    """Leave parked orders out for good, and return how many. Raises ReasonMissing and OrderNotParked.

    One that has a document already keeps it, with the change that could not be taken left out.
    """
    if not reason.strip():
        message = "Say why the order needs no document: others will want to know."
        raise ReasonMissing(message)
    with transaction.atomic():
        parked = PlatformOrder.objects.select_for_update().filter(
            company=company, state=OrderState.PARKED, pk__in=order_ids
        )
        orders = list(parked.order_by("pk"))
        if len(orders) != len(set(order_ids)):
            message = (
                "One of the orders is no longer parked: it was taken, or left out, meanwhile. Nothing was changed."
            )
            raise OrderNotParked(message)
        for order in orders:
            before = order.reason
            order.state = OrderState.CREATED if order.document_id else OrderState.SKIPPED
            order.reason = "" if order.document_id else SkipReason.IGNORED
            order.problem = reason.strip()
            order.changed_at = now
            order.save(update_fields=["state", "reason", "problem", "changed_at"])
            record(
                company_id=company.pk,
                at=now,
                actor=actor,
                action="orders.ignore",
                subject_kind="platform_order",
                subject_id=order.pk,
                before={"state": OrderState.PARKED.value, "reason": before},
                after={"state": order.state, "note": reason.strip()},
            )
    return len(orders)


def _read_entry(change: OrderChange) -> FeedEntry:
    document = change.document
    if document.platform is None:
        raise _overtaken()
    body = connect_platform(document.platform).read_order(
        document.platform.cloud_reference, document.platform_reference
    )
    return parse_order(body).entries[0]


def _rewrite(change: OrderChange, entry: FeedEntry, actor: User, now: datetime) -> None:
    """Write what the person saw, and nothing else."""
    document = get_document(change.document_id)
    require_unlocked(document)
    if entry.order is None or document.platform is None or document.state != DocumentState.OPEN:
        raise _overtaken()
    creation = get_creation(document.platform)
    draft = draft_document(entry.order, load_plan(document.company, creation, (entry,)))
    with_settings = change.kind == ChangeKind.REMAPPING
    differences = compare(facts_of_document(document), facts_of_draft(draft), with_settings=with_settings)
    if [each.describe() for each in differences] != change.differences:
        raise _overtaken()
    rewrite_document(document, draft, entry.order, now)
    record_remapping(document, differences, actor, now)


def _overtaken() -> ChangeOvertaken:
    return ChangeOvertaken(
        "The order has changed again since this change was shown. Retrieve it once more and look at it anew."
    )


def _lock(change_id: int) -> OrderChange:
    """Return an open change to be decided, locked; its document first, as imports lock them. Raises ChangeDecided."""
    get_document(OrderChange.objects.values_list("document_id", flat=True).get(pk=change_id))
    change = OrderChange.objects.select_related("document").select_for_update(of=("self",)).get(pk=change_id)
    if change.state != ChangeState.OPEN:
        message = "Somebody has decided about this change already, or a later one has overtaken it."
        raise ChangeDecided(message)
    return change


def _others(change: OrderChange) -> QuerySet[OrderChange]:
    open_ones = OrderChange.objects.filter(document_id=change.document_id, state=ChangeState.OPEN)
    return open_ones.exclude(pk=change.pk)


def _decide(change: OrderChange, state: ChangeState, actor: User, now: datetime) -> OrderChange:
    change.state, change.decided_at, change.decided_by = state, now, actor
    change.save(update_fields=["state", "decided_at", "decided_by", "note"])
    settle_document(change.document_id)
    record(
        company_id=change.company_id,
        at=now,
        actor=actor,
        action=f"orders.{state.value}_change",
        subject_kind="document",
        subject_id=change.document_id,
        before={"state": ChangeState.OPEN.value, "kind": change.kind},
        after={"state": state.value, "note": change.note},
    )
    return change
