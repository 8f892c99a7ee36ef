"""Number ranges, document types and address statuses: numbers are given once, and people see which comes next."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.companies.models import NumberRange, Role
from kogge.companies.services import take_numbers
from kogge.customers.models import Customer, CustomerStatus
from kogge.documents.models import DocumentKind, DocumentType
from kogge.documents.numbering import find_highest_given
from kogge.documents.verification import list_missing_numbers
from tests.integration.orders.shop import Shop, open_shop
from tests.integration.site.factory import AT, add_person
from tests.orders import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


@pytest.fixture
def admin(shop: Shop) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(add_person("admin", shop.company, Role.ADMIN))
    return client


def post(client: Client, page: str, /, *args: object, **form: object) -> str:
    return html.unescape(client.post(reverse(f"documents:{page}", args=args), form, follow=True).content.decode())


def change_range(client: Client, number_range: NumberRange, shown: int = 1, **changed: object) -> str:
    form = {"name": number_range.name, "prefix": number_range.prefix, "width": number_range.width}
    form |= {"next_number": shown, "initial-next_number": shown}
    return post(client, "edit-parameter", "number-ranges", number_range.pk, **(form | changed))


def range_of(shop: Shop, name: str) -> NumberRange:
    return NumberRange.objects.get(company=shop.company, name=name)


def test_a_range_goes_on_above_what_was_given_and_never_below(shop: Shop, admin: Client) -> None:
    shop.take_orders(order())
    given = range_of(shop, "B")
    assert given.next_number == 2
    answer = change_range(admin, given, shown=2, next_number=1)
    assert "Numbers up to B1 were given already. Go on with 2 or a higher number." in answer
    assert 'id="id_next_number_error"' in answer
    assert 'value="1"' in answer
    given.refresh_from_db()
    assert given.next_number == 2
    change_range(admin, given, shown=2, next_number=500)
    assert take_numbers(given.pk, 1) == ["B0500"]
    change_range(admin, given, shown=501, next_number=7)
    given.refresh_from_db()
    assert given.next_number == 7, "what was taken and came to nothing does not count"


def test_what_was_left_out_by_raising_the_next_number_is_no_gap(shop: Shop, admin: Client) -> None:
    given = range_of(shop, "B")
    DocumentType.objects.filter(number_range=given).update(kind=DocumentKind.INVOICE)
    shop.take_orders(order())
    change_range(admin, given, shown=2, next_number=500)
    shop.take_orders(order(2))
    assert list_missing_numbers(shop.company) == []
    AuditEntry.objects.filter(action="parameters.change").update(action="parameters.gone")
    assert list_missing_numbers(shop.company)[:2] == ["B0002", "B0003"]


def test_numbers_given_while_the_page_was_open_are_not_given_again(shop: Shop, admin: Client) -> None:
    given = range_of(shop, "B")
    shop.take_orders(order())
    assert "Saved." in change_range(admin, given, shown=1, name="Bestellungen")
    given.refresh_from_db()
    assert (given.name, given.next_number) == ("Bestellungen", 2)


def test_a_range_says_what_uses_it_and_what_comes_next(shop: Shop, admin: Client) -> None:
    listed = admin.get(reverse("documents:parameters", args=["number-ranges"])).content.decode()
    assert "B0001" in listed
    assert "Bestellung" in listed
    page = admin.get(
        reverse("documents:edit-parameter", args=["number-ranges", range_of(shop, "K").pk])
    ).content.decode()
    assert "<li>Kunde</li>" in page


@pytest.mark.parametrize(
    ("entered", "shown"),
    [
        ({"prefix": "RE", "next_number": "42", "width": "5"}, "RE00042"),
        ({"prefix": "<b>", "next_number": "1", "width": "1"}, "&lt;b&gt;1"),
        ({"prefix": "RE", "next_number": "", "width": "5"}, "shown here"),
        ({"prefix": "RE", "next_number": "9" * 10_000, "width": "5"}, "shown here"),
        ({"prefix": "RE", "next_number": "1", "width": "99999"}, "shown here"),
        ({"prefix": "RE", "next_number": "²", "width": "1"}, "shown here"),
    ],
)
def test_the_next_number_is_previewed(admin: Client, entered: dict[str, str], shown: str) -> None:
    assert shown in admin.get(reverse("documents:number-preview"), entered).content.decode()


def test_two_ranges_of_the_same_things_have_different_prefixes(shop: Shop, admin: Client) -> None:
    twin = NumberRange.objects.create(company=shop.company, name="Twin", prefix="B")
    form = {"name": "Rechnung", "kind": "invoice", "number_range": twin.pk}
    assert "The range “B” has the prefix “B”, too" in post(admin, "add-parameter", "document-types", **form)
    assert "Saved." in post(admin, "add-parameter", "address-statuses", name="Gast", number_range=twin.pk)
    DocumentType.objects.create(
        company=shop.company,
        name="Angebot",
        kind="offer",
        number_range=NumberRange.objects.create(company=shop.company, name="A", prefix="A"),
    )
    assert "The range “B” has the prefix “B”, too" in change_range(admin, range_of(shop, "A"), prefix="B")


def test_a_prefix_that_numbers_bear_already_goes_on_above_them(shop: Shop, admin: Client) -> None:
    status = CustomerStatus.objects.get(company=shop.company)
    for number in ("X00009", "X0010", "X11a", "Y99", "X9999999999999999999"):
        Customer.objects.create(company=shop.company, number=number, status=status, created_at=AT, changed_at=AT)
    assert find_highest_given(shop.company.pk, "X") == 10
    assert find_highest_given(shop.company.pk, "Z") == 0
    assert "Numbers up to X10 were given" in post(
        admin, "add-parameter", "number-ranges", name="X", prefix="X", next_number=10, width=4
    )


def test_a_status_is_copied_with_numbers_of_its_own(shop: Shop, admin: Client) -> None:
    status = CustomerStatus.objects.get(company=shop.company)
    shown = admin.get(reverse("documents:copy-status", args=[status.pk])).content.decode()
    assert 'value="Kunde (copy)"' in shown
    copied = post(admin, "copy-status", status.pk, name="Amazon-Kunde", prefix="AZ", next_number=10001, width=5)
    assert "AZ10001" in copied
    copy = CustomerStatus.objects.get(company=shop.company, name="Amazon-Kunde")
    assert take_numbers(copy.number_range_id, 1) == ["AZ10001"]
    assert copy.number_range_id != status.number_range_id
    assert AuditEntry.objects.get(action="parameters.copy_status").before == {"copied_from": "Kunde"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Kunde"}, "Another status has this name already."),
        ({"name": "B"}, "and another one has it"),
        ({"prefix": "K"}, "has the prefix “K”, too"),
        ({"prefix": "B"}, "Numbers up to B1 were given already"),
        ({"next_number": "0"}, "greater than or equal to 1"),
        ({"width": "400"}, "less than or equal to 15"),
    ],
)
def test_a_copy_that_cannot_be_is_refused(shop: Shop, admin: Client, changed: dict[str, str], said: str) -> None:
    shop.take_orders(order())
    status = CustomerStatus.objects.get(company=shop.company)
    form = {"name": "Amazon-Kunde", "prefix": "AZ", "next_number": "1", "width": "6"} | changed
    assert said in post(admin, "copy-status", status.pk, **form)
    assert CustomerStatus.objects.filter(company=shop.company).count() == 1


def test_a_type_with_documents_keeps_its_kind(shop: Shop, admin: Client) -> None:
    shop.take_orders(order())
    kept = DocumentType.objects.get(company=shop.company)
    form = {"name": "Auftrag", "kind": "invoice", "number_range": kept.number_range_id, "days_to_pay": 14}
    assert "its kind stays" in post(admin, "edit-parameter", "document-types", kept.pk, **form)
    assert "Saved." in post(admin, "edit-parameter", "document-types", kept.pk, **(form | {"kind": "order"}))
    kept.refresh_from_db()
    assert (kept.name, kept.kind) == ("Auftrag", "order")


def test_another_companys_status_and_range_are_out_of_reach(shop: Shop, admin: Client) -> None:
    other = open_shop("Süd")
    foreign = CustomerStatus.objects.get(company=other.company)
    assert admin.get(reverse("documents:copy-status", args=[foreign.pk])).status_code == 404
    answer = post(admin, "add-parameter", "address-statuses", name="X", number_range=foreign.number_range_id)
    assert "Select a valid choice" in answer
    clerk = Client()
    clerk.force_login(add_person("clerk", shop.company, Role.CLERK))
    own = CustomerStatus.objects.get(company=shop.company)
    assert clerk.get(reverse("documents:copy-status", args=[own.pk])).status_code == 403
