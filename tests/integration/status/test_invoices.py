"""Posted invoices are handed over to the platform once, with the paper that is kept, where a rule asks for it."""

import pytest

from kogge.companies.models import User
from kogge.documents.cancelling import cancel_by_hand
from kogge.documents.events import DocumentEvent, Occurrence, tell
from kogge.documents.models import Document, DocumentKind
from kogge.documents.posting import post
from kogge.kernel.money import to_major
from kogge.printing.models import KeptPaper, Letterhead
from kogge.status.models import PlatformRule, RecordState, RunState, StatusKind, StatusRecord, StatusValue, Trigger
from kogge.status.outbox import DOCUMENT_CANCELLED
from kogge.status.services import resend
from tests.integration.orders.shop import Shop
from tests.integration.status.test_outbox import NOW, ScriptedCloud, clerk, cloud, invoice, send, shop, the_record

__all__ = ["clerk", "cloud", "shop"]

pytestmark = pytest.mark.django_db


def hand_over_invoices(shop: Shop, **facts: object) -> PlatformRule:
    """Let posted invoices be handed over to platforms."""
    rule = PlatformRule(
        company=shop.company, name="Rechnungen", trigger=Trigger.POSTED, document_kind=DocumentKind.INVOICE,
        kind=StatusKind.INVOICE, value=StatusValue.UPLOADED, changed_at=NOW, **facts,
    )  # fmt: skip
    rule.save()
    return rule


def test_a_posted_invoice_is_handed_over_once_where_a_rule_asks_for_it(
    shop: Shop, cloud: ScriptedCloud, clerk: User
) -> None:
    first, second = (invoice(each) for each in shop.documents)
    post(first.pk, actor=None, at=NOW)
    assert not StatusRecord.objects.exists(), "without a rule nobody does"
    hand_over_invoices(shop)
    post(second.pk, actor=None, at=NOW)
    tell(Occurrence(DocumentEvent.POSTED, [second.pk], None, NOW))
    record = the_record()
    assert (record.order_reference, record.shipment, record.package_number) == ("302-0000000-0000002", None, 0)
    assert record.content["number"] == second.number
    run = send(shop, cloud)
    record = the_record()
    assert (run.state, record.state, record.answer_code) == (
        RunState.DONE,
        RecordState.REJECTED,
        "letterhead_incomplete",
    )
    complete_letterhead(shop)
    resend(record.pk, actor=clerk, at=NOW)
    send(shop, cloud)
    assert the_record().state == RecordState.VERIFIED
    (sent,) = cloud.invoices.values()
    assert sent.pdf == bytes(KeptPaper.objects.get(document=second).content)
    assert (sent.total.amount, sent.total.currency) == (to_major(second.total_minor, "EUR"), "EUR")


def test_an_invoice_that_was_cancelled_or_is_of_several_orders_is_not_handed_over(shop: Shop, clerk: User) -> None:
    hand_over_invoices(shop)
    orders = shop.documents
    made = invoice(orders[0])
    post(made.pk, actor=None, at=NOW)
    cancel_by_hand(made.pk, reason="falsch", actor=clerk, at=NOW)
    assert (the_record().state, the_record().ignore_reason) == (RecordState.IGNORED, DOCUMENT_CANCELLED)
    Document.objects.filter(pk__in=[each.pk for each in orders]).update(customer=orders[0].customer)
    post(invoice(*Document.objects.filter(pk__in=[each.pk for each in orders])).pk, actor=None, at=NOW)
    assert StatusRecord.objects.count() == 1


def test_a_condition_keeps_invoices_back(shop: Shop) -> None:
    hand_over_invoices(shop, condition="document.total > 100000")
    post(invoice(shop.documents[0]).pk, actor=None, at=NOW)
    assert not StatusRecord.objects.exists()


def complete_letterhead(shop: Shop) -> None:
    Letterhead.objects.create(
        company=shop.company, legal_name="Nord GmbH", line1="Kai 1", postal_code="20457", city="Hamburg",
        vat_id="DE136695976",
    )  # fmt: skip
