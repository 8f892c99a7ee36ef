"""Statuses of whole orders: what is cancelled here is told once, and nothing that the platform did itself."""

import pytest

from kogge.companies.models import User
from kogge.documents.cancelling import DUPLICATE, cancel_by_hand, cancel_document
from kogge.documents.converting import convert
from kogge.documents.events import DocumentEvent, Occurrence, tell
from kogge.documents.models import Document
from kogge.documents.posting import post
from kogge.orders.models import PlatformOrder
from kogge.status.models import PlatformRule, RecordState, StatusKind, StatusRecord, StatusValue, Trigger
from kogge.status.outbox import DOCUMENT_CANCELLED
from kogge_contract.messages import Problem
from kogge_contract.platforms import CancelReason
from kogge_contract.shipments import NO_PARCEL, ShipmentProgress, ShipmentState
from tests.integration.orders.shop import Shop
from tests.integration.status.test_outbox import NOW, ScriptedCloud, clerk, cloud, invoice, send, ship, shop, the_record

__all__ = ["clerk", "cloud", "shop"]

pytestmark = pytest.mark.django_db


def add_rule(
    shop: Shop,
    trigger: Trigger = Trigger.CANCELLED,
    kind: StatusKind = StatusKind.ORDER,
    value: StatusValue = StatusValue.CANCELLED,
    **facts: object,
) -> None:
    name = f"{trigger} {kind} {value}"
    PlatformRule.objects.create(
        company=shop.company, name=name, trigger=trigger, kind=kind, value=value, changed_at=NOW, **facts
    )


def cancel(document: Document, clerk: User) -> None:
    cancel_by_hand(document.pk, reason="nicht lieferbar", actor=clerk, at=NOW)
    tell(Occurrence(DocumentEvent.CANCELLED, [document.pk], None, NOW))


def list_told() -> list[tuple[str, str, str]]:
    rows = StatusRecord.objects.exclude(kind=StatusKind.FULFILLMENT).order_by("pk")
    return [(each.kind, each.value, each.state) for each in rows]


def test_a_cancelled_document_is_told_once_where_a_rule_asks_for_it(
    shop: Shop, cloud: ScriptedCloud, clerk: User
) -> None:
    first, second = shop.documents
    cancel(first, clerk)
    assert not StatusRecord.objects.exists(), "the default is switched off: nobody takes a cancellation back"
    add_rule(shop)
    Document.objects.filter(pk=second.pk).update(cancellation_requested=True)
    cancel(second, clerk)
    record = the_record()
    assert (record.document, record.package_number, record.shipment) == (second, NO_PARCEL, None)
    send(shop, cloud)
    [sent] = cloud.taken.values()
    assert (sent.order_reference, sent.kind, sent.value) == ("302-0000000-0000002", "ORDER", "CANCELLED")
    assert (sent.package_number, sent.lines, sent.cancel_reason) == (NO_PARCEL, (), CancelReason.BUYER)
    assert the_record().state == RecordState.VERIFIED


def test_a_refusal_is_kept_in_the_platforms_words(shop: Shop, cloud: ScriptedCloud, clerk: User) -> None:
    add_rule(shop)
    cancel(shop.documents[0], clerk)
    problem = Problem(code="request_refused", message="order is SHIPPED", permanent=True)
    refused = ShipmentState(
        reference="", order_reference="", package_number=0, progress=ShipmentProgress.REJECTED, problem=problem
    )
    cloud.answers["302-0000000-0000001"] = [refused]
    send(shop, cloud)
    record = the_record()
    assert (record.state, record.answer) == (RecordState.REJECTED, "order is SHIPPED")
    assert record.content["cancel_reason"] == CancelReason.MERCHANT


def test_a_document_that_was_one_too_many_cancels_no_order(shop: Shop, clerk: User) -> None:
    add_rule(shop)
    cancel_document(shop.documents[0].pk, reason=DUPLICATE, actor=clerk, at=NOW)
    assert list_told() == []


def test_what_the_platform_cancelled_itself_is_not_reported_back(shop: Shop, clerk: User) -> None:
    add_rule(shop)
    first, second = shop.documents
    cancel_document(first.pk, reason="cancelled_at_platform", actor=None, at=NOW)
    tell(Occurrence(DocumentEvent.CANCELLED, [first.pk], None, NOW))
    PlatformOrder.objects.filter(document=second).update(platform_status="cancelled")
    cancel(second, clerk)
    assert list_told() == []


def test_a_buyers_wish_that_is_accepted_is_told_as_the_buyers(shop: Shop, clerk: User) -> None:
    add_rule(shop)
    Document.objects.filter(pk=shop.documents[0].pk).update(cancellation_requested=True)
    cancel_document(shop.documents[0].pk, reason="cancellation_request", actor=clerk, at=NOW)
    assert the_record().content["cancel_reason"] == CancelReason.BUYER
    cancel_document(shop.documents[1].pk, reason="cancellation", actor=clerk, at=NOW)
    assert StatusRecord.objects.count() == 1, "the platform was first"


def test_only_the_orders_own_document_counts(shop: Shop, clerk: User) -> None:
    add_rule(shop)
    made = invoice(shop.documents[0])
    post(made.pk, actor=None, at=NOW)
    cancel(made, clerk)
    assert list_told() == []


def test_orders_and_payments_follow_documents_and_parcels(shop: Shop, clerk: User) -> None:
    facts = {"document_kind": "invoice"}
    add_rule(shop, Trigger.CONVERTED, StatusKind.ORDER, StatusValue.IN_PROGRESS, **facts)
    add_rule(shop, Trigger.POSTED, StatusKind.PAYMENT, StatusValue.PAID, condition="document.total > 1", **facts)
    add_rule(shop, Trigger.SHIPPED, StatusKind.ORDER, StatusValue.COMPLETE)
    add_rule(shop)
    document, other = shop.documents
    made = invoice(document)
    assert list_told() == [("ORDER", "IN_PROGRESS", "open")]
    post(made.pk, actor=None, at=NOW)
    ship(document, clerk, {"L1": 1})
    assert list_told()[1:] == [("PAYMENT", "PAID", "open")]
    ship(document, clerk, {"L1": 1})
    assert list_told()[2:] == [("ORDER", "COMPLETE", "open")]
    derived = convert([other.pk], made.document_type_id, actor=None, at=NOW)
    cancel(derived, clerk)
    other.refresh_from_db()
    cancel(other, clerk)
    of_other = StatusRecord.objects.filter(document=other).order_by("pk")
    assert [(each.value, each.state, each.ignore_reason) for each in of_other] == [
        ("IN_PROGRESS", "ignored", DOCUMENT_CANCELLED),
        ("CANCELLED", "open", ""),
    ]
