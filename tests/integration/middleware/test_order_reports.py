"""The old way for real: Amazon's order reports become documents, while the guard says who may make them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kogge.companies.models import Role
from kogge.documents.models import Document
from kogge.guards import witness
from kogge.guards.models import RejectedOrder
from kogge.guards.rules import Way
from kogge.guards.services import begin_old_way, change_way, settle_owner
from kogge.infrastructure.work import WorkLost
from kogge.middleware import workflows
from kogge.middleware.collecting import get_step, reference_of
from kogge.middleware.models import SyncSchedule, SyncState, SyncStep
from kogge.middleware.rules import Area
from kogge.middleware.services import start_once
from kogge.orders.models import PlatformOrder
from kogge.platforms.models import AuthorizationState, Platform
from kogge.platforms.services import connect_platform
from kogge_cloud.amazon.models import Collection
from kogge_contract.authorization import SelfAuthorization
from tests.emulators import running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT, point_to
from tests.integration.orders.connected import ConnectedShop, open_connected_shop
from tests.integration.site.factory import add_person

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

ORDERS = 60
SWITCHED_ON = ["address-type", "order-channel", "order-invoice-type", "invoice-business-address"]


@pytest.fixture(scope="module")
def amazon() -> Iterator[str]:
    """An Amazon with quota to spare whose reports are done at once."""
    with running_emulator("--orders", str(ORDERS), "--seed", "3", "--quota", "100000") as running:
        yield running.url


@pytest.fixture
def shop(amazon: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ConnectedShop:
    """A shop as of old: its platform does not use the Cloud for orders, but is signed in."""
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)
    point_to(settings, amazon)
    set_reports(amazon, seconds=0, columns=[])
    shop = open_connected_shop()
    connect_platform(shop.platform).authorize(shop.platform.cloud_reference, SelfAuthorization(**DEMO_ACCOUNT))
    Platform.objects.update(uses_cloud=False, authorization=AuthorizationState.AUTHENTICATED)
    shop.platform.refresh_from_db()
    begin_old_way(shop.platform, None, datetime.now(UTC))
    return shop


@pytest.fixture
def schedule(shop: ConnectedShop) -> SyncSchedule:
    schedule = SyncSchedule.objects.create(
        company=shop.company, name="Alle", areas=[Area.ORDERS], next_at=datetime.now(UTC)
    )
    schedule.platforms.set([shop.platform])
    return schedule


def set_reports(amazon: str, **settings: Any) -> None:
    httpx.post(f"{amazon}/emulator/reports", json=settings).raise_for_status()


def truth(amazon: str) -> dict[str, dict[str, Any]]:
    return {each["orderId"]: each for each in httpx.get(f"{amazon}/emulator/orders").json()["orders"]}


def run(schedule: SyncSchedule, monkeypatch: pytest.MonkeyPatch) -> SyncStep:
    """Carry the schedule out, on a clock that jumps to whatever is waited for."""
    with time_machine.travel(datetime.now(UTC), tick=True) as travel:
        monkeypatch.setattr(workflows.engine, "sleep", lambda wait_s: travel.shift(timedelta(seconds=wait_s)))
        begun = start_once(schedule.pk, datetime.now(UTC))
        assert begun is not None
        for reference in workflows.carry_out_all(begun.pk):
            workflows._collect(begun.pk, reference)
    begun.refresh_from_db()
    assert begun.state != SyncState.RUNNING
    return begun.steps.get()


def test_order_reports_become_documents_to_the_cent_and_the_cut_over_ends_it(
    shop: ConnectedShop, schedule: SyncSchedule, amazon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = run(schedule, monkeypatch)
    assert (step.state, step.problem, step.position) == (SyncState.DONE, "", ORDERS)
    assert step.missing_columns == ["address_type", "invoice_address", "order_channel"]
    assert get_step(reference_of(step)) == step
    with pytest.raises(WorkLost):
        # Of a part of this number that a restored database lost.
        get_step(f"{step.pk}-20260102T030405678901")
    stated = truth(amazon)
    documents = Document.objects.filter(platform=shop.platform)
    assert step.outcome["created"] == len(documents) > ORDERS // 3
    for each in documents.prefetch_related("lines"):
        total = Decimal(stated[each.order_reference]["grandTotal"]["amount"])
        assert Decimal(each.total_minor) / (1 if each.currency == "JPY" else 100) == total
        assert each.delivery_address
    known = PlatformOrder.objects.filter(platform=shop.platform)
    assert {each.platform_reference for each in known} == set(stated)
    assert all(each.legacy_reference == each.platform_reference for each in known)
    assert not Collection.objects.exists()

    set_reports(amazon, columns=SWITCHED_ON)
    again = run(schedule, monkeypatch)
    assert (again.outcome["created"], again.missing_columns) == (0, [])
    assert again.position <= step.position
    assert len(shop.documents) == step.outcome["created"]
    look_at_pages(shop)

    actor, now = shop.actor, datetime.now(UTC)
    change_way(shop.platform, Way.NEW, now - timedelta(days=400), seen_epoch=again.epoch, actor=actor, now=now)
    PlatformOrder.objects.all().delete()
    after = run(schedule, monkeypatch)
    assert (after.state, after.outcome["created"], after.outcome["rejected"] > 0) == (SyncState.DONE, 0, True)
    assert RejectedOrder.objects.filter(way=Way.OLD).exists()


def look_at_pages(shop: ConnectedShop) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("chef", shop.company, Role.ADMIN))
    runs = client.get(reverse("middleware:runs")).content.decode()
    assert "angelegt" in runs
    assert "Adresstyp, Rechnungsanschrift, Bestellkanal" in runs
    assert "vollständig" in client.get(reverse("middleware:platforms")).content.decode()
    changeover = client.get(reverse("changeover:platform", args=[shop.platform.pk])).content.decode()
    assert "Spalten der Bestellberichte" in changeover


def test_reports_may_be_packed_in_another_charset_and_wait_for_quota(
    shop: ConnectedShop, schedule: SyncSchedule, amazon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    throttled = ("createReport", "getReport", "createRestrictedDataToken", "getReportDocument")
    for operation in throttled:
        fault = {"operation": operation, "kind": "throttled", "times": 1}
        httpx.post(f"{amazon}/emulator/faults", json=fault).raise_for_status()
    set_reports(amazon, compress=True, charset="utf-16")
    step = run(schedule, monkeypatch)
    set_reports(amazon, compress=None, charset="")
    assert (step.state, step.position, step.outcome["created"]) == (SyncState.DONE, ORDERS, len(shop.documents))
    names = "".join(each.delivery_address["name"] for each in shop.documents)
    assert "�" not in names
    assert not names.isascii()
    happened = httpx.get(f"{amazon}/emulator/faults").json()["done"]
    assert {each["operation"] for each in happened if each["kind"] == "throttled"} == set(throttled)


def test_a_change_of_owner_meanwhile_takes_nothing_and_all_is_read_again_afterwards(
    shop: ConnectedShop, schedule: SyncSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, now = workflows.take_page, datetime.now(UTC)

    def change_twice(step: SyncStep, at: datetime) -> bool:
        for way in (Way.NEW, Way.OLD):
            epoch = settle_owner(shop.platform).epoch
            change_way(shop.platform, way, now - timedelta(days=400), seen_epoch=epoch, actor=shop.actor, now=now)
        return taken(step, at)

    monkeypatch.setattr(workflows, "take_page", change_twice)
    assert run(schedule, monkeypatch).outcome["created"] == 0
    assert shop.documents == []
    monkeypatch.setattr(workflows, "take_page", taken)
    assert run(schedule, monkeypatch).outcome["created"] == len(shop.documents) > 0


def test_reports_that_fail_are_told_and_hold_up_nothing(
    schedule: SyncSchedule, amazon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_reports(amazon, outcome="FATAL")
    step = run(schedule, monkeypatch)
    set_reports(amazon, outcome="DONE")
    assert (step.state, step.code, step.told_until) == (SyncState.FAILED, "report_failed", None)
