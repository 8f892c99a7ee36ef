"""From the parcel to Amazon and back: an order of the Emulator, its check before leaving, its proven confirmation."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from kogge.documents.cancelling import cancel_by_hand
from kogge.documents.models import Document
from kogge.orders.importing import import_page, parse_page
from kogge.platforms.services import connect_platform
from kogge.shipping.checking import Source, check_order
from kogge.shipping.errors import ShipmentRefused
from kogge.shipping.models import Shipment
from kogge.shipping.rules import Refusal
from kogge.shipping.services import Label, add_parcel, change_parcel, fix_parcel
from kogge.status.models import PlatformRule, RecordState, StatusRecord, Trigger
from kogge.status.sending import advance_run, start_sending, take_records
from kogge_contract.authorization import SelfAuthorization
from kogge_contract.messages import NewFetch
from kogge_contract.orders import FeedEntry, OrderStatus
from tests.emulators import running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES
from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT, point_to
from tests.integration.kogge_cloud.test_shipments import Amazon, require_confirmations
from tests.integration.orders.connected import ConnectedShop, open_connected_shop

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

DHL = Label("DHL", "", "DHL Paket", "00340434161094015902")
LINE = "50000000000001"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Amazon]:
    """An Amazon with quota to spare."""
    with running_emulator("--orders", "0", "--quota", "100000") as running:
        require_confirmations(running.url)
        yield Amazon(running.url)


@pytest.fixture
def shop(emulator: Amazon, settings: Settings) -> ConnectedShop:
    """A shop whose platform is signed in at the Emulator; parcels are reported as soon as they are ready."""
    point_to(settings, emulator.url)
    shop = open_connected_shop()
    connect_platform(shop.platform).authorize(shop.platform.cloud_reference, SelfAuthorization(**DEMO_ACCOUNT))
    rule = PlatformRule(company=shop.company, name="Sofort", trigger=Trigger.SHIPPED, changed_at=datetime.now(UTC))
    rule.save()
    return shop


def retrieve(shop: ConnectedShop, number: str) -> Document:
    """Bring one order of Amazon into the Office."""
    client, platform = connect_platform(shop.platform), shop.platform.cloud_reference
    client.start_fetch(platform, NewFetch(reference=number, order_reference=number))
    assert client.advance_fetch(platform, number).progress == "done"
    page = parse_page(client.read_feed(platform, after=0, limit=500))
    import_page(shop.start().pk, page, datetime.now(UTC))
    return Document.objects.get(order_reference=number)


def ship(shop: ConnectedShop, document: Document, quantities: dict[str, int] | None = None) -> Shipment:
    now = datetime.now(UTC)
    parcel = add_parcel(document.pk, quantities, actor=shop.actor, at=now)
    check = check_order(document, now)
    assert check.source is Source.LIVE
    return fix_parcel(parcel.pk, check, label=DHL, actor=shop.actor, at=now)


def deliver(shop: ConnectedShop) -> list[str]:
    """Send what is open and look after it, on a clock that jumps to whatever is waited for; return the states."""
    run = start_sending(shop.platform.pk, now=datetime.now(UTC))
    assert run is not None
    take_records(run.pk, datetime.now(UTC))
    with time_machine.travel(datetime.now(UTC), tick=True) as travel:
        while (wait_s := advance_run(run.pk, lambda: datetime.now(UTC), 5)) is not None:
            travel.shift(timedelta(seconds=wait_s))
    return list(StatusRecord.objects.order_by("package_number").values_list("state", flat=True))


def test_two_parcels_reach_amazon_and_a_correction_edits_one(shop: ConnectedShop, emulator: Amazon) -> None:
    document = retrieve(shop, number := emulator.place(2))
    first = ship(shop, document, {LINE: 1})
    ship(shop, document, {LINE: 1})
    assert deliver(shop) == [RecordState.VERIFIED] * 2
    assert [each["trackingNumber"] for each in emulator.packages(number)] == [DHL.tracking_number] * 2
    now = datetime.now(UTC)
    change_parcel(
        first.pk, Label("UPS", "", "Standard", "1Z999AA10123456784", shipped_at=now), actor=shop.actor, at=now
    )
    assert deliver(shop) == [RecordState.VERIFIED] * 2
    shown = {each["packageReferenceId"]: each["trackingNumber"] for each in emulator.packages(number)}
    assert shown == {"1": "1Z999AA10123456784", "2": DHL.tracking_number}


def test_a_document_that_is_cancelled_here_cancels_its_order_there(shop: ConnectedShop, emulator: Amazon) -> None:
    now = datetime.now(UTC)
    PlatformRule.objects.create(
        company=shop.company, name="Storno", trigger=Trigger.CANCELLED, kind="ORDER", value="CANCELLED", changed_at=now
    )
    emulator._post("/emulator/feeds", {"seconds": 0})
    documents = {number: retrieve(shop, number) for number in (emulator.place(), emulator.place())}
    for document in documents.values():
        cancel_by_hand(document.pk, reason="ausverkauft", actor=shop.actor, at=now)
    assert deliver(shop) == [RecordState.VERIFIED] * 2
    client, platform = connect_platform(shop.platform), shop.platform.cloud_reference
    for number in documents:
        client.start_fetch(platform, NewFetch(reference=f"2-{number}", order_reference=number))
        client.advance_fetch(platform, f"2-{number}")
        shown = FeedEntry.model_validate_json(client.read_order(platform, number)).order
        assert shown is not None
        assert shown.status is OrderStatus.CANCELLED


def test_an_order_that_was_cancelled_meanwhile_does_not_leave(shop: ConnectedShop, emulator: Amazon) -> None:
    document = retrieve(shop, number := emulator.place())
    parcel = add_parcel(document.pk, actor=shop.actor, at=datetime.now(UTC))
    emulator._post(f"/emulator/orders/{number}/events", {"event": "cancel"})
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5), tick=True):
        check = check_order(document, datetime.now(UTC))
        with pytest.raises(ShipmentRefused) as caught:
            fix_parcel(parcel.pk, check, label=DHL, actor=shop.actor, at=datetime.now(UTC))
    assert caught.value.refusal is Refusal.CANCELLED_AT_PLATFORM


def test_a_carrier_that_amazon_does_not_know_is_rejected_in_words(shop: ConnectedShop, emulator: Amazon) -> None:
    document = retrieve(shop, emulator.place())
    parcel = ship(shop, document)
    change_parcel(
        parcel.pk, Label("Brieftaube", tracking_number="X123456", shipped_at=datetime.now(UTC)),
        actor=shop.actor, at=datetime.now(UTC),
    )  # fmt: skip
    assert deliver(shop) == [RecordState.REJECTED]
    record = StatusRecord.objects.get()
    assert record.answer_code == "carrier_unknown"
    assert "Brieftaube" in record.answer


def test_without_an_answer_the_newest_known_version_decides(shop: ConnectedShop, emulator: Amazon) -> None:
    document = retrieve(shop, emulator.place())
    assert check_order(document, datetime.now(UTC), is_live=False).source is Source.KNOWN
    Document.objects.filter(pk=document.pk).update(platform_reference="302-0000000-9999999")
    document.refresh_from_db()
    assert check_order(document, datetime.now(UTC)).source is Source.NOBODY
