"""Warehouses, methods and tax registrations: entered, changed, refused."""

import html
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.models import Role, TaxRegistration
from kogge.documents.models import ShippingMethod, ShippingPaymentTerm, Warehouse
from kogge.documents.parameters import PARAMETERS
from kogge.orders.importing.planning import open_tax_desk
from kogge.taxes.decisions import Place, Supply
from tests.integration.orders.shop import Shop, open_shop
from tests.integration.site.factory import add_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


@pytest.fixture
def admin(shop: Shop) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(add_person("admin", shop.company, Role.ADMIN))
    return client


def add(client: Client, key: str, **form: object) -> str:
    return client.post(reverse("documents:add-parameter", args=[key]), form, follow=True).content.decode()


@pytest.mark.parametrize("key", PARAMETERS)
def test_every_kind_has_its_pages(admin: Client, key: str) -> None:
    page = admin.get(reverse("documents:parameters", args=[key])).content.decode()
    assert ("None yet" in page) is not PARAMETERS[key].model._default_manager.exists()
    assert str(PARAMETERS[key].hint) in html.unescape(page)
    assert admin.get(reverse("documents:add-parameter", args=[key])).status_code == 200


def test_a_warehouse_is_entered_and_changed(shop: Shop, admin: Client) -> None:
    assert "Bremen" in add(admin, "warehouses", name="Bremen", country="de", postal_code="28195")
    warehouse = Warehouse.objects.get(company=shop.company)
    assert warehouse.country == "DE"
    url = reverse("documents:edit-parameter", args=["warehouses", warehouse.pk])
    admin.post(url, {"name": "Bremen Nord", "country": "DE", "postal_code": "28717"})
    warehouse.refresh_from_db()
    assert warehouse.name == "Bremen Nord"
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "parameters.add",
        "parameters.change",
    ]


def test_a_registration_decides_from_its_day_on(shop: Shop, admin: Client) -> None:
    add(admin, "tax-registrations", kind="oss", valid_from="2026-07-01")
    assert TaxRegistration.objects.get(company=shop.company).valid_from == date(2026, 7, 1)
    desk = open_tax_desk(shop.company)
    schemes = [
        desk.decide(Supply(Place("DE"), Place("AT"), day)).decision.scheme
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert schemes == ["origin", "oss"]


@pytest.mark.parametrize(
    ("key", "form", "said"),
    [
        ("warehouses", {"name": "X", "country": "Deutschland"}, "at most 2 characters"),
        ("warehouses", {"name": "X", "country": "D1"}, "code of two letters"),
        ("tax-registrations", {"kind": "vat", "valid_from": "2026-01-01"}, "needs the member state"),
        (
            "tax-registrations",
            {"kind": "oss", "valid_from": "2026-01-02", "valid_until": "2026-01-01"},
            "lies before the first",
        ),
    ],
)
def test_what_cannot_be_is_refused(admin: Client, key: str, form: dict[str, str], said: str) -> None:
    assert said in add(admin, key, **form)
    assert not Warehouse.objects.exists()
    assert not TaxRegistration.objects.exists()


@pytest.mark.parametrize(
    ("carrier", "said"),
    [
        ({"amazon_carrier_name": "Kurier Nord"}, "Enter the carrier's code, too."),
        ({"amazon_delivery_service": "DHL Paket"}, "Enter the carrier's code, too."),
        ({"amazon_carrier_code": "Other"}, "The code “Other” says nothing: enter the carrier's name."),
    ],
)
def test_a_carrier_that_says_nothing_is_refused(admin: Client, carrier: dict[str, str], said: str) -> None:
    assert said in html.unescape(add(admin, "shipping-methods", name="Express", **carrier))
    assert not ShippingMethod.objects.exists()


def test_a_shipping_method_has_its_carrier_for_each_kind_of_platform(shop: Shop, admin: Client) -> None:
    carrier = {"amazon_carrier_code": "DHL", "amazon_delivery_service": "DHL Paket"}
    assert "Amazon: DHL DHL Paket" in add(admin, "shipping-methods", name="Paket", **carrier)
    method = ShippingMethod.objects.get(company=shop.company)
    url = reverse("documents:edit-parameter", args=["shipping-methods", method.pk])
    assert 'value="DHL Paket"' in admin.get(url).content.decode()
    admin.post(url, {"name": "Paket", "amazon_carrier_code": "Other", "amazon_carrier_name": "Kurier Nord"})
    mapping = method.carriers.get()
    assert (mapping.carrier_code, mapping.carrier_name, mapping.delivery_service) == ("Other", "Kurier Nord", "")
    entry = AuditEntry.objects.get(action="parameters.change")
    assert (entry.before["carrier_amazon"], entry.after["carrier_amazon"]) == ("DHL DHL Paket", "Kurier Nord")
    admin.post(url, {"name": "Paket"})
    assert not method.carriers.exists()


def test_a_shipping_payment_term_is_entered(shop: Shop, admin: Client) -> None:
    assert "Nachnahme" in add(admin, "shipping-payment-terms", name="Nachnahme")
    assert ShippingPaymentTerm.objects.filter(company=shop.company, name="Nachnahme").exists()


@pytest.mark.parametrize("key", PARAMETERS)
def test_lists_are_searched_sorted_and_written_to_files(admin: Client, key: str) -> None:
    url = reverse("documents:parameters", args=[key])
    assert "Nothing matches" in admin.get(url, {"q": "no such thing"}).content.decode()
    answer = admin.get(url, {"export": "csv", "sort": "-name"})
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, "text/csv")


def test_names_are_given_once(shop: Shop, admin: Client) -> None:
    for _ in range(2):
        answer = add(admin, "shipping-methods", name="Express")
    assert "There is one of this name" in answer
    assert ShippingMethod.objects.filter(company=shop.company).count() == 1


def test_other_companies_parameters_are_not_there(admin: Client) -> None:
    other = open_shop("Süd")
    foreign = Warehouse.objects.create(company=other.company, name="Fremd", country="AT")
    assert admin.get(reverse("documents:edit-parameter", args=["warehouses", foreign.pk])).status_code == 404
    assert "Fremd" not in admin.get(reverse("documents:parameters", args=["warehouses"])).content.decode()
    assert admin.get(reverse("documents:parameters", args=["nothing"])).status_code == 404


def test_clerks_do_not_change_parameters(shop: Shop) -> None:
    client = Client()
    client.force_login(add_person("clerk", shop.company, Role.CLERK))
    assert client.get(reverse("documents:parameters", args=["warehouses"])).status_code == 403
