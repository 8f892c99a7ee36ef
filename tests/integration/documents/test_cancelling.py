"""Cancelling takes back what was posted by another document, and never deletes; archive, restore, lock."""

import pytest

from kogge.bookkeeping.models import OpenItem
from kogge.documents.cancelling import cancel_by_hand, cancel_document, cancel_documents
from kogge.documents.models import Document, DocumentKind, DocumentState
from kogge.documents.outcomes import ActionRefused, DocumentNotOpen, DocumentWaits, ReasonMissing, Result
from kogge.documents.posting import post
from kogge.documents.services import archive, archive_documents, lock, restore, restore_documents, unlock
from kogge.documents.verification import verify_books
from tests.integration.documents.ledger import (
    AT,
    Ledger,
    Wanted,
    item_of,
    journal_of,
    lines_of,
    open_ledger,
    stock_of,
)

pytestmark = pytest.mark.django_db

ITEMS = (Wanted(3, 1190, 190), Wanted(2, 501, None))


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


def cancel(document: Document) -> Document | None:
    return cancel_by_hand(document.pk, reason="Der Kunde rief an.", actor=None, at=AT)


def test_a_posted_invoice_is_taken_back_by_a_counterpart(ledger: Ledger) -> None:
    order = ledger.add(*ITEMS)
    invoice = post(ledger.make(order, DocumentKind.INVOICE).pk, actor=None, at=AT)
    counterpart = cancel(invoice)
    assert counterpart is not None
    invoice.refresh_from_db()
    order.refresh_from_db()
    assert (invoice.state, counterpart.state, order.state) == ("cancelled", "posted", "open")
    assert (counterpart.cancels_id, counterpart.number, counterpart.sequence) == (invoice.pk, "RE000002", 2)
    assert (counterpart.total_minor, counterpart.tax_minor) == (-1691, -190)
    assert [line.quantity for line in lines_of(counterpart)] == [-3, -2]
    assert counterpart.platform_reference == order.platform_reference
    assert journal_of(counterpart) == {name: -amount for name, amount in journal_of(invoice).items()}
    assert stock_of(counterpart) == {"A-1": 3, "A-2": 2}
    assert [item_of(each) for each in (invoice, counterpart)] == [(1691, 0), (-1691, 0)]
    assert not OpenItem.objects.filter(cleared_at__isnull=True).exists()
    assert verify_books().problems == ()
    for document in (invoice, counterpart):
        with pytest.raises((DocumentNotOpen, ActionRefused)):
            cancel(document)


def test_an_invoice_takes_back_only_what_it_did_itself(ledger: Ledger) -> None:
    note = post(ledger.make(ledger.add(*ITEMS), DocumentKind.DELIVERY_NOTE).pk, actor=None, at=AT)
    invoice = post(ledger.make(note, DocumentKind.INVOICE).pk, actor=None, at=AT)
    counterpart = cancel(invoice)
    assert counterpart is not None
    assert stock_of(counterpart) == {}
    note.refresh_from_db()
    assert note.state == DocumentState.POSTED
    returned = cancel(note)
    assert returned is not None
    assert stock_of(returned) == {"A-1": 3, "A-2": 2}
    assert verify_books().problems == ()


def test_what_was_converted_is_cancelled_from_its_end(ledger: Ledger) -> None:
    order = ledger.add(*ITEMS)
    invoice = ledger.make(order, DocumentKind.INVOICE)
    with pytest.raises(DocumentNotOpen):
        cancel(order)
    assert cancel(invoice) is None, "nothing was posted, so nothing is to be taken back"
    assert cancel(order) is None
    order.refresh_from_db()
    assert order.state == DocumentState.CANCELLED


def test_an_invoice_with_a_credit_note_is_not_cancelled_past_it(ledger: Ledger) -> None:
    invoice = ledger.invoice(*ITEMS)
    first = lines_of(invoice)[0]
    credit = post(ledger.make(invoice, DocumentKind.CREDIT_NOTE, quantities={first.pk: 1}).pk, actor=None, at=AT)
    assert stock_of(credit) == {"A-1": 1}
    assert item_of(credit) == (-397, -397)
    with pytest.raises(ActionRefused, match="cancel that first"):
        cancel(invoice)
    taken_back = cancel(credit)
    assert taken_back is not None
    assert stock_of(taken_back) == {"A-1": -1}
    assert cancel(invoice) is not None
    assert verify_books().problems == ()


def test_what_waits_is_cancelled_by_its_order_alone(ledger: Ledger) -> None:
    order = ledger.add(awaits_decision=True)
    with pytest.raises(DocumentWaits):
        cancel(order)
    with pytest.raises(ReasonMissing):
        cancel_documents([order.pk], reason=" ", actor=None, at=AT)
    cancel_document(order.pk, reason="cancelled_at_platform", actor=None, at=AT)
    order.refresh_from_db()
    assert order.state == DocumentState.CANCELLED


def test_many_are_cancelled_each_by_itself(ledger: Ledger) -> None:
    order, invoice = ledger.add(), ledger.invoice()
    locked = ledger.add()
    lock(locked.pk, reason="Prüfung", actor=None, at=AT)
    outcomes = cancel_documents([order.pk, locked.pk, invoice.pk], reason="Irrtum", actor=None, at=AT)
    assert [each.result for each in outcomes] == [Result.DONE, Result.SKIPPED, Result.DONE]
    assert outcomes[0].made is None
    assert outcomes[2].made == Document.objects.get(cancels=invoice).pk


def test_the_archive_takes_what_is_finished_and_gives_it_back(ledger: Ledger) -> None:
    order, invoice = ledger.add(), ledger.invoice()
    outcomes = archive_documents([order.pk, invoice.pk], actor=None, at=AT)
    assert [each.code for each in outcomes] == ["still_open", ""]
    with pytest.raises(ActionRefused, match="Restore it first"):
        cancel(invoice)
    assert [each.code for each in archive_documents([invoice.pk], actor=None, at=AT)] == ["already_archived"]
    restore(invoice.pk, actor=None, at=AT)
    assert [each.code for each in restore_documents([invoice.pk], actor=None, at=AT)] == ["not_archived"]


def test_an_archived_order_returns_when_its_invoice_is_cancelled(ledger: Ledger) -> None:
    order = ledger.add()
    invoice = ledger.make(order, DocumentKind.INVOICE)
    archive(order.pk, actor=None, at=AT)
    cancel(invoice)
    order.refresh_from_db()
    assert (order.state, order.archived_at) == (DocumentState.OPEN, None)


def test_a_lock_holds_a_document_until_it_is_taken_away(ledger: Ledger) -> None:
    order = ledger.add()
    lock(order.pk, reason=" Prüfung ", actor=None, at=AT)
    order.refresh_from_db()
    assert order.lock_reason == "Prüfung"
    with pytest.raises(ActionRefused, match="locked already"):
        lock(order.pk, reason="x", actor=None, at=AT)
    unlock(order.pk, actor=None, at=AT)
    order.refresh_from_db()
    assert (order.locked_at, order.lock_reason) == (None, "")
    assert cancel(order) is None
