"""The shadow run: orders as the Cloud would take them, beside what the middleware made; nothing is created."""

from datetime import timedelta
from pathlib import Path

import pytest

from kogge.changeover.inspection_wording import word_cause, word_differences
from kogge.changeover.models import Comparison, InspectionKind
from kogge.companies.models import NumberRange
from kogge.customers.models import Customer
from kogge.documents.models import Document
from kogge.guards import witness
from kogge.orders.importing import LegacyOrder, import_legacy
from kogge.orders.models import PlatformOrder
from kogge_contract.orders import Order, OrderStatus
from tests.integration.changeover.books import NOW, OldBooks
from tests.integration.guards.test_guard import let_the_middleware_serve
from tests.orders import AT, line, order

pytestmark = pytest.mark.django_db

SHADOW = InspectionKind.SHADOW


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> OldBooks:
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)
    books = OldBooks(monkeypatch)
    let_the_middleware_serve(books.shop)
    return books


def deliver(books: OldBooks, *orders: Order) -> None:
    import_legacy(
        books.shop.platform.pk, [LegacyOrder(each, f"AW-{each.reference}") for each in orders], held_epoch=2, now=NOW
    )


def list_found() -> dict[str, tuple[str, str]]:
    return {each.order_reference[-1]: (each.verdict, each.cause) for each in Comparison.objects.all()}


def test_every_order_is_compared_and_nothing_is_created(books: OldBooks) -> None:
    dearer = order(2, total="12.00", lines=(line(amount="12.00"),))
    deliver(books, order(1), dearer, order(3), order(4), order(8))
    books.publish(
        order(1), order(2), order(3, status=OrderStatus.SHIPPED), order(4, status=OrderStatus.CANCELLED), order(5),
        order(6, status=OrderStatus.PENDING), order(7, total=None), order(9, placed_at=AT - timedelta(days=40)),
    )  # fmt: skip
    before = (
        [each.objects.count() for each in (Document, Customer, PlatformOrder)],
        list(NumberRange.objects.order_by("pk").values_list("next_number", flat=True)),
    )
    inspection = books.look(SHADOW, since=AT - timedelta(days=30))
    assert inspection.counts == {"same": 2, "different": 1, "only_old": 2, "only_new": 2}
    assert list_found() == {
        "1": ("same", ""),
        "2": ("different", "amounts"),
        "3": ("same", ""),
        "4": ("only_old", "cancelled"),
        "5": ("only_new", "not_delivered"),
        "7": ("only_new", "amounts_missing"),
        "8": ("only_old", "not_in_feed"),
    }
    after = (
        [each.objects.count() for each in (Document, Customer, PlatformOrder)],
        list(NumberRange.objects.order_by("pk").values_list("next_number", flat=True)),
    )
    assert after == before
    told = Comparison.objects.get(verdict="different")
    assert "12,00\N{NO-BREAK SPACE}€ → 10,00\N{NO-BREAK SPACE}€" in word_differences(told.differences, told.currency)
    assert word_cause("cancelled") == "storniert"
    assert books.look(SHADOW).counts["same"] == 2


def test_customers_addresses_and_what_is_not_adopted_are_told_without_personal_data(books: OldBooks) -> None:
    deliver(books, order(1), order(2))
    first = Document.objects.get(platform_reference=order(1).reference)
    other = books.add_customer_like(first.customer, "ALT-9")
    Document.objects.filter(pk=first.pk).update(customer=other)
    Document.objects.filter(platform_reference=order(2).reference).update(
        touched_at=NOW, delivery_address={"name": "X"}
    )
    books.add_old("A3", other, order_reference=order(3).reference)
    books.publish(order(1), order(2), order(3))
    books.look(SHADOW)
    assert list_found() == {
        "1": ("different", "customer"), "2": ("different", "touched"), "3": ("different", "not_adopted"),
    }  # fmt: skip
    address = Comparison.objects.get(cause="touched").differences
    assert [(each["field"], each["before"], each["after"]) for each in address] == [("delivery_address", None, None)]
    assert word_differences(address, "EUR") == "Lieferanschrift"
    assert "ALT-9 → " in word_differences(Comparison.objects.get(cause="customer").differences, "EUR")
