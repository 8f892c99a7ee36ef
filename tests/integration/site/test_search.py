"""The search of everything: what it finds, how, and whom it shows what."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kogge.articles.models import AliasPart, Article, ArticleAlias
from kogge.companies.models import Membership, Role
from kogge.customers.models import Customer
from kogge.site.search import find_the_one, search_everything
from tests.integration.site.factory import AT, Books, add_document, add_person, keep_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    books = keep_books("Nord")
    keep_books("Süd")
    article = Article.objects.create(company=books.company, number="TAU-10", name="Tau", ean="4006381333931")
    alias = ArticleAlias.objects.create(company=books.company, sku="FBA.TAU.2")
    AliasPart.objects.create(alias=alias, article=article, quantity=2)
    Customer.objects.create(
        company=books.company, number="K2", status=books.customer.status, name="Jörg O'Neill-Müller",
        company_name="Möwe & Söhne GmbH", email="jo.neill@example.com", created_at=AT, changed_at=AT,
    )  # fmt: skip
    return books


@pytest.fixture
def member(books: Books) -> Callable[[Role], Membership]:
    def member(role: Role) -> Membership:
        return Membership.objects.get(user=add_person(f"person-{role}", books.company, role))

    return member


@pytest.mark.parametrize(
    ("typed", "icon", "label", "is_exact"),
    [
        ("B0001", "file-text", "B0001", True),
        ("b0001", "file-text", "B0001", True),
        ("B00", "file-text", "B0001", False),
        ("1-1", "file-text", "B0001", True),
        ("0001", "file-text", "B0001", False),
        ("K2", "users", "Möwe & Söhne GmbH", True),
        ("jo.neill@example.com", "users", "Möwe & Söhne GmbH", True),
        ("Möw", "users", "Möwe & Söhne GmbH", False),
        ("müll jörg", "users", "Möwe & Söhne GmbH", False),
        ("neill", "users", "Möwe & Söhne GmbH", False),
        ("łukasz", "users", "Ömer Łukasz 王", False),
        ("TAU-10", "package", "TAU-10", True),
        ("4006381333931", "package", "TAU-10", True),
        ("40063", "package", "TAU-10", False),
        ("FBA.", "tag", "FBA.TAU.2", False),
    ],
)
def test_things_are_found_once_in_ones_own_company(
    member: Callable[[Role], Membership], typed: str, icon: str, label: str, *, is_exact: bool
) -> None:
    found = {group.source.icon: group.hits for group in search_everything(member(Role.CLERK), typed)}
    assert [(hit.label, hit.is_exact) for hit in found[icon]] == [(label, is_exact)]


@pytest.mark.parametrize(
    "typed", ["", " ", "x", "\0\0", "nichts davon", "%", "___", "'; --", '"*', "& | !", "王" * 300]
)
def test_odd_input_finds_nothing_and_breaks_nothing(member: Callable[[Role], Membership], typed: str) -> None:
    assert search_everything(member(Role.CLERK), typed) == []


def test_words_follow_changes_of_names(books: Books, member: Callable[[Role], Membership]) -> None:
    clerk = member(Role.CLERK)
    Customer.objects.filter(pk=books.customer.pk).update(name="Alma Anders")
    assert search_everything(clerk, "lukasz") == search_everything(clerk, "łukasz") == []
    assert search_everything(clerk, "anders alma")[0].hits[0].label == "Alma Anders"
    Customer.objects.filter(name__startswith="Jörg").delete()
    assert search_everything(clerk, "möwe") == []


def test_who_may_not_see_people_is_shown_none(books: Books, member: Callable[[Role], Membership]) -> None:
    reader = member(Role.READER)
    assert search_everything(reader, "Möwe") == []
    assert search_everything(reader, "K1") == []
    hit = search_everything(reader, "B0001")[0].hits[0]
    assert books.customer.name not in hit.detail


def test_exact_hits_come_first_and_one_alone_is_the_one(books: Books, member: Callable[[Role], Membership]) -> None:
    clerk = member(Role.CLERK)
    add_document(books.company, books.document_type, books.customer, books.platform, 11)
    groups = search_everything(clerk, "1-1")
    assert [hit.label for hit in groups[0].hits] == ["B0001", "B0011"]
    the_one = find_the_one(groups)
    assert the_one
    assert the_one.label == "B0001"
    assert find_the_one(search_everything(clerk, "B00")) is None


def test_the_page_goes_straight_there_or_lists(books: Books) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("clerk", books.company, Role.CLERK))
    page = reverse("documents:detail", args=[books.document.pk])
    response = client.post(reverse("search"), {"q": " b0001 "})
    assert (response.status_code, response.headers["Location"]) == (302, page)
    assert f'href="{page}"' in client.post(reverse("search"), {"q": "B00"}).content.decode()
    assert "Nichts gefunden" in client.post(reverse("search"), {"q": "<script>"}).content.decode()
    assert "mindestens zwei Zeichen" in client.get(reverse("search")).content.decode()
    hits = client.post(reverse("search-hits"), {"q": "B00"}).content.decode()
    assert 'role="option"' in hits
    assert client.get(reverse("search-hits")).status_code == 405


def test_a_search_asks_little(
    member: Callable[[Role], Membership], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = member(Role.CLERK)
    with django_assert_max_num_queries(18):
        search_everything(clerk, "b0001")
