"""The first-run assistant: safe while nobody can sign in, resumable, and closed for ever afterwards."""

import pytest
from django.test import Client
from django.urls import reverse

from kogge.companies.models import Company, Membership, Role, User
from kogge.documents.models import DocumentType
from kogge.orders.models import DocumentCreation
from kogge.platforms.models import CloudCredentials, Platform
from kogge.site.setup_code import read_setup_code
from tests.integration.site.factory import add_person, keep_books

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "cloud"])

PASSWORD = "nordstern-am-achterdeck"
COMPANY = {"name": "Werft Nord", "country": "AT", "currency": "EUR"}
ADMINISTRATOR = {"username": "chefin", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "de"})


def enter_code(client: Client, code: str) -> str:
    return client.post(reverse("setup:start"), {"code": code}).content.decode()


def test_the_first_visit_leads_to_the_set_up(client: Client) -> None:
    assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("setup:start")


def test_without_the_code_nothing_is_set_up(client: Client) -> None:
    for name, form in (("company", COMPANY), ("administrator", ADMINISTRATOR)):
        answer = client.post(reverse(f"setup:{name}"), form)
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("setup:start"))
    for _ in range(5):
        assert "Das ist nicht der Code" in enter_code(client, "AAAA-AAAA-AAAA-AAAA")
    assert "Zu viele Anmeldeversuche" in enter_code(client, read_setup_code())
    assert not Company.objects.exists()
    assert not User.objects.exists()


def test_a_company_its_administrator_and_a_platform_are_set_up(client: Client) -> None:
    assert enter_code(client, f" {read_setup_code().lower().replace('-', '')} ") == ""
    assert client.post(reverse("setup:company"), COMPANY | {"name": "Wreft"}).status_code == 302
    assert client.post(reverse("setup:company"), COMPANY).status_code == 302
    company = Company.objects.get()
    assert (company.name, company.country) == ("Werft Nord", "AT")
    assert DocumentType.objects.filter(company=company).count() == 6
    weak = client.post(reverse("setup:administrator"), ADMINISTRATOR | {"password1": "kurz", "password2": "kurz"})
    assert "zu kurz" in weak.content.decode()
    assert client.post(reverse("setup:administrator"), ADMINISTRATOR).headers["Location"] == reverse("setup:platform")
    assert Membership.objects.get(company=company).role == Role.ADMIN
    assert CloudCredentials.objects.get(company=company).name in client.get(reverse("setup:platform")).content.decode()
    made = client.post(reverse("setup:platform"), {"name": "Amazon", "region": "EU", "marketplaces": "de, at"})
    assert made.headers["Location"] == reverse("setup:sign-in")
    platform = Platform.objects.get()
    assert (platform.marketplaces, platform.uses_cloud, platform.is_active) == (["DE", "AT"], True, True)
    assert (
        DocumentCreation.objects.get(platform=platform).document_type.name
        in client.get(reverse("setup:creation")).content.decode()
    )
    assert client.get(reverse("setup:start")).headers["Location"] == reverse("setup:sign-in"), "goes on where it was"
    assert "Noch nicht angemeldet" in client.get(reverse("setup:sign-in-state")).content.decode()


def test_with_the_first_account_the_code_is_worth_nothing(client: Client) -> None:
    enter_code(client, read_setup_code())
    client.post(reverse("setup:company"), COMPANY)
    add_person("schneller", Company.objects.get(), Role.ADMIN)
    answer = client.post(reverse("setup:administrator"), ADMINISTRATOR)
    assert answer.headers["Location"] == reverse("setup:start")
    assert list(User.objects.values_list("username", flat=True)) == ["schneller"]
    assert client.get(reverse("setup:start"), follow=True).redirect_chain[-1][0].startswith(reverse("sign-in"))


def test_the_overview_leads_back_until_orders_were_fetched(client: Client) -> None:
    books = keep_books("Nord")
    client.force_login(add_person("chefin", books.company, Role.ADMIN))
    assert reverse("setup:start") not in client.get(reverse("start")).content.decode()
    books.run.delete()
    assert reverse("setup:start") in client.get(reverse("start")).content.decode()
    assert client.get(reverse("setup:start")).headers["Location"] == reverse("setup:creation")
