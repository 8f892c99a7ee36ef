"""The warehouse's pages: pack, make ready, scan, print, upload; nothing for who does not ship."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kogge.companies.models import Membership, Role
from kogge.documents.models import CarrierMapping, Document, ShippingMethod
from kogge.shipping import importing, parcel_views
from kogge.shipping.checking import Check, Source
from kogge.shipping.models import Shipment, ShipmentState, TrackingImport
from kogge.site.search import search_everything
from kogge_contract.orders import OrderStatus
from tests.integration.orders.shop import Shop, open_shop
from tests.integration.site.factory import add_person
from tests.orders import order

pytestmark = pytest.mark.django_db

TRACKING = "00340434161094015902"
LIVE, NOBODY = Check(Source.LIVE, OrderStatus.OPEN), Check(Source.NOBODY)


@pytest.fixture
def shop(db: None) -> Shop:  # noqa: ARG001
    """Three recent orders that go by DHL."""
    shop = open_shop()
    shop.take_orders(*(order(each, placed_at=datetime.now(UTC) - timedelta(days=1)) for each in range(1, 4)))
    method = ShippingMethod.objects.create(company=shop.company, name="Paket")
    CarrierMapping.objects.create(
        shipping_method=method, platform_kind="amazon", carrier_code="DHL", delivery_service="DHL Paket"
    )
    Document.objects.update(shipping_method=method)
    return shop


@pytest.fixture
def warehouse(shop: Shop) -> Client:
    return client_of(shop, Role.WAREHOUSE)


def client_of(shop: Shop, role: Role) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person(f"person-{role}", shop.company, role))
    return client


def fill(**changes: str) -> dict[str, str]:
    label = {"carrier_code": "DHL", "delivery_service": "DHL Paket", "tracking_number": TRACKING}
    return label | {"quantity_0": "1", "do": "fix"} | changes


def test_from_packing_to_ready(shop: Shop, warehouse: Client) -> None:
    document = shop.documents[0]
    add = reverse("shipping:add-parcel", args=[document.pk])
    assert add in warehouse.get(reverse("shipping:to-ship")).content.decode()
    assert 'value="DHL Paket"' in warehouse.get(add).content.decode()
    with patch.object(parcel_views, "check_order", lambda *_args, **_options: LIVE):
        page = warehouse.post(add, fill(), follow=True).content.decode()
    assert "ist versandfertig" in page
    assert TRACKING in page
    assert Shipment.objects.get().state == ShipmentState.FIXED
    assert add not in warehouse.get(reverse("shipping:to-ship")).content.decode()
    parcel = reverse("shipping:parcel", args=[Shipment.objects.get().pk])
    page = warehouse.post(parcel, fill(tracking_number="1Z999AA10123456784", do="save"), follow=True).content.decode()
    assert "sieht nach einem anderen Frachtführer aus" in page
    void = reverse("shipping:void-parcel", args=[Shipment.objects.get().pk])
    assert 'role="alert"' in warehouse.post(void, {"reason": " "}).content.decode()
    assert "Das Paket wurde storniert" in warehouse.post(void, {"reason": "Etikett"}, follow=True).content.decode()


def test_without_an_answer_somebody_may_go_on(shop: Shop, warehouse: Client) -> None:
    with patch.object(parcel_views, "check_order", lambda *_args, waived: Check(Source.NOBODY, waived=waived)):
        add = reverse("shipping:add-parcel", args=[shop.documents[0].pk])
        page = warehouse.post(add, fill(), follow=True)
        assert 'value="fix-unchecked"' in page.content.decode()
        parcel = reverse("shipping:parcel", args=[Shipment.objects.get().pk])
        warehouse.post(parcel, fill(do="fix-unchecked"))
    assert Shipment.objects.get().state == ShipmentState.FIXED


def test_prepare_print_and_scan(shop: Shop, warehouse: Client) -> None:
    chosen = [str(each.pk) for each in shop.documents]
    page = warehouse.post(reverse("shipping:to-ship"), {"do": "action:prepare", "chosen": chosen}, follow=True)
    assert "3 Pakete sind vorbereitet" in page.content.decode()
    printed = warehouse.post(reverse("shipping:print-all"))
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert "Nichts zu drucken" in warehouse.get(reverse("shipping:print-queue")).content.decode()
    scan, number = reverse("shipping:scan"), shop.documents[0].number
    assert "Kompass" in warehouse.post(scan, {"order": number}).content.decode()
    with patch.object(importing, "check_order", lambda *_args, **_options: LIVE):
        assert (
            "versandfertig"
            in warehouse.post(scan, {"order": number, "tracking": TRACKING}, follow=True).content.decode()
        )
    assert "bereits bekannt" in warehouse.post(scan, {"order": number, "tracking": TRACKING}).content.decode()
    assert "Es gibt keinen Vorgang" in warehouse.post(scan, {"order": "?", "tracking": TRACKING}).content.decode()


def test_a_file_is_looked_at_and_then_taken_over(shop: Shop, warehouse: Client) -> None:
    content = f"Sendungsnummer;Sendungsreferenz\n{TRACKING};{shop.documents[0].number}\n1Z;x\n".encode()
    upload = reverse("shipping:upload")
    page = warehouse.post(upload, {"file": SimpleUploadedFile("dhl.csv", content)}, follow=True).content.decode()
    assert "Noch wurde nichts getan" in page
    assert not Shipment.objects.exists()
    path = reverse("shipping:apply-import", args=[TrackingImport.objects.get().pk])
    with patch.object(importing, "check_order", lambda *_args, **_options: LIVE):
        assert "Versandfertige Pakete: 1" in warehouse.post(path, follow=True).content.decode()
    warehouse.post(upload, {"file": SimpleUploadedFile("nochmal.csv", content)})
    assert TrackingImport.objects.count() == 1
    bad = warehouse.post(upload, {"file": SimpleUploadedFile("x.csv", b"a;b\n")}).content.decode()
    assert "Keine Spalte heißt wie eine Sendungsnummer" in bad


def test_readers_see_parcels_but_no_tracking_number(shop: Shop, warehouse: Client) -> None:
    document = shop.documents[0]
    with patch.object(parcel_views, "check_order", lambda *_args, **_options: LIVE):
        warehouse.post(reverse("shipping:add-parcel", args=[document.pk]), fill())
    reader = client_of(shop, Role.READER)
    page = reader.get(reverse("documents:detail", args=[document.pk])).content.decode()
    assert "Pakete" in page
    assert TRACKING not in page
    reader_membership = Membership.objects.get(user__username="person-reader")
    assert not [each for each in search_everything(reader_membership, TRACKING) if each.source.icon == "truck"]
    membership = Membership.objects.get(user__username="person-warehouse")
    (found,) = search_everything(membership, "0034 0434")
    assert found.hits[0].label == TRACKING


def test_another_companys_parcels_are_not_found(warehouse: Client) -> None:
    other = open_shop("Süd")
    other.take_orders(order(9))
    assert warehouse.get(reverse("shipping:add-parcel", args=[other.documents[0].pk])).status_code == 404


def test_the_list_asks_a_bounded_number_of_queries(
    shop: Shop, warehouse: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    chosen = [str(each.pk) for each in shop.documents]
    warehouse.post(reverse("shipping:to-ship"), {"do": "action:prepare", "chosen": chosen})
    with django_assert_max_num_queries(22):
        warehouse.get(reverse("shipping:to-ship"))
