"""A page of the feed becomes documents: once, whole, and the poisoned ones aside."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kogge.articles.models import Article, ArticleKind
from kogge.audit.models import AuditEntry
from kogge.companies.models import NumberRange
from kogge.documents.models import Document, DocumentLine, DocumentMessage, DocumentState
from kogge.orders.importing import import_page
from kogge.orders.models import DocumentCreation, FeedCursor, PlatformOrder, RetrievalRun
from kogge.orders.services import PlatformNotReady
from kogge_contract.orders import Address, OrderStatus, Unreadable
from tests.integration.orders.shop import Shop, open_shop
from tests.orders import ADDRESS, AT, entry, line, order, page, pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def codes(document: Document) -> list[str]:
    return list(DocumentMessage.objects.filter(document=document).order_by("pk").values_list("code", flat=True))


def test_a_page_becomes_documents_with_their_lines_and_numbers(shop: Shop) -> None:
    result = shop.take_orders(*(order(number) for number in range(1, 4)))
    assert (result.created, result.parked, result.unchanged) == (3, 0, 0)
    assert [(each.number, each.platform_reference) for each in shop.documents] == [
        (f"B000{number}", f"302-0000000-000000{number}") for number in range(1, 4)
    ]
    (only,) = shop.documents[0].lines.all()
    assert (only.position, only.article_number, only.platform_reference, only.total_minor) == (1, "SKU-1", "L1", 1000)
    assert FeedCursor.objects.get(platform=shop.platform).sequence == 3


def test_the_same_page_twice_is_once(shop: Shop) -> None:
    page_ = pages_of(*(order(number) for number in range(1, 6)))
    shop.take(page_)
    again = shop.take(page_)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    assert len(shop.documents) == DocumentLine.objects.count() == 5
    assert NumberRange.objects.get(name="B").next_number == 6


def test_orders_that_are_not_taken_are_remembered_with_the_reason(shop: Shop) -> None:
    result = shop.take_orders(
        order(1, status=OrderStatus.PENDING), order(2, status=OrderStatus.CANCELLED), order(3, total=None), order(4)
    )
    assert (result.created, result.parked, dict(result.skipped)) == (1, 1, {"pending": 1, "cancelled": 1})
    assert shop.accounts == {
        "1": ("skipped", "pending"),
        "2": ("skipped", "cancelled"),
        "3": ("parked", "amounts_missing"),
        "4": ("created", ""),
    }


def test_a_pending_order_gets_its_document_when_it_is_paid(shop: Shop) -> None:
    shop.take_orders(order(status=OrderStatus.PENDING))  # with prices: they are not final
    assert (shop.accounts, shop.documents) == ({"1": ("skipped", "pending")}, [])
    assert shop.take_orders(order(), first=2).created == 1
    assert shop.accounts == {"1": ("created", "")}


def test_of_two_versions_in_a_page_the_later_one_counts(shop: Shop) -> None:
    shop.take_orders(order(status=OrderStatus.PENDING), order())
    assert shop.accounts == {"1": ("created", "")}
    assert len(shop.documents) == 1


def test_a_change_rewrites_the_open_document_under_its_number(shop: Shop) -> None:
    shop.take_orders(order())
    moved = Address(**ADDRESS.model_dump() | {"line1": "Kurze Straße 7"})
    lines = (line(), line("L2", "5.00"))
    result = shop.take_orders(order(total=Decimal(15), lines=lines, delivery_address=moved), first=2)
    (document,) = shop.documents
    assert (result.created, result.updated) == (0, 1)
    assert (document.number, document.total_minor, document.lines.count()) == ("B0001", 1500, 2)
    assert document.delivery_address["line1"] == "Kurze Straße 7"
    assert codes(document) == ["order_changed"]


def test_what_the_platform_no_longer_tells_is_not_forgotten(shop: Shop) -> None:
    shop.take_orders(order(invoice_address=ADDRESS))
    shop.take_orders(order(delivery_address=None, invoice_address=None, is_prime=True), first=2)
    (document,) = shop.documents
    assert document.is_prime
    assert document.delivery_address["name"] == document.invoice_address["name"] == ADDRESS.name


def test_a_version_that_arrives_late_changes_nothing(shop: Shop) -> None:
    shop.take(page(entry(5, order(is_prime=True))))
    shop.take(page(entry(4, order(status=OrderStatus.CANCELLED))))
    (document,) = shop.documents
    assert (document.state, document.is_prime) == (DocumentState.OPEN, True)
    assert FeedCursor.objects.get(platform=shop.platform).sequence == 5


def test_an_order_cancelled_after_its_creation_cancels_the_document_by_the_function(shop: Shop) -> None:
    shop.take_orders(order())
    result = shop.take_orders(order(status=OrderStatus.CANCELLED), first=2)
    (document,) = shop.documents
    assert (result.updated, document.state, document.total_minor) == (1, DocumentState.CANCELLED, 1000)
    assert codes(document) == ["document_cancelled"]
    journal = AuditEntry.objects.get()
    assert (journal.action, journal.subject_id, journal.actor_name) == ("documents.cancel", document.pk, "Kogge")
    assert (journal.before, journal.after["reason"]) == ({"state": "open"}, "cancelled_at_platform")


def test_an_order_that_comes_back_is_parked_beside_its_cancelled_document(shop: Shop) -> None:
    shop.take_orders(order())
    shop.take_orders(order(status=OrderStatus.CANCELLED), first=2)
    assert shop.take_orders(order(is_prime=True), first=3).parked == 1
    assert shop.accounts == {"1": ("parked", "reopened")}
    (document,) = shop.documents
    assert document.state == DocumentState.CANCELLED
    assert codes(document) == ["document_cancelled", "change_not_taken"]
    shop.take(page(entry(3, order(is_prime=True))), order_reference=order().reference)
    assert len(codes(document)) == 2


def test_a_backfill_takes_what_was_skipped_and_nothing_twice(shop: Shop) -> None:
    page_ = pages_of(order(1, status=OrderStatus.SHIPPED), order(2), order(3, status=OrderStatus.PENDING))
    shop.take(page_)
    run = shop.start(backfill=True)
    assert run.position == 0
    result = shop.take(page_, backfill=True)
    assert (result.created, result.unchanged, dict(result.skipped)) == (1, 1, {"pending": 1})
    assert [each.number for each in shop.documents] == ["B0001", "B0002"]


def test_a_backfill_leaves_what_lies_outside_its_window(shop: Shop) -> None:
    result = shop.take_orders(
        order(1, status=OrderStatus.SHIPPED, placed_at=AT - timedelta(days=9)),
        order(2, status=OrderStatus.SHIPPED),
        backfill=True,
        since=AT - timedelta(days=1),
    )
    assert (result.created, dict(result.skipped)) == (1, {"shipped_elsewhere": 1})


POISON = [
    order(2, lines=(line(quantity=2**63),)),
    order(2, total=Decimal("1.001")),
    order(2, currency="JPY", total=Decimal("1.5")),
    order(2, total=Decimal("92233720368547758.07"), lines=(line(amount="-92233720368547758.07"),)),
    order(2, placed_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),  # tomorrow in Berlin, and beyond all days
]


@pytest.mark.parametrize("poisoned", POISON)
def test_a_poisoned_order_in_the_middle_stops_no_other(shop: Shop, poisoned: Any) -> None:
    result = shop.take_orders(order(1), poisoned, order(3))
    assert (result.created, result.parked) == (2, 1)
    assert shop.accounts["2"][0] == "parked"
    parked = PlatformOrder.objects.get(state="parked")
    assert parked.problem
    assert [each.number for each in shop.documents] == ["B0001", "B0002"]
    assert FeedCursor.objects.get(platform=shop.platform).sequence == 3


def test_text_that_one_database_cannot_hold_stops_no_other_order(shop: Shop) -> None:
    shop.take_orders(order(1), order(2, sales_channel="a\x00b"), order(3))
    assert shop.accounts["1"] == shop.accounts["3"] == ("created", "")
    assert shop.accounts["2"] in [("created", ""), ("parked", "rejected_by_database")]


def test_an_order_that_could_not_be_mapped_is_parked_and_taken_once_it_can(shop: Shop) -> None:
    problem = Unreadable(code="unreadable", message="The order has no lines.")
    shop.take(page(entry(1, problem, order().reference), entry(2, order(2))))
    assert shop.accounts == {"1": ("parked", "unreadable"), "2": ("created", "")}
    shop.take(page(entry(3, order())))
    assert shop.accounts["1"] == ("created", "")
    assert PlatformOrder.objects.get(platform_reference=order().reference).problem == ""


def test_an_unreadable_change_leaves_the_document_and_says_so(shop: Shop) -> None:
    shop.take_orders(order())
    shop.take(page(entry(2, Unreadable(code="unreadable", message="Unknown status."), order().reference)))
    assert shop.accounts == {"1": ("parked", "unreadable")}
    assert codes(shop.documents[0]) == ["change_not_taken"]
    shop.take_orders(order(), first=3)
    assert shop.accounts == {"1": ("created", "")}


def test_overlong_words_of_a_problem_stop_no_other_order(shop: Shop) -> None:
    problem = Unreadable(code="c" * 50, message="m" * 1000)
    result = shop.take(page(entry(1, order(1)), entry(2, problem, "9" * 100), entry(3, order(3))))
    assert (result.created, result.parked) == (2, 1)


def test_numbers_have_no_gap_after_a_rollback(shop: Shop) -> None:
    shop.take_orders(order(1))
    with transaction.atomic():
        shop.take_orders(order(2), order(3), first=2)
        transaction.set_rollback(True)
    assert len(shop.documents) == 1
    assert FeedCursor.objects.get(platform=shop.platform).sequence == 1
    shop.take_orders(order(2), order(3), first=2)
    assert [each.number for each in shop.documents] == ["B0001", "B0002", "B0003"]


def test_a_run_adds_up_its_pages(shop: Shop) -> None:
    run = shop.start()
    shop.take_orders(order(9), first=1)
    from_page = pages_of(order(1), order(2, status=OrderStatus.PENDING), order(3, total=None), first=2)
    import_page(run.pk, from_page, AT)
    import_page(run.pk, pages_of(order(4), order(5, status=OrderStatus.PENDING), first=5), AT)
    run.refresh_from_db()
    assert (run.created, run.parked, run.skipped, run.page, run.position) == (2, 1, {"pending": 2}, 2, 6)


def test_a_platform_that_is_not_set_up_is_refused_with_what_is_missing(shop: Shop) -> None:
    DocumentCreation.objects.all().delete()
    Article.objects.filter(kind=ArticleKind.FREIGHT).delete()
    shop.platform.is_active = False
    shop.platform.save()
    with pytest.raises(PlatformNotReady, match=r"not active.*the company has not an article for freight"):
        shop.start()
    assert not RetrievalRun.objects.exists()


def test_two_companies_keep_their_books_apart(shop: Shop) -> None:
    other = open_shop("Süd")
    shop.take_orders(order(1))
    other.take_orders(order(1))
    assert [each.number for each in shop.documents] == [each.number for each in other.documents] == ["B0001"]
    assert shop.documents[0].customer_id != other.documents[0].customer_id


def test_the_database_refuses_a_second_identity(shop: Shop) -> None:
    shop.take_orders(order())
    known = PlatformOrder.objects.get()
    known.pk = None
    known.document_id = None
    known.state = "skipped"
    with pytest.raises(IntegrityError), transaction.atomic():
        known.save(force_insert=True)
    assert PlatformOrder.objects.count() == 1
