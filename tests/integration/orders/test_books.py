"""What the books say after imports: money to the cent in every currency, lists, and the proof."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kogge.documents.cancelling import cancel_document
from kogge.documents.models import Document, DocumentLine
from kogge.documents.outcomes import DocumentNotOpen
from kogge.kernel.money import MAX_MINOR, exponent_of, to_major
from kogge.orders.commands.documents import documents
from kogge.orders.importing import import_page
from kogge.orders.queries import iterate_documents, list_duplicate_orders, map_accounted_orders
from kogge.orders.reconciliation import Account, reconcile
from kogge.orders.runs import list_parked_since
from kogge.orders.services import fail_run, finish_run, record_fetch_state
from kogge_contract.messages import FetchProgress, FetchState, ListedOrder
from kogge_contract.orders import Order, OrderStatus
from tests.integration.orders.shop import LATER, Shop, open_shop
from tests.orders import AT, charge, line, order, pages_of

pytestmark = pytest.mark.django_db

several = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
next_number = iter(range(1, 10**6))
next_sequence = iter(range(1, 10**6))


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def listed(content: Order) -> ListedOrder:
    return ListedOrder.model_validate_json(content.model_dump_json())


def listing(*contents: Order) -> Iterator[ListedOrder]:
    return map(listed, contents)


@several
@given(
    currency=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]),
    items=st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=4),
    off_by=st.integers(-5, 5),
)
def test_every_amount_is_stored_exactly(shop: Shop, currency: str, items: list[int], off_by: int) -> None:
    major = [to_major(each, currency) for each in items]
    content = order(
        next(next_number),
        currency=currency,
        total=to_major(sum(items) + off_by, currency),
        lines=tuple(line(f"L{place}", str(amount)) for place, amount in enumerate(major)),
    )
    assert shop.take_orders(content, first=next(next_sequence)).created == 1
    document = Document.objects.get(order_reference=content.reference)
    assert document.total_minor == document.platform_total_minor == sum(items) + off_by
    assert document.difference_minor == off_by
    stored = list(document.lines.order_by("position").values_list("total_minor", flat=True))
    assert stored == [*items, *([off_by] if off_by else [])]
    assert to_major(document.total_minor, currency) == content.total


@pytest.mark.parametrize("currency", ["EUR", "KWD"])
def test_the_largest_amount_there_is_can_be_booked(shop: Shop, currency: str) -> None:
    total = to_major(MAX_MINOR, currency)
    shop.take_orders(order(currency=currency, total=total, lines=(line(amount=f"{total:f}"),)))
    (document,) = shop.documents
    assert document.total_minor == MAX_MINOR == DocumentLine.objects.get().total_minor
    assert exponent_of(currency) == -total.as_tuple().exponent


def test_the_proof_agrees_with_what_was_imported(shop: Shop) -> None:
    contents = [
        order(1),
        order(2, currency="JPY", total=Decimal(1980), lines=(line(amount="1980"),)),
        order(3, status=OrderStatus.PENDING, total=None),
        order(4, status=OrderStatus.SHIPPED),
        order(5, total=Decimal("10.01")),
    ]
    run = shop.start()
    import_page(run.pk, pages_of(*contents), LATER)
    finish_run(run.pk, LATER)
    proof = reconcile(listing(*contents), map_accounted_orders(shop.platform), list_duplicate_orders(shop.platform))
    assert proof.is_clean
    told = proof.describe()
    assert (told["listed"], told["created"], told["skipped"]) == (5, 3, {"pending": 1, "shipped_elsewhere": 1})
    assert told["total_difference"] == {"EUR": "0.00", "JPY": "0"}


def test_the_proof_tells_what_the_latest_retrieval_did(shop: Shop) -> None:
    first = shop.start()
    import_page(first.pk, pages_of(order(1), order(2)), AT)
    finish_run(first.pk, AT)
    accounts = {reference[-1]: each.account for reference, each in map_accounted_orders(shop.platform).items()}
    assert accounts == {"1": Account.CREATED, "2": Account.CREATED}
    second = shop.start()
    second.started_at = AT + timedelta(minutes=1)
    second.save()
    import_page(second.pk, pages_of(order(2, is_prime=True), order(3), first=3), LATER)
    finish_run(second.pk, LATER)
    accounts = {reference[-1]: each.account for reference, each in map_accounted_orders(shop.platform).items()}
    assert accounts == {"1": Account.UNCHANGED, "2": Account.UPDATED, "3": Account.CREATED}


def test_the_proof_finds_what_is_missing_different_or_doubled(shop: Shop) -> None:
    shop.take_orders(order(1), order(2))
    document = shop.documents[0]
    Document.objects.filter(pk=document.pk).update(total_minor=999)
    document.pk, document.number = None, "X"
    document.save(force_insert=True)
    proof = reconcile(
        listing(order(1), order(2), order(3)),
        map_accounted_orders(shop.platform),
        list_duplicate_orders(shop.platform),
    )
    assert [each[-1] for each in proof.missing_orders] == ["3"]
    assert [each[-1] for each in proof.difference_orders] == ["1"]
    assert [each[-1] for each in proof.duplicate_orders] == ["1"]
    assert proof.describe()["total_difference"] == {"EUR": "-0.01"}


def test_a_cancelled_document_is_no_difference(shop: Shop) -> None:
    shop.take_orders(order())
    shop.take_orders(order(status=OrderStatus.CANCELLED), first=2)
    gone = order(status=OrderStatus.CANCELLED, total=Decimal(0))
    assert reconcile(listing(gone), map_accounted_orders(shop.platform), []).is_clean


def test_documents_are_told_as_json_with_their_lines(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (line(charges=(charge("item", "10.00"), charge("shipping", "4.99"))),)
    shop.take_orders(order(total=Decimal("14.99"), lines=lines))
    assert documents("Amazon", as_json=True) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (told["number"], told["type"], told["customer_number"]) == ("B0001", "Bestellung", "K0001")
    assert (told["order_reference"], told["total"], told["currency"]) == (order().reference, "14.99", "EUR")
    assert [(each["kind"], each["total"], each["platform_reference"]) for each in told["lines"]] == [
        ("item", "10.00", "L1"),
        ("freight", "4.99", "L1"),
    ]


def test_many_documents_are_read_with_few_queries(
    shop: Shop, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shop.take_orders(*(order(number) for number in range(30)))
    with django_assert_max_num_queries(2):
        assert sum(len(each.lines.all()) for each in iterate_documents(shop.platform)) == 30


def test_a_page_costs_the_same_queries_whatever_its_size(
    shop: Shop, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    run = shop.start()
    page = pages_of(*(order(number) for number in range(200)))
    with django_assert_max_num_queries(34):
        import_page(run.pk, page, LATER)
    assert len(shop.documents) == 200


def test_parked_orders_are_listed_since_a_moment(shop: Shop) -> None:
    shop.take_orders(order(1, total=None), order(2))
    assert [each.platform_reference for each in list_parked_since(shop.platform, LATER)] == [order(1).reference]
    assert list_parked_since(shop.platform, LATER + timedelta(seconds=1)) == []


def test_a_document_is_cancelled_once(shop: Shop) -> None:
    shop.take_orders(order())
    (document,) = shop.documents
    cancel_document(document.pk, reason="mistake", actor=None, at=LATER)
    with pytest.raises(DocumentNotOpen, match="B0001"):
        cancel_document(document.pk, reason="mistake", actor=None, at=LATER)


def test_a_run_tells_how_far_its_fetch_is_and_how_it_ended(shop: Shop) -> None:
    run = shop.start()
    waiting = FetchState(reference="1", progress=FetchProgress.RUNNING, orders_listed=7, retry_after_s=90)
    record_fetch_state(run.pk, waiting, AT)
    run.refresh_from_db()
    assert (run.orders_listed, run.waiting_until_at, run.fetch_is_done) == (7, AT + timedelta(seconds=90), False)
    fail_run(run.pk, DocumentNotOpen("Nothing to be done."), LATER)
    finish_run(run.pk, LATER)
    run.refresh_from_db()
    assert (run.state, run.problem, run.problem_code) == ("failed", "Nothing to be done.", "document_not_open")
    assert (run.waiting_until_at, run.finished_at, run.problem_is_permanent) == (None, LATER, True)
