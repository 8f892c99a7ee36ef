"""Posting writes the books once, seals the document, and links it into the company's chain."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from kogge.articles.models import Article
from kogge.bookkeeping.models import JournalEntry, JournalLine, OpenItem
from kogge.customers.merging import merge_customers
from kogge.customers.models import Customer
from kogge.documents.converting import convert, convert_documents
from kogge.documents.models import Document, DocumentChain, DocumentKind, DocumentLine, DocumentState
from kogge.documents.outcomes import ActionRefused, DocumentNotOpen, Result
from kogge.documents.posting import post, post_documents
from kogge.documents.sealing import list_unsealed_tables
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


def codes() -> list[tuple[str, tuple[str, ...]]]:
    return [(each.code, each.names) for each in verify_books().problems]


def test_an_invoice_is_booked_moved_and_owed(ledger: Ledger) -> None:
    invoice = ledger.invoice(*ITEMS)
    assert (invoice.state, invoice.posted_at, invoice.sequence) == (DocumentState.POSTED, AT, 1)
    assert journal_of(invoice) == {"receivable": 1691, "revenue": -1501, "tax": -190}
    assert stock_of(invoice) == {"A-1": -3, "A-2": -2}
    assert item_of(invoice) == (1691, 1691)
    assert OpenItem.objects.get().due_on.isoformat() == "2026-12-04"
    lines = JournalLine.objects.filter(account="tax").values_list("place", "scheme", "percent")
    assert [(place, scheme, float(percent)) for place, scheme, percent in lines] == [("DE", "domestic", 19.0)]
    assert codes() == []


def test_what_the_delivery_note_did_the_invoice_does_not_do_again(ledger: Ledger) -> None:
    note = ledger.make(ledger.add(*ITEMS), DocumentKind.DELIVERY_NOTE)
    note = post(note.pk, actor=None, at=AT)
    assert stock_of(note) == {"A-1": -3, "A-2": -2}
    assert journal_of(note) == {}
    invoice = post(ledger.make(note, DocumentKind.INVOICE).pk, actor=None, at=AT)
    assert stock_of(invoice) == {}
    assert journal_of(invoice)["receivable"] == 1691
    note.refresh_from_db()
    assert note.state == DocumentState.CONVERTED
    assert codes() == []


def test_a_delivery_note_that_went_on_unposted_leaves_the_stock_to_the_invoice(ledger: Ledger) -> None:
    note = ledger.make(ledger.add(*ITEMS), DocumentKind.DELIVERY_NOTE)
    invoice = post(ledger.make(note, DocumentKind.INVOICE).pk, actor=None, at=AT)
    assert stock_of(invoice) == {"A-1": -3, "A-2": -2}
    with pytest.raises(DocumentNotOpen):
        post(note.pk, actor=None, at=AT)


def test_a_type_may_archive_what_it_posts(ledger: Ledger) -> None:
    ledger.types[DocumentKind.INVOICE].archives_afterwards = True
    ledger.types[DocumentKind.INVOICE].save()
    assert ledger.invoice().archived_at == AT


def test_posting_twice_is_refused_and_orders_post_nothing(ledger: Ledger) -> None:
    invoice = ledger.invoice()
    with pytest.raises(DocumentNotOpen):
        post(invoice.pk, actor=None, at=AT)
    with pytest.raises(ActionRefused, match="nothing to post"):
        post(ledger.add().pk, actor=None, at=AT)
    assert JournalEntry.objects.count() == 1


def test_many_are_posted_in_their_order(ledger: Ledger) -> None:
    orders = [ledger.add().pk for _turn in range(4)]
    invoices = convert_documents(orders, ledger.types[DocumentKind.INVOICE].pk, actor=None, at=AT)
    ids = [each.made or 0 for each in invoices]
    outcomes = post_documents([ids[2], ids[0], orders[0], ids[1], ids[3]], actor=None, at=AT)
    assert [each.result for each in outcomes] == [
        Result.DONE, Result.DONE, Result.SKIPPED, Result.DONE, Result.DONE,
    ]  # fmt: skip
    chained = list(Document.objects.filter(sequence__isnull=False).order_by("sequence").values_list("pk", flat=True))
    assert chained == [ids[2], ids[0], ids[1], ids[3]]
    assert codes() == []


TAMPERINGS: dict[str, Callable[[Document], object]] = {
    "content": lambda document: Document.objects.filter(pk=document.pk).update(total_minor=1),
    "unposting": lambda document: Document.objects.filter(pk=document.pk).update(posted_at=None),
    "deletion": lambda document: Document.objects.filter(pk=document.pk).delete(),
    "line": lambda document: DocumentLine.objects.filter(document=document).update(quantity=9, converted_quantity=0),
    "line deleted": lambda document: DocumentLine.objects.filter(document=document).delete(),
    "journal": lambda _document: JournalLine.objects.update(amount_minor=1),
    "journal deleted": lambda _document: JournalLine.objects.all().delete(),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_the_database_refuses_to_change_what_was_posted(ledger: Ledger, tampering: str) -> None:
    invoice = ledger.invoice()
    with pytest.raises(IntegrityError), transaction.atomic():
        TAMPERINGS[tampering](invoice)
    assert codes() == []


def test_state_archive_and_lock_of_a_posted_document_still_move(ledger: Ledger) -> None:
    invoice = ledger.invoice()
    changes = {"state": DocumentState.CONVERTED, "archived_at": AT, "locked_at": AT, "lock_reason": "Prüfung"}
    assert Document.objects.filter(pk=invoice.pk).update(**changes) == 1
    assert list_unsealed_tables() == []


def test_customers_of_posted_documents_can_still_be_merged(ledger: Ledger) -> None:
    invoice = ledger.invoice()
    kept = Customer.objects.create(
        company=ledger.company, number="K2", status=ledger.customer.status, name="Ömer", created_at=AT, changed_at=AT
    )
    merge_customers(kept.pk, ledger.customer.pk, actor=None, now=AT)
    invoice.refresh_from_db()
    assert invoice.customer_id == kept.pk == OpenItem.objects.get().customer_id
    assert JournalEntry.objects.get().customer_number == "K1"
    assert codes() == []


def unseal(*tables: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for event in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{event}{on}")


def test_verifying_finds_what_somebody_changed_past_the_seal(ledger: Ledger) -> None:
    first, second = ledger.invoice(*ITEMS), ledger.invoice(*ITEMS)
    unseal("documents_document", "documents_documentline", "bookkeeping_journalline")
    expected = [("seal_missing", ("documents_document", "documents_documentline", "bookkeeping_journalline"))]
    assert codes() == expected
    DocumentLine.objects.filter(document=second, position=1).update(title="Gold")
    assert codes() == [*expected, ("chain_broken", (second.number,))]
    Document.objects.filter(pk=first.pk).update(total_minor=1)
    JournalLine.objects.filter(account="tax").update(amount_minor=-1)
    assert codes() == [
        *expected,
        ("chain_broken", (first.number,)),
        ("lines_do_not_add_up", (first.number,)),
        ("journal_not_balanced", (first.number, second.number)),
        ("journal_differs", (first.number,)),
    ]


def test_verifying_misses_the_last_document_and_numbers_in_between(ledger: Ledger) -> None:
    invoices = [ledger.invoice() for _turn in range(3)]
    unseal("documents_document", "documents_documentline")
    order_line = lines_of(invoices[1])[0].origin_id
    DocumentLine.objects.filter(document__in=[invoices[1], invoices[2]]).delete()
    Document.objects.filter(pk__in=[invoices[1].pk]).delete()
    assert ("number_missing", ("RE000002",)) in codes()
    Document.objects.filter(pk=invoices[2].pk).delete()
    assert ("chain_broken", ("#2",)) in codes()
    assert "converted_differs" in {code for code, _names in codes()}
    assert order_line is not None
    assert DocumentChain.objects.get().sequence == 3


@pytest.mark.parametrize(("is_fba", "left"), [(False, 7), (True, 10)])
def test_posting_counts_the_stock_of_articles_down(ledger: Ledger, is_fba: bool, left: int) -> None:
    Article.objects.filter(number="A-1").update(stock=10)
    order = ledger.add(*ITEMS, fulfilled_by_platform=is_fba)
    invoice = convert(  # what the platform keeps in its own warehouse is not counted here
        [order.pk], ledger.types[DocumentKind.INVOICE].pk, actor=None, at=AT
    )
    post(invoice.pk, actor=None, at=AT)
    assert dict(Article.objects.filter(number__in=["A-1", "A-2"]).values_list("number", "stock")) == {
        "A-1": left,
        "A-2": None,
    }
