"""What every list can do: columns as each wants them, saved views, files, and actions on chosen rows."""

import csv
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.models import Role, User
from kogge.orders.models import OrderState
from kogge.web.models import SavedView
from tests.integration.site.factory import Books, add_document, add_person, keep_books

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]


@pytest.fixture
def books() -> Books:
    return keep_books("Nord")


@pytest.fixture
def sign_in(books: Books) -> SignIn:
    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "de"})
        client.force_login(add_person(f"person-{role}", books.company, role))
        return client

    return sign_in


def headings(client: Client, path: str) -> list[str]:
    page = client.get(path).content.decode()
    cells = page.split("<thead>")[1].split("</thead>")[0].split("<th scope")[1:]
    return [
        " ".join(each.split(">", 1)[1].replace("</a>", "").split("</th>")[0].split()).split(">")[-1] for each in cells
    ]


def read_csv(response: HttpResponse) -> list[list[str]]:
    content = b"".join(response.streaming_content)  # of a streamed answer
    assert content.startswith("\N{BYTE ORDER MARK}".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_a_hidden_column_is_added_moved_and_reset_for_one_person_alone(sign_in: SignIn) -> None:
    path, client = reverse("platforms:list"), sign_in(Role.READER)
    assert "Plattformreferenz in der Cloud" not in client.get(path).content.decode()
    assert "Plattformreferenz in der Cloud" in client.get(path, {"designer": "1"}).content.decode()
    wish = {"do": "layout", "shown": ["name", "cloud_reference"], "position:cloud_reference": "1", "width:name": "300"}
    assert client.post(path, wish).status_code == 302
    page = client.get(path).content.decode()
    assert "cloud-Nord" in page
    assert '<col width="300">' in page
    assert headings(client, path)[1:] == ["Plattformreferenz in der Cloud", "Name"]
    assert "cloud-Nord" not in sign_in(Role.CLERK).get(path).content.decode()
    client.post(path, {"do": "reset-layout"})
    assert "cloud-Nord" not in client.get(path).content.decode()


def test_the_sorting_of_the_layout_holds_until_another_is_chosen(books: Books, sign_in: SignIn) -> None:
    add_document(books.company, books.document_type, books.customer, books.platform, 2)
    path, client = reverse("documents:list"), sign_in(Role.CLERK)
    client.post(path, {"do": "layout", "shown": ["number"], "sort": "number"})
    assert [row[0] for row in read_csv(client.get(path, {"export": "csv"}))[1:]] == ["B0001", "B0002"]
    wanted = {"export": "csv", "sort": "-number"}
    assert [row[0] for row in read_csv(client.get(path, wanted))[1:]] == ["B0002", "B0001"]


def test_a_view_keeps_search_and_filters_under_a_name(sign_in: SignIn) -> None:
    path, client = reverse("documents:list"), sign_in(Role.READER)
    client.post(f"{path}?q=B0001&state=&page=3&sort=number", {"do": "save-view", "name": "  Meine  "})
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("Meine", "q=B0001&sort=number")
    assert f'href="{path}?q=B0001&amp;sort=number"' in client.get(path).content.decode()
    client.post(path, {"do": "save-view", "name": " "})
    sign_in(Role.CLERK).post(path, {"do": f"delete-view:{view.pk}"})
    assert SavedView.objects.get() == view
    client.post(path, {"do": f"delete-view:{view.pk}"})
    assert not SavedView.objects.exists()


def test_csv_has_all_rows_with_amounts_that_a_german_spreadsheet_reads(books: Books, sign_in: SignIn) -> None:
    books.customer.name = '=cmd|"/c calc"!A1'
    books.customer.save()
    for number in range(2, 120):
        add_document(books.company, books.document_type, books.customer, books.platform, number)
    response = sign_in(Role.CLERK).get(reverse("documents:list"), {"export": "csv", "sort": "number"})
    assert response.headers["Content-Disposition"].startswith('attachment; filename="vorgange-')
    rows = read_csv(response)
    assert len(rows) == 120
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["Nummer"], row["Summe"], row["Währung"], row["Bestellt"]) == (
        "B0001",
        "1234,56",
        "EUR",
        "03.02.2026 05:05",
    )
    assert row["Kunde"] == '\'=cmd|"/c calc"!A1', "no spreadsheet calculates it"
    entry = AuditEntry.objects.get(action="lists.export")
    assert entry.after == {"list": "documents:list", "kind": "csv"}


def test_xlsx_has_numbers_and_times_and_the_chosen_rows_alone(books: Books, sign_in: SignIn) -> None:
    other = add_document(books.company, books.document_type, books.customer, books.platform, 2)
    response = sign_in(Role.CLERK).post(reverse("documents:list"), {"do": "export:xlsx", "chosen": [str(other.pk)]})
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>1234.56</v>" in sheet
    assert Decimal("46056.21") < Decimal(sheet.split('r="B2" s="1"><v>')[1].split("<")[0]) < Decimal("46056.22")
    assert ">B0002<" in sheet
    assert "B0001" not in sheet


def test_who_has_no_right_to_it_gets_no_file_and_no_action(books: Books, sign_in: SignIn) -> None:
    client = sign_in(Role.WAREHOUSE)
    assert client.get(reverse("documents:list"), {"export": "csv"}).status_code == 403
    chosen = {"chosen": [str(books.parked.pk)]}
    assert client.post(reverse("orders:parked"), {"do": "export:csv"} | chosen).status_code == 403
    assert client.post(reverse("orders:parked"), {"do": "action:leave-out", "reason": "x"} | chosen).status_code == 403
    assert client.get(reverse("documents:list"), {"export": "exe"}).status_code == 403
    assert sign_in(Role.CLERK).get(reverse("documents:list"), {"export": "exe"}).status_code == 404
    for wish in ({"export": "csv"}, {"designer": "1"}):
        assert client.get(reverse("platforms:credentials"), wish).status_code == 403
    assert client.post(reverse("platforms:credentials"), {"do": "layout"}).status_code == 403


def test_files_hide_personal_data_as_pages_do(books: Books, sign_in: SignIn) -> None:
    columns = {"do": "layout", "shown": ["number", "name", "email", "phone", "vat_id"]}
    books.customer.email, books.customer.vat_id = "oemer@example.com", "DE136695976"
    books.customer.save()
    for role, is_shown in ((Role.CLERK, True), (Role.READER, False)):
        client = sign_in(role)
        client.post(reverse("customers:list"), columns)
        rows = read_csv(client.get(reverse("customers:list"), {"export": "csv"}))
        told = " ".join(rows[1])
        assert all((each in told) is is_shown for each in ("Łukasz", "oemer@example.com", "DE136695976"))
        assert (
            books.customer.name in str(read_csv(client.get(reverse("documents:list"), {"export": "csv"})))
        ) is is_shown


def test_chosen_parked_orders_are_left_out_with_a_reason(books: Books, sign_in: SignIn) -> None:
    path, client = reverse("orders:parked"), sign_in(Role.CLERK)
    nothing = client.post(path, {"do": "action:leave-out", "reason": "doppelt"}, follow=True)
    assert "Wählen Sie mindestens eine Zeile" in nothing.content.decode()
    chosen = {"chosen": [str(books.parked.pk), "999999", "x"]}
    told = client.post(path, {"do": "action:leave-out", "reason": "doppelt"} | chosen, follow=True).content.decode()
    assert "Ausgelassene Bestellungen: 1" in told
    books.parked.refresh_from_db()
    assert books.parked.state == OrderState.SKIPPED


def test_cells_are_written_as_the_table_library_would(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    for name in ("documents:list", "customers:list", "platforms:list", "orders:skipped", "people:list"):
        client.post(reverse(name), {"do": "layout"})  # all columns
        table = client.get(reverse(name)).context["table"]
        cells = [(row, column) for row in table.paginated_rows for column in table.writers]
        assert cells, name
        for row, column in cells:
            assert str(table.writers[column].write(row)) == str(row.get_cell(column)), (name, column)


def test_another_companys_rows_cannot_be_chosen(books: Books) -> None:
    stranger: User = add_person("stranger", keep_books("Süd").company, Role.ADMIN)
    client = Client()
    client.force_login(stranger)
    client.post(reverse("orders:parked"), {"do": "action:leave-out", "reason": "x", "chosen": [str(books.parked.pk)]})
    books.parked.refresh_from_db()
    assert books.parked.state == OrderState.PARKED
