"""What the old installation made is found among the feed's orders, taken over, and given back."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kogge.audit.models import AuditEntry
from kogge.changeover.adoption.rules import Clue, Confidence
from kogge.changeover.adoption.services import adopt, adopt_all, save_identities, undo, undo_all
from kogge.changeover.errors import InspectionRunning, Refusal
from kogge.changeover.inspections import start_inspection
from kogge.changeover.models import Adoption, AdoptionState, InspectionKind, InspectionState
from kogge.documents.models import Document, DocumentLine, DocumentState
from kogge.documents.posting import post
from kogge.guards import witness
from kogge.orders.drafting import draft_customer
from kogge.orders.models import OrderState, PlatformOrder
from kogge.platforms.models import PlatformCustomer
from kogge_contract.orders import Buyer
from tests.integration.changeover.books import NOW, OldBooks
from tests.orders import AT, order

pytestmark = pytest.mark.django_db

ADOPTION = InspectionKind.ADOPTION


@pytest.fixture(autouse=True)
def _own_witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> OldBooks:
    return OldBooks(monkeypatch)


def list_found(books: OldBooks) -> list[tuple[str, str, str]]:
    rows = Adoption.objects.filter(platform=books.shop.platform).select_related("document", "customer")
    return [
        (each.order_reference[-1], each.document.number if each.document else each.customer.number, each.confidence)
        for each in rows.order_by("order_reference", "pk")
    ]


def test_old_documents_are_found_by_id_number_and_person_and_taken_over(books: OldBooks) -> None:
    somebody = books.add_customer(draft_customer(order(9, delivery_address=None)))
    buyer = books.add_customer(draft_customer(order(3)), "ALT-2")
    books.add_old("A1", somebody, order_reference=order(1).reference)
    books.add_old("A2", somebody)
    books.add_old("A3", buyer)
    books.add_old("A4", somebody, order_reference="another", total_minor=1000)
    ids = {"A2": order(2).reference, "X": "Y"}
    assert save_identities(books.shop.company, ids, actor=books.actor, now=NOW) == ["X"]
    books.publish(*(order(number) for number in (1, 2, 3)))
    inspection = books.look(ADOPTION)
    assert (inspection.state, inspection.looked_at, inspection.counts) == (InspectionState.DONE, 3, {"proposed": 3})
    # All three buyers have the same address, so A3 may be any order's that no number speaks for.
    assert list_found(books) == [("1", "A1", "sure"), ("2", "A2", "sure"), ("3", "A3", "likely")]
    sure = books.look(InspectionKind.ADOPT_SURE)
    assert sure.counts == {"adopted": 2, "refused": 0}
    adopt(Adoption.objects.get(order_reference=order(3).reference).pk, actor=books.actor, now=NOW)
    assert AuditEntry.objects.filter(action="changeover.adopt").count() == 3
    assert books.retrieve() == 0
    assert [each.number for each in books.shop.documents] == ["A1", "A2", "A3"]
    assert set(DocumentLine.objects.values_list("platform_reference", flat=True)) == {"L1", ""}
    assert PlatformCustomer.objects.get(reference="buyer-3").customer == buyer
    again = order(4, buyer=Buyer(reference="buyer-3"), delivery_address=None)
    books.publish(again)
    assert books.retrieve() == 1
    assert Document.objects.get(platform_reference=again.reference).customer == buyer


def test_an_order_that_the_feed_showed_before_comes_back_as_it_was(books: OldBooks) -> None:
    books.add_old("A1", books.add_customer(draft_customer(order(1))), order_reference=order(1).reference)
    parked = order(1, total=None)
    books.publish(parked)
    assert books.retrieve() == 0
    before = PlatformOrder.objects.values("state", "reason", "problem", "feed_sequence", "digest", "document").get()
    books.look(ADOPTION)
    adoption = Adoption.objects.get()
    assert (adoption.confidence, Clue.SAME_ORDER_NUMBER in adoption.clues) == (Confidence.SURE, True)
    adopt(adoption.pk, actor=books.actor, now=NOW)
    assert PlatformOrder.objects.get().state == OrderState.CREATED
    assert adopt_all([adoption.pk], actor=books.actor, now=NOW).refused == {Refusal.ALREADY_DONE: 1}
    undo(adoption.pk, actor=books.actor, now=NOW)
    assert PlatformOrder.objects.values(*before).get() == before
    document = Document.objects.get()
    assert (document.platform, document.platform_reference, document.lines.get().platform_reference) == (None, "", "")
    assert not PlatformCustomer.objects.exists()
    assert undo_all([adoption.pk], actor=books.actor, now=NOW).refused == {Refusal.NOT_ADOPTED: 1}


def test_once_something_came_there_is_no_way_back(books: OldBooks) -> None:
    books.add_old("A1", books.add_customer(draft_customer(order(1))), order_reference=order(1).reference)
    books.publish(order(1))
    books.look(ADOPTION)
    adoption = Adoption.objects.get()
    adopt(adoption.pk, actor=books.actor, now=NOW)
    books.retrieve()
    assert undo_all([adoption.pk], actor=books.actor, now=NOW).refused == {Refusal.SOMETHING_CAME: 1}
    assert Adoption.objects.get().state == AdoptionState.ADOPTED
    assert PlatformOrder.objects.get().document_id == adoption.document_id


def test_what_has_its_document_is_left_and_a_posted_one_stays_as_it_is(books: OldBooks) -> None:
    customer = books.add_customer(draft_customer(order(1)))
    posted = books.add_old("A1", customer, order_reference=order(1).reference)
    Document.objects.filter(pk=posted.pk).update(postings=["item"])
    post(posted.pk, actor=books.actor, at=AT)
    twin = books.add_old("A2", customer, order_reference=order(2).reference)
    books.add_old("A3", customer, order_reference=order(3).reference, state=DocumentState.CANCELLED)
    books.publish(order(1), order(2), order(3))
    books.look(ADOPTION)
    assert list_found(books) == [("1", "A1", "sure"), ("2", "A2", "sure")]
    books.shop.take_orders(order(2))
    ids = list(Adoption.objects.order_by("order_reference").values_list("pk", flat=True))
    outcome = adopt_all(ids, actor=books.actor, now=NOW)
    assert (outcome.done, outcome.refused) == (1, {Refusal.ORDER_HAS_DOCUMENT: 1})
    assert PlatformOrder.objects.get(platform_reference=order(1).reference).document == posted
    posted.refresh_from_db()
    twin.refresh_from_db()
    assert (posted.platform_reference, twin.platform_reference) == ("", "")
    assert undo_all(ids[:1], actor=books.actor, now=NOW).done == 1


def test_buyers_whom_the_own_rule_would_not_know_keep_their_number(books: OldBooks) -> None:
    mail = Buyer(reference="buyer-1", name="J. Müller", email="jm@example.com")
    known = order(1, buyer=mail, delivery_address=None)
    customer = books.add_customer(draft_customer(known))
    books.publish(known, order(2))
    books.look(ADOPTION)
    assert list_found(books) == [("1", "ALT-1", "likely")]
    adoption = Adoption.objects.get()
    adopt(adoption.pk, actor=books.actor, now=NOW)
    assert books.retrieve() == 2
    assert Document.objects.get(platform_reference=known.reference).customer == customer
    undo(adoption.pk, actor=books.actor, now=NOW)
    assert not PlatformCustomer.objects.filter(reference="buyer-1").exists()


def test_a_document_that_fits_orders_of_several_pages_is_doubtful(
    books: OldBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kogge.changeover.inspections.PAGE_SIZE", 1)
    books.add_old("A1", books.add_customer(draft_customer(order(1))))
    books.publish(order(1), order(2))
    books.look(ADOPTION)
    assert list_found(books) == [("1", "A1", "doubtful"), ("2", "A1", "doubtful")]
    assert books.look(InspectionKind.ADOPT_SURE).counts == {"adopted": 0, "refused": 0}


def test_the_same_search_runs_once_and_asks_no_more_for_more_documents(books: OldBooks) -> None:
    customer = books.add_customer(draft_customer(order(1)))
    books.publish(*(order(number) for number in range(1, 9)))
    asked = []
    for numbers in ((1,), range(2, 9)):
        for each in numbers:
            books.add_old(f"A{each}", customer, order_reference=order(each).reference)
        with CaptureQueriesContext(connection) as queries:
            books.look(ADOPTION)
        asked.append(len(queries))
    assert asked[1] <= asked[0]
    start_inspection(books.shop.platform, InspectionKind.ADOPTION, actor=books.actor, now=NOW)
    with pytest.raises(InspectionRunning, match="Amazon"):
        start_inspection(books.shop.platform, InspectionKind.ADOPTION, actor=books.actor, now=NOW)
