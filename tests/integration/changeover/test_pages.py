"""The changeover's searches and notices in the browser's words, by their German labels."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kogge.automation.models import OutgoingMessage
from kogge.changeover import inspection_views
from kogge.changeover.models import Adoption, Comparison, Duplicate, InspectionKind, Notice
from kogge.companies.models import Membership, Role, User
from kogge.guards import witness
from kogge.orders.drafting import draft_customer
from tests.integration.changeover.books import OldBooks
from tests.orders import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> OldBooks:
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)
    monkeypatch.setattr(inspection_views, "enqueue_inspection", lambda _: None)
    books = OldBooks(monkeypatch)
    Membership.objects.create(company=books.shop.company, user=books.actor, role=Role.ADMIN)
    customer = books.add_customer(draft_customer(order(1)))
    books.add_old("A1", customer, order_reference=order(1).reference)
    books.publish(order(1), order(2))
    return books


@pytest.fixture
def client(books: OldBooks) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(books.actor)
    return client


def see(client: Client, name: str, *args: int) -> str:
    return client.get(reverse(f"changeover:{name}", args=args)).content.decode()


def test_what_a_search_found_is_listed_chosen_and_exported(client: Client, books: OldBooks) -> None:
    platform = books.shop.platform.pk
    entered = client.post(
        reverse("changeover:old-identities", args=[platform]), {"lines": "A1;AW-1\nA9;X"}, follow=True
    )
    assert "Zu diesen Belegnummern gibt es keinen Vorgang (1): A9" in entered.content.decode()
    begun = client.post(reverse("changeover:inspect", args=[platform, "adoption"]), follow=True).content.decode()
    assert "Die Suche hat begonnen" in begun
    again = client.post(reverse("changeover:inspect", args=[platform, "adoption"]), follow=True).content.decode()
    assert "Diese Suche läuft bereits" in again
    assert client.post(reverse("changeover:inspect", args=[platform, "nothing"])).status_code == 404
    books.finish()
    page = see(client, "adoptions", platform)
    for words in ("A1", "sicher", "gleiche Auftragsnummer", "Alle sicheren übernehmen", "Geprüfte Bestellungen: 2"):
        assert words in page
    address = reverse("changeover:adoptions", args=[platform])
    chosen = {"chosen": [Adoption.objects.get().pk]}
    done = client.post(address, chosen | {"do": "action:adopt"}, follow=True).content.decode()
    assert "Übernommen: 1." in done
    proof = see(client, "proof", platform)
    assert ("Middleware" in proof, order(1).reference in proof) == (True, True)
    undone = client.post(address, chosen | {"do": "action:undo"}, follow=True).content.decode()
    assert "Zurückgenommen: 1." in undone


def test_duplicates_and_the_shadow_run_have_their_lists(client: Client, books: OldBooks) -> None:
    platform = books.shop.platform.pk
    books.retrieve()
    books.look(InspectionKind.DUPLICATES)
    assert "gleiche Auftragsnummer" in see(client, "duplicates", platform)
    assert "Dubletten: 0" in see(client, "platform", platform)
    address = reverse("changeover:duplicates", args=[platform])
    client.post(address, {"do": "action:archive", "chosen": [Duplicate.objects.get().pk]})
    assert "überzähliger Vorgang archiviert" in see(client, "duplicates", platform)
    client.post(reverse("changeover:inspect", args=[platform, "shadow"]), {"since": "2026-11-01"})
    books.finish()
    assert Comparison.objects.count() == 0
    books.add_old("A2", books.shop.documents[0].customer, order_reference=order(3).reference)
    books.publish(order(3), order(4))
    books.look(InspectionKind.SHADOW)
    page = see(client, "shadow", platform)
    assert "der alte Vorgang ist noch nicht übernommen" in page
    assert "die Middleware hat sie nicht geliefert" in page
    exported = client.get(reverse("changeover:shadow", args=[platform]), {"export": "csv"})
    assert order(4).reference in b"".join(exported.streaming_content).decode()


def test_those_who_may_synchronise_by_hand_are_told_and_confirm_it(client: Client, books: OldBooks) -> None:
    platform = books.shop.platform
    clerk = User.objects.create_user("klara", email="klara@example.com")
    reader = User.objects.create_user("leser")
    for user, role in ((clerk, Role.CLERK), (reader, Role.READER)):
        Membership.objects.create(company=books.shop.company, user=user, role=role)
    form = see(client, "notice", platform.pk)
    assert ("klara" in form, "leser" in form, "Artikel, Bestand und Preise bleiben" in form) == (True, False, True)
    assert "Noch nicht benachrichtigt" in see(client, "notices", platform.pk)
    told = {"recipients": [clerk.pk, books.actor.pk], "starts_at": "2026-12-01T08:00", "text": "Ab dann Cloud."}
    client.post(reverse("changeover:notice", args=[platform.pk]), told)
    assert [(each.recipient, each.body["text"]) for each in OutgoingMessage.objects.all()] == [
        ("klara@example.com", "Ab dann Cloud.")
    ]
    page = see(client, "notices", platform.pk)
    assert ("klara" in page, "Noch nicht benachrichtigt" in page) == (True, False)
    hers = Client(headers={"accept-language": "de"})
    hers.force_login(clerk)
    notice = Notice.objects.get(recipient=clerk)
    assert "Ab dann Cloud." in hers.get(reverse("start")).content.decode()
    client.post(reverse("changeover:read-notice", args=[notice.pk]))
    assert Notice.objects.filter(read_at__isnull=False).count() == 0
    hers.post(reverse("changeover:read-notice", args=[notice.pk]))
    assert "Ab dann Cloud." not in hers.get(reverse("start")).content.decode()
    assert timezone.localtime(notice.starts_at).hour == 8
