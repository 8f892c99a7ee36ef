"""Papers of real documents: kept once they are posted, refused where the law is not met, the letterhead's page."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from kogge.audit.models import AuditEntry
from kogge.companies.models import Membership, Role
from kogge.documents.cancelling import cancel_by_hand
from kogge.documents.commands import DocumentUnknown
from kogge.documents.listing import list_for_page
from kogge.documents.models import Document, DocumentKind
from kogge.documents.verification import verify_books
from kogge.people.keys import create_key
from kogge.printing.commands import OutputUnusable, print_to_file
from kogge.printing.errors import LetterheadIncomplete, PaperDamaged, TaxUndecided
from kogge.printing.models import KeptPaper, Letterhead
from kogge.printing.queries import read_paper
from kogge.printing.services import print_document
from kogge.shipping.models import Shipment, ShipmentState
from tests.integration.documents.ledger import AT, Ledger, Wanted, open_ledger
from tests.integration.documents.test_posting import unseal
from tests.integration.site.factory import add_person

pytestmark = pytest.mark.django_db

COMPLETE = {
    "legal_name": "Nord GmbH", "line1": "Kai 1", "postal_code": "20457", "city": "Hamburg", "country": "DE",
    "vat_id": "DE136695976", "accent": "#0b5394",
}  # fmt: skip
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def ledger() -> Ledger:
    ledger = open_ledger()
    Letterhead.objects.create(company=ledger.company, **COMPLETE)
    return ledger


def load(document: Document) -> Document:
    return list_for_page(document.company).get(pk=document.pk)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_paper_of_a_posted_invoice_is_made_once_and_kept(ledger: Ledger) -> None:
    invoice = load(ledger.invoice(Wanted(), Wanted(2, 2380, 380)))
    made = print_document(invoice, actor=None, at=AT)
    Letterhead.objects.update(legal_name="Süd GmbH")
    assert print_document(load(invoice), actor=None, at=AT) == made
    kept = KeptPaper.objects.get()
    assert (kept.sha256, kept.language, kept.is_archivable, kept.has_data) == (
        hashlib.sha256(made).hexdigest(), "de", True, True,
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="printing.keep_paper").count() == 1
    assert "factur-x.xml" in PdfReader(io.BytesIO(made)).attachments
    text = text_of(made)
    assert all(each in text for each in (invoice.number, "35,70", "Nord GmbH", "20.11.2026", "Ömer"))
    assert "Entwurf" not in text.title()


def test_the_database_and_the_digest_guard_what_was_kept(ledger: Ledger) -> None:
    invoice = load(ledger.invoice())
    print_document(invoice, actor=None, at=AT)
    kept = KeptPaper.objects.filter(document=invoice)
    for change in (lambda: kept.update(content=b"%PDF"), kept.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert verify_books().problems == ()
    unseal("printing_keptpaper")
    kept.update(content=b"%PDF")
    assert ("paper_damaged", (invoice.number,)) in [(each.code, each.names) for each in verify_books().problems]
    with pytest.raises(PaperDamaged):
        print_document(invoice, actor=None, at=AT)


def test_what_is_not_posted_is_a_draft_and_not_kept(ledger: Ledger) -> None:
    order = ledger.add()
    invoice = ledger.make(order, DocumentKind.INVOICE)
    assert "ENTWURF" in text_of(print_document(load(invoice), actor=None, at=AT))
    assert "ENTWURF" not in text_of(print_document(load(order), actor=None, at=AT))
    assert not KeptPaper.objects.exists()


def test_an_invoice_is_refused_where_the_law_is_not_met(ledger: Ledger) -> None:
    undecided = load(ledger.invoice(Wanted(tax_minor=None)))
    with pytest.raises(TaxUndecided, match=undecided.number):
        print_document(undecided, actor=None, at=AT)
    Letterhead.objects.update(vat_id="", line1="")
    with pytest.raises(LetterheadIncomplete, match="the address, a tax number or VAT id"):
        print_document(load(ledger.invoice()), actor=None, at=AT)
    assert not KeptPaper.objects.exists()


def test_a_counterpart_names_what_it_takes_back(ledger: Ledger) -> None:
    invoice = ledger.invoice()
    counterpart = cancel_by_hand(invoice.pk, reason="Irrtum", actor=None, at=AT)
    assert counterpart is not None
    text = text_of(print_document(load(counterpart), actor=None, at=AT))
    assert "Stornorechnung" in text
    assert f"{invoice.number} vom 20.11.2026" in text


def test_the_day_of_the_supply_is_that_of_the_last_parcel(
    ledger: Ledger, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    order = ledger.add()
    invoice = load(ledger.make(order, DocumentKind.INVOICE))
    assert read_paper(invoice).supplied_on is None
    for number, day in enumerate((21, 23), start=1):
        Shipment.objects.create(
            company=ledger.company, document=order, package_number=number, state=ShipmentState.FIXED,
            shipped_at=AT.replace(day=day), created_at=AT, changed_at=AT,
        )  # fmt: skip
    with django_assert_max_num_queries(7):
        assert read_paper(invoice).supplied_on == AT.replace(day=23).date()


def test_people_print_one_or_several_from_the_office(ledger: Ledger) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("clerk", ledger.company, Role.CLERK))
    invoice, other = ledger.invoice(), ledger.invoice()
    path = reverse("printing:print", args=[invoice.pk])
    assert path in client.get(reverse("documents:detail", args=[invoice.pk])).content.decode()
    answer = client.post(path)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="rechnung-{invoice.number.lower()}.pdf"'
    chosen = {"chosen": [str(invoice.pk), str(other.pk)]}
    page = client.post(reverse("documents:list"), chosen | {"do": "action:print"}).content.decode()
    assert reverse("printing:print-several") in page
    answer = client.post(reverse("printing:print-several"), chosen)
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 2
    Letterhead.objects.update(vat_id="")
    page = client.post(reverse("printing:print", args=[ledger.invoice().pk]), follow=True).content.decode()
    assert "Briefkopf" in page
    stranger = open_ledger("Süd").invoice()
    assert client.post(reverse("printing:print", args=[stranger.pk])).status_code == 404


def test_a_program_gets_the_same_paper(ledger: Ledger) -> None:
    program = Membership.objects.get(user=add_person("program", ledger.company, Role.API))
    secret = create_key(program, "Shop", actor=None, at=AT).secret
    invoice = ledger.invoice()
    answer = Client().get(f"/api/v1/documents/{invoice.pk}/paper", headers={"authorization": f"Bearer {secret}"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content == bytes(KeptPaper.objects.get().content)


def test_the_command_writes_a_file(ledger: Ledger, tmp_path: Path) -> None:
    invoice = ledger.invoice()
    out = tmp_path / "invoice.pdf"
    assert print_to_file([invoice.number], str(out)) == 0
    assert out.read_bytes() == bytes(KeptPaper.objects.get().content)
    for numbers, where, error in (
        (["nothing"], str(out), DocumentUnknown),
        ([invoice.number], "", OutputUnusable),
        ([invoice.number], str(tmp_path), OutputUnusable),
    ):
        with pytest.raises(error):
            print_to_file(numbers, where)


def test_the_letterhead_is_entered_checked_and_journalled(ledger: Ledger) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("admin", ledger.company, Role.ADMIN))
    path = reverse("printing:letterhead")
    wrong = COMPLETE | {"iban": "DE02200505501015871394", "bic": "X", "vat_id": "DE1", "country": "Deutschland"}
    page = client.post(path, wrong | {"logo_file": SimpleUploadedFile("logo.png", b"GIF89a")}).content.decode()
    assert page.count('_error" role="alert"') == 5
    assert Letterhead.objects.get().vat_id == "DE136695976"
    right = COMPLETE | {"iban": "DE02 2005 0550 1015 8713 93", "bic": "HASPDEHHXXX", "intro_de": "Moin!"}
    answer = client.post(path, right | {"logo_file": SimpleUploadedFile("logo.exe", SVG)})
    assert answer.status_code == 302
    letterhead = Letterhead.objects.get()
    assert (letterhead.iban, letterhead.logo_kind) == ("DE02200505501015871393", "svg")
    assert letterhead.texts == {"de": {"intro": "Moin!"}}
    entry = AuditEntry.objects.get(action="printing.change_letterhead")
    assert entry.after["intro_de"] == "Moin!"
    assert "svg" not in str(entry.after["logo"])
    assert "Moin!" in client.get(path).content.decode()
    example = client.get(reverse("printing:example", args=["pl"]))
    assert "WZÓR" in text_of(example.content)
    assert client.get(reverse("printing:example", args=["xx"])).status_code == 404
    client.post(path, COMPLETE | {"without_logo": "on"})
    assert (Letterhead.objects.get().logo, Letterhead.objects.get().texts) == (None, {})
