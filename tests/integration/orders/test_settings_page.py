"""The page of a platform's document creation."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.models import Role
from kogge.documents.models import DocumentType, PaymentMethod, ShippingMethod, Warehouse
from kogge.orders import method_names
from kogge.orders.models import DocumentCreation, PaymentMapping, ShippingMapping
from kogge.platforms.models import Platform
from kogge_contract.platforms import MethodNames
from tests.integration.orders.shop import Shop, open_shop
from tests.integration.site.factory import add_person
from tests.orders import order

pytestmark = pytest.mark.django_db

SignIn = Callable[[Role], Client]


@pytest.fixture
def shop() -> Shop:
    return open_shop()


@pytest.fixture
def sign_in(shop: Shop) -> SignIn:
    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(add_person(f"person-{role}", shop.company, role))
        return client

    return sign_in


def form_of(shop: Shop, **changes: object) -> dict[str, object]:
    creation = DocumentCreation.objects.get(platform=shop.platform)
    names = ["document_type", "freight_article", "service_article", "discount_article", "placeholder_article"]
    form: dict[str, object] = {name: getattr(creation, f"{name}_id") for name in names}
    form |= {"customer_status": shop.platform.customer_status_id}
    form |= {"discount_handling": "line", "unknown_article_handling": "placeholder", "change_handling": "take"}
    for prefix in ("payment", "shipping"):
        form |= {f"{prefix}-TOTAL_FORMS": 2, f"{prefix}-INITIAL_FORMS": 0}
    return form | changes


def url(shop: Shop) -> str:
    return reverse("orders:creation", args=[shop.platform.pk])


class Telling:
    """A Cloud whose platform names its methods."""

    def list_methods(self, _platform: str) -> MethodNames:
        return MethodNames(payments=("Rechnung", "Nachnahme", "rechnung "), shippings=("Express",))


def test_a_platforms_methods_are_read_into_empty_rows(shop: Shop, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    cod = PaymentMethod.objects.create(company=shop.company, name="Per Nachnahme")
    PaymentMapping.objects.create(platform=shop.platform, word="NACHNAHME", folded_word="nachnahme", method=cod)
    assert "Read payment and shipping methods" not in client.get(url(shop)).content.decode()
    Platform.objects.update(kind="shopware")
    assert "Read payment and shipping methods" in client.get(url(shop)).content.decode()
    address = reverse("orders:read-methods", args=[shop.platform.pk])
    with patch.object(method_names, "connect_platform", lambda _platform: Telling()):
        assert "2 new" in client.post(address, follow=True).content.decode()
        assert "0 new" in client.post(address, follow=True).content.decode()
    rows = PaymentMapping.objects.order_by("pk").values_list("word", "method")
    assert list(rows) == [("NACHNAHME", cod.pk), ("Rechnung", None)]
    shop.take_orders(order(1, payment_methods=("Rechnung",)))
    assert shop.documents[0].payment_method is None, "what is not mapped follows the standard configuration"
    assert sign_in(Role.CLERK).post(address).status_code == 403


def test_settings_are_stored_and_hold_for_the_next_order(shop: Shop, sign_in: SignIn) -> None:
    cod = PaymentMethod.objects.create(company=shop.company, name="Nachnahme")
    express = ShippingMethod.objects.create(company=shop.company, name="Express")
    warehouse = Warehouse.objects.create(company=shop.company, name="Bremen", country="DE", postal_code="28195")
    changes = {
        "warehouse": warehouse.pk,
        "discount_handling": "lowers_line",
        "payment-0-word": " COD ",
        "payment-0-method": cod.pk,
        "shipping-0-word": "Expedited",
        "shipping-0-method": express.pk,
    }
    answer = sign_in(Role.ADMIN).post(url(shop), form_of(shop, **changes), follow=True)
    assert "Saved. It holds for orders from now on" in answer.content.decode()
    shop.take_orders(order(payment_methods=("cod",), shipping_service="EXPEDITED"))
    (document,) = shop.documents
    assert (document.payment_method, document.shipping_method, document.warehouse) == (cod, express, warehouse)
    entry = AuditEntry.objects.get(action="platforms.change_document_creation")
    assert (entry.before["discount_handling"], entry.after["discount_handling"]) == ("line", "lowers_line")


def test_words_seen_on_orders_are_offered(shop: Shop, sign_in: SignIn) -> None:
    shop.take_orders(order(payment_methods=("Invoice",), shipping_service="Std DE Dom"))
    shown = sign_in(Role.ADMIN).get(url(shop)).content.decode()
    assert '<option value="Invoice">' in shown
    assert "Std DE Dom" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"document_type": ""}, "This field is required."),
        ({"takes_platform_fulfilled": "on"}, "Say which document type"),
        ({"takes_platform_fulfilled": "on"}, "Say which warehouse"),
        ({"payment-0-word": "COD", "payment-0-method": ""}, "This field is required."),
    ],
)
def test_settings_that_cannot_hold_are_refused_and_kept_on_the_page(
    shop: Shop, sign_in: SignIn, changes: dict[str, str], said: str
) -> None:
    answer = sign_in(Role.ADMIN).post(url(shop), form_of(shop, **changes)).content.decode()
    assert said in answer
    assert not PaymentMapping.objects.exists()


def test_a_word_means_one_thing(shop: Shop, sign_in: SignIn) -> None:
    cod = PaymentMethod.objects.create(company=shop.company, name="Nachnahme")
    rows = {"payment-0-word": "COD", "payment-0-method": cod.pk, "payment-1-word": "cod", "payment-1-method": cod.pk}
    assert "stands twice" in sign_in(Role.ADMIN).post(url(shop), form_of(shop, **rows)).content.decode()
    assert not PaymentMapping.objects.exists()


def test_another_companys_choices_are_none(shop: Shop, sign_in: SignIn) -> None:
    other = open_shop("Süd")
    foreign_type = DocumentType.objects.get(company=other.company)
    foreign_method = PaymentMethod.objects.create(company=other.company, name="Fremd")
    admin = sign_in(Role.ADMIN)
    for changes in (
        {"document_type": foreign_type.pk},
        {"payment-0-word": "COD", "payment-0-method": foreign_method.pk},
    ):
        answer = admin.post(url(shop), form_of(shop, **changes))
        assert "Select a valid choice" in answer.content.decode()
    assert not ShippingMapping.objects.exists()


def test_a_mapping_is_deleted(shop: Shop, sign_in: SignIn) -> None:
    cod = PaymentMethod.objects.create(company=shop.company, name="Nachnahme")
    row = PaymentMapping.objects.create(platform=shop.platform, word="COD", folded_word="cod", method=cod)
    posted = {
        "payment-TOTAL_FORMS": 3,
        "payment-INITIAL_FORMS": 1,
        "payment-0-id": row.pk,
        "payment-0-word": "COD",
        "payment-0-method": cod.pk,
        "payment-0-DELETE": "on",
    }
    sign_in(Role.ADMIN).post(url(shop), form_of(shop, **posted))
    assert not PaymentMapping.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.READER])
def test_administrators_alone_may(shop: Shop, sign_in: SignIn, role: Role) -> None:
    assert sign_in(role).get(url(shop)).status_code == 403
