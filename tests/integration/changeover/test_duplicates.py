"""Two documents of one order are found, and the surplus one goes into the archive."""

from datetime import timedelta
from pathlib import Path

import pytest

from kogge.audit.models import AuditEntry
from kogge.changeover.adoption.services import save_identities
from kogge.changeover.duplicates.services import archive_surplus, dismiss, swap
from kogge.changeover.models import Duplicate, DuplicateState, InspectionKind
from kogge.changeover.queries import LOOKED_AT_LIVE, find_duplicate_orders
from kogge.documents.models import Document, DocumentState
from kogge.documents.outcomes import Result
from kogge.documents.posting import post
from kogge.documents.services import lock
from kogge.guards import witness
from kogge.orders.drafting import draft_customer
from kogge.orders.models import PlatformOrder
from tests.integration.changeover.books import NOW, OldBooks
from tests.orders import AT, order

pytestmark = pytest.mark.django_db

DUPLICATES = InspectionKind.DUPLICATES


@pytest.fixture(autouse=True)
def _own_witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> OldBooks:
    books = OldBooks(monkeypatch)
    books.publish(order(1), order(2))
    books.retrieve()
    return books


def list_found() -> list[tuple[str, str, str]]:
    rows = Duplicate.objects.filter(state=DuplicateState.OPEN).select_related("kept", "surplus").order_by("pk")
    return [(each.kept.number, each.surplus.number, each.reason) for each in rows]


def test_a_second_document_of_an_order_is_cancelled_and_archived_and_the_proof_is_clean_again(books: OldBooks) -> None:
    again = books.add_old("A1", books.shop.documents[0].customer, platform=books.shop.platform,
                          platform_reference=order(1).reference, order_reference=order(1).reference)  # fmt: skip
    assert find_duplicate_orders(books.shop.platform) == (order(1).reference,)
    assert books.look(DUPLICATES).counts == {"duplicates": 1, "orders": 2, "with_document": 2, "rejected": 0}
    assert list_found() == [("B0001", "A1", "same_order")]
    assert [each.result for each in archive_surplus([Duplicate.objects.get().pk], actor=books.actor, now=NOW)] == [
        Result.DONE
    ]
    again.refresh_from_db()
    assert (again.state, again.archived_at) == (DocumentState.CANCELLED, NOW)
    assert (again.platform, again.order_reference) == (None, order(1).reference)
    assert find_duplicate_orders(books.shop.platform) == ()
    assert AuditEntry.objects.filter(action="changeover.archive_surplus").count() == 1
    assert books.look(DUPLICATES).counts["duplicates"] == 0


def test_a_posted_one_stays_and_the_order_leads_to_it_from_then_on(books: OldBooks) -> None:
    customer = books.shop.documents[0].customer
    posted = books.add_old("A1", customer, order_reference=order(1).reference, postings=["item"])
    post(posted.pk, actor=books.actor, at=AT)
    books.look(DUPLICATES)
    assert list_found() == [("A1", "B0001", "same_order")]
    archive_surplus([Duplicate.objects.get().pk], actor=books.actor, now=NOW)
    assert PlatformOrder.objects.get(platform_reference=order(1).reference).document == posted
    assert books.retrieve() == 0


def test_old_ids_and_purchases_give_duplicates_away_but_never_two_orders(books: OldBooks) -> None:
    first, second = books.shop.documents
    other = books.add_customer(draft_customer(order(3, delivery_address=None)))
    # The same buyer ordered twice: the platform knows both orders, so they are two.
    Document.objects.filter(pk=second.pk).update(customer=first.customer)
    books.add_old("A1", first.customer)
    books.add_old("A2", other)
    books.add_old("A3", other, ordered_at=AT + timedelta(days=9), created_at=NOW)
    books.add_old("A4", other, ordered_at=AT + timedelta(days=5), order_reference="9")
    books.add_old("A5", other, ordered_at=AT + timedelta(days=5), order_reference="8")
    save_identities(books.shop.company, {"A2": "AW-7", "A3": "AW-7"}, actor=books.actor, now=NOW)
    books.look(DUPLICATES)
    assert list_found() == [("A2", "A3", "same_legacy_id"), ("B0001", "A1", "same_purchase")]


def test_pairs_are_turned_round_or_declared_to_be_two_and_a_locked_one_is_left(books: OldBooks) -> None:
    for number in (1, 2):
        books.add_old(f"A{number}", books.shop.documents[0].customer, order_reference=order(number).reference)
    books.look(DUPLICATES)
    turned, two = Duplicate.objects.order_by("surplus__number")
    swap([turned.pk], actor=books.actor, now=NOW)
    lock(turned.kept_id, reason="Rückfrage", actor=books.actor, at=NOW)
    assert [each.result for each in archive_surplus([turned.pk], actor=books.actor, now=NOW)] == [Result.SKIPPED]
    dismiss([two.pk], actor=books.actor, now=NOW)
    assert list_found() == [("A1", "B0001", "same_order")]
    books.look(DUPLICATES)
    assert list_found() == [("B0001", "A1", "same_order")]


def test_among_very_many_orders_the_last_search_tells(books: OldBooks, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LOOKED_AT_LIVE > 1
    monkeypatch.setattr("kogge.changeover.queries.LOOKED_AT_LIVE", 1)
    assert find_duplicate_orders(books.shop.platform) is None
    books.add_old("A1", books.shop.documents[0].customer, order_reference=order(1).reference)
    books.look(DUPLICATES)
    assert find_duplicate_orders(books.shop.platform) == (order(1).reference,)
    dismiss([Duplicate.objects.get().pk], actor=books.actor, now=NOW)
    assert find_duplicate_orders(books.shop.platform) == ()
