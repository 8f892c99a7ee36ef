"""Imports beside each other: still one document an order, and no number twice or left out."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from kogge.companies.models import NumberRange
from kogge.companies.services import take_numbers
from kogge.documents.models import Document
from kogge.orders.importing import import_page
from kogge.orders.models import FeedCursor, PlatformOrder
from tests.integration.orders.shop import LATER, Shop, open_shop
from tests.orders import line, order, pages_of

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = 40


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs in threads that begin at the same moment, and return what they returned."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(60) for future in [pool.submit(run, job) for job in jobs]]


def numbers(shop: Shop) -> list[int]:
    return [int(document.number.removeprefix("B")) for document in shop.documents]


def check_books(shop: Shop) -> None:
    orders = PlatformOrder.objects.filter(platform=shop.platform)
    assert numbers(shop) == list(range(1, ORDERS + 1))
    assert set(Counter(Document.objects.values_list("platform_reference", flat=True)).values()) == {1}
    assert orders.filter(document__isnull=False).count() == ORDERS


def test_the_same_page_taken_by_two_at_once_is_taken_once() -> None:
    shop = open_shop()
    page = pages_of(*(order(number) for number in range(ORDERS)))
    runs = [shop.start(), shop.start(backfill=True), shop.start()]
    results = at_once(*(lambda run=run: import_page(run.pk, page, LATER) for run in runs))
    check_books(shop)
    assert sorted(each.created for each in results) == [0, 0, ORDERS]
    assert [each.created + each.unchanged for each in results] == [ORDERS] * 3
    assert FeedCursor.objects.get(platform=shop.platform).sequence == ORDERS


def test_overlapping_pages_with_poison_in_them_leave_no_gap() -> None:
    shop = open_shop()
    poison = order(99, lines=(line(quantity=2**63),))
    contents = [order(number) for number in range(ORDERS)]
    feed = [*contents[:10], poison, *contents[10:]]
    first, second = pages_of(*feed[:30]), pages_of(*feed[5:], first=6)
    runs = [shop.start(), shop.start()]
    at_once(lambda: import_page(runs[0].pk, first, LATER), lambda: import_page(runs[1].pk, second, LATER))
    at_once(lambda: import_page(runs[0].pk, second, LATER), lambda: import_page(runs[1].pk, first, LATER))
    check_books(shop)
    assert PlatformOrder.objects.get(state="parked").reason == "rejected_by_database"


def test_platforms_of_one_company_share_customers_and_numbers_without_doubling_them() -> None:
    shop, other = open_shop(), open_shop("Süd")
    other.platform.company = shop.company
    other.platform.name = "Amazon 2"
    other.platform.customer_status = shop.platform.customer_status
    other.platform.save()
    creation = other.platform.document_creation
    creation.document_type = shop.platform.document_creation.document_type
    creation.save()
    page = pages_of(*(order(number) for number in range(ORDERS // 2)))
    runs = [shop.start(), other.start()]
    at_once(*(lambda run=run: import_page(run.pk, page, LATER) for run in runs))
    documents = list(Document.objects.values_list("number", "customer_id"))
    assert len({number for number, _ in documents}) == ORDERS
    assert len({customer for _, customer in documents}) == 1


def test_numbers_taken_by_several_at_once_and_given_back_are_never_doubled_or_lost() -> None:
    shop = open_shop()
    range_id = NumberRange.objects.get(company=shop.company, name="B").pk
    kept: list[str] = []

    def take() -> None:
        for turn in range(6):
            with transaction.atomic():
                taken = take_numbers(range_id, 3)
                if turn % 2:
                    transaction.set_rollback(True)
            if not turn % 2:
                kept.extend(taken)

    at_once(take, take, take)
    assert sorted(kept) == [f"B{number:04d}" for number in range(1, 28)]
    assert NumberRange.objects.get(pk=range_id).next_number == 28
