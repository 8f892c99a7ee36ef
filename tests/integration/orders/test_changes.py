"""Later changes of orders: taken, proposed, accepted, refused; and documents that are mapped again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kogge.articles.models import Article
from kogge.audit.models import AuditEntry
from kogge.documents.models import Document, DocumentState, PaymentMethod
from kogge.documents.outcomes import DocumentNotOpen, DocumentWaits
from kogge.documents.rules import DocumentDraft
from kogge.documents.services import require_may_go_further
from kogge.kernel.errors import KoggeError
from kogge.orders import remapping
from kogge.orders.commands.replay import NothingToReplay, replay
from kogge.orders.deciding import ChangeDecided, ChangeOvertaken, accept_change, ignore_orders, refuse_change
from kogge.orders.models import (
    ChangeHandling,
    ChangeKind,
    ChangeState,
    DocumentCreation,
    OrderChange,
    PaymentMapping,
    PlatformOrder,
    UnknownArticleHandling,
)
from kogge.orders.plans import DocumentPlan, fold_word
from kogge.orders.remapping import Remapping, remap_orders
from kogge_contract.orders import Order, OrderStatus
from tests.integration.orders.connected import ConnectedShop, open_connected_shop
from tests.integration.orders.shop import LATER
from tests.orders import ADDRESS, AT, line, order

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "cloud"])

MOVED = ADDRESS.model_copy(update={"line1": "Neue Str. 1"})


@pytest.fixture
def shop() -> ConnectedShop:
    return open_connected_shop()


def later(minutes: int = 1, **changes: Any) -> Order:
    return order(updated_at=AT + timedelta(minutes=minutes), **changes)


def take(shop: ConnectedShop, *versions: Order) -> Document:
    for each in versions:
        shop.publish(each)
        shop.retrieve()
    return shop.documents[0]


def touch(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(touched_at=LATER)


def changes_of(document: Document) -> list[tuple[str, str]]:
    return list(OrderChange.objects.filter(document=document).order_by("pk").values_list("kind", "state"))


def street(document: Document) -> str:
    document.refresh_from_db()
    return str(document.delivery_address["line1"])


def test_a_change_is_taken_while_nobody_touched_the_document(shop: ConnectedShop) -> None:
    document = take(shop, order(), later(delivery_address=MOVED))
    assert street(document) == "Neue Str. 1"
    (change,) = OrderChange.objects.filter(document=document)
    assert (change.kind, change.state, change.decided_by) == (ChangeKind.CHANGE, ChangeState.TAKEN, None)
    (difference,) = change.differences
    assert (difference["field"], difference["before"]["line1"]) == ("delivery_address", "Lange Str. 5")
    assert not document.awaits_decision


def test_a_new_state_at_the_platform_is_no_change_of_the_document(shop: ConnectedShop) -> None:
    document = take(shop, order(), later(status=OrderStatus.SHIPPED))
    assert changes_of(document) == []
    assert not document.messages.exists()
    assert PlatformOrder.objects.get().platform_status == "shipped"


@pytest.mark.parametrize("why", ["touched", "setting"])
def test_a_change_is_proposed_where_it_is_not_to_be_taken_by_itself(shop: ConnectedShop, why: str) -> None:
    document = take(shop, order())
    if why == "touched":
        touch(document)
    else:
        DocumentCreation.objects.update(change_handling=ChangeHandling.ASK)
    take(shop, later(delivery_address=MOVED))
    assert street(document) == "Lange Str. 5"
    assert document.awaits_decision
    (change,) = OrderChange.objects.all()
    accept_change(change.pk, actor=shop.actor, now=LATER)
    assert street(document) == "Neue Str. 1"
    assert not document.awaits_decision
    change.refresh_from_db()
    assert (change.state, change.decided_by) == (ChangeState.ACCEPTED, shop.actor)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "actor_name"))
    assert actions[-2:] == [("documents.rewrite", "clerk-Nord"), ("orders.accepted_change", "clerk-Nord")]


def test_a_refused_change_leaves_the_document_and_is_not_proposed_again(shop: ConnectedShop) -> None:
    document = take(shop, order())
    touch(document)
    take(shop, later(delivery_address=MOVED))
    change = OrderChange.objects.get()
    refuse_change(change.pk, note="Kunde rief an", actor=shop.actor, now=LATER)
    assert street(document) == "Lange Str. 5"
    assert not document.awaits_decision
    shop.retrieve()
    assert changes_of(document) == [(ChangeKind.CHANGE, ChangeState.REFUSED)]
    with pytest.raises(ChangeDecided):
        accept_change(change.pk, actor=shop.actor, now=LATER)


def test_a_later_change_overtakes_one_that_nobody_decided_about(shop: ConnectedShop) -> None:
    document = take(shop, order())
    touch(document)
    take(
        shop,
        later(delivery_address=MOVED),
        later(2, delivery_address=MOVED, total=Decimal("20.00"), lines=(line(amount="20.00"),)),
    )
    assert changes_of(document) == [
        (ChangeKind.CHANGE, ChangeState.OBSOLETE),
        (ChangeKind.CHANGE, ChangeState.OPEN),
    ]
    # The order goes back to what the document says: nothing is left to decide.
    take(shop, later(3))
    assert changes_of(document)[-1] == (ChangeKind.CHANGE, ChangeState.OBSOLETE)
    document.refresh_from_db()
    assert not document.awaits_decision


def test_only_what_was_shown_is_accepted(shop: ConnectedShop) -> None:
    document = take(shop, order())
    touch(document)
    take(shop, later(delivery_address=MOVED))
    change = OrderChange.objects.get()
    shop.publish(later(2, delivery_address=MOVED.model_copy(update={"line1": "Woanders 7"})))
    with pytest.raises(ChangeOvertaken):
        accept_change(change.pk, actor=shop.actor, now=LATER)
    assert street(document) == "Lange Str. 5"
    change.refresh_from_db()
    assert change.state == ChangeState.OPEN


def test_a_buyers_wish_to_cancel_waits_for_a_person(shop: ConnectedShop) -> None:
    asking = (line(cancellation_requested=True),)
    document = take(shop, order(lines=asking))
    assert document.awaits_decision
    (change,) = OrderChange.objects.all()
    assert change.kind == ChangeKind.CANCELLATION_REQUEST
    with pytest.raises(DocumentWaits, match="the buyer asks to cancel"):
        require_may_go_further(document)
    accept_change(change.pk, actor=shop.actor, now=LATER)
    document.refresh_from_db()
    assert (document.state, document.awaits_decision) == (DocumentState.CANCELLED, False)
    with pytest.raises(DocumentNotOpen):
        require_may_go_further(document)


def test_a_refused_wish_lets_the_document_go_on(shop: ConnectedShop) -> None:
    document = take(shop, order(lines=(line(cancellation_requested=True),)))
    refuse_change(OrderChange.objects.get().pk, actor=shop.actor, now=LATER)
    document.refresh_from_db()
    require_may_go_further(document)
    assert document.state == DocumentState.OPEN


def test_a_wish_that_comes_later_and_is_taken_back_settles_itself(shop: ConnectedShop) -> None:
    document = take(shop, order(), later(lines=(line(cancellation_requested=True),)))
    assert document.awaits_decision
    take(shop, later(2))
    document.refresh_from_db()
    assert (document.awaits_decision, document.cancellation_requested) == (False, False)
    assert (ChangeKind.CANCELLATION_REQUEST, ChangeState.OBSOLETE) in changes_of(document)


def test_after_conversion_changes_and_cancellations_are_tasks(shop: ConnectedShop) -> None:
    document = take(shop, order())
    Document.objects.update(state=DocumentState.CONVERTED)
    take(shop, later(delivery_address=MOVED), later(2, status=OrderStatus.CANCELLED))
    document.refresh_from_db()
    assert (document.state, document.awaits_decision) == (DocumentState.CONVERTED, True)
    assert {kind for kind, state in changes_of(document) if state == ChangeState.OPEN} == {
        ChangeKind.CHANGE,
        ChangeKind.CANCELLATION,
    }
    for each in OrderChange.objects.all():
        accept_change(each.pk, actor=shop.actor, now=LATER)
    assert street(document) == "Lange Str. 5"
    assert (document.state, document.awaits_decision) == (DocumentState.CONVERTED, False)


def remapped(shop: ConnectedShop, *, write: bool) -> list[Remapping]:
    return list(remap_orders(shop.platform, None, write=write, actor=shop.actor, now=LATER))


def test_documents_can_be_mapped_again_with_todays_settings(shop: ConnectedShop) -> None:
    document = take(shop, order(payment_methods=("COD",), lines=(line(sku="NEU"),)))
    cod = PaymentMethod.objects.create(company=shop.company, name="Nachnahme")
    PaymentMapping.objects.create(platform=shop.platform, word="COD", folded_word=fold_word("COD"), method=cod)
    Article.objects.create(company=shop.company, number="NEU", name="Neu")
    (planned,) = remapped(shop, write=False)
    assert {each.field for each in planned.differences} == {"payment_method_id", "article_number"}
    assert not planned.is_written
    document.refresh_from_db()
    assert document.payment_method is None
    (written,) = remapped(shop, write=True)
    assert written.is_written
    document.refresh_from_db()
    assert document.payment_method == cod
    assert document.lines.get().article_number == "NEU"
    assert changes_of(document) == [(ChangeKind.REMAPPING, ChangeState.TAKEN)]
    (again,) = remapped(shop, write=True)
    assert (list(again.differences), again.is_written) == ([], False)


def test_what_somebody_touched_is_not_mapped_over(shop: ConnectedShop) -> None:
    document = take(shop, order(lines=(line(sku="NEU"),)))
    touch(document)
    Article.objects.create(company=shop.company, number="NEU", name="Neu")
    (outcome,) = remapped(shop, write=True)
    assert (outcome.is_written, outcome.is_proposed) == (False, True)
    assert document.lines.get().article_number == "UNBEKANNT"
    accept_change(OrderChange.objects.get().pk, actor=shop.actor, now=LATER)
    assert document.lines.get().article_number == "NEU"


def test_what_somebody_refused_comes_by_no_other_way(shop: ConnectedShop) -> None:
    DocumentCreation.objects.update(change_handling=ChangeHandling.ASK)
    document = take(shop, order(), later(delivery_address=MOVED))
    (outcome,) = remapped(shop, write=True)
    assert (outcome.is_written, outcome.is_proposed) == (False, True)
    for change in OrderChange.objects.filter(state=ChangeState.OPEN):
        refuse_change(change.pk, actor=shop.actor, now=LATER)
    by_itself = list(remap_orders(shop.platform, None, write=True, actor=None, now=LATER))
    assert [(each.is_written, each.is_proposed) for each in by_itself] == [(False, False)]
    assert street(document) == "Lange Str. 5"
    assert not document.awaits_decision


def test_a_version_that_came_meanwhile_is_not_mapped_over(shop: ConnectedShop, monkeypatch: pytest.MonkeyPatch) -> None:
    document = take(shop, order(lines=(line(sku="NEU"),)))
    Article.objects.create(company=shop.company, number="NEU", name="Neu")
    draft = remapping.draft_document

    def draft_slowly(content: Order, plan: DocumentPlan) -> DocumentDraft:
        drafted = draft(content, plan)
        monkeypatch.undo()
        take(shop, later(delivery_address=MOVED))
        return drafted

    monkeypatch.setattr(remapping, "draft_document", draft_slowly)
    (outcome,) = remapped(shop, write=True)
    assert "newer version" in outcome.problem
    assert street(document) == "Neue Str. 1"


def test_a_document_that_cannot_be_mapped_says_why_and_stays(shop: ConnectedShop) -> None:
    take(shop, order(lines=(line(sku="NEU"),)))
    DocumentCreation.objects.update(unknown_article_handling=UnknownArticleHandling.PARK)
    (outcome,) = remapped(shop, write=True)
    assert "“NEU”" in outcome.problem
    assert shop.documents[0].lines.get().article_number == "UNBEKANNT"


def test_documents_that_replay_cannot_compare_are_told(shop: ConnectedShop) -> None:
    take(shop, order(), later(total=None, lines=(line(amount="99.00"),)))
    (outcome,) = remapped(shop, write=True)
    assert "states no total" in outcome.problem
    assert shop.documents[0].total_minor == 1000
    shop.publish(order(2, status=OrderStatus.CANCELLED))
    shop.retrieve()
    with pytest.raises(NothingToReplay, match="0000002 has no open document"):
        replay(shop.platform.name, order_reference=order(2).reference, write=True, as_json=True)


def test_an_unknown_article_parks_the_order_where_settings_say_so(shop: ConnectedShop) -> None:
    DocumentCreation.objects.update(unknown_article_handling=UnknownArticleHandling.PARK)
    shop.publish(order(lines=(line(sku="NEU"),)), order(2))
    shop.retrieve()
    assert shop.accounts == {"1": ("parked", "unknown_article"), "2": ("created", "")}


def test_a_parked_order_can_be_left_out_with_a_reason(shop: ConnectedShop) -> None:
    shop.publish(order(total=None))
    shop.retrieve()
    parked = PlatformOrder.objects.get()
    with pytest.raises(KoggeError, match="Say why"):
        ignore_orders(shop.company, [parked.pk], reason=" ", actor=shop.actor, now=LATER)
    assert ignore_orders(shop.company, [parked.pk], reason="Testbestellung", actor=shop.actor, now=LATER) == 1
    take_again = later(total=Decimal("10.00"))
    shop.publish(take_again)
    shop.retrieve()
    assert shop.accounts == {"1": ("skipped", "ignored")}
    assert PlatformOrder.objects.get().problem == "Testbestellung"
