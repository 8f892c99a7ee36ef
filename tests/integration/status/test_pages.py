"""Pages of status reports: the register with its actions, one report, the rules, the alarm on every page."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from kogge.companies.models import Role, User
from kogge.shipping.checking import Check, Source
from kogge.shipping.services import Label, add_parcel, fix_parcel
from kogge.status import views
from kogge.status.models import PlatformRule, RecordState, SendingRun, StatusRecord, Trigger
from kogge.status.services import save_rule
from kogge_contract.orders import OrderStatus
from tests.integration.orders.shop import Shop, open_shop
from tests.integration.site.factory import add_person
from tests.orders import order

pytestmark = pytest.mark.django_db

LIVE = Check(Source.LIVE, OrderStatus.OPEN)
TRACKING = "00340434161094015902"


@pytest.fixture
def shop(db: None) -> Shop:  # noqa: ARG001
    """A shop that reports parcels at once, with one parcel that was shipped yesterday."""
    shop = open_shop()
    now = datetime.now(UTC) - timedelta(days=1)
    shop.take_orders(order(1, placed_at=now - timedelta(hours=1)))
    clerk = User.objects.create_user("packer")
    save_rule(PlatformRule(company=shop.company, name="Sofort", trigger=Trigger.SHIPPED), actor=clerk, at=now)
    parcel = add_parcel(shop.documents[0].pk, actor=clerk, at=now)
    fix_parcel(parcel.pk, LIVE, label=Label("DHL", "", "DHL Paket", TRACKING), actor=clerk, at=now)
    return shop


def client_of(shop: Shop, role: Role) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person(f"person-{role}", shop.company, role))
    return client


def refuse(code: str = "carrier_unknown", answer: str = "") -> StatusRecord:
    StatusRecord.objects.update(state=RecordState.REJECTED, answer_code=code, answer=answer)
    return StatusRecord.objects.get()


def test_a_rejected_report_is_told_everywhere_and_sent_again(shop: Shop) -> None:
    clerk, record = client_of(shop, Role.CLERK), refuse()
    assert "1 Status-Protokoll wurde abgelehnt" in clerk.get(reverse("documents:list")).content.decode()
    page = clerk.get(reverse("status:record", args=[record.pk])).content.decode()
    assert "Der Marktplatz kennt den Frachtführer nicht" in page
    assert TRACKING in page
    clerk.post(reverse("status:resend", args=[record.pk]))
    record.refresh_from_db()
    assert (record.state, record.sending) == (RecordState.OPEN, 2)
    again = clerk.post(reverse("status:resend", args=[record.pk]), follow=True).content.decode()
    assert "Nur ein abgelehntes oder ignoriertes Protokoll" in again


def test_amazons_own_words_are_shown(shop: Shop) -> None:
    record = refuse("request_refused", "Invalid shipment date")
    page = client_of(shop, Role.CLERK).get(reverse("status:record", args=[record.pk])).content.decode()
    assert "mit diesen Worten abgelehnt: Invalid shipment date" in page


def test_chosen_reports_are_ignored_with_a_reason(shop: Shop) -> None:
    clerk, record = client_of(shop, Role.CLERK), refuse()
    wish = {"do": "action:ignore", "chosen": [str(record.pk)]}
    assert "Sagen Sie, warum" in clerk.post(reverse("status:records"), wish, follow=True).content.decode()
    page = clerk.post(reverse("status:records"), wish | {"reason": "von Hand"}, follow=True).content.decode()
    assert "1 Protokoll wird ignoriert" in page
    assert "von Hand" in page
    warehouse = client_of(shop, Role.WAREHOUSE)
    assert warehouse.post(reverse("status:records"), wish | {"reason": "x"}).status_code == 403


def test_readers_see_the_register_without_tracking_numbers(shop: Shop) -> None:
    reader = client_of(shop, Role.READER)
    assert "302-0000000-0000001" in reader.get(reverse("status:records")).content.decode()
    page = reader.get(reverse("status:record", args=[StatusRecord.objects.get().pk])).content.decode()
    assert TRACKING not in page
    assert "abgelehnt" not in reader.get(reverse("documents:list")).content.decode()


def test_a_cancellation_says_why_the_platform_is_told(shop: Shop) -> None:
    StatusRecord.objects.update(
        kind="ORDER", value="CANCELLED", shipment=None, package_number=0, state=RecordState.VERIFIED,
        content={"cancel_reason": "merchant"},
    )  # fmt: skip
    page = client_of(shop, Role.CLERK).get(reverse("status:record", args=[StatusRecord.objects.get().pk]))
    assert "Sie können nicht liefern" in page.content.decode()
    assert "Die Plattform zeigt die Bestellung so." in page.content.decode()


def test_what_waits_too_long_is_told(shop: Shop) -> None:
    StatusRecord.objects.update(created_at=datetime.now(UTC) - timedelta(hours=13))
    page = client_of(shop, Role.CLERK).get(reverse("documents:list")).content.decode()
    assert "1 Status-Protokoll wartet seit einem halben Tag" in page


def test_a_parcel_that_nothing_reports_is_told_and_reported_by_todays_rules(shop: Shop) -> None:
    StatusRecord.objects.all().delete()
    clerk = client_of(shop, Role.CLERK)
    assert "aber keine Regel meldet es" in clerk.get(reverse("documents:list")).content.decode()
    assert shop.documents[0].number in clerk.get(reverse("status:unreported")).content.decode()
    assert "Geschriebene Protokolle: 1" in clerk.post(reverse("status:apply-rules"), follow=True).content.decode()


def test_sending_begins_a_run_for_each_platform_with_work(shop: Shop) -> None:
    clerk = client_of(shop, Role.CLERK)
    with patch.object(views, "enqueue_run") as enqueued:
        assert "werden gesendet" in clerk.post(reverse("status:send"), follow=True).content.decode()
    enqueued.assert_called_once_with(SendingRun.objects.get().pk)
    StatusRecord.objects.all().delete()
    assert "Es gibt nichts zu senden" in clerk.post(reverse("status:send"), follow=True).content.decode()


def test_the_systems_default_is_copied_and_its_copy_changed(shop: Shop) -> None:
    admin = client_of(shop, Role.ADMIN)
    page = admin.get(reverse("status:rules")).content.decode()
    assert "in eine Rechnung gewandelt und versandt" in page
    assert "ausgeschaltet" in page, "nobody cancels at a platform unasked"
    add = reverse("status:add-rule")
    assert 'value="FULFILLMENT COMPLETE (Kopie)"' in admin.get(add, {"copy": "fulfillment_complete"}).content.decode()
    assert admin.get(add, {"copy": "?"}).status_code == 404
    entered = {
        "name": "Nur Deutschland", "is_active": "on", "trigger": "converted", "document_kind": "invoice",
        "kind": "FULFILLMENT", "value": "COMPLETE", "condition": 'Vorgang.Lieferland == "DE"',
    }  # fmt: skip
    assert "nur ORDER und PAYMENT" in admin.post(add, entered | {"trigger": "cancelled"}).content.decode()
    refused = admin.post(add, entered | {"condition": "Vorgang.Farbe == 1"}).content.decode()
    assert "Feld „Vorgang.Farbe“" in refused
    answer = admin.post(add, entered)
    assert answer.status_code == 302, answer.content.decode()
    rule = PlatformRule.objects.get(name="Nur Deutschland")
    assert rule.condition == 'document.delivery_country == "DE"'
    edit = reverse("status:edit-rule", args=[rule.pk])
    assert "Vorgang.Lieferland" in admin.get(edit).content.decode()
    assert "Dieser Name ist schon vergeben" in admin.post(edit, entered | {"name": "Sofort"}).content.decode()
    admin.post(reverse("status:delete-rule", args=[rule.pk]))
    assert not PlatformRule.objects.filter(name="Nur Deutschland").exists()
