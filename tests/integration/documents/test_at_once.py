"""Conversions and postings beside each other: nothing twice, no number left out, one chain."""

import pytest
from django.db import connection, transaction

from kogge.companies.models import NumberRange
from kogge.documents.converting import convert, convert_documents
from kogge.documents.models import Document, DocumentKind, DocumentLine
from kogge.documents.posting import post_documents
from kogge.documents.verification import list_missing_numbers, verify_books
from kogge.kernel.errors import KoggeError
from tests.integration.documents.ledger import AT, Ledger, Wanted, lines_of, open_ledger
from tests.integration.orders.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="posted documents cannot be deleted, so SQLite's tables stay full"
)


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


def invoice_type(ledger: Ledger) -> int:
    return ledger.types[DocumentKind.INVOICE].pk


def test_an_order_converted_by_several_at_once_becomes_one_invoice(ledger: Ledger) -> None:
    ids = [ledger.add().pk for _turn in range(5)]
    results = at_once(*(lambda: convert_documents(ids, invoice_type(ledger), actor=None, at=AT) for _turn in range(3)))
    done = [outcome.made for outcomes in results for outcome in outcomes if outcome.made]
    assert len(done) == 5
    assert Document.objects.filter(is_derived=True).count() == 5
    assert NumberRange.objects.get(company=ledger.company, prefix="RE").next_number == 6


def test_parts_taken_at_once_are_never_more_than_the_whole(ledger: Ledger) -> None:
    order = ledger.add(Wanted(5, 1000, 160))
    line = lines_of(order)[0].pk

    def take() -> int:
        try:
            return convert([order.pk], invoice_type(ledger), quantities={line: 2}, actor=None, at=AT).total_minor
        except KoggeError:
            return 0

    taken = at_once(take, take, take)
    assert sorted(taken) == [0, 400, 400]  # type: ignore[type-var]
    assert DocumentLine.objects.get(pk=line).converted_quantity == 4


def test_one_request_sent_twice_at_once_makes_one_document(ledger: Ledger) -> None:
    order = ledger.add(Wanted(5, 1000, 160))
    line = lines_of(order)[0].pk
    made = at_once(
        *(
            lambda: (
                convert([order.pk], invoice_type(ledger), quantities={line: 1}, actor=None, at=AT, request_key="k").pk
            )
            for _turn in range(3)
        )
    )
    assert len(set(made)) == 1


def test_a_conversion_that_breaks_off_leaves_no_gap(ledger: Ledger) -> None:
    orders = [ledger.add().pk for _turn in range(12)]

    def work(mine: list[int]) -> None:
        for place, order in enumerate(mine):
            with transaction.atomic():
                convert([order], invoice_type(ledger), actor=None, at=AT)
                transaction.set_rollback(place % 2 == 1)

    at_once(lambda: work(orders[:6]), lambda: work(orders[6:]))
    numbers = sorted(Document.objects.filter(is_derived=True).values_list("number", flat=True))
    assert numbers == [f"RE{number:06}" for number in range(1, 7)]
    assert list_missing_numbers(ledger.company) == []


@on_postgresql
def test_postings_at_once_make_one_chain(ledger: Ledger) -> None:
    orders = [ledger.add().pk for _turn in range(12)]
    made = convert_documents(orders, invoice_type(ledger), actor=None, at=AT)
    ids = [each.made for each in made if each.made]
    at_once(
        lambda: post_documents(ids[:6], actor=None, at=AT),
        lambda: [post_documents([each], actor=None, at=AT) for each in ids[6:]],
        lambda: post_documents(ids[:8], actor=None, at=AT),
    )
    sequences = Document.objects.filter(sequence__isnull=False).order_by("sequence").values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, 13))
    assert verify_books().problems == ()
