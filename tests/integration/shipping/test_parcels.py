"""Parcels of orders: packed once, never more than ordered, fixed after a look at the platform, slips as one PDF."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from kogge.articles.models import AliasPart, Article, ArticleAlias, ArticleKind
from kogge.audit.models import AuditEntry
from kogge.companies.models import User
from kogge.documents.models import CarrierMapping, Document, DocumentState, ShippingMethod
from kogge.shipping.checking import Check, Source
from kogge.shipping.errors import ShipmentRefused
from kogge.shipping.models import PackedItem, Shipment, ShipmentState
from kogge.shipping.printing import note_printed, print_slips
from kogge.shipping.queries import list_items_of, list_to_print, list_to_ship
from kogge.shipping.rules import Refusal
from kogge.shipping.services import (
    Label,
    add_parcel,
    change_parcel,
    fix_parcel,
    note_reported,
    remove_parcel,
    void_parcel,
)
from kogge_contract.orders import OrderStatus, Window
from tests.integration.orders.shop import LATER, Shop, open_shop
from tests.orders import line, order

pytestmark = pytest.mark.django_db

LIVE = Check(Source.LIVE, OrderStatus.OPEN)
DHL = Label("DHL", "", "DHL Paket", "00340434161094015902")
NOW = LATER + timedelta(hours=1)
FACTS = {
    "lines": (line("L1", quantity=3), line("L2")),
    "total": Decimal(20),
    "ship_by": Window(latest_at=NOW),
}


@pytest.fixture
def shop(db: None) -> Shop:  # noqa: ARG001
    """One order of two items: three pieces and one piece."""
    shop = open_shop()
    shop.take_orders(order(1, **FACTS))
    return shop


@pytest.fixture
def clerk(db: None) -> User:  # noqa: ARG001
    return User.objects.create_user("packer")


def refused(caught: "pytest.ExceptionInfo[ShipmentRefused]") -> Refusal:
    return caught.value.refusal


def test_two_parcels_hold_what_was_ordered_and_no_third_one_more(shop: Shop, clerk: User) -> None:
    (document,) = shop.documents
    first = add_parcel(document.pk, {"L1": 2}, actor=clerk, at=NOW)
    second = add_parcel(document.pk, actor=clerk, at=NOW)
    assert {each.reference: each.quantity for each in second.lines.all()} == {"L1": 1, "L2": 1}
    assert (first.package_number, second.package_number) == (1, 2)
    with pytest.raises(ShipmentRefused) as caught:
        add_parcel(document.pk, actor=clerk, at=NOW)
    assert refused(caught) is Refusal.NOTHING_LEFT
    with pytest.raises(ShipmentRefused) as caught:
        add_parcel(document.pk, {"L1": 1}, actor=clerk, at=NOW)
    assert refused(caught) is Refusal.QUANTITY_NOT_OPEN
    with pytest.raises(IntegrityError), transaction.atomic():
        PackedItem.objects.filter(document=document, reference="L1").update(packed=4)
    assert Document.objects.get(pk=document.pk).touched_at == NOW


def test_a_parcel_that_is_removed_or_voided_gives_its_units_back(shop: Shop, clerk: User) -> None:
    (document,) = shop.documents
    remove_parcel(add_parcel(document.pk, actor=clerk, at=NOW).pk, actor=clerk, at=NOW)
    parcel = add_parcel(document.pk, actor=clerk, at=NOW)
    fix_parcel(parcel.pk, LIVE, label=DHL, actor=clerk, at=NOW)
    assert not list_to_ship(shop.company, NOW).exists()
    with pytest.raises(ShipmentRefused) as caught:
        remove_parcel(parcel.pk, actor=clerk, at=NOW)
    assert refused(caught) is Refusal.NOT_OPEN
    void_parcel(parcel.pk, reason="Karton beschädigt", actor=clerk, at=NOW)
    assert list_to_ship(shop.company, NOW).get() == document
    again = add_parcel(document.pk, actor=clerk, at=NOW)
    assert again.package_number == 2, "a voided parcel keeps its number"


def test_a_platform_that_was_told_of_a_parcel_is_told_of_its_correction(shop: Shop, clerk: User) -> None:
    (document,) = shop.documents
    parcel = add_parcel(document.pk, actor=clerk, at=NOW)
    fix_parcel(parcel.pk, LIVE, label=DHL, actor=clerk, at=NOW)
    note_reported(parcel.pk, NOW)
    with pytest.raises(ShipmentRefused) as caught:
        void_parcel(parcel.pk, reason="x", actor=clerk, at=NOW)
    assert refused(caught) is Refusal.ALREADY_REPORTED
    other = Label("DHL", "", "DHL Paket", " 0034 0434 1610 9401 5919 ", shipped_at=NOW)
    assert change_parcel(parcel.pk, other, actor=clerk, at=NOW).tracking_number == "00340434161094015919"
    with pytest.raises(ShipmentRefused) as caught:
        change_parcel(parcel.pk, Label("DHL"), actor=clerk, at=NOW)
    assert refused(caught) is Refusal.TRACKING_MISSING


@pytest.mark.parametrize(
    ("check", "refusal"),
    [
        (Check(Source.LIVE, OrderStatus.CANCELLED), Refusal.CANCELLED_AT_PLATFORM),
        (Check(Source.KNOWN, OrderStatus.PENDING), Refusal.NOT_RELEASED),
        (Check(Source.LIVE, OrderStatus.OPEN, asks_to_cancel=True), Refusal.CANCELLATION_REQUESTED),
        (Check(Source.NOBODY), Refusal.UNCHECKED),
    ],
)
def test_no_parcel_leaves_against_what_the_platform_says(
    shop: Shop, clerk: User, check: Check, refusal: Refusal
) -> None:
    parcel = add_parcel(shop.documents[0].pk, actor=clerk, at=NOW)
    with pytest.raises(ShipmentRefused) as caught:
        fix_parcel(parcel.pk, check, label=DHL, actor=clerk, at=NOW)
    assert refused(caught) is refusal
    assert Shipment.objects.get().state == ShipmentState.OPEN


def test_somebody_may_go_on_without_the_platform(shop: Shop, clerk: User) -> None:
    parcel = add_parcel(shop.documents[0].pk, actor=clerk, at=NOW)
    fix_parcel(parcel.pk, Check(Source.NOBODY, waived=True), label=DHL, actor=clerk, at=NOW)
    assert AuditEntry.objects.get(action="shipping.fix_parcel").after["checked"] == "nobody"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"state": DocumentState.CANCELLED}, Refusal.DOCUMENT_CANCELLED),
        ({"awaits_decision": True}, Refusal.AWAITS_DECISION),
        ({"fulfilled_by_platform": True}, Refusal.FULFILLED_BY_PLATFORM),
    ],
)
def test_documents_that_must_not_be_shipped(
    shop: Shop, clerk: User, changes: dict[str, object], refusal: Refusal
) -> None:
    parcel = add_parcel(shop.documents[0].pk, {"L1": 1}, actor=clerk, at=NOW)
    Document.objects.update(**changes)
    for act in (
        lambda: add_parcel(shop.documents[0].pk, actor=clerk, at=NOW),
        lambda: fix_parcel(parcel.pk, LIVE, label=DHL, actor=clerk, at=NOW),
    ):
        with pytest.raises(ShipmentRefused) as caught:
            act()
        assert refused(caught) is refusal


def test_a_parcel_has_the_carrier_of_its_shipping_method(shop: Shop, clerk: User) -> None:
    method = ShippingMethod.objects.create(company=shop.company, name="Paket")
    CarrierMapping.objects.create(
        shipping_method=method, platform_kind="amazon", carrier_code="DPD", delivery_service="DPD Classic"
    )
    Document.objects.update(shipping_method=method)
    parcel = add_parcel(shop.documents[0].pk, actor=clerk, at=NOW)
    assert (parcel.carrier_code, parcel.delivery_service) == ("DPD", "DPD Classic")
    with pytest.raises(ShipmentRefused) as caught:
        fix_parcel(parcel.pk, LIVE, actor=clerk, at=NOW)
    assert refused(caught) is Refusal.TRACKING_MISSING


def test_what_was_taken_off_the_order_since_is_not_shipped(shop: Shop, clerk: User) -> None:
    (document,) = shop.documents
    parcel = add_parcel(document.pk, actor=clerk, at=NOW)
    document.lines.filter(platform_reference="L1").update(quantity=2)
    with pytest.raises(ShipmentRefused) as caught:
        fix_parcel(parcel.pk, LIVE, label=DHL, actor=clerk, at=NOW)
    assert refused(caught) is Refusal.QUANTITY_NOT_OPEN


def test_a_bundle_is_shipped_as_it_was_ordered() -> None:
    shop = open_shop()
    rope = Article.objects.create(company=shop.company, number="TAU", name="Tau", kind=ArticleKind.GOODS)
    alias = ArticleAlias.objects.create(company=shop.company, sku="TAU-2ER")
    AliasPart.objects.create(alias=alias, article=rope, quantity=2)
    shop.take_orders(order(1, lines=(line("L1", sku="TAU-2ER", quantity=2),)))
    (document,) = shop.documents
    assert document.lines.get().quantity == 4
    (item,) = list_items_of([document])[document.pk]
    assert (item.ordered, item.contents[0].pieces) == (2, 2)


def test_packing_slips_leave_the_queue_as_one_file(shop: Shop, clerk: User) -> None:
    (document,) = shop.documents
    for quantities in ({"L1": 1}, None):
        add_parcel(document.pk, quantities, actor=clerk, at=NOW)
    waiting = list(list_to_print(shop.company).prefetch_related("lines"))
    made = print_slips(waiting)
    assert made.startswith(b"%PDF-")
    note_printed(waiting, actor=clerk, at=NOW)
    assert not list_to_print(shop.company).exists()
    assert AuditEntry.objects.filter(action="shipping.print_slip").count() == 2
