"""Old data straight from another program's database: the same preview and import as of a file, and nothing written."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.commands import InputUnusable
from kogge.companies.models import Membership, Role
from kogge.customers.models import Customer
from kogge.data_imports import views
from kogge.data_imports.commands import import_stock
from kogge.data_imports.databases import list_wanted, read_wanted
from kogge.data_imports.fields import Kind, Profile
from kogge.data_imports.models import DataImport, ImportSource
from kogge.data_imports.selects import Wanted
from kogge.data_imports.services import go_on, read_records, start_import, take_answer
from kogge.documents.models import Document
from kogge.guards import witness
from kogge.infrastructure.foreign_databases import Engine, ForeignDatabaseFailed, Server, Trouble
from tests.integration.changeover.books import NOW, OldBooks

pytestmark = pytest.mark.django_db

KUNDEN = (
    "CREATE TABLE kunden (Kundennummer TEXT, Nachname TEXT, Ort TEXT, Land TEXT);"
    "INSERT INTO kunden VALUES ('10001', 'Böhm', 'Hamburg', 'D'), ('10002', 'Wer', 'Ort', 'Atlantis');"
)
OPTIONS = {"company": "", "columns": (), "into": "", "status": "", "net": None, "as_json": True}
ODOO = """
CREATE TABLE res_country (id serial PRIMARY KEY, code varchar(2), name jsonb);
CREATE TABLE res_currency (id serial PRIMARY KEY, name varchar NOT NULL);
CREATE TABLE res_partner (
    id serial PRIMARY KEY, name varchar, ref varchar, is_company boolean, commercial_company_name varchar,
    street varchar, street2 varchar, zip varchar, city varchar, country_id integer, email varchar, phone varchar,
    vat varchar, active boolean, customer_rank integer
);
CREATE TABLE product_template (
    id serial PRIMARY KEY, name jsonb NOT NULL, list_price numeric, active boolean, sale_ok boolean
);
CREATE TABLE product_product (
    id serial PRIMARY KEY, product_tmpl_id integer, default_code varchar, barcode varchar, active boolean
);
CREATE TABLE account_tax (
    id serial PRIMARY KEY, name jsonb, amount numeric NOT NULL, amount_type varchar, type_tax_use varchar,
    price_include boolean
);
CREATE TABLE product_taxes_rel (prod_id integer, tax_id integer);
CREATE TABLE account_tax_sale_order_line_rel (sale_order_line_id integer, account_tax_id integer);
CREATE TABLE sale_order (
    id serial PRIMARY KEY, name varchar NOT NULL, client_order_ref varchar, date_order timestamp, partner_id integer,
    partner_shipping_id integer, currency_id integer, amount_total numeric, state varchar, invoice_status varchar
);
CREATE TABLE sale_order_line (
    id serial PRIMARY KEY, order_id integer, sequence integer, display_type varchar, product_id integer, name text,
    product_uom_qty numeric, price_unit numeric, price_subtotal numeric
);
INSERT INTO res_country VALUES (57, 'DE', '{"en_US": "Germany"}'), (12, 'AT', '{"en_US": "Austria"}');
INSERT INTO res_currency VALUES (125, 'EUR');
INSERT INTO res_partner VALUES
    (7, 'Böhm GmbH', 'K-7', true, 'Böhm GmbH', 'Kai 1', NULL, '20095', 'Hamburg', 57, 'a@example.com', '+49 40 1',
     'DE123456788', true, 0),
    (8, 'Erna Öz', NULL, false, NULL, 'Weg 2', 'Hof', '1010', 'Wien', 12, NULL, NULL, NULL, true, 1),
    (9, 'Supplier', NULL, true, NULL, NULL, NULL, NULL, NULL, 57, NULL, NULL, NULL, true, 0);
INSERT INTO product_template VALUES (1, '{"de_DE": "Tasse", "en_US": "Cup"}', 10, true, true);
INSERT INTO product_product VALUES (5, 1, 'SKU-7', '4006381333931', true);
INSERT INTO account_tax VALUES (3, '{"en_US": "19%"}', 19.0000, 'percent', 'sale', false);
INSERT INTO product_taxes_rel VALUES (1, 3);
INSERT INTO sale_order VALUES
    (1, 'S00001', '305-1', '2026-02-03 23:30:00', 7, 8, 125, 29.75, 'sale', 'to invoice'),
    (2, 'S00002', NULL, '2026-02-04 10:00:00', 8, 8, 125, 11.90, 'sale', 'invoiced'),
    (3, 'S00003', NULL, '2026-02-04 10:00:00', 8, 8, 125, 11.90, 'draft', 'no');
INSERT INTO sale_order_line VALUES
    (1, 1, 10, NULL, 5, 'Tasse', 2.0, 10.00, 20.00), (2, 1, 20, 'line_note', NULL, 'Danke', 0, 0, 0),
    (3, 1, 30, NULL, 5, 'Tasse, zweite Wahl', 1.0, 5.00, 5.00), (4, 2, 10, NULL, 5, 'Tasse', 1, 10, 10);
INSERT INTO account_tax_sale_order_line_rel VALUES (1, 3), (3, 3), (4, 3);
CREATE SEQUENCE numbers;
"""


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> OldBooks:
    monkeypatch.setattr(witness, "find_path", lambda: tmp_path / witness.FILE)
    monkeypatch.setattr(views, "enqueue_import", lambda _pk: None)
    return OldBooks(monkeypatch)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "alt.sqlite"
    with sqlite3.connect(path) as database:
        database.executescript(KUNDEN)
    return path


@pytest.fixture
def odoo() -> Iterator[Server]:
    """Tables as Odoo 17 has them, in a database of their own."""
    if connection.vendor != "postgresql":
        pytest.skip("Odoo's tables are PostgreSQL's.")
    used = connection.settings_dict
    reached = {"host": used["HOST"], "port": int(used["PORT"]), "user": used["USER"], "password": used["PASSWORD"]}
    name = f"odoo_{used['NAME']}"
    with psycopg.connect(dbname="postgres", autocommit=True, **reached) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        with psycopg.connect(dbname=name, **reached) as database:
            database.execute(ODOO)
        yield Server(Engine.POSTGRESQL, database=name, **reached)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_page_reads_a_database_as_it_reads_a_file(books: OldBooks, shop: Path) -> None:
    Membership.objects.create(company=books.shop.company, user=books.actor, role=Role.ADMIN)
    client = Client(headers={"accept-language": "de"})
    client.force_login(books.actor)
    address = reverse("data_imports:database", args=["sqlite"])
    entered = {"kind": "customers", "wanted": "", "select": ""}

    def post(content: bytes = shop.read_bytes(), **more: str) -> str:
        file = SimpleUploadedFile("alt.sqlite", content)
        answer = client.post(address, entered | {"file": file} | more, headers={"HX-Request": "true"})
        return answer.headers.get("HX-Redirect", answer.content.decode())

    assert "kunden</option>" in post(do="look")
    assert "keine SQLite-Datenbank" in post(b"Name;Ort", do="look")
    assert "einzelnes SELECT" in post(do="read", wanted="select", select="DELETE FROM kunden")
    assert "Sie meldet: no such column" in post(do="read", wanted="select", select="SELECT nix FROM kunden")
    assert DataImport.objects.count() == 0
    page = client.get(post(do="read", wanted="table:kunden")).content.decode()
    taken = DataImport.objects.get()
    assert (taken.name, taken.source, taken.records) == ("kunden · SQLite", ImportSource.DATABASE, 2)
    assert "ist kein Land" in page
    start_import(taken, actor=books.actor, at=NOW)
    records = read_records(taken, NOW)
    while go_on(taken.pk, records, NOW):
        pass
    assert Customer.objects.get().name == "Böhm"
    assert AuditEntry.objects.get(action="data_imports.upload").after == {
        "kind": "customers", "rows": 2, "source": "database",
    }  # fmt: skip
    assert "Datenbank" in client.get(reverse("data_imports:list")).content.decode()


def test_servers_are_named_by_who_may_and_where_they_may_be(
    books: OldBooks, settings: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    Membership.objects.create(company=books.shop.company, user=books.actor, role=Role.ADMIN)
    client = Client(headers={"accept-language": "de"})
    client.force_login(books.actor)
    address = reverse("data_imports:database", args=["postgresql"])
    entered = {
        "kind": "customers", "host": "127.0.0.1", "port": "9", "database": "x", "user": "u", "password": "geh-heim",
        "do": "look",
    }  # fmt: skip
    near = client.post(address, entered).content.decode()
    assert "der eigene Rechner" in near
    settings.KOGGE_IMPORT_DATABASES = "all"
    far = client.post(address, entered).content.decode()
    assert "antwortet kein Server" in far
    assert "geh-heim" not in near + far + caplog.text
    assert "Server:" in client.post(address, entered | {"host": "-h /tmp"}).content.decode()
    settings.KOGGE_IMPORT_DATABASES = "none"
    assert client.get(address).status_code == 403
    assert address not in client.get(reverse("data_imports:upload")).content.decode()


@pytest.mark.usefixtures("books")
def test_the_command_reads_sqlite_files(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = tmp_path / "kunden.sql"
    query.write_text("SELECT Kundennummer, Nachname FROM kunden WHERE Land = 'D'", encoding="utf-8")
    options = {"kind": "customers", "dry_run": False} | OPTIONS
    assert import_stock(str(shop), query_file=str(query), **options) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"created": 1}
    assert Customer.objects.get().number == "10001"
    for wrong in ({"path": ""}, {"path": str(tmp_path / "none"), "table": "kunden"}, {"path": "a", "url_file": "b"}):
        with pytest.raises(InputUnusable):
            import_stock(**{**options, **wrong})


def test_odoo_is_taken_over_with_ready_selects(
    books: OldBooks, odoo: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = list_wanted(odoo, may_be_near=True)
    assert shown.programs == [Profile.ODOO]
    assert "public.sale_order" in shown.tables

    def take(kind: Kind) -> dict[str, tuple[str, str]]:
        snapshot = read_wanted(odoo, Wanted(program="odoo"), kind, may_be_near=True)
        taken = take_answer(books.shop.company, kind, "Odoo", snapshot, actor=books.actor, at=NOW)
        start_import(taken, actor=books.actor, at=NOW)
        records = read_records(taken, NOW)
        while go_on(taken.pk, records, NOW):
            pass
        return {each.key: (each.verdict, each.reason) for each in taken.results.all()}

    assert take(Kind.CUSTOMERS) == {"K-7": ("created", ""), "8": ("created", "")}
    assert take(Kind.ARTICLES) == {"SKU-7": ("created", "")}
    assert take(Kind.DOCUMENTS) == {"S00001": ("created", "")}
    document = Document.objects.get(number="S00001")
    assert (document.total_minor, document.order_reference, document.prices_include_tax) == (2975, "305-1", False)
    assert [(each.sku, each.article_source, each.total_minor) for each in document.lines.all()] == [
        ("SKU-7", "number", 2380), ("SKU-7", "number", 595),
    ]  # fmt: skip
    assert (document.customer.number, document.delivery_address["city"]) == ("K-7", "Wien")
    assert document.ordered_at.isoformat() == "2026-02-03T23:30:00+00:00"
    assert take(Kind.DOCUMENTS)["S00001"][0] == "unchanged"
    address = tmp_path / "address"
    address.write_text(f"postgresql://{odoo.user}:x@{odoo.host}:{odoo.port}/{odoo.database}\n", encoding="utf-8")
    assert import_stock("", kind="customers", url_file=str(address), program="odoo", dry_run=True, **OPTIONS) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"unchanged": 2}


def test_postgresql_is_only_read(odoo: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(select: str) -> Trouble | None:
        try:
            read_wanted(odoo, Wanted(select=select), Kind.CUSTOMERS, may_be_near=True)
        except ForeignDatabaseFailed as failed:
            return failed.trouble
        return None

    assert ask("SELECT name FROM res_partner") is None
    for refused in ("SELECT nextval('numbers')", "SELECT set_config('transaction_read_only', 'off', false)",
                    "WITH gone AS (DELETE FROM sale_order RETURNING id) SELECT * FROM gone",
                    "SELECT nothing FROM res_partner"):  # fmt: skip
        assert ask(refused) is Trouble.REJECTED
    monkeypatch.setattr("kogge.infrastructure.foreign_databases.READ_S", 0.05)
    assert ask("SELECT pg_sleep(1)") is Trouble.TOO_SLOW
    wrong = Server(Engine.POSTGRESQL, odoo.host, odoo.port, "nowhere", odoo.user, "geh-heim")
    for server, trouble in (
        (wrong, Trouble.REFUSED),
        (Server(Engine.SQLSERVER, odoo.host, odoo.port, "x", "y", "geh-heim"), Trouble.REFUSED),
    ):
        with pytest.raises(ForeignDatabaseFailed) as raised:
            list_wanted(server, may_be_near=True)
        assert raised.value.trouble is trouble
        assert "geh-heim" not in str(raised.value)
