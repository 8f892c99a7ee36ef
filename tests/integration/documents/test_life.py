"""The whole life of documents, in any order of steps: what must hold, holds after each of them.

Orders come in and change through the import, as they do in life; all else through the functions that screens and tasks
call. Which steps are allowed is written down here once more, apart from the code that is tried.
"""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from kogge.bookkeeping.models import OpenItem, StockMovement
from kogge.documents import services
from kogge.documents.cancelling import cancel_by_hand
from kogge.documents.converting import convert
from kogge.documents.models import Document, DocumentKind, DocumentLine, DocumentState, DocumentType
from kogge.documents.picking import NothingToConvert, SourcesDiffer
from kogge.documents.posting import post
from kogge.documents.verification import verify_books
from kogge.kernel.errors import KoggeError
from kogge.orders.deciding import refuse_change
from kogge.orders.models import ChangeState, OrderChange
from kogge.site.installation import create_parameters
from kogge_contract.orders import ChargeKind, Order
from tests.integration.documents.ledger import AT
from tests.integration.orders.shop import Shop, open_shop
from tests.orders import charge, line, order

pytestmark = pytest.mark.django_db

TARGETS = {
    "order": {"confirmation", "delivery_note", "invoice"},
    "confirmation": {"delivery_note", "invoice"},
    "delivery_note": {"invoice"},
    "invoice": {"credit_note"},
    "credit_note": set(),
}
POSTABLE = {"delivery_note", "invoice", "credit_note"}
BUYERS = ("A", "B")

amounts = st.integers(0, 20_000).map(lambda minor: Decimal(minor) / 100)
wanted_lines = st.lists(st.tuples(st.integers(1, 5), amounts), min_size=1, max_size=3)
kinds = st.sampled_from(sorted(TARGETS))


def held(document: Document) -> bool:
    return bool(document.archived_at or document.locked_at or document.awaits_decision)


def may(action: str, document: Document) -> bool:
    """Tell whether a step is allowed: the rules once more, in other words."""
    kind, state = document.document_type.kind, document.state
    takes_back = document.cancels_id is not None
    return {
        "convert": state in {"open", "posted", "partly_converted"} and not takes_back and not held(document),
        "post": state == "open" and kind in POSTABLE and not held(document),
        "cancel": state in {"open", "posted"} and not takes_back and not held(document),
        "archive": state in {"posted", "converted", "cancelled"} and not held(document),
        "restore": bool(document.archived_at),
        "lock": not document.locked_at and not document.archived_at and state != "cancelled",
        "unlock": bool(document.locked_at),
    }[action]


class Life(RuleBasedStateMachine):
    """A company in which everything may happen; it begins empty and is rolled back at the end."""

    shop: Shop
    types: dict[str, DocumentType]
    documents = Bundle("documents")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.sequence = 0
        self.orders: list[Order] = []
        self.sealed: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def take(self, taken: Order) -> Document:
        self.sequence += 1
        self.shop.take_orders(taken, first=self.sequence)
        return Document.objects.get(platform_order__platform_reference=taken.reference)

    def make_order(self, number: int, lines: list[tuple[int, Decimal]]) -> Order:
        contents = tuple(
            line(
                reference=f"{number}/{place}",
                quantity=pieces,
                charges=(charge(ChargeKind.ITEM, str(amount)),),
            )
            for place, (pieces, amount) in enumerate(lines)
        )
        buyer = BUYERS[number % len(BUYERS)]
        reference = order().buyer.model_copy(update={"reference": buyer})
        return order(number, lines=contents, total=sum(amount for _pieces, amount in lines), buyer=reference)

    @initialize(target=documents, lines=wanted_lines)
    def begin_with_an_order(self, lines: list[tuple[int, Decimal]]) -> int:
        return self.take_an_order(lines)

    @rule(target=documents, lines=wanted_lines)
    def an_order_comes_in(self, lines: list[tuple[int, Decimal]]) -> int:
        return self.take_an_order(lines)

    def take_an_order(self, lines: list[tuple[int, Decimal]]) -> int:
        self.orders.append(self.make_order(len(self.orders) + 1, lines))
        return self.take(self.orders[-1]).pk

    @rule(data=st.data(), lines=wanted_lines)
    def an_order_changes(self, data: st.DataObject, lines: list[tuple[int, Decimal]]) -> None:
        place = data.draw(st.integers(0, len(self.orders) - 1))
        old = self.orders[place]
        before = Document.objects.get(platform_order__platform_reference=old.reference)
        content = list(before.lines.values_list("pk", "quantity", "total_minor"))
        self.orders[place] = self.make_order(place + 1, lines)
        after = self.take(self.orders[place])
        is_free = before.state == "open" and not before.locked_at and before.touched_at is None
        if not is_free:
            assert list(after.lines.values_list("pk", "quantity", "total_minor")) == content
            assert (after.state, after.total_minor) == (before.state, before.total_minor)

    @rule(document=documents)
    def somebody_refuses_a_change(self, document: int) -> None:
        for change in OrderChange.objects.filter(document=document, state=ChangeState.OPEN):
            refuse_change(change.pk, actor=None, now=AT)

    def attempt(self, allowed: bool, act: Any) -> Any:
        """Do something: it succeeds just when it is allowed, and what is refused changes nothing."""
        before = list(Document.objects.order_by("pk").values_list())
        refusal: KoggeError | None = None
        made = None
        try:
            made = act()
        except KoggeError as error:
            refusal = error
        if refusal is None:
            assert allowed
        else:
            assert not allowed or isinstance(refusal, NothingToConvert | SourcesDiffer), refusal
            assert list(Document.objects.order_by("pk").values_list()) == before
        return made

    def get(self, document: int) -> Document:
        return Document.objects.select_related("document_type").get(pk=document)

    @rule(target=documents, document=documents, data=st.data())
    def convert_whole(self, document: int, data: st.DataObject) -> Any:
        return self.convert([document], self.draw_target(document, data), None)

    @rule(target=documents, document=documents, data=st.data())
    def convert_in_part(self, document: int, data: st.DataObject) -> Any:
        lines = DocumentLine.objects.filter(document=document).order_by("position")
        quantities = {
            each.pk: data.draw(st.integers(0, abs(each.quantity) - each.converted_quantity)) for each in lines
        }
        return self.convert([document], self.draw_target(document, data), quantities)

    @rule(target=documents, some=st.lists(documents, min_size=2, max_size=3, unique=True), data=st.data())
    def make_one_of_several(self, some: list[int], data: st.DataObject) -> Any:
        return self.convert(some, self.draw_target(some[0], data), None)

    @rule(target=documents, document=documents, data=st.data())
    def go_straight_on(self, document: int, data: st.DataObject) -> Any:
        made = self.convert([document], self.draw_target(document, data), None)
        if isinstance(made, int):
            self.post(made)
        return made

    @rule(target=documents, document=documents, kind=kinds)
    def convert_somehow(self, document: int, kind: str) -> Any:
        return self.convert([document], kind, None)

    def draw_target(self, document: int, data: st.DataObject) -> str:
        """Return a kind that the document converts into; an invoice where it goes no further."""
        targets = sorted(TARGETS[self.get(document).document_type.kind] - {"confirmation"}) or ["invoice"]
        return data.draw(st.sampled_from(targets))

    def convert(self, some: list[int], kind: str, quantities: dict[int, int] | None) -> Any:
        sources = [self.get(each) for each in some]
        allowed = all(may("convert", each) and kind in TARGETS[each.document_type.kind] for each in sources)
        made = self.attempt(
            allowed, lambda: convert(some, self.types[kind].pk, quantities=quantities, actor=None, at=AT)
        )
        return made.pk if made else multiple()

    @rule(document=documents)
    def post_it(self, document: int) -> None:
        self.post(document)

    def post(self, document: int) -> None:
        self.attempt(may("post", self.get(document)), lambda: post(document, actor=None, at=AT))

    @rule(target=documents, document=documents)
    def cancel(self, document: int) -> Any:
        allowed = may("cancel", self.get(document))
        made = self.attempt(allowed, lambda: cancel_by_hand(document, reason="Irrtum", actor=None, at=AT))
        return made.pk if made else multiple()

    @rule(document=documents, action=st.sampled_from(["archive", "restore", "lock", "unlock"]))
    def put_away_or_hold(self, document: int, action: str) -> None:
        reason = {"reason": "Prüfung"} if action == "lock" else {}
        function = getattr(services, action)
        self.attempt(may(action, self.get(document)), lambda: function(document, **reason, actor=None, at=AT))

    @invariant()
    def the_books_are_proved(self) -> None:
        assert verify_books().problems == ()

    @invariant()
    def what_was_posted_stays(self) -> None:
        posted = dict(Document.objects.filter(posted_at__isnull=False).values_list("pk", "digest"))
        assert {pk: posted[pk] for pk in self.sealed} == self.sealed
        self.sealed = posted

    @invariant()
    def lines_that_are_used_up_cost_what_came_of_them(self) -> None:
        for each in DocumentLine.objects.filter(converted_quantity__gt=0).prefetch_related("made__document"):
            living = [part for part in each.made.all() if part.document.state != DocumentState.CANCELLED]
            if abs(each.quantity) == each.converted_quantity:
                sign = {(part.quantity > 0) == (each.quantity > 0) for part in living}
                factor = 1 if sign == {True} else -1
                assert sum(part.total_minor for part in living) == factor * each.total_minor
                assert sum(part.tax_minor or 0 for part in living) == factor * (each.tax_minor or 0)

    @invariant()
    def references_survive(self) -> None:
        rows = DocumentLine.objects.filter(origin__isnull=False).select_related("origin__document")
        for each in rows:
            assert each.origin is not None
            assert each.platform_reference == each.origin.platform_reference != ""
            assert each.order_reference == (each.origin.order_reference or each.origin.document.order_reference) != ""

    @invariant()
    def each_posting_is_done_once_in_a_chain(self) -> None:
        """Of what a piece went through, one document alone moved the stock, and one alone stands in the journal."""
        rows = DocumentLine.objects.select_related("document", "origin")
        lines = {each.pk: each for each in rows}
        for each in lines.values():
            did: list[str] = []
            step: DocumentLine | None = each
            while step is not None and (step.quantity > 0) == (each.quantity > 0):
                if step.document.posted_at and step.document.state != DocumentState.CANCELLED:
                    did += step.document.postings
                step = lines.get(step.origin_id or 0)
            assert len(did) == len(set(did)), (each.document.number, did)

    @invariant()
    def counterparts_bring_back_what_left(self) -> None:
        moved = dict(StockMovement.objects.values_list("document_id").annotate(pieces=Sum("quantity")))
        for counterpart in Document.objects.filter(cancels__isnull=False):
            assert moved.get(counterpart.pk, 0) == -moved.get(counterpart.cancels_id or 0, 0)

    @invariant()
    def nobody_owes_for_what_was_cancelled(self) -> None:
        cancelled = Document.objects.filter(state=DocumentState.CANCELLED).values_list("pk", flat=True)
        assert not OpenItem.objects.filter(document_id__in=list(cancelled)).exclude(open_minor=0).exists()


def live(examples: int, steps: int) -> None:
    shop = open_shop()
    create_parameters(shop.company)
    types = {each.kind: each for each in DocumentType.objects.filter(company=shop.company)}
    types[DocumentKind.ORDER] = shop.platform.document_creation.document_type
    types[DocumentKind.ORDER].converts_into.set([types[kind] for kind in TARGETS["order"]])
    machine = type("Life", (Life,), {"shop": shop, "types": types})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps))


def test_whatever_happens_the_books_hold() -> None:
    live(examples=6, steps=25)


@pytest.mark.soak
def test_whatever_happens_for_long_the_books_hold() -> None:
    live(examples=150, steps=60)
