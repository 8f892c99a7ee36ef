"""The outbox: a report follows from what is so, once, whatever happens in which order; and what becomes of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest

from kogge.companies.models import User
from kogge.documents.cancelling import cancel_by_hand, cancel_document
from kogge.documents.converting import convert
from kogge.documents.events import DocumentEvent, Occurrence, tell
from kogge.documents.models import Document, DocumentKind, DocumentType
from kogge.infrastructure.cloud_errors import CloudRefused, CloudUnreachable
from kogge.shipping.checking import Check, Source
from kogge.shipping.errors import ShipmentRefused
from kogge.shipping.models import Shipment
from kogge.shipping.services import Label, add_parcel, change_parcel, fix_parcel, void_parcel
from kogge.status import sending
from kogge.status.models import (
    PlatformRule,
    RecordState,
    RunState,
    SendingRun,
    StatusAttempt,
    StatusRecord,
    Trigger,
)
from kogge.status.outbox import DOCUMENT_CANCELLED, PARCEL_VOIDED
from kogge.status.sending import advance_run, fail_run, start_sending, take_records
from kogge.status.services import RecordNotIgnorable, RecordNotResendable, ignore, resend, save_rule, write_missing
from kogge_contract.invoices import InvoiceState, NewInvoice
from kogge_contract.messages import Problem
from kogge_contract.orders import OrderStatus
from kogge_contract.shipments import NewShipment, ShipmentProgress, ShipmentState
from tests.integration.orders.shop import LATER, Shop, open_shop
from tests.orders import line, order

pytestmark = pytest.mark.django_db

LIVE = Check(Source.LIVE, OrderStatus.OPEN)
DHL = Label("DHL", "", "DHL Paket", "00340434161094015902")
NOW = LATER + timedelta(hours=1)


@dataclass
class ScriptedCloud:
    """A Cloud that answers as told: by order number, else that a parcel is verified."""

    answers: dict[str, list[ShipmentState | Exception]] = field(default_factory=dict)
    taken: dict[str, NewShipment] = field(default_factory=dict)
    invoices: dict[str, NewInvoice] = field(default_factory=dict)

    def confirm_shipment(self, _platform: str, new: NewShipment) -> None:
        if self.taken.setdefault(new.reference, new) != new:
            message = "taken over with other content"
            raise CloudRefused(message, code="shipment_contradictory")

    def advance_shipment(self, _platform: str, reference: str) -> ShipmentState:
        if reference not in self.taken:
            message = "unknown"
            raise CloudRefused(message, code="shipment_unknown")
        sent = self.taken[reference]
        script = self.answers.get(sent.order_reference, [])
        answer = script.pop(0) if script else self.state(reference, ShipmentProgress.VERIFIED)
        if isinstance(answer, Exception):
            raise answer
        return answer.model_copy(update={"reference": reference})

    def upload_invoice(self, _platform: str, new: NewInvoice) -> None:
        self.invoices[new.reference] = new

    def advance_invoice(self, _platform: str, reference: str) -> InvoiceState:
        if reference not in self.invoices:
            message = "unknown"
            raise CloudRefused(message, code="invoice_unknown")
        verified = ShipmentProgress.VERIFIED
        return InvoiceState(reference=reference, order_reference="", number="", progress=verified)

    def state(self, reference: str, progress: ShipmentProgress, **facts: object) -> ShipmentState:
        return ShipmentState(reference=reference, order_reference="", package_number=1, progress=progress, **facts)


@pytest.fixture
def cloud() -> ScriptedCloud:
    return ScriptedCloud()


@pytest.fixture
def shop(db: None) -> Shop:  # noqa: ARG001
    """Two orders: of two pieces, and of one."""
    shop = open_shop()
    shop.take_orders(order(1, lines=(line(quantity=2),), total=Decimal(10)), order(2))
    return shop


@pytest.fixture
def clerk(db: None) -> User:  # noqa: ARG001
    return User.objects.create_user("clerk")


def ship(document: Document, clerk: User, quantities: dict[str, int] | None = None, label: Label = DHL) -> Shipment:
    parcel = add_parcel(document.pk, quantities, actor=clerk, at=NOW)
    return fix_parcel(parcel.pk, LIVE, label=label, actor=clerk, at=NOW)


def invoice(*documents: Document) -> Document:
    """Convert documents into one invoice."""
    source = documents[0].document_type
    target = DocumentType.objects.get_or_create(
        company=source.company,
        name="Rechnung",
        kind=DocumentKind.INVOICE,
        number_range=source.number_range,
        opens_item=True,
    )[0]
    source.converts_into.add(target)
    return convert([each.pk for each in documents], target.pk, actor=None, at=NOW)


def send(shop: Shop, cloud: ScriptedCloud, at: datetime = NOW) -> SendingRun:
    """Let a run do what is due at a moment."""
    run = start_sending(shop.platform.pk, now=at)
    assert run is not None
    take_records(run.pk, at)
    return advance(run, cloud, at)


def advance(run: SendingRun, cloud: ScriptedCloud, at: datetime = NOW) -> SendingRun:
    with patch.object(sending, "connect_platform", lambda _platform: cloud):
        advance_run(run.pk, lambda: at, 5)
    run.refresh_from_db()
    return run


def the_record() -> StatusRecord:
    return StatusRecord.objects.get()


def test_converted_and_shipped_in_either_order_is_one_report(shop: Shop, clerk: User) -> None:
    first, second = shop.documents
    ship(first, clerk)
    assert not StatusRecord.objects.exists(), "there is no invoice yet"
    invoice(first)
    invoice(second)
    ship(second, clerk)
    references = [record.order_reference for record in StatusRecord.objects.order_by("order_reference")]
    assert references == ["302-0000000-0000001", "302-0000000-0000002"]
    for event in DocumentEvent:
        tell(Occurrence(event, [first.pk, second.pk], None, NOW))
    assert StatusRecord.objects.count() == 2


def test_two_orders_on_one_invoice_have_a_report_each(shop: Shop, clerk: User) -> None:
    for document in shop.documents:
        ship(document, clerk)
    Document.objects.update(customer=shop.documents[0].customer)
    made = invoice(*Document.objects.order_by("pk"))
    assert made.order_reference == ""
    references = sorted(record.order_reference for record in StatusRecord.objects.all())
    assert references == ["302-0000000-0000001", "302-0000000-0000002"]


def test_an_invoice_that_was_taken_back_does_not_count(shop: Shop, clerk: User) -> None:
    cancel_by_hand(invoice(shop.documents[0]).pk, reason="falsch", actor=clerk, at=NOW)
    ship(shop.documents[0], clerk)
    assert not StatusRecord.objects.exists()
    invoice(shop.documents[0])
    assert StatusRecord.objects.count() == 1


def test_what_a_condition_asks_for_decides(shop: Shop, clerk: User) -> None:
    rule = PlatformRule(company=shop.company, name="Teure", trigger=Trigger.SHIPPED, condition="document.pieces > 1")
    save_rule(rule, actor=clerk, at=NOW)
    for document in shop.documents:
        ship(document, clerk)
    assert the_record().order_reference == "302-0000000-0000001"


def test_a_report_names_order_items_carrier_service_tracking_and_day(shop: Shop, clerk: User) -> None:
    invoice(shop.documents[0])
    ship(shop.documents[0], clerk, {"L1": 1})
    assert the_record().content == {
        "order_reference": "302-0000000-0000001",
        "package_number": 1,
        "carrier_code": "DHL",
        "carrier_name": "",
        "shipping_service": "DHL Paket",
        "tracking_number": "00340434161094015902",
        "shipped_at": NOW.isoformat(),
        "lines": [{"line_reference": "L1", "quantity": 1}],
    }


def test_each_parcel_has_its_report(shop: Shop, clerk: User) -> None:
    invoice(shop.documents[0])
    for _ in range(2):
        ship(shop.documents[0], clerk, {"L1": 1})
    assert list(StatusRecord.objects.order_by("pk").values_list("package_number", flat=True)) == [1, 2]


@pytest.mark.parametrize("flag", ["ships_with_platform_label", "fulfilled_by_platform"])
def test_what_the_platform_confirms_itself_is_not_reported(shop: Shop, clerk: User, flag: str) -> None:
    (first, _second) = shop.documents
    ship(first, clerk)
    Document.objects.update(**{flag: True})
    invoice(first)
    assert not StatusRecord.objects.exists()


def test_ones_own_rule_takes_the_place_of_the_systems(shop: Shop, clerk: User) -> None:
    ship(shop.documents[0], clerk)
    rule = PlatformRule(company=shop.company, name="Sofort", trigger=Trigger.SHIPPED, platform=shop.platform)
    save_rule(rule, actor=clerk, at=NOW)
    assert write_missing(shop.company, actor=clerk, at=NOW) == 1
    assert write_missing(shop.company, actor=clerk, at=NOW) == 0
    assert the_record().rule_name == "Sofort"
    rule.is_active = False
    save_rule(rule, actor=clerk, at=NOW)
    invoice(shop.documents[1])
    ship(shop.documents[1], clerk)
    assert StatusRecord.objects.count() == 1


def test_a_cancelled_order_and_a_voided_parcel_are_not_reported(shop: Shop, clerk: User) -> None:
    first, second = shop.documents
    made, _other = (invoice(document) for document in (first, second))
    ship(first, clerk)
    parcel = ship(second, clerk)
    cancel_by_hand(made.pk, reason="falsch", actor=clerk, at=NOW)
    cancel_document(first.pk, reason="cancelled_at_platform", actor=None, at=NOW)
    void_parcel(parcel.pk, reason="falsches Etikett", actor=clerk, at=NOW)
    assert [(each.state, each.ignore_reason) for each in StatusRecord.objects.order_by("pk")] == [
        (RecordState.IGNORED, DOCUMENT_CANCELLED),
        (RecordState.IGNORED, PARCEL_VOIDED),
    ]


def test_from_sending_on_a_parcel_is_corrected_not_voided(shop: Shop, clerk: User, cloud: ScriptedCloud) -> None:
    invoice(shop.documents[0])
    parcel = ship(shop.documents[0], clerk)
    run = send(shop, cloud)
    assert (the_record().state, run.state) == (RecordState.VERIFIED, RunState.DONE)
    with pytest.raises(ShipmentRefused, match="already_reported"):
        void_parcel(parcel.pk, reason="x", actor=clerk, at=NOW)
    change_parcel(parcel.pk, Label("UPS", "", "Standard", "1Z999AA10123456784", shipped_at=NOW), actor=clerk, at=NOW)
    assert (the_record().state, the_record().sending) == (RecordState.OPEN, 2)
    send(shop, cloud)
    sent = [(each.package_number, each.carrier_code) for each in cloud.taken.values()]
    assert sent == [(1, "DHL"), (1, "UPS")], "the same parcel again is a correction of it"
    assert [attempt.progress for attempt in the_record().attempts.all()] == ["verified", "verified"]


def test_a_correction_while_it_is_under_way_is_not_overwritten_by_the_answer(
    shop: Shop, clerk: User, cloud: ScriptedCloud
) -> None:
    invoice(shop.documents[0])
    parcel = ship(shop.documents[0], clerk)
    run = start_sending(shop.platform.pk, now=NOW)
    assert run is not None
    take_records(run.pk, NOW)
    before = the_record()
    change_parcel(parcel.pk, Label("UPS", "", "", "1Z999AA10123456784", shipped_at=NOW), actor=clerk, at=NOW)
    sending.advance_record(cloud, shop.platform, before, NOW)  # stands in for the client
    assert (the_record().state, the_record().sending) == (RecordState.OPEN, 2)


def test_waits_are_honoured_and_answers_kept(shop: Shop, clerk: User, cloud: ScriptedCloud) -> None:
    invoice(shop.documents[0])
    ship(shop.documents[0], clerk)
    queued = cloud.state("", ShipmentProgress.QUEUED, retry_after_s=7, waiting_for="quota")
    accepted = cloud.state("", ShipmentProgress.ACCEPTED, retry_after_s=60, waiting_for="platform", accepted_at=NOW)
    cloud.answers["302-0000000-0000001"] = [queued, accepted]
    run = send(shop, cloud)
    assert (the_record().state, run.state, run.sent_at) == (RecordState.SENDING, RunState.RUNNING, None)
    with patch.object(sending, "connect_platform", lambda _platform: cloud):
        assert advance_run(run.pk, lambda: NOW + timedelta(seconds=8), 5) == 60
    run.refresh_from_db()
    assert (the_record().state, run.sent_at) == (RecordState.ACCEPTED, NOW + timedelta(seconds=8))
    assert advance(run, cloud, NOW + timedelta(seconds=70)).state == RunState.DONE
    assert the_record().state == RecordState.VERIFIED


def reject(cloud: ScriptedCloud) -> None:
    problem = Problem(code="request_refused", message="Invalid carrier", permanent=True)
    cloud.answers["302-0000000-0000001"] = [cloud.state("", ShipmentProgress.REJECTED, problem=problem)]


def test_what_was_rejected_is_sent_again_or_ignored(shop: Shop, clerk: User, cloud: ScriptedCloud) -> None:
    invoice(shop.documents[0])
    ship(shop.documents[0], clerk)
    reject(cloud)
    assert send(shop, cloud).state == RunState.DONE
    record = the_record()
    assert (record.state, record.answer) == (RecordState.REJECTED, "Invalid carrier")
    resend(record.pk, actor=clerk, at=NOW)
    with pytest.raises(RecordNotResendable):
        resend(record.pk, actor=clerk, at=NOW)
    reject(cloud)
    send(shop, cloud)
    ignore(record.pk, reason="wurde von Hand bestätigt", actor=clerk, at=NOW)
    with pytest.raises(RecordNotIgnorable):
        ignore(record.pk, reason="nochmals", actor=clerk, at=NOW)
    assert StatusAttempt.objects.count() == 2
    assert start_sending(shop.platform.pk, now=NOW) is None


def test_other_content_under_a_used_name_is_noticed(shop: Shop, clerk: User, cloud: ScriptedCloud) -> None:
    invoice(shop.documents[0])
    ship(shop.documents[0], clerk)
    name = sending.name_sending(the_record().pk, 1, the_record().digest)
    other = NewShipment(reference=name, **(the_record().content | {"tracking_number": "X"}))
    cloud.taken[name] = other
    send(shop, cloud)
    assert (the_record().state, the_record().answer_code) == (RecordState.REJECTED, "shipment_contradictory")


def test_a_cloud_that_forgot_is_told_again(shop: Shop, clerk: User, cloud: ScriptedCloud) -> None:
    invoice(shop.documents[0])
    ship(shop.documents[0], clerk)
    accepted = cloud.state("", ShipmentProgress.ACCEPTED, retry_after_s=60)
    cloud.answers["302-0000000-0000001"] = [accepted]
    run = send(shop, cloud)
    cloud.taken.clear()
    advance(run, cloud, NOW + timedelta(minutes=2))
    assert the_record().state == RecordState.VERIFIED


def test_a_failed_run_leaves_nothing_behind(shop: Shop, clerk: User, cloud: ScriptedCloud) -> None:
    for document in shop.documents:
        invoice(document)
        ship(document, clerk)
    cloud.answers["302-0000000-0000001"] = [CloudUnreachable("away")]
    with pytest.raises(CloudUnreachable):
        send(shop, cloud)
    run = SendingRun.objects.get()
    fail_run(run.pk, CloudUnreachable("away"), NOW)
    assert set(StatusRecord.objects.values_list("state", flat=True)) == {RecordState.SENDING, RecordState.OPEN}
    send(shop, cloud)
    assert set(StatusRecord.objects.values_list("state", flat=True)) == {RecordState.VERIFIED}
    assert len(cloud.taken) == 2, "each was sent under one name"


@pytest.mark.parametrize("code", ["not_authenticated", "authorization_revoked"])
def test_lost_access_ends_the_run_and_rejects_nothing(shop: Shop, clerk: User, cloud: ScriptedCloud, code: str) -> None:
    invoice(shop.documents[0])
    ship(shop.documents[0], clerk)
    cloud.answers["302-0000000-0000001"] = [CloudRefused("sign in", code=code)]
    with pytest.raises(CloudRefused):
        send(shop, cloud)
    assert the_record().state == RecordState.SENDING


def test_two_runs_never_take_the_same_report(shop: Shop, clerk: User) -> None:
    invoice(shop.documents[0])
    ship(shop.documents[0], clerk)
    runs = [start_sending(shop.platform.pk, user_id=clerk.pk, now=NOW) for _ in range(2)]
    assert [take_records(run.pk, NOW) for run in runs if run] == [1, 0]
