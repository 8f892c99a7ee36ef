"""The pages on which people decide: changes, parked orders, mapping again, and what the platform sent."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kogge.articles.models import Article
from kogge.audit.models import AuditEntry
from kogge.companies.models import Role
from kogge.documents.models import Document
from kogge.orders.models import ChangeState, OrderChange, PlatformOrder
from tests.integration.orders.connected import ConnectedShop, open_connected_shop
from tests.integration.orders.test_changes import MOVED, take, touch
from tests.integration.site.factory import add_person
from tests.orders import AT, line, order

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "cloud"])

SignIn = Callable[[Role], Client]


@pytest.fixture
def shop() -> ConnectedShop:
    return open_connected_shop()


@pytest.fixture
def sign_in(shop: ConnectedShop) -> SignIn:
    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(add_person(f"person-{role}", shop.company, role))
        return client

    return sign_in


@pytest.fixture
def proposed(shop: ConnectedShop) -> Document:
    document = take(shop, order())
    touch(document)
    return take(shop, order(updated_at=AT + timedelta(minutes=1), delivery_address=MOVED))


def page(client: Client, document: Document) -> str:
    return client.get(reverse("documents:detail", args=[document.pk])).content.decode()


def test_a_document_shows_what_would_change_and_takes_it(sign_in: SignIn, proposed: Document) -> None:
    client = sign_in(Role.CLERK)
    shown = page(client, proposed)
    assert "Lange Str. 5" in shown
    assert "Neue Str. 1" in shown
    assert "to be decided" in shown
    listed = client.get(reverse("orders:changes")).content.decode()
    assert proposed.order_reference in listed
    change = OrderChange.objects.get()
    answer = client.post(reverse("orders:accept-change", args=[change.pk]), follow=True).content.decode()
    assert "The change was accepted." in answer
    assert "Changes" in answer
    assert "Nothing to decide" in client.get(reverse("orders:changes")).content.decode()


def test_a_refusal_is_kept_with_its_reason(sign_in: SignIn, proposed: Document) -> None:
    client = sign_in(Role.CLERK)
    change = OrderChange.objects.get()
    client.post(reverse("orders:refuse-change", args=[change.pk]), {"note": "Kunde rief an"})
    change.refresh_from_db()
    assert (change.state, change.note) == (ChangeState.REFUSED, "Kunde rief an")
    assert "Kunde rief an" in page(client, proposed)
    again = client.post(reverse("orders:accept-change", args=[change.pk]), follow=True).content.decode()
    assert "decided about this change already" in again


def test_readers_see_but_do_not_decide(sign_in: SignIn, proposed: Document) -> None:
    client = sign_in(Role.READER)
    said = page(client, proposed)
    assert ("Neue Str. 1" in said, "•••" in said) == (False, True)
    change = OrderChange.objects.get()
    for name, key in (("accept-change", change.pk), ("refuse-change", change.pk)):
        assert client.post(reverse(f"orders:{name}", args=[key])).status_code == 403
    for name in ("raw", "remap"):
        assert client.get(reverse(f"orders:{name}", args=[proposed.pk])).status_code == 403
    assert client.post(reverse("orders:parked"), {"do": "action:leave-out"}).status_code == 403


def test_other_companies_changes_are_not_there(proposed: Document) -> None:
    other = open_connected_shop("Süd")
    stranger = Client()
    stranger.force_login(add_person("stranger", other.company, Role.ADMIN))
    change = OrderChange.objects.get()
    assert stranger.post(reverse("orders:accept-change", args=[change.pk])).status_code == 404
    assert stranger.get(reverse("orders:raw", args=[proposed.pk])).status_code == 404
    assert stranger.get(reverse("orders:remap", args=[proposed.pk])).status_code == 404


def test_a_document_tells_its_tax_and_where_each_value_came_from(sign_in: SignIn, shop: ConnectedShop) -> None:
    document = take(shop, order(payment_methods=("COD",)))
    shown = page(sign_in(Role.READER), document)
    assert "taxed at home" in shown
    assert "Do they stay in the country? <strong>yes (Germany)</strong>" in shown
    assert "§ 3 Abs. 6 UStG" in shown
    assert "standard configuration: “COD” is in no mapping" in shown
    assert "platform: placed_at" in shown


def test_what_the_platform_sent_is_shown_and_looking_is_noted(sign_in: SignIn, shop: ConnectedShop) -> None:
    document = take(shop, order())
    client = sign_in(Role.CLERK)
    answer = client.get(reverse("orders:raw", args=[document.pk]))
    assert f"&quot;orderId&quot;: &quot;{document.order_reference}&quot;" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(action="orders.read_raw", actor_name="person-clerk").count() == 1


def test_mapping_again_shows_first_and_writes_then(sign_in: SignIn, shop: ConnectedShop) -> None:
    document = take(shop, order(lines=(line(sku="NEU"),)))
    client = sign_in(Role.CLERK)
    url = reverse("orders:remap", args=[document.pk])
    assert "Nothing would change" in client.get(url).content.decode()
    Article.objects.create(company=shop.company, number="NEU", name="Neu")
    shown = client.get(url).content.decode()
    assert "UNBEKANNT" in shown
    assert document.lines.get().article_number == "UNBEKANNT"
    assert "The document was mapped again." in client.post(url, follow=True).content.decode()
    assert document.lines.get().article_number == "NEU"


def test_parked_orders_are_left_out_together(sign_in: SignIn, shop: ConnectedShop) -> None:
    for number in (1, 2, 3):
        shop.publish(order(number, total=None))
    shop.retrieve()
    parked = list(PlatformOrder.objects.order_by("pk").values_list("pk", flat=True))
    client = sign_in(Role.CLERK)
    listed = client.get(reverse("orders:parked")).content.decode()
    assert listed.count('name="chosen"') == 3
    url, wish = reverse("orders:parked"), {"do": "action:leave-out"}
    assert "Choose at least one row." in client.post(url, wish, follow=True).content.decode()
    assert "Say why" in client.post(url, wish | {"chosen": parked[:2]}, follow=True).content.decode()
    answer = client.post(url, wish | {"chosen": parked[:2], "reason": "Test"}, follow=True).content.decode()
    assert "Orders left out: 2." in answer
    assert shop.accounts == {
        "1": ("skipped", "ignored"),
        "2": ("skipped", "ignored"),
        "3": ("parked", "amounts_missing"),
    }
    entry = AuditEntry.objects.filter(action="orders.ignore").first()
    assert entry is not None
    assert entry.after["note"] == "Test"


def test_a_change_that_cannot_be_booked_is_left_out_and_the_document_stays(
    shop: ConnectedShop, sign_in: SignIn
) -> None:
    document = take(shop, order(), order(updated_at=AT + timedelta(minutes=1), total=Decimal("10.005")))
    parked = PlatformOrder.objects.get()
    assert parked.state == "parked"
    client = sign_in(Role.CLERK)
    client.post(reverse("orders:parked"), {"do": "action:leave-out", "chosen": [parked.pk], "reason": "Rundung"})
    assert shop.accounts == {"1": ("created", "")}
    document.refresh_from_db()
    assert document.total_minor == 1000


def test_an_adopted_address_touches_the_document_and_changes_are_compared_with_the_original(
    shop: ConnectedShop, sign_in: SignIn
) -> None:
    written = MOVED.model_copy(update={"line1": "Hansa Handel GmbH", "line2": "Lange Str. 5"})
    document = take(shop, order(delivery_address=written))
    client = sign_in(Role.CLERK)
    url = reverse("documents:adopt-address", args=[document.pk])
    assert "Proposal for the delivery address" in page(client, document)
    assert "The address was adopted" in client.post(url, follow=True).content.decode()
    document.refresh_from_db()
    assert document.delivery_address["company_name"] == "Hansa Handel GmbH"
    assert document.delivery_address["original"]["line1"] == "Hansa Handel GmbH"
    assert "Nothing is proposed" in client.post(url, follow=True).content.decode()
    take(shop, order(updated_at=AT + timedelta(minutes=1), delivery_address=written, is_premium=True))
    (change,) = OrderChange.objects.all()
    assert [each["field"] for each in change.differences] == ["is_premium"]
