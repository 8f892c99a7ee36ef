"""The outbox: status reports are written by rules, in the transaction that makes them true.

Events only say when to look; what is written follows from what is so. So every event may come twice, or late.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.expressions import parse
from kogge.conditions.fields import Facts
from kogge.documents import conditions
from kogge.documents.events import DocumentEvent, Occurrence
from kogge.documents.models import Document, DocumentState
from kogge.shipping.models import Shipment, ShipmentState
from kogge.shipping.tracing import list_made, list_root_ids
from kogge.status.models import PlatformRule, RecordState, StatusRecord
from kogge.status.rules import (
    FULFILLMENT,
    Course,
    Message,
    OrderFacts,
    Rule,
    choose_rules,
    course_after_change,
    digest_of,
    is_met,
)

log = structlog.get_logger(__name__)

DOCUMENT_CANCELLED, PARCEL_VOIDED = "document_cancelled", "parcel_voided"
"""Why a report that was not sent yet will not be: codes that the screens word."""

Key = tuple[int, str, str, int]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A report that is to be: of which parcel, by which rule, with which message."""

    shipment: Shipment
    rule: Rule
    message: Message

    @property
    def key(self) -> Key:
        return (self.shipment.document_id, self.rule.kind, self.rule.value, self.shipment.package_number)


def note_event(occurrence: Occurrence) -> None:
    """Write what follows from an event of documents for platforms, in the caller's transaction.

    New reports are written, those of corrected parcels written anew, those of cancelled orders and voided parcels
    withdrawn while nobody has sent them. Doing it twice is once.
    """
    shipments = _list_shipments(list_root_ids(occurrence.document_ids))
    if not shipments:
        return
    roots = list({each.document_id: each.document for each in shipments}.values())
    if occurrence.event is DocumentEvent.CANCELLED:
        _withdraw([root.pk for root in roots if root.state == DocumentState.CANCELLED], occurrence.at)
    write_reports(roots, shipments, occurrence.at)


def write_reports(roots: Sequence[Document], shipments: Iterable[Shipment], at: datetime) -> int:
    """Bring the reports of orders in line with their parcels; return how many are new or to be sent anew."""
    by_id = {root.pk: root for root in roots if root.state != DocumentState.CANCELLED}
    ready = [each for each in shipments if each.state == ShipmentState.FIXED and each.document_id in by_id]
    wanted = {each.key: each for each in _list_wanted(ready, by_id, at)}
    known = {_key_of(record): record for record in _lock_records(list(by_id))}
    changed = 0
    for key, each in wanted.items():
        if key in known:
            changed += _rewrite(known[key], each, at)
        else:
            _create(each, by_id[each.shipment.document_id], at)
            changed += 1
    voided = {each.pk for each in shipments if each.state == ShipmentState.VOIDED}
    for record in known.values():
        if record.shipment_id in voided and record.state == RecordState.OPEN:
            withdraw(record, PARCEL_VOIDED, at)
    return changed


def _list_shipments(document_ids: Collection[int]) -> list[Shipment]:
    """Return the parcels of orders that a platform is to be told of: those with its own label confirm themselves."""
    rows = Shipment.objects.filter(
        document__in=document_ids,
        document__platform__isnull=False,
        document__fulfilled_by_platform=False,
        document__ships_with_platform_label=False,
        state__in=(ShipmentState.FIXED, ShipmentState.VOIDED),
    )
    related = rows.select_related("document__platform", "document__document_type").prefetch_related("lines")
    return list(related.order_by("pk"))


def _list_wanted(shipments: Sequence[Shipment], roots: dict[int, Document], at: datetime) -> Iterable[_Wanted]:
    if not shipments:
        return
    own = read_rules({root.company_id for root in roots.values()})
    facts = read_facts([roots[each.document_id] for each in shipments])
    met = [
        _Wanted(shipment, rule, _make_message(shipment, root, rule))
        for shipment, root in ((each, roots[each.document_id]) for each in shipments)
        for rule in choose_rules(own[root.company_id], root.platform_id or 0)
        if rule.kind == FULFILLMENT and is_met(rule, facts[root.pk])
    ]
    asking = {each.shipment.document_id for each in met if each.rule.condition}
    told = read_told(asking, at)
    for each in met:
        if not each.rule.condition or holds(each.rule, told[each.shipment.document_id]):
            yield each


def read_told(document_ids: Collection[int], at: datetime) -> dict[int, Facts]:
    """Return what conditions may ask of documents."""
    if not document_ids:
        return {}
    rows = conditions.read_along(Document.objects.filter(pk__in=document_ids))
    return {each.pk: conditions.read_facts(each, at) for each in rows}


def holds(rule: Rule, told: Facts) -> bool:
    """Tell whether a rule's condition holds; one that cannot be read any more holds for nothing."""
    try:
        return parse(rule.condition, conditions.ENTITIES).holds(told)
    except ConditionInvalid as error:
        log.warning("status.condition_unreadable", rule=rule.name, code=error.code)
        return False


def read_rules(company_ids: Iterable[int]) -> dict[int, list[Rule]]:
    """Return the companies' own rules."""
    rules: dict[int, list[Rule]] = defaultdict(list)
    for row in PlatformRule.objects.filter(company__in=company_ids):
        rules[row.company_id].append(as_rule(row))
    return rules


def as_rule(row: PlatformRule) -> Rule:
    """Return a stored rule as the pure rules see it."""
    return Rule(
        name=row.name,
        trigger=row.trigger,
        document_kind=row.document_kind,
        kind=row.kind,
        value=row.value,
        platform_id=row.platform_id,
        is_active=row.is_active,
        condition=row.condition,
    )


def read_facts(roots: Sequence[Document]) -> dict[int, OrderFacts]:
    """Return what became of orders, by the ids of their first documents: a query a step of conversion."""
    made = list_made({root.pk for root in roots})
    facts = {}
    for root in roots:
        counting = [each for each in made.get(root.pk, ()) if not each.is_cancelled]
        posted = {each.kind for each in counting if each.is_posted}
        own = {root.document_type.kind}
        facts[root.pk] = OrderFacts(own | {each.kind for each in counting}, posted | (own if root.posted_at else set()))
    return facts


def _make_message(shipment: Shipment, root: Document, rule: Rule) -> Message:
    return Message(
        order_reference=root.platform_reference,
        package_number=shipment.package_number,
        carrier_code=shipment.carrier_code,
        carrier_name=shipment.carrier_name,
        shipping_service=shipment.delivery_service,
        tracking_number=shipment.tracking_number,
        shipped_at=shipment.shipped_at or shipment.changed_at,
        quantities={line.reference: line.quantity for line in shipment.lines.all()},
        kind=rule.kind,
        value=rule.value,
    )


def _lock_records(document_ids: Sequence[int]) -> Iterable[StatusRecord]:
    of_parcels = StatusRecord.objects.filter(document__in=document_ids, kind=FULFILLMENT)
    return of_parcels.select_for_update().order_by("pk")


def _key_of(record: StatusRecord) -> Key:
    return (record.document_id, record.kind, record.value, record.package_number)


def _create(wanted: _Wanted, root: Document, at: datetime) -> None:
    content = wanted.message.describe()
    StatusRecord.objects.get_or_create(
        company_id=root.company_id,
        platform=root.platform,
        order_reference=root.platform_reference,
        kind=wanted.rule.kind,
        value=wanted.rule.value,
        package_number=wanted.shipment.package_number,
        document=root,
        defaults={
            "shipment": wanted.shipment,
            "rule_name": wanted.rule.name,
            "content": content,
            "digest": digest_of(content),
            "created_at": at,
            "changed_at": at,
        },
    )


def _rewrite(record: StatusRecord, wanted: _Wanted, at: datetime) -> bool:
    """Take what changed about a parcel into its report; return whether it is to be sent anew."""
    content = wanted.message.describe()
    digest = digest_of(content)
    if digest == record.digest:
        return False
    course, is_new_sending = course_after_change(Course(record.state))
    record.content, record.digest, record.state, record.changed_at = content, digest, course.value, at
    if is_new_sending:
        prepare_sending(record)
    record.save()
    return is_new_sending


def prepare_sending(record: StatusRecord) -> None:
    """Let a record be sent under a new name; the caller stores it."""
    record.sending += 1
    record.state = RecordState.OPEN
    record.run = None
    record.try_at = record.sent_at = record.verified_at = None
    record.waiting_for = record.answer_code = record.answer = record.ignore_reason = ""
    record.remarks = []


def _withdraw(document_ids: Sequence[int], at: datetime) -> None:
    for record in _lock_records(document_ids):
        if record.state == RecordState.OPEN:
            withdraw(record, DOCUMENT_CANCELLED, at)


def tell_of_document(document: Document, rule: Rule, content: Mapping[str, Any], at: datetime) -> bool:
    """Write the report that a rule makes of a document, once; return whether it is new."""
    _record, is_new = StatusRecord.objects.get_or_create(
        company_id=document.company_id,
        platform=document.platform,
        order_reference=document.platform_reference,
        kind=rule.kind,
        value=rule.value,
        package_number=0,
        document=document,
        defaults={
            "rule_name": rule.name,
            "content": content,
            "digest": digest_of(content),
            "created_at": at,
            "changed_at": at,
        },
    )
    return is_new


def withdraw(record: StatusRecord, reason: str, at: datetime) -> None:
    """Leave out what nobody has sent yet, for a reason of DOCUMENT_CANCELLED or PARCEL_VOIDED."""
    record.state, record.ignore_reason, record.changed_at = RecordState.IGNORED, reason, at
    record.save(update_fields=["state", "ignore_reason", "changed_at"])
