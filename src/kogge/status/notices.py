"""Whole orders in the outbox: statuses of an order and of its payment, where a rule asks for them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from kogge.documents.cancelling import DUPLICATE
from kogge.documents.events import DocumentEvent, Occurrence
from kogge.documents.models import Document, DocumentMessage, DocumentState
from kogge.shipping.models import Consignment
from kogge.shipping.tracing import list_root_ids
from kogge.status.models import PlatformRule, RecordState, StatusRecord, StatusValue
from kogge.status.outbox import DOCUMENT_CANCELLED, holds, read_facts, read_rules, read_told, tell_of_document, withdraw
from kogge.status.rules import (
    OF_ORDERS,
    Notice,
    OrderFacts,
    Rule,
    choose_rules,
    is_met_by_order,
    tell_of_orders_by_default,
)
from kogge_contract.orders import OrderStatus
from kogge_contract.platforms import CancelReason

NOT_OURS = ("cancelled_at_platform", "cancellation", DUPLICATE)
"""Why a document is cancelled though the merchant cancels no order: the platform did, or it was one too many."""


def note_event(occurrence: Occurrence) -> None:
    """Write what follows from an event of documents for whole orders, in the caller's transaction.

    Of a cancelled order only that is told; what nobody has sent of it else is withdrawn. Doing it twice is once.
    """
    companies = Document.objects.filter(pk__in=occurrence.document_ids).values("company")
    asked = PlatformRule.objects.filter(kind__in=OF_ORDERS, is_active=True, company__in=companies)
    if not tell_of_orders_by_default() and not asked.exists():
        return
    roots = _list_roots(list_root_ids(occurrence.document_ids))
    wanted = {(root.pk, rule.kind, rule.value): (root, rule) for root, rule in _choose(roots, occurrence.at)}
    if occurrence.event is DocumentEvent.CANCELLED:
        _withdraw([root.pk for root in roots if root.state == DocumentState.CANCELLED], wanted.keys(), occurrence.at)
    for root, rule in wanted.values():
        _create(root, rule, occurrence.at)


def _list_roots(document_ids: Iterable[int]) -> list[Document]:
    """Return the first documents of orders that a platform knows and the merchant ships."""
    rows = Document.objects.filter(
        pk__in=document_ids, is_derived=False, platform__isnull=False, fulfilled_by_platform=False
    )
    known = rows.exclude(platform_reference="").select_related("platform", "document_type", "platform_order")
    return list(known.order_by("pk"))


def _choose(roots: Sequence[Document], at: datetime) -> Iterable[tuple[Document, Rule]]:
    if not roots:
        return
    own = read_rules({root.company_id for root in roots})
    facts = _read_facts(roots)
    met = [
        (root, rule)
        for root in roots
        for rule in choose_rules(own[root.company_id], root.platform_id or 0)
        if rule.kind in OF_ORDERS and is_met_by_order(rule, facts[root.pk])
    ]
    told = read_told({root.pk for root, rule in met if rule.condition}, at)
    for root, rule in met:
        if not rule.condition or holds(rule, told[root.pk]):
            yield root, rule


def _read_facts(roots: Sequence[Document]) -> dict[int, OrderFacts]:
    """Return what became of orders; where only the document was cancelled (NOT_OURS) there is nothing to tell."""
    cancelled = {root.pk for root in roots if root.state == DocumentState.CANCELLED}
    not_ours = _list_not_cancelled_by_us(root for root in roots if root.pk in cancelled)
    ids = [root.pk for root in roots if root.pk not in cancelled]
    shipped = set(Consignment.objects.filter(document__in=ids, is_complete=True).values_list("document", flat=True))
    living = read_facts([root for root in roots if root.pk not in cancelled])
    return {pk: replace(each, is_shipped=pk in shipped) for pk, each in living.items()} | {
        pk: OrderFacts(is_cancelled=pk not in not_ours) for pk in cancelled
    }


def _list_not_cancelled_by_us(roots: Iterable[Document]) -> set[int]:
    by_id = {root.pk: root for root in roots}
    of_others = DocumentMessage.objects.filter(
        document__in=by_id, code="document_cancelled", values__reason__in=NOT_OURS
    ).values_list("document", flat=True)
    return set(of_others) | {pk for pk, root in by_id.items() if _status_there(root) == OrderStatus.CANCELLED}


def _status_there(root: Document) -> str:
    identity = getattr(root, "platform_order", None)
    return identity.platform_status if identity else ""


def _withdraw(document_ids: Sequence[int], wanted: Iterable[tuple[int, str, str]], at: datetime) -> None:
    """Leave out what nobody has sent of cancelled orders, but for what is told of just that."""
    rows = StatusRecord.objects.filter(document__in=document_ids, kind__in=OF_ORDERS, state=RecordState.OPEN)
    kept = set(wanted)
    for record in rows.select_for_update().order_by("pk"):
        if (record.document_id, record.kind, record.value) not in kept:
            withdraw(record, DOCUMENT_CANCELLED, at)


def _create(root: Document, rule: Rule, at: datetime) -> None:
    is_cancellation = rule.value == StatusValue.CANCELLED
    reason = CancelReason.BUYER if root.cancellation_requested else CancelReason.MERCHANT
    notice = Notice(root.platform_reference, rule.kind, rule.value, at, reason.value if is_cancellation else "")
    tell_of_document(root, rule, notice.describe(), at)
