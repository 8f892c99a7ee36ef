"""Both ways deliver, owners change, processes sleep, backups come back: each order becomes one document."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kogge.audit.models import AuditEntry
from kogge.companies.models import User
from kogge.documents.models import Document, DocumentState
from kogge.guards import witness
from kogge.guards.errors import OwnershipChanged, WitnessUnwritable
from kogge.guards.models import OrderOwner, RejectedOrder
from kogge.guards.rules import Ownership, Way
from kogge.guards.services import begin_old_way, change_way, hold, settle_owner, take_rest
from kogge.orders.importing import LegacyOrder, LegacyResult, import_legacy, import_page
from kogge.orders.models import ChangeKind, OrderChange, PlatformOrder
from kogge.orders.services import Wishes, finish_run, start_retrieval
from kogge.platforms.models import Platform
from kogge_contract.orders import Order, OrderStatus, Unreadable
from tests.integration.orders.shop import Shop, open_shop
from tests.orders import AT, entry, order, page

pytestmark = pytest.mark.django_db

NOW = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)


@pytest.fixture
def shop() -> Shop:
    """A shop whose orders the middleware has."""
    return let_the_middleware_serve(open_shop())


@pytest.fixture
def actor() -> User:
    return User.objects.create_user("chef")


def let_the_middleware_serve(shop: Shop) -> Shop:
    Platform.objects.filter(pk=shop.platform.pk).update(uses_cloud=False)
    shop.platform.refresh_from_db()
    begin_old_way(shop.platform, None, AT)
    Platform.objects.filter(pk=shop.platform.pk).update(uses_cloud=True)
    shop.platform.refresh_from_db()
    return shop


def deliver(shop: Shop, *orders: Order, held_epoch: int | None = None) -> LegacyResult:
    epoch = settle_owner(shop.platform).epoch if held_epoch is None else held_epoch
    legacy = [LegacyOrder(each, f"AW-{each.reference}") for each in orders]
    return import_legacy(shop.platform.pk, legacy, held_epoch=epoch, now=NOW)


def cut_over(shop: Shop, actor: User, fence: datetime = AT, way: Way = Way.NEW) -> Ownership:
    epoch = settle_owner(shop.platform).epoch
    return change_way(shop.platform, way, fence, seen_epoch=epoch, actor=actor, now=NOW)


def list_rejected(shop: Shop) -> list[tuple[str, str, str, int]]:
    rows = RejectedOrder.objects.filter(platform=shop.platform).order_by("platform_reference", "way")
    return [(way, reference[-1], reason, times) for way, reference, reason, times in rows.values_list(
        "way", "platform_reference", "reason", "times"
    )]  # fmt: skip


def test_the_old_way_makes_documents_under_its_own_ids(shop: Shop) -> None:
    result = deliver(shop, order(1), order(2, status=OrderStatus.CANCELLED))
    assert (result.counts.created, dict(result.counts.skipped), result.rejected) == (1, {"cancelled": 1}, ())
    assert PlatformOrder.objects.get(document__isnull=False).legacy_reference == f"AW-{order(1).reference}"
    assert deliver(shop, order(1)).counts.unchanged == 1
    assert (len(shop.documents), list_rejected(shop)) == (1, [])


def test_what_the_cloud_delivers_before_the_changeover_is_rejected_and_remembered(shop: Shop) -> None:
    assert dict(shop.take_orders(order(1)).skipped) == {"belongs_to_middleware": 1}
    assert (shop.documents, list_rejected(shop)) == ([], [("new", "1", "other_way", 1)])
    assert deliver(shop, order(1)).counts.created == 1
    assert shop.accounts == {"1": ("created", "")}


def test_after_the_cut_over_the_middleware_is_rejected(shop: Shop, actor: User) -> None:
    deliver(shop, order(1, placed_at=AT - timedelta(minutes=1)))
    cut_over(shop, actor)
    later = order(2, placed_at=AT)
    assert deliver(shop, later).rejected == (later.reference,)
    shop.take_orders(later)
    deliver(shop, later)
    assert len(shop.documents) == 2
    assert list_rejected(shop) == [("old", "2", "already_there", 2)]


def test_the_rest_goes_to_the_cloud_and_is_fetched_from_where_it_was_left_out(shop: Shop, actor: User) -> None:
    left = order(1, placed_at=AT - timedelta(minutes=1))
    cut_over(shop, actor)
    run = shop.start()
    import_page(run.pk, page(entry(1, left), entry(2, order(2))), NOW)
    finish_run(run.pk, NOW)
    assert shop.start().position == 2
    take_rest(shop.platform, seen_epoch=3, actor=actor, now=NOW)
    again = shop.start()
    assert again.position == 0
    assert import_page(again.pk, page(entry(1, left), entry(2, order(2))), NOW).created == 1
    finish_run(again.pk, NOW)
    assert (len(shop.documents), shop.start().position) == (2, 2)


def test_a_process_that_slept_through_cut_over_and_fall_back_writes_nothing(shop: Shop, actor: User) -> None:
    held = settle_owner(shop.platform).epoch
    cut_over(shop, actor)
    cut_over(shop, actor, way=Way.OLD)
    assert deliver(shop, order(1), held_epoch=held).rejected == (order(1).reference,)
    assert (shop.documents, list_rejected(shop)) == ([], [("old", "1", "outdated", 1)])
    assert deliver(shop, order(1)).counts.created == 1


def test_a_restored_backup_learns_of_the_cut_over_before_anything_is_written(shop: Shop, actor: User) -> None:
    before = OrderOwner.objects.values().get()
    cut_over(shop, actor)
    OrderOwner.objects.filter(pk=before["id"]).update(**before)
    assert deliver(shop, order(1)).rejected == (order(1).reference,)
    assert hold(shop.platform, NOW).way is Way.NEW
    assert AuditEntry.objects.filter(action="guards.recover").count() == 1
    assert shop.take_orders(order(1)).created == 1


def test_who_looks_after_a_restored_backup_sees_the_later_fact_and_may_change_it(shop: Shop, actor: User) -> None:
    before = OrderOwner.objects.values().get()
    cut_over(shop, actor)
    OrderOwner.objects.filter(pk=before["id"]).update(**before)
    seen = settle_owner(shop.platform)
    assert (seen.way, seen.epoch) == (Way.NEW, before["epoch"] + 1)
    fallen_back = change_way(shop.platform, Way.OLD, NOW, seen_epoch=seen.epoch, actor=actor, now=NOW)
    assert (fallen_back.way, fallen_back.epoch) == (Way.OLD, seen.epoch + 1)


def test_later_versions_of_what_the_middleware_made_do_not_write_it_anew(shop: Shop, actor: User) -> None:
    deliver(shop, order(1))
    cut_over(shop, actor, AT + timedelta(hours=1))
    assert shop.take_orders(order(1, is_prime=True)).unchanged == 1
    assert shop.take_orders(order(1, is_prime=True, is_premium=True), first=2).updated == 1
    shop.take_orders(order(1, status=OrderStatus.CANCELLED), first=3)
    assert [each.state for each in shop.documents] == [DocumentState.CANCELLED]


def test_the_old_way_cancels_once_and_parks_what_it_cannot_read(shop: Shop) -> None:
    deliver(shop, order(1), order(2))
    cancelled = [order(number, status=OrderStatus.CANCELLED) for number in (1, 2)]
    Document.objects.filter(order_reference=order(2).reference).update(state=DocumentState.CONVERTED)
    assert deliver(shop, *cancelled).counts.updated == 2
    assert [each.state for each in shop.documents] == [DocumentState.CANCELLED, DocumentState.CONVERTED]
    assert OrderChange.objects.get().kind == ChangeKind.CANCELLATION
    assert (deliver(shop, *cancelled).counts.updated, OrderChange.objects.count()) == (0, 1)
    unread = LegacyOrder(None, "302-9", Unreadable(code="amount_unreadable", message="no amount"))
    epoch = settle_owner(shop.platform).epoch
    assert import_legacy(shop.platform.pk, [unread], held_epoch=epoch, now=NOW).counts.parked == 1
    assert shop.accounts["9"] == ("parked", "amount_unreadable")


def test_two_who_change_the_way_at_once_are_told(shop: Shop, actor: User) -> None:
    epoch = settle_owner(shop.platform).epoch
    change_way(shop.platform, Way.NEW, AT, seen_epoch=epoch, actor=actor, now=NOW)
    again = change_way(shop.platform, Way.NEW, NOW, seen_epoch=epoch, actor=actor, now=NOW)
    assert again.fence == AT
    with pytest.raises(OwnershipChanged, match="Amazon"):
        change_way(shop.platform, Way.OLD, AT, seen_epoch=epoch, actor=actor, now=NOW)


def test_without_the_data_folder_nothing_is_changed(
    shop: Shop, actor: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / "file" / witness.FILE)
    monkeypatch.setattr(witness, "_read", dict)
    with pytest.raises(WitnessUnwritable, match="data folder"):
        cut_over(shop, actor)
    assert OrderOwner.objects.get().way == Way.OLD


class Changeover(RuleBasedStateMachine):
    """Both ways at work on one platform, as their processes, clocks and backups may have it."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.shop = let_the_middleware_serve(open_shop())
        self.actor = User.objects.create_user("chef")
        self.placed: list[Order] = []
        self.asleep: list[tuple[int, list[Order]]] = []
        self.backups: list[dict[str, object]] = []
        self.place(0)
        self.retrieve(is_finished=True)

    @rule(minutes=st.integers(-30, 30))
    def place(self, minutes: int) -> None:
        number = len(self.placed) + 1
        self.placed.append(order(number, placed_at=AT + timedelta(minutes=minutes)))

    @rule(is_finished=st.booleans())
    def retrieve(self, is_finished: bool) -> None:
        run = start_retrieval(self.shop.platform.pk, Wishes(), now=NOW)
        entries = [entry(number, each) for number, each in enumerate(self.placed, start=1) if number > run.position]
        import_page(run.pk, page(*entries), NOW)
        if is_finished:
            finish_run(run.pk, NOW)

    @rule()
    def deliver(self) -> None:
        deliver(self.shop, *self.placed)

    @rule()
    def fall_asleep(self) -> None:
        self.asleep.append((settle_owner(self.shop.platform).epoch, list(self.placed)))

    @precondition(lambda self: self.asleep)
    @rule()
    def wake_up(self) -> None:
        held_epoch, orders = self.asleep.pop()
        deliver(self.shop, *orders, held_epoch=held_epoch)

    @rule(way=st.sampled_from(Way), minutes=st.integers(-30, 30))
    def change(self, way: Way, minutes: int) -> None:
        # Who saw the page of a restored backup is told, and nothing changes.
        with suppress(OwnershipChanged):
            cut_over(self.shop, self.actor, AT + timedelta(minutes=minutes), way)

    @rule()
    def take_rest(self) -> None:
        epoch = settle_owner(self.shop.platform).epoch
        with suppress(OwnershipChanged):
            take_rest(self.shop.platform, seen_epoch=epoch, actor=self.actor, now=NOW)

    @rule()
    def back_up(self) -> None:
        self.backups.append(OrderOwner.objects.values().get(platform=self.shop.platform))

    @precondition(lambda self: self.backups)
    @rule()
    def restore(self) -> None:
        OrderOwner.objects.filter(platform=self.shop.platform).update(**self.backups.pop())

    @invariant()
    def no_order_has_two_documents(self) -> None:
        found = Counter(
            Document.objects.filter(platform=self.shop.platform).values_list("platform_reference", flat=True)
        )
        assert all(number == 1 for number in found.values())

    def teardown(self) -> None:
        """Once one way has everything, and has come by, every order has its document."""
        try:
            hold(self.shop.platform, NOW)
            cut_over(self.shop, self.actor, way=Way.OLD if len(self.placed) % 3 == 0 else Way.NEW)
            self.take_rest()
            self.retrieve(is_finished=True)
            self.deliver()
            assert len(self.shop.documents) == len(self.placed)
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)


def test_whatever_happens_each_order_is_one_document_in_the_end() -> None:
    run_state_machine_as_test(
        Changeover,
        settings=settings(
            max_examples=30, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
