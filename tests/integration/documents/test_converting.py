"""Documents are made of others: whole, in part, several into one, in bulk; exactly once and to the cent."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from pytest_django import DjangoAssertNumQueries

from kogge.audit.models import AuditEntry
from kogge.companies.models import NumberRange
from kogge.documents.cancelling import cancel_by_hand
from kogge.documents.converting import convert, convert_documents
from kogge.documents.models import Document, DocumentKind, DocumentLine, DocumentState, LineKind
from kogge.documents.outcomes import ActionRefused, DocumentNotOpen, DocumentWaits, Result
from kogge.documents.picking import LineUnknown, NothingToConvert, QuantityNotOpen, SourcesDiffer
from kogge.documents.services import lock
from tests.integration.documents.ledger import AT, Ledger, Wanted, lines_of, open_ledger

pytestmark = pytest.mark.django_db

ITEMS = (Wanted(3, 1000, 160), Wanted(2, 501, None, discount_minor=-99))
FREIGHT = Wanted(1, 490, 78, LineKind.FREIGHT)


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


def test_a_whole_order_becomes_an_invoice_that_costs_the_same(ledger: Ledger) -> None:
    order = ledger.add(*ITEMS, FREIGHT)
    invoice = ledger.make(order, DocumentKind.INVOICE)
    order.refresh_from_db()
    assert (order.state, invoice.state, invoice.is_derived) == (DocumentState.CONVERTED, DocumentState.OPEN, True)
    assert (invoice.total_minor, invoice.tax_minor, invoice.platform_total_minor) == (1991, 238, 1991)
    assert invoice.number == "RE000001"
    assert (invoice.platform_reference, invoice.order_reference) == (order.platform_reference, order.order_reference)
    assert (invoice.postings, invoice.postings_done) == (["journal", "stock", "item"], [])
    for before, after in zip(lines_of(order), lines_of(invoice), strict=True):
        assert after.origin_id == before.pk
        assert before.converted_quantity == before.quantity == after.quantity
        for name in ("total_minor", "tax_minor", "discount_minor", "tax_percent", "platform_reference", "article_id"):
            assert getattr(before, name) == getattr(after, name), name
    entry = AuditEntry.objects.get(action="documents.convert")
    assert (entry.before, entry.after) == ({"state": "open"}, {"state": "converted", "made": "RE000001"})


def test_parts_add_up_to_the_order_and_freight_goes_with_the_first(ledger: Ledger) -> None:
    order = ledger.add(*ITEMS, FREIGHT)
    first, second, _freight = lines_of(order)
    parts = [ledger.make(order, DocumentKind.INVOICE, quantities={first.pk: 1})]
    order.refresh_from_db()
    assert order.state == DocumentState.PARTLY_CONVERTED
    assert [line.kind for line in lines_of(parts[0])] == [LineKind.ITEM, LineKind.FREIGHT]
    assert parts[0].platform_total_minor is None
    parts.append(ledger.make(order, DocumentKind.DELIVERY_NOTE, quantities={first.pk: 1, second.pk: 1}))
    parts.append(ledger.make(order, DocumentKind.INVOICE))
    order.refresh_from_db()
    assert order.state == DocumentState.CONVERTED
    assert [part.total_minor for part in parts] == [333 + 490, 334 + 251, 333 + 250]
    assert sum(part.total_minor for part in parts) == order.total_minor
    assert sum(part.tax_minor for part in parts) == order.tax_minor
    made = DocumentLine.objects.filter(origin__document=order).aggregate(Sum("discount_minor"))
    assert made["discount_minor__sum"] == -99
    with pytest.raises(DocumentNotOpen):
        ledger.make(order, DocumentKind.INVOICE)


def test_freight_can_be_left_for_later(ledger: Ledger) -> None:
    order = ledger.add(*ITEMS, FREIGHT)
    first, _second, freight = lines_of(order)
    part = ledger.make(order, DocumentKind.INVOICE, quantities={first.pk: 3, freight.pk: 0})
    assert part.total_minor == 1000
    assert ledger.make(order, DocumentKind.INVOICE).total_minor == 501 + 490


def test_what_cannot_be_converted_is_refused_and_nothing_is_written(ledger: Ledger) -> None:
    order = ledger.add(*ITEMS)
    first, second = lines_of(order)
    other = lines_of(ledger.add())[0]
    invoice = ledger.types[DocumentKind.INVOICE].pk
    for quantities, error in (
        ({first.pk: 4}, QuantityNotOpen),
        ({first.pk: -1}, QuantityNotOpen),
        ({other.pk: 1}, LineUnknown),
        ({first.pk: 0, second.pk: 0}, NothingToConvert),
    ):
        with pytest.raises(error):
            convert([order.pk], invoice, quantities=quantities, actor=None, at=AT)
    with pytest.raises(ActionRefused, match="converts into nothing"):
        ledger.make(order, DocumentKind.CREDIT_NOTE)
    Document.objects.filter(pk=order.pk).update(awaits_decision=True)
    with pytest.raises(DocumentWaits):
        ledger.make(order, DocumentKind.INVOICE)
    Document.objects.filter(pk=order.pk).update(awaits_decision=False)
    lock(order.pk, reason="Betrugsverdacht", actor=None, at=AT)
    with pytest.raises(ActionRefused, match="Unlock it first"):
        ledger.make(order, DocumentKind.INVOICE)
    assert not Document.objects.filter(is_derived=True).exists()
    assert NumberRange.objects.get(company=ledger.company, prefix="RE").next_number == 1


def test_the_database_itself_converts_nothing_twice(ledger: Ledger) -> None:
    order = ledger.add(*ITEMS)
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentLine.objects.filter(document=order).update(converted_quantity=4)


def test_the_same_request_returns_the_document_it_made(ledger: Ledger) -> None:
    order = ledger.add(*ITEMS)
    quantities = {lines_of(order)[0].pk: 1}
    made = [ledger.make(order, DocumentKind.INVOICE, quantities=quantities, request_key="abc") for _turn in range(2)]
    assert made[0].pk == made[1].pk
    assert lines_of(order)[0].converted_quantity == 1


def test_several_orders_become_one_invoice_and_each_line_keeps_its_order(ledger: Ledger) -> None:
    orders = [ledger.add(*ITEMS), ledger.add(FREIGHT)]
    invoice = convert([each.pk for each in orders], ledger.types[DocumentKind.INVOICE].pk, actor=None, at=AT)
    assert invoice.total_minor == sum(each.total_minor for each in orders)
    assert (invoice.order_reference, invoice.platform_reference) == ("", "")
    assert [line.order_reference for line in lines_of(invoice)] == [
        orders[0].order_reference, orders[0].order_reference, orders[1].order_reference,
    ]  # fmt: skip
    assert len(invoice.tax_decisions) == 1
    assert {each.state for each in Document.objects.filter(pk__in=[each.pk for each in orders])} == {"converted"}


@pytest.mark.parametrize(
    "changed",
    [{"currency": "SEK"}, {"prices_include_tax": False}, {"platform": None}, {"vat_id": "FR1"},
     {"delivery_address": {"country": "FR"}}],
)  # fmt: skip
def test_orders_that_differ_cannot_become_one(ledger: Ledger, changed: dict[str, object]) -> None:
    orders = [ledger.add(), ledger.add(**changed)]
    with pytest.raises(SourcesDiffer):
        convert([each.pk for each in orders], ledger.types[DocumentKind.INVOICE].pk, actor=None, at=AT)


def test_a_cancelled_part_is_open_again_and_nothing_is_lost(ledger: Ledger) -> None:
    order = ledger.add(Wanted(3, 1000, 160))
    line = lines_of(order)[0].pk
    parts = [ledger.make(order, DocumentKind.INVOICE, quantities={line: 1}) for _turn in range(2)]
    cancel_by_hand(parts[0].pk, reason="Irrtum", actor=None, at=AT)
    order.refresh_from_db()
    assert order.state == DocumentState.PARTLY_CONVERTED
    rest = ledger.make(order, DocumentKind.INVOICE)
    assert parts[1].total_minor + rest.total_minor == 1000
    for document in (rest, parts[1]):
        cancel_by_hand(document.pk, reason="Irrtum", actor=None, at=AT)
    order.refresh_from_db()
    assert order.state == DocumentState.OPEN


def test_many_are_converted_at_once_and_each_says_what_came_of_it(ledger: Ledger) -> None:
    orders = [ledger.add(*ITEMS) for _turn in range(3)]
    lock(orders[1].pk, reason="Prüfung", actor=None, at=AT)
    ids = [orders[2].pk, orders[1].pk, orders[0].pk, 0]
    outcomes = convert_documents(ids, ledger.types[DocumentKind.INVOICE].pk, actor=None, at=AT)
    assert [(each.document_id, each.result, each.code) for each in outcomes] == [
        (orders[2].pk, Result.DONE, ""),
        (orders[1].pk, Result.SKIPPED, "locked"),
        (orders[0].pk, Result.DONE, ""),
        (0, Result.FAILED, "document_unknown"),
    ]
    again = convert_documents(ids[:3], ledger.types[DocumentKind.INVOICE].pk, actor=None, at=AT)
    assert [each.code for each in again] == ["document_not_open", "locked", "document_not_open"]
    assert NumberRange.objects.get(company=ledger.company, prefix="RE").next_number == 3


def test_more_documents_ask_no_more_queries(
    ledger: Ledger, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    orders = [ledger.add(*ITEMS, FREIGHT).pk for _turn in range(30)]
    with django_assert_max_num_queries(17):
        convert_documents(orders, ledger.types[DocumentKind.INVOICE].pk, actor=None, at=AT)


def test_a_credit_note_takes_back_what_an_invoice_gave(ledger: Ledger) -> None:
    invoice = ledger.invoice(*ITEMS)
    first = lines_of(invoice)[0]
    part = ledger.make(invoice, DocumentKind.CREDIT_NOTE, quantities={first.pk: 1})
    rest = ledger.make(invoice, DocumentKind.CREDIT_NOTE)
    assert [line.quantity for line in lines_of(rest)] == [-2, -2]
    assert part.total_minor + rest.total_minor == -invoice.total_minor
    assert part.tax_minor + rest.tax_minor == -invoice.tax_minor
