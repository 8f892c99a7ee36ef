"""What the features tell conditions about their records: everything the catalogue names, and without a query each."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from kogge.articles import conditions as articles
from kogge.articles.models import Article
from kogge.conditions.expressions import parse
from kogge.conditions.fields import ENTITIES, Fact, FieldType
from kogge.customers import conditions as customers
from kogge.customers.models import AddressKind, Customer, PostalAddress
from kogge.documents import conditions as documents
from kogge.documents.models import Document, DocumentLine, LineKind, PaymentMethod
from kogge.platforms import conditions as platforms
from kogge.platforms.models import Platform, PlatformCustomer
from tests.integration.site.factory import AT, Books, add_document, keep_books

pytestmark = pytest.mark.django_db

TYPES: dict[FieldType, tuple[type, ...]] = {
    FieldType.TEXT: (str,),
    FieldType.NUMBER: (int, Decimal),
    FieldType.YES_NO: (bool,),
    FieldType.DAY: (date, type(None)),
    FieldType.LIST: (tuple,),
}
NOW = AT + timedelta(days=1)


@pytest.fixture
def books() -> Books:
    books = keep_books("Nord")
    Document.objects.update(ship_by_at=AT + timedelta(hours=36), tax_minor=19711)
    return books


def documents_read() -> list[Document]:
    found = documents.read_along(Document.objects.all())
    return list(found.order_by("pk"))


def fits(entity: str, facts: dict[str, Fact]) -> bool:
    """Tell whether there is every field of the catalogue and no other, each of its type."""
    fields = ENTITIES[entity].fields
    right = {each.name for each in fields if isinstance(facts[each.name], TYPES[each.type])}
    return right == facts.keys() == {each.name for each in fields}


def test_every_reader_tells_what_the_catalogue_names(books: Books) -> None:
    facts = documents.read_facts(documents_read()[0], NOW)
    assert tuple(sorted(facts)) == tuple(sorted(documents.ENTITIES))
    assert all(fits(name, dict(each)) for name, each in facts.items())
    Article.objects.update(price_minor=1999, stock=3)
    assert fits("article", dict(articles.read_facts(Article.objects.get())))
    assert fits("platform", dict(platforms.read_facts(books.platform)))
    assert fits("customer", dict(customers.read_facts(books.customer)))


def test_documents_cost_no_query_each(books: Books, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(2, 6):
        add_document(books.company, books.document_type, books.customer, books.platform, number)
    with django_assert_num_queries(1 + len(documents.PREFETCHED)):
        found = documents_read()
    with django_assert_num_queries(0):
        assert len([documents.read_facts(each, NOW) for each in found]) == 5


def test_facts_of_a_document_are_those_people_mean(books: Books) -> None:
    DocumentLine.objects.create(
        document=books.document, position=2, kind=LineKind.FREIGHT, article=Article.objects.get(),
        article_number="V", quantity=1, total_minor=490,
    )  # fmt: skip
    payment = PaymentMethod.objects.create(company=books.company, name="Rechnung")
    Document.objects.update(payment_method=payment)
    facts = documents.read_facts(documents_read()[0], NOW)
    for text in (
        "document.total == 1234.56 and document.tax == 197.11",
        'Vorgang.Währung == "EUR" und Vorgang.Art == "order" und Vorgang.Vorgangsart == "Bestellung"',
        "document.age_days == 1 and document.hours_to_ship_by == 12",
        'document.ordered_on == "3.2.2026" and document.ship_by_on == "2026-02-04"',
        "document.lines == 2 and document.pieces == 2",
        'document.payment_method == "Rechnung" and document.shipping_method == "" and document.warehouse == ""',
        'document.delivery_country == "DE" and document.invoice_country == ""',
        'platform.kind == "amazon" and "FR" in platform.marketplaces and platform.is_authenticated',
        'customer.number == "K1" and customer.status == "Kunde" and customer.is_guest',
        "not (document.deliver_by_on > document.ordered_on)",
    ):
        assert parse(text, documents.ENTITIES).holds(facts), text


@pytest.mark.usefixtures("books")
def test_amounts_have_the_decimals_of_their_currency() -> None:
    for currency, total in (("JPY", "123456"), ("KWD", "123.456")):
        Document.objects.update(currency=currency)
        facts = documents.read_facts(documents_read()[0], NOW)
        assert facts["document"]["total"] == Decimal(total)
        assert parse(f"document.total == {total}0", documents.ENTITIES).holds(facts) is (currency == "KWD")


@pytest.mark.usefixtures("books")
def test_days_are_those_of_the_office() -> None:
    """Half past eleven in the evening in UTC is the next day in Berlin."""
    Document.objects.update(ordered_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    facts = documents.read_facts(documents_read()[0], datetime(2026, 2, 1, 22, 59, tzinfo=UTC))
    assert facts["document"]["ordered_on"] == date(2026, 2, 1)
    assert facts["document"]["age_days"] == 0


@pytest.mark.usefixtures("books")
def test_a_document_without_a_platform_fulfils_nothing_about_one() -> None:
    Document.objects.update(platform=None)
    facts = documents.read_facts(documents_read()[0], NOW)
    assert not parse('platform.kind == "amazon" or platform.is_active', documents.ENTITIES).holds(facts)


def test_a_customer_lives_where_he_is_delivered_to(books: Books) -> None:
    PostalAddress.objects.update(kind=AddressKind.INVOICE)
    assert customers.read_facts(books.customer)["country"] == "DE"
    PostalAddress.objects.create(customer=books.customer, kind=AddressKind.DELIVERY, fingerprint="2", country="AT")
    PlatformCustomer.objects.create(
        company=books.company, platform=Platform.objects.get(), customer=books.customer, reference="b"
    )
    facts = customers.read_facts(Customer.objects.get())
    assert (facts["country"], facts["is_guest"]) == ("AT", False)
