"""Old data becomes customers, articles and documents once; every record has an outcome, and nothing is overwritten."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kogge.articles.models import Article
from kogge.audit.models import AuditEntry
from kogge.changeover.models import Adoption, InspectionKind
from kogge.companies.commands import CompanyUnknown, InputUnusable
from kogge.companies.models import Membership, NumberRange, Role
from kogge.customers.models import Customer, CustomerStatus
from kogge.data_imports import views
from kogge.data_imports.commands import import_stock
from kogge.data_imports.errors import ChoicesIncomplete, ImportBegun
from kogge.data_imports.fields import Field, Kind
from kogge.data_imports.models import DataImport, ImportResult, ImportState
from kogge.data_imports.services import change_choices, go_on, read_records, start_import, take_file
from kogge.documents.models import Document, DocumentKind, DocumentType
from kogge.documents.verification import verify_books
from kogge.guards import witness
from tests.integration.changeover.books import NOW, OldBooks
from tests.orders import order

pytestmark = pytest.mark.django_db

CUSTOMERS = (
    "AdrNr;Firma;Vorname;Nachname;Straße;Hausnummer;PLZ;Ort;Land;E-Mail;USt-ID\n"
    "10001;;Jörg;Böhm;Am Königsgraben;7;20095;Hamburg;D;joerg@example.com;\n"
    "K0042;Nord GmbH;;;Kai;1;1010;Wien;Österreich;;ATU12345675\n"
    "10003;;;;;;;;;;\n"
    "10004;;;Wer;Weg;1;1;Ort;Atlantis;;\n"
)
ARTICLES = "Artikelnummer;Artikelname;GTIN;Brutto-VK;MwSt\nA-1;Tasse;4006381333931;1.012,50;19\nA-2;Buch;;9,999;7\n"
HEAD = "BelegNr;AuftrNr;Dat;AdrNr;ArtNr;KuBez1;Mge;EPr;Versandkosten;Gesamtbetrag;AucWebID\n"


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> OldBooks:
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)
    monkeypatch.setattr(views, "enqueue_import", lambda _pk: None)
    return OldBooks(monkeypatch)


def run(books: OldBooks, kind: Kind, text: str, **choices: Any) -> dict[str, tuple[str, str]]:
    """Import a file; return verdict and reason by number."""
    taken = take_file(books.shop.company, kind, "alt.csv", text.encode("cp1252"), actor=books.actor, at=NOW)
    change_choices(taken, replace(taken.chosen, **choices))
    return finish(books, taken)


def finish(books: OldBooks, taken: DataImport) -> dict[str, tuple[str, str]]:
    start_import(taken, actor=books.actor, at=NOW)
    records = read_records(taken, NOW)
    while go_on(taken.pk, records, NOW):
        pass
    taken.refresh_from_db()
    assert (taken.state, taken.content, taken.position) == (ImportState.DONE, None, taken.records)
    rows = ImportResult.objects.filter(data_import=taken).order_by("position")
    return {key: (verdict, reason) for key, verdict, reason in rows.values_list("key", "verdict", "reason")}


def test_customers_keep_their_numbers_and_the_range_goes_on_above(books: OldBooks) -> None:
    wanted = {
        "10001": ("created", ""),
        "K0042": ("created", ""),
        "10003": ("failed", "name_missing"),
        "10004": ("failed", "country_unknown"),
    }
    assert run(books, Kind.CUSTOMERS, CUSTOMERS) == wanted
    first, second = Customer.objects.order_by("number")
    assert (first.name, first.email, first.addresses.count()) == ("Jörg Böhm", "joerg@example.com", 2)
    assert {each.line1 for each in first.addresses.all()} == {"Am Königsgraben 7"}
    assert (second.company_name, second.addresses.first().country) == ("Nord GmbH", "AT")
    assert NumberRange.objects.get(name="K").next_number == 43
    noted = AuditEntry.objects.filter(action__in=["customers.add", "parameters.change"])
    assert sorted(noted.values_list("action", flat=True)) == ["customers.add", "customers.add", "parameters.change"]
    assert "Böhm" not in str(list(noted.values_list("after", flat=True)))
    again = run(books, Kind.CUSTOMERS, CUSTOMERS.replace("Nord GmbH", "Süd GmbH"))
    assert (again["10001"], again["K0042"]) == (("unchanged", ""), ("failed", "number_taken"))
    assert (Customer.objects.count(), NumberRange.objects.get(name="K").next_number) == (2, 43)


def test_articles_are_added_and_never_overwritten(books: OldBooks) -> None:
    assert run(books, Kind.ARTICLES, ARTICLES) == {"A-1": ("created", ""), "A-2": ("failed", "amount_too_fine")}
    article = Article.objects.get(number="A-1")
    assert (article.price_minor, article.ean, article.tax_level) == (101250, "4006381333931", "standard")
    again = run(books, Kind.ARTICLES, ARTICLES.replace("Tasse", "Becher"))
    assert again["A-1"] == ("unchanged", "differs")
    assert Article.objects.get(number="A-1").name == "Tasse"


def test_open_documents_are_to_the_cent_and_found_by_the_changeover(books: OldBooks) -> None:
    run(books, Kind.CUSTOMERS, CUSTOMERS)
    books.publish(order(1), order(2), order(3), order(4))
    books.shop.take_orders(order(4))
    text = HEAD + (
        f"V1;{order(1).reference};03.02.2026;10001;SKU-1;Tasse;2;2,50;5,00;10,00;\n"
        f"B0007;;03.02.2026;10001;SKU-1;Tasse;1;10,00;;10,00;{order(2).reference}\n"
        "V3;;03.02.2026;10001;SKU-1;;3;1,00;;3,05;\n"
        "V4;;03.02.2026;10001;XYZ;Unbekannt;1;1,00;;1,01;\n"
        "V5;;03.02.2026;99999;SKU-1;;1;1,00;;;\n"
        f"V6;{order(4).reference};03.02.2026;10001;SKU-1;;1;1,00;;;\n"
    )
    ranges = {each.name: each.next_number for each in NumberRange.objects.all()}
    wanted = {
        "V1": ("created", ""),
        "B0007": ("created", "renamed"),
        "V3": ("failed", "total_differs"),
        "V4": ("created", ""),
        "V5": ("failed", "customer_unknown"),
        "V6": ("unchanged", "order_known"),
    }
    assert run(books, Kind.DOCUMENTS, text) == wanted
    assert {each.name: each.next_number for each in NumberRange.objects.all()} == ranges
    old = {each.number: each for each in Document.objects.filter(request_key__isnull=False).prefetch_related("lines")}
    assert set(old) == {"V1", "ALT-B0007", "V4"}
    kinds = {number: [line.kind for line in each.lines.all()] for number, each in old.items()}
    assert kinds == {"V1": ["item", "freight"], "ALT-B0007": ["item"], "V4": ["item", "difference"]}
    assert (old["V1"].total_minor, old["V1"].tax_minor, old["V4"].difference_minor) == (1000, 160, 1)
    assert old["V1"].delivery_address["city"] == "Hamburg"
    assert verify_books().problems == ()
    assert set(run(books, Kind.DOCUMENTS, text).values()) & {("created", ""), ("created", "renamed")} == set()
    books.look(InspectionKind.ADOPTION)
    adopted = Adoption.objects.filter(document__isnull=False).order_by("order_reference")
    assert [(each.order_reference[-1], each.document.number, each.confidence) for each in adopted] == [
        ("1", "V1", "sure"), ("2", "ALT-B0007", "sure"),
    ]  # fmt: skip
    books.look(InspectionKind.ADOPT_SURE)
    assert books.retrieve() == 1
    assert set(run(books, Kind.DOCUMENTS, text).values()) & {("created", ""), ("created", "renamed")} == set()


def test_odoo_has_its_lines_below_the_head_and_net_prices(books: OldBooks) -> None:
    text = (
        "Customer,Order Date,Order Reference,Order Lines/Product,Order Lines/Quantity,Order Lines/Unit Price,"
        "Order Lines/Taxes\n"
        "Ready Mat,2026-02-03 10:37:22,S00003,[SKU-1] Chair,3,0.33,19% USt\n,,,[X-9] Desk,1,10.00,19% USt\n"
    )
    assert run(books, Kind.DOCUMENTS, text) == {"S00003": ("created", "")}
    document = Document.objects.get(number="S00003")
    assert (document.total_minor, document.prices_include_tax) == (1308, False)
    assert [(each.sku, each.article_source, each.title) for each in document.lines.all()] == [
        ("SKU-1", "number", "Chair"), ("X-9", "placeholder", "Desk"),
    ]  # fmt: skip
    assert document.customer.name == "Ready Mat"
    assert run(books, Kind.DOCUMENTS, text.replace("S00003", "S00004")) == {"S00004": ("created", "")}
    assert Document.objects.get(number="S00004").customer_id == document.customer_id


def test_invoices_are_not_offered_and_choices_must_be_complete(books: OldBooks) -> None:
    company = books.shop.company
    numbers = NumberRange.objects.create(company=company, name="RE", prefix="RE")
    invoice = DocumentType.objects.create(
        company=company, name="Rechnung", kind=DocumentKind.INVOICE, number_range=numbers
    )
    taken = take_file(company, Kind.DOCUMENTS, "a.csv", HEAD.encode() + b"V1", actor=None, at=NOW)
    change_choices(taken, replace(taken.chosen, document_type_id=invoice.pk))
    with pytest.raises(ChoicesIncomplete):
        start_import(taken, actor=None, at=NOW)
    change_choices(taken, replace(taken.chosen, document_type_id=DocumentType.objects.exclude(pk=invoice.pk).get().pk))
    assert finish(books, taken) == {"V1": ("failed", "day_unreadable")}
    with pytest.raises(ImportBegun):
        change_choices(taken, taken.chosen)


def test_a_customer_range_without_gaps_is_not_skipped(books: OldBooks) -> None:
    numbers = CustomerStatus.objects.get().number_range
    DocumentType.objects.create(
        company=books.shop.company, name="Rechnung", kind=DocumentKind.INVOICE, number_range=numbers
    )
    assert run(books, Kind.CUSTOMERS, CUSTOMERS)["K0042"] == ("failed", "number_of_range")


def test_queries_do_not_grow_with_the_records(books: OldBooks) -> None:
    run(books, Kind.CUSTOMERS, CUSTOMERS)

    def count(numbers: range) -> int:
        rows = (f"Q{each};ref-{each};03.02.2026;10001;SKU-1;;1;1,00;;;id-{each}\n" for each in numbers)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run(books, Kind.DOCUMENTS, HEAD + "".join(rows))
        return sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE")) for each in queries)

    few = count(range(2))
    assert count(range(10, 40)) <= few


@pytest.mark.usefixtures("books")
def test_the_command_says_what_would_become_and_does_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kunden.csv"
    file.write_text("Nr;Wer\n1;Anna\n2;\n", encoding="utf-8")
    options: dict[str, Any] = {
        "kind": "customers", "company": "", "into": "", "status": "Kunde", "net": None, "as_json": True,
    }  # fmt: skip
    columns = ["Nr=number", "Wer=name"]
    assert import_stock(str(file), columns=columns, dry_run=True, **options) == 1
    assert json.loads(capsys.readouterr().out)["counts"] == {"created": 1, "failed": 1}
    assert (Customer.objects.count(), DataImport.objects.count()) == (0, 0)
    assert import_stock(str(file), columns=columns, dry_run=False, **options) == 1
    assert [each["reason"] for each in json.loads(capsys.readouterr().out)["records"]] == ["", "name_missing"]
    assert Customer.objects.get().number == "1"
    for wrong in ({"columns": ["Nr=nummer"]}, {"kind": "x"}, {"status": "y"}, {"company": "z"}):
        with pytest.raises(CompanyUnknown if "company" in wrong else InputUnusable):
            import_stock(str(file), **{"columns": columns, "dry_run": True, **options, **wrong})


def test_pages_show_the_meaning_of_columns_before_anything_is_written(books: OldBooks) -> None:
    Membership.objects.create(company=books.shop.company, user=books.actor, role=Role.ADMIN)
    client = Client(headers={"accept-language": "de"})
    client.force_login(books.actor)
    file = SimpleUploadedFile("kunden.csv", CUSTOMERS.encode("cp1252"))
    shown = client.post(reverse("data_imports:upload"), {"kind": "customers", "file": file}, follow=True)
    page, taken = shown.content.decode(), DataImport.objects.get()
    assert "Datenübernahme" in page
    assert "Jörg" in page
    assert "ist kein Land" in page
    assert Customer.objects.count() == 0
    address = reverse("data_imports:preview", args=[taken.pk])
    form = shown.context["form"]
    entered = {name: form[name].value() or "" for name in form.fields}
    assert "schon eine andere Spalte" in client.post(address, entered | {"column_1": "number"}).content.decode()
    client.post(address, entered | {"do": "look", "column_9": ""})
    taken.refresh_from_db()
    assert Field.EMAIL not in taken.chosen.columns
    assert (
        "Kundennummer" in client.post(address, entered | {"do": "import", "column_0": ""}, follow=True).content.decode()
    )
    client.post(address, entered | {"do": "import"})
    records = read_records(DataImport.objects.get(), NOW)
    while go_on(taken.pk, records, NOW):
        pass
    results = reverse("data_imports:results", args=[taken.pk])
    assert "angelegt: 2" in client.get(address, follow=True).content.decode()
    exported = b"".join(client.get(results, {"export": "csv", "verdict": "failed"}).streaming_content).decode()
    assert "10004" in exported
    assert "10001" not in exported
    assert "kunden.csv" in client.get(reverse("data_imports:list")).content.decode()
    bad = SimpleUploadedFile("x.csv", b"a\0b")
    assert (
        "weder CSV noch"
        in client.post(reverse("data_imports:upload"), {"kind": "articles", "file": bad}).content.decode()
    )
    other = take_file(books.shop.company, Kind.ARTICLES, "a.csv", ARTICLES.encode(), actor=None, at=NOW)
    client.post(reverse("data_imports:discard", args=[other.pk]))
    assert not DataImport.objects.filter(pk=other.pk).exists()
