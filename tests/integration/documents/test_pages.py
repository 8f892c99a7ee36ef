"""The pages of a document's life: what is offered, asked, done and said."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from kogge.companies.models import Role
from kogge.documents.models import Document, DocumentKind, DocumentState, DocumentType
from tests.integration.documents.ledger import Ledger, Wanted, lines_of, open_ledger
from tests.integration.site.factory import add_person

pytestmark = pytest.mark.django_db

ITEMS = (Wanted(3, 1190, 190), Wanted(2, 501, None))


@pytest.fixture
def ledger() -> Ledger:
    return open_ledger()


@pytest.fixture
def clerk(ledger: Ledger) -> Client:
    return client_of(ledger, Role.CLERK)


def client_of(ledger: Ledger, role: Role) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person(f"person-{role}", ledger.company, role))
    return client


def address(name: str, document: Document) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path, follow=True).content.decode())


def send(client: Client, path: str, **values: object) -> str:
    return html.unescape(client.post(path, values, follow=True).content.decode())


def state_of(document: Document) -> str:
    document.refresh_from_db()
    return document.state


def test_an_order_goes_its_way_to_a_cancelled_invoice(ledger: Ledger, clerk: Client) -> None:
    order = ledger.add(*ITEMS)
    invoice_type = ledger.types[DocumentKind.INVOICE].pk
    first, second = lines_of(order)
    asked = read(clerk, address("convert", order))
    assert [name in asked for name in ("Auftragsbestätigung", "Lieferschein", "Rechnung", "Gutschrift")] == [
        True, True, True, False,
    ]  # fmt: skip
    form = {"document_type": invoice_type, "extent": "parts", "request_key": "k"}
    too_many = send(clerk, address("convert", order), **form, **{f"quantity_{first.pk}": 4, f"quantity_{second.pk}": 0})
    assert "kleiner oder gleich 3" in too_many
    quantities = {f"quantity_{first.pk}": 1, f"quantity_{second.pk}": 0}
    for _turn in range(2):
        page = send(clerk, address("convert", order), **form, **quantities)
    assert "Der Vorgang wurde in RE000001 gewandelt." in page
    assert "entstanden aus" in page
    assert order.number in page
    invoice = Document.objects.get(is_derived=True)
    assert state_of(order) == DocumentState.PARTLY_CONVERTED
    assert "1 gewandelt" in read(clerk, address("detail", order))
    page = send(clerk, address("post", invoice))
    assert "Der Vorgang wurde gebucht." in page
    assert "Platz in der Kette" in page
    assert "31.12.20" in page
    page = send(clerk, address("cancel", invoice), reason="Irrtum")
    assert "Rechnung RE000002" in page
    assert "nimmt zurück" in page
    assert (state_of(invoice), state_of(order)) == (DocumentState.CANCELLED, DocumentState.OPEN)


def test_lock_and_archive_are_told_and_undone(ledger: Ledger, clerk: Client) -> None:
    order = ledger.add()
    assert 'role="alert"' in send(clerk, address("lock", order), reason=" ")
    page = send(clerk, address("lock", order), reason="Betrugsverdacht")
    assert "Der Vorgang ist gesperrt: Betrugsverdacht" in page
    assert "Entsperren Sie ihn zuerst." in page
    assert "Entsperren Sie ihn zuerst." in read(clerk, address("convert", order))
    assert "Der Vorgang ist entsperrt." in send(clerk, address("unlock", order))
    assert "Vorgang ist nicht abgeschlossen" in send(clerk, address("archive", order))
    send(clerk, address("cancel", order), reason="Irrtum")
    send(clerk, address("archive", order))
    listed, archived = reverse("documents:list"), reverse("documents:archived")
    assert [order.number in read(clerk, path) for path in (listed, archived)] == [False, True]
    send(clerk, archived, do="action:restore", chosen=order.pk)
    assert [order.number in read(clerk, path) for path in (listed, archived)] == [True, False]


def test_chosen_documents_are_converted_posted_and_archived(ledger: Ledger, clerk: Client) -> None:
    orders = [ledger.add().pk for _turn in range(3)]
    path, invoice_type = reverse("documents:list"), ledger.types[DocumentKind.INVOICE].pk
    asked = send(clerk, path, do="action:convert", chosen=orders)
    assert "alle in einen gemeinsamen Vorgang" in asked
    several = reverse("documents:convert-several")
    page = send(clerk, several, chosen=orders[:2], document_type=invoice_type, way="together")
    assert "Die Vorgänge wurden in RE000001 gewandelt." in page
    page = send(clerk, several, chosen=orders, document_type=invoice_type, way="each")
    assert "Vorgänge erledigt: 1." in page
    assert "Unverändert geblieben: 2." in page
    invoices = list(Document.objects.filter(is_derived=True).values_list("pk", flat=True))
    assert "Vorgänge erledigt: 2." in send(clerk, path, do="action:post", chosen=[*invoices, orders[0]])
    assert "Geben Sie den Grund an" in send(clerk, path, do="action:cancel", chosen=invoices[:1], reason="")
    send(clerk, path, do="action:cancel", chosen=invoices[:1], reason="Irrtum")
    send(clerk, path, do="action:archive", chosen=invoices)
    assert set(Document.objects.filter(archived_at__isnull=False).values_list("pk", flat=True)) == set(invoices)


def test_documents_that_differ_are_not_made_one(ledger: Ledger, clerk: Client) -> None:
    orders = [ledger.add().pk, ledger.add(currency="SEK").pk]
    page = send(
        clerk, reverse("documents:convert-several"), chosen=orders,
        document_type=ledger.types[DocumentKind.INVOICE].pk, way="together",
    )  # fmt: skip
    assert "Aus den Vorgängen kann kein gemeinsamer werden" in page


def test_other_companies_and_roles_are_kept_out(ledger: Ledger) -> None:
    order = ledger.add()
    stranger = client_of(open_ledger("Süd"), Role.CLERK)
    assert stranger.post(address("post", order)).status_code == 404
    send(stranger, reverse("documents:convert-several"), chosen=order.pk, document_type=1, way="each")
    warehouse = client_of(ledger, Role.WAREHOUSE)
    assert "action:convert" not in read(warehouse, reverse("documents:list"))
    assert warehouse.post(reverse("documents:list"), {"do": "action:convert", "chosen": order.pk}).status_code == 403
    assert state_of(order) == DocumentState.OPEN


def test_an_administrator_says_what_converts_into_what(ledger: Ledger) -> None:
    admin = client_of(ledger, Role.ADMIN)
    invoice = ledger.types[DocumentKind.INVOICE]
    path = reverse("documents:edit-parameter", args=["document-types", invoice.pk])
    assert 'name="converts_into"' in read(admin, path)
    form = {
        "name": invoice.name, "kind": invoice.kind, "number_range": invoice.number_range_id, "days_to_pay": 30,
        "opens_item": "on", "converts_into": ledger.types[DocumentKind.DELIVERY_NOTE].pk,
    }  # fmt: skip
    assert "Gespeichert." in send(admin, path, **form)
    invoice = DocumentType.objects.get(pk=invoice.pk)
    assert invoice.postings == ["item"]
    assert [each.kind for each in invoice.converts_into.all()] == [DocumentKind.DELIVERY_NOTE]
    foreign = open_ledger("Süd").types[DocumentKind.INVOICE].pk
    assert 'role="alert"' in send(admin, path, **(form | {"converts_into": foreign}))
