"""Customers as people enter and change them, and the page of the tax rates."""

import html
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.models import CustomerMatching, Role
from kogge.customers.models import Customer, CustomerStatus
from tests.integration.orders.shop import Shop, open_shop
from tests.integration.site.factory import add_person
from tests.orders import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


@pytest.fixture
def sign_in(shop: Shop) -> Callable[[Role], Client]:
    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(add_person(f"person-{role}", shop.company, role))
        return client

    return sign_in


def form_of(customer: Customer, **changed: object) -> dict[str, object]:
    names = ("name", "company_name", "email", "phone", "vat_id")
    return {name: getattr(customer, name) for name in names} | {"status": customer.status_id} | changed


def change(client: Client, customer: Customer, **changed: object) -> str:
    path = reverse("customers:edit", args=[customer.pk])
    answer = html.unescape(client.post(path, form_of(customer, **changed), follow=True).content.decode())
    customer.refresh_from_db()
    return answer


def test_a_customer_is_entered_under_the_next_number(shop: Shop, sign_in: Callable[[Role], Client]) -> None:
    status = CustomerStatus.objects.get(company=shop.company)
    entered = {"status": status.pk, "name": "Ömer Łukasz 王", "email": "oemer@example.org", "vat_id": "DE136695976"}
    answer = sign_in(Role.CLERK).post(reverse("customers:add"), entered, follow=True).content.decode()
    customer = Customer.objects.get(company=shop.company)
    assert (customer.number, customer.name, customer.vat_id_state) == ("K0001", "Ömer Łukasz 王", "plausible")
    assert "form and check digits are right" in answer
    entry = AuditEntry.objects.get(action="customers.add")
    assert entry.after == {"number": "K0001", "status": status.pk}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter a name or a company name."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"status": ""}, "This field is required."),
        ({"vat_id": "D" * 41}, "at most 40 characters"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    shop: Shop, sign_in: Callable[[Role], Client], changed: dict[str, str], said: str
) -> None:
    status = CustomerStatus.objects.get(company=shop.company)
    entered = {"status": status.pk, "name": "Ömer", "phone": "+49 421 1"} | changed
    answer = html.unescape(sign_in(Role.CLERK).post(reverse("customers:add"), entered).content.decode())
    assert said in answer
    assert f'id="id_{next(iter(changed))}_error"' in answer
    assert 'value="+49 421 1"' in answer
    assert not Customer.objects.exists()


def test_what_is_changed_is_noted_by_name_alone(shop: Shop, sign_in: Callable[[Role], Client]) -> None:
    shop.take_orders(order())
    customer = Customer.objects.get(company=shop.company)
    answer = change(sign_in(Role.CLERK), customer, name="Ganz Anders", vat_id="DE1")
    assert customer.name == "Ganz Anders"
    assert customer.vat_id_state == "implausible"
    assert "Form or check digits of the VAT id are wrong" in answer
    entry = AuditEntry.objects.get(action="customers.change")
    assert entry.after == {"status": customer.status_id, "changed": ["name", "vat_id"]}
    assert "Anders" not in str((entry.before, entry.after))


def test_a_renamed_customer_is_recognised_all_the_same(shop: Shop, sign_in: Callable[[Role], Client]) -> None:
    shop.take_orders(order("1"))
    change(sign_in(Role.CLERK), Customer.objects.get(company=shop.company), name="Ganz Anders")
    shop.take_orders(order("2"), first=2)
    assert Customer.objects.filter(company=shop.company).count() == 1


def test_a_relay_address_is_marked_until_another_one_is_entered(shop: Shop, sign_in: Callable[[Role], Client]) -> None:
    shop.take_orders(order())
    customer = Customer.objects.get(company=shop.company)
    Customer.objects.filter(pk=customer.pk).update(email="not-even-an-address", email_is_relay=True)
    customer.refresh_from_db()
    client = sign_in(Role.CLERK)
    page = client.get(reverse("customers:edit", args=[customer.pk])).content.decode()
    assert "for messages about its orders only" in page
    change(client, customer, phone="1")
    assert (customer.email, customer.email_is_relay) == ("not-even-an-address", True)
    change(client, customer, email="oemer@example.org")
    assert (customer.email, customer.email_is_relay) == ("oemer@example.org", False)


def test_an_entered_address_recognises_the_buyer(sign_in: Callable[[Role], Client], shop: Shop) -> None:
    shop.company.customer_matching = CustomerMatching.EMAIL
    shop.company.save()
    status = CustomerStatus.objects.get(company=shop.company)
    entered = {"status": status.pk, "name": "Ömer", "email": "Oemer@example.org"}
    sign_in(Role.CLERK).post(reverse("customers:add"), entered)
    first = Customer.objects.get(company=shop.company)
    assert len(first.email_key) == 64


def test_readers_and_strangers_change_no_customer(shop: Shop, sign_in: Callable[[Role], Client]) -> None:
    shop.take_orders(order())
    customer = Customer.objects.get(company=shop.company)
    path = reverse("customers:edit", args=[customer.pk])
    reader = sign_in(Role.READER)
    assert reader.post(path, form_of(customer)).status_code == 403
    assert path not in reader.get(reverse("customers:detail", args=[customer.pk])).content.decode()
    stranger = Client()
    stranger.force_login(add_person("stranger", open_shop("Süd").company, Role.ADMIN))
    assert stranger.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "rates"),
    [
        ({"place": "DE", "day": "2026-01-01"}, {"19\xa0%", "7\xa0%"}),
        ({"place": "DE", "level": "standard", "day": ""}, {"19\xa0%"}),
        ({"place": "EE", "level": "standard", "day": "2024-06-30"}, {"22\xa0%"}),
        ({"place": "EE", "level": "standard", "day": "2026-06-30"}, {"24\xa0%"}),
    ],
)
def test_tax_rates_are_shown_with_their_source(
    sign_in: Callable[[Role], Client], query: dict[str, str], rates: set[str]
) -> None:
    page = sign_in(Role.READER).get(reverse("documents:tax-rates"), query).content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    cells = {each.split("</td>")[0].split(">")[-1] for each in body.split("<td")}
    assert {each for each in cells if each.endswith("%")} == rates
    assert "European Commission" in body or "Estonia" in body


@pytest.mark.parametrize("query", [{"place": "XX"}, {"day": "yesterday"}, {"level": "\x00"}])
def test_filters_that_mean_nothing_are_said_to(sign_in: Callable[[Role], Client], query: dict[str, str]) -> None:
    page = sign_in(Role.READER).get(reverse("documents:tax-rates"), query).content.decode()
    assert f'id="id_{next(iter(query))}_error"' in page


def test_tax_rates_are_given_out_as_a_file(sign_in: Callable[[Role], Client]) -> None:
    query = {"place": "DE", "level": "standard", "day": "2026-11-20", "export": "csv"}
    answer = sign_in(Role.READER).get(reverse("documents:tax-rates"), query)
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert rows[0].endswith("Country,Code,Level,Rate in per cent,From,Source")
    assert rows[1].startswith("Germany,DE,")
    assert len(rows) == 2
    assert sign_in(Role.WAREHOUSE).get(reverse("documents:tax-rates"), query).status_code == 403
