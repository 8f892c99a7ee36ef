"""Every view is guarded, and personal data is shown to those alone who may see it."""

import inspect
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kogge.companies.models import Membership, Role, User
from kogge.companies.permissions import Right, list_rights
from kogge.customers.models import AddressKind, Customer, PostalAddress
from kogge.documents.models import Document
from kogge.orders.models import ChangeKind, ChangeState, OrderChange
from kogge.web.lists import ListPage
from tests.integration.site.factory import AT, Books, add_person, keep_books

pytestmark = pytest.mark.django_db

OF_EVERYBODY = {
    "search", "search-hits", "sign-in", "sign-out", "language", "company", "people:own-password", "conditions:check",
}  # fmt: skip
"""Views that take what anybody sends: one's own language, company, password, sign-in, sign-out; a condition's text."""
OF_NOBODY = {"setup:start", "setup:company", "setup:administrator"}
"""Views for an installation in which nobody can sign in yet; the setup code guards them."""

SECRETS = ("Zuckerhut", "zucker@example.org", "0421-77001", "DE129273398", "Rechnungsweg 9", "PO-4711")
DELIVERED_TO = "Lieferdeich 3"


@pytest.fixture
def books() -> Books:
    books = keep_books("Nord")
    names = {"name": "Xaver Zuckerhut", "company_name": "Zuckerhut GmbH"}
    contact = {"email": "zucker@example.org", "phone": "0421-77001", "vat_id": "DE129273398"}
    Customer.objects.filter(pk=books.customer.pk).update(**names, **contact)
    PostalAddress.objects.filter(customer=books.customer).update(name="Empfang", line1=DELIVERED_TO)
    PostalAddress.objects.create(
        customer=books.customer, kind=AddressKind.INVOICE, fingerprint="i", name="Zuckerhut", line1="Rechnungsweg 9"
    )
    delivered = {"name": "Empfang", "line1": DELIVERED_TO, "city": "Bremen", "country": "DE"}
    invoiced = {"name": "Xaver Zuckerhut", "line1": "Rechnungsweg 9", "country": "DE", "phone": "0421-77001"}
    Document.objects.filter(pk=books.document.pk).update(
        delivery_address=delivered,
        invoice_address=invoiced,
        vat_id="DE129273398",
        purchase_order_number="PO-4711",
    )
    for state in (ChangeState.OPEN, ChangeState.TAKEN):
        OrderChange.objects.create(
            company=books.company,
            document=books.document,
            kind=ChangeKind.CHANGE,
            state=state,
            feed_sequence=2,
            differences=[
                {"field": "invoice_address", "before": {}, "after": invoiced},
                {"field": "vat_id", "before": "", "after": "DE129273398"},
            ],
            noticed_at=AT,
        )
    return books


def client_of(books: Books, role: Role, *, sees_personal_data: bool | None = None) -> Client:
    person = add_person(f"person-{role}-{sees_personal_data}", books.company, role)
    Membership.objects.filter(user=person).update(sees_personal_data=sees_personal_data)
    client = Client(headers={"accept-language": "de"})
    client.force_login(person)
    return client


def views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield the Office's views with their full names."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            yield prefix + (each.name or ""), each
        elif str(each.pattern) not in {"cloud/", "api/v1/"}:
            yield from views(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)


def address_of(name: str, pattern: URLPattern) -> str:
    values = {key: "warehouses" if key == "key" else 1 for key in pattern.pattern.converters}
    return reverse(name, kwargs=values)


def test_every_view_refuses_each_role_that_has_not_its_right(books: Books) -> None:
    clients = {role: client_of(books, role) for role in Role if role != Role.API}
    guarded = [
        (name, each, each.callback.needed_right) for name, each in views() if hasattr(each.callback, "needed_right")
    ]
    assert len(guarded) >= 30
    for name, pattern, right in guarded:
        for role, client in clients.items():
            if right in list_rights(role):
                continue
            path = address_of(name, pattern)
            for response in (client.get(path), client.post(path)):
                assert response.status_code == 403, (name, role)


def test_a_view_without_a_guard_only_reads(books: Books) -> None:
    """What takes a form must name its right; what only reads is open to everybody with a company."""
    reader = client_of(books, Role.READER)
    for name, pattern in views():
        if hasattr(pattern.callback, "needed_right") or name in OF_EVERYBODY | OF_NOBODY:
            continue
        view = getattr(pattern.callback, "view_class", None)
        if view and issubclass(view, ListPage):
            continue  # its own forms are what everybody prefers, and actions and files that ask for their rights
        takes_forms = hasattr(view, "post") if view else "POST" in inspect.getsource(inspect.unwrap(pattern.callback))
        assert not takes_forms, f"{name} takes forms, but names no right (kogge.web.access.needs)"
        assert Client().get(address_of(name, pattern)).status_code == 302, name
        answer = reader.get(address_of(name, pattern))
        assert answer.status_code in {200, 286, 302, 404}, name
        assert not answer.headers.get("Location", "").startswith(reverse("sign-in")), name


def read_everything(client: Client, books: Books) -> str:
    """Open every page that a role may open, and return all they say."""
    pages = []
    for name, pattern in views():
        if name in OF_EVERYBODY:
            continue
        ids = {
            "document_id": books.document.pk,
            "customer_id": books.customer.pk,
            "platform_id": books.platform.pk,
            "run_id": books.run.pk,
        }
        values = {key: ids.get(key, "warehouses" if key == "key" else 1) for key in pattern.pattern.converters}
        path = reverse(name, kwargs=values)
        if not hasattr(pattern.callback, "needed_right"):
            pages += [client.get(path).content.decode(), client.get(path, {"q": "Bremen"}).content.decode()]
    assert len(pages) > 20
    return "\n".join(pages)


def test_readers_see_no_personal_data_on_any_page(books: Books) -> None:
    said = read_everything(client_of(books, Role.READER), books)
    assert [each for each in (*SECRETS, DELIVERED_TO, "Ömer") if each in said] == []
    assert "Personenbezogene Daten" in said


def test_the_warehouse_sees_where_to_and_no_more(books: Books) -> None:
    said = read_everything(client_of(books, Role.WAREHOUSE), books)
    assert [each for each in SECRETS if each in said] == []
    assert DELIVERED_TO in said


@pytest.mark.parametrize(
    ("role", "setting", "is_shown"),
    [
        (Role.CLERK, None, True),
        (Role.CLERK, False, False),
        (Role.READER, True, True),
        (Role.READER, None, False),
        (Role.ADMIN, None, True),
    ],
)
def test_a_membership_grants_and_withholds(books: Books, role: Role, setting: bool | None, is_shown: bool) -> None:
    client = client_of(books, role, sees_personal_data=setting)
    for path in (
        reverse("customers:detail", args=[books.customer.pk]),
        reverse("customers:list"),
        reverse("documents:list"),
    ):
        assert ("Zuckerhut" in client.get(path).content.decode()) is is_shown, path
    raw = client.get(reverse("orders:raw", args=[books.document.pk]))
    assert (raw.status_code == 403) is (Right.READ_RAW_ORDERS not in list_rights(role, sees_personal_data=setting))


@pytest.mark.parametrize("path", ["documents:list", "customers:list"])
def test_a_search_tells_nothing_that_is_hidden(books: Books, path: str) -> None:
    part = {"hx-request": "true", "hx-target": "list"}
    found = client_of(books, Role.CLERK).get(reverse(path), {"q": "Zuckerhut"}, headers=part)
    hidden = client_of(books, Role.READER).get(reverse(path), {"q": "Zuckerhut"}, headers=part)
    assert books.customer.number in found.content.decode() or books.document.number in found.content.decode()
    assert "Kein Eintrag passt" in hidden.content.decode()


def test_an_account_for_programs_does_not_work_at_the_screens(books: Books) -> None:
    client = client_of(books, Role.API)
    refused = client.get(reverse("documents:list"))
    assert refused.status_code == 403
    assert "Dieses Konto ist für Programme" in refused.content.decode()
    person = User.objects.get(username="person-api-None")
    person.set_password("nordstern-am-achterdeck")
    person.save()
    answer = Client(headers={"accept-language": "de"}).post(
        reverse("sign-in"), {"username": person.username, "password": "nordstern-am-achterdeck"}
    )
    assert answer.status_code == 200
    assert "für Programme" in answer.content.decode()
