"""A platform's registers, and the question whether to import its settings."""

import html
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kogge.articles.models import Article
from kogge.audit.models import AuditEntry
from kogge.companies.models import NumberRange, Role
from kogge.customers.models import CustomerStatus
from kogge.orders.models import DocumentCreation
from kogge.platforms.models import Platform
from tests.integration.orders.shop import Shop, open_shop
from tests.integration.site.factory import add_person

pytestmark = pytest.mark.django_db

CLOUD_REGISTERS = ("creation", "access", "offers")
ALL_REGISTERS = ("platform", "creation", "access", "defaults", "offers")
ADDRESSES = {
    "platform": "platforms:edit",
    "creation": "orders:creation",
    "access": "platforms:access",
    "defaults": "platforms:defaults",
    "offers": "transfers:settings",
}


@pytest.fixture
def shop() -> Shop:
    return open_shop()


@pytest.fixture
def admin(shop: Shop) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("admin", shop.company, Role.ADMIN))
    return client


def address(shop: Shop, register: str) -> str:
    return reverse(ADDRESSES[register], args=[shop.platform.pk])


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def platform_form(**changed: str) -> dict[str, str]:
    return {"name": "Amazon", "kind": "amazon", "is_active": "on", "uses_cloud": "on"} | changed


def shown_registers(page: str) -> list[str]:
    bar = page[page.index("data-registers") : page.index("</nav>", page.index("data-registers"))]
    items = bar.split("<li ")[1:]
    found = [re.search(r'data-register="(\w+)"', each) for each in items if " hidden>" not in each]
    return [each[1] for each in found if each]


@pytest.mark.parametrize("register", ALL_REGISTERS)
def test_every_register_has_its_own_address_and_marks_itself(shop: Shop, admin: Client, register: str) -> None:
    page = read(admin, address(shop, register))
    assert shown_registers(page) == list(ALL_REGISTERS)
    active = re.findall(r'data-register="(\w+)" aria-current="page"', page)
    assert active == [register]


def test_registers_of_the_cloud_come_with_its_flag(shop: Shop, admin: Client) -> None:
    form = platform_form()
    del form["uses_cloud"]
    admin.post(address(shop, "platform"), form | {"stay": ""})
    assert shown_registers(read(admin, address(shop, "platform"))) == ["platform", "defaults"]
    answer = admin.get(address(shop, "creation"), follow=True)
    assert answer.redirect_chain == [(address(shop, "platform"), 302)]
    assert "„Cloud verwenden“" in html.unescape(answer.content.decode())
    for register in ("access", "offers"):
        # The middleware leads there: it needs the sign-in as well.
        assert register in shown_registers(read(admin, address(shop, register)))
    admin.post(address(shop, "platform"), platform_form(stay=""))
    assert shown_registers(read(admin, address(shop, "platform"))) == list(ALL_REGISTERS)


@pytest.mark.parametrize("register", ALL_REGISTERS)
def test_going_to_another_register_saves_first(shop: Shop, admin: Client, register: str) -> None:
    form = platform_form(next=register)
    del form["is_active"]
    answer = admin.post(address(shop, "platform"), form)
    assert answer.headers["Location"] == address(shop, register)
    shop.platform.refresh_from_db()
    assert not shop.platform.is_active


def test_nothing_typed_is_lost_on_an_error(shop: Shop, admin: Client) -> None:
    Platform.objects.create(company=shop.company, kind="amazon", name="Süd")
    page = html.unescape(
        admin.post(address(shop, "platform"), platform_form(name="Süd", next="creation")).content.decode()
    )
    assert 'value="Süd"' in page
    assert "data-unsaved" in page
    assert re.search(r'<input[^>]*name="name"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*id_name_error"', page)
    assert re.search(r'id="id_name_error" role="alert"><div>Eine andere Plattform heißt bereits so.', page)


def test_defaults_are_stored_and_noted(shop: Shop, admin: Client) -> None:
    number_range = NumberRange.objects.get(company=shop.company, name="K")
    guests = CustomerStatus.objects.create(company=shop.company, name="Gäste", number_range=number_range)
    entered = {"customer_status": guests.pk, "guest_status": guests.pk, "uses_collective_customer": "on"}
    answer = admin.post(address(shop, "defaults"), entered | {"stay": ""})
    assert answer.headers["Location"] == address(shop, "defaults")
    shop.platform.refresh_from_db()
    assert (shop.platform.customer_status, shop.platform.guest_status) == (guests, guests)
    assert shop.platform.uses_collective_customer
    entry = AuditEntry.objects.get(action="change_platform")
    assert (entry.before["guest_status"], entry.after["guest_status"]) == (None, guests.pk)
    assert "Dieses Feld ist zwingend erforderlich" in read_posted(admin, address(shop, "defaults"))


def read_posted(client: Client, path: str, **form: object) -> str:
    return html.unescape(client.post(path, form or {"stay": ""}).content.decode())


def test_another_companys_status_is_none(shop: Shop, admin: Client) -> None:
    foreign = CustomerStatus.objects.get(company=open_shop("Süd").company)
    admin.post(address(shop, "defaults"), {"customer_status": foreign.pk})
    shop.platform.refresh_from_db()
    assert shop.platform.customer_status_id != foreign.pk


def test_who_may_not_change_a_platform_is_led_to_its_orders(shop: Shop) -> None:
    client = Client()
    client.force_login(add_person("reader", shop.company, Role.READER))
    answer = client.get(address(shop, "platform"))
    assert answer.headers["Location"] == reverse("orders:platform", args=[shop.platform.pk])
    for register in ALL_REGISTERS:
        assert client.post(address(shop, register), platform_form()).status_code == 403
    assert client.post(question(shop), {"answer": "import"}).status_code == 403


def question(shop: Shop) -> str:
    return reverse("orders:import-settings", args=[shop.platform.pk])


def test_closing_a_platform_of_the_cloud_asks_and_closing_another_does_not(shop: Shop, admin: Client) -> None:
    answer = admin.post(address(shop, "platform"), platform_form(close=""), follow=True)
    assert answer.redirect_chain[-1][0] == question(shop)
    page = html.unescape(answer.content.decode())
    assert "Einstellungen der Plattform importieren?" in page
    assert re.search(r'name="answer" value="no">Nein</button>', page)
    assert re.search(r'name="answer" value="yes">Ja</button>', page)
    form = platform_form(close="")
    del form["uses_cloud"]
    assert admin.post(address(shop, "platform"), form).headers["Location"] == reverse("platforms:list")


def change_settings(shop: Shop) -> dict[str, object]:
    """Set what no import would set, and return every row of the database that is the Office's."""
    number_range = NumberRange.objects.get(company=shop.company, name="K")
    status = CustomerStatus.objects.create(company=shop.company, name="Stammkunde", number_range=number_range)
    Platform.objects.filter(pk=shop.platform.pk).update(customer_status=status)
    freight = Article.objects.create(company=shop.company, number="SPEDITION", name="Spedition", kind="freight")
    DocumentCreation.objects.update(freight_article=freight, discount_handling="lowers_line")
    return snapshot()


def snapshot() -> dict[str, object]:
    models = [each for each in apps.get_models() if each.__module__.startswith("kogge.")]
    return {each._meta.label: list(each._base_manager.order_by("pk").values()) for each in models}


def test_no_writes_nothing(shop: Shop, admin: Client) -> None:
    before = change_settings(shop)
    with CaptureQueriesContext(connection) as queries:
        answer = admin.post(question(shop), {"answer": "no"})
    reading = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE")
    assert [each["sql"] for each in queries if not each["sql"].startswith(reading)] == []
    assert snapshot() == before
    assert answer.headers["Location"] == reverse("platforms:list")
    assert "Es wurde nichts geändert" in read(admin, reverse("platforms:list"))


def test_yes_shows_first_and_writes_nothing_yet(shop: Shop, admin: Client) -> None:
    before = change_settings(shop)
    page = html.unescape(admin.post(question(shop), {"answer": "yes"}).content.decode())
    rows = re.findall(r'<del class="before">(.*?)</del>.*?<ins class="after">(.*?)</ins>', page, re.DOTALL)
    assert rows == [
        ("Stammkunde", "Kunde"),
        ("SPEDITION Spedition", "FRACHT FRACHT"),
        ("Rabatt der Position, für die er gilt", "Eigene negative Position"),
    ]
    assert snapshot() == before


def test_the_import_is_confirmed_and_noted(shop: Shop, admin: Client) -> None:
    change_settings(shop)
    admin.post(question(shop), {"answer": "import"})
    shop.platform.refresh_from_db()
    creation = DocumentCreation.objects.get(platform=shop.platform)
    assert shop.platform.customer_status is not None
    assert shop.platform.customer_status.name == "Kunde"
    assert (creation.freight_article.number, creation.discount_handling) == ("FRACHT", "line")
    entry = AuditEntry.objects.get(action="platforms.import_initial_settings")
    assert set(entry.before) == set(entry.after) == {"customer_status", "freight_article", "discount_handling"}
    page = html.unescape(admin.post(question(shop), {"answer": "yes"}).content.decode())
    assert "Es gibt nichts zu überschreiben" in page
