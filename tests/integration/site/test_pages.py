"""Every page: who may open it, in which language, and that it shows one's own company only."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kogge.companies.models import Role
from kogge.orders.models import OrderState, PlatformOrder, RetrievalRun, RunState
from kogge.web.paging import LAST_PAGE, PER_PAGE
from tests.integration.site.factory import Books, add_document, add_person, keep_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return keep_books("Nord")


@pytest.fixture
def sign_in(books: Books) -> Callable[[Role], Client]:
    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "de"})
        client.force_login(add_person(f"person-{role}", books.company, role))
        return client

    return sign_in


def paths(books: Books) -> list[str]:
    return [
        reverse("start"),
        reverse("documents:list"),
        reverse("documents:detail", args=[books.document.pk]),
        reverse("customers:list"),
        reverse("customers:detail", args=[books.customer.pk]),
        reverse("articles:list"),
        reverse("platforms:list"),
        reverse("orders:platform", args=[books.platform.pk]),
        reverse("orders:parked"),
        reverse("orders:skipped"),
        reverse("orders:run", args=[books.run.pk]),
    ]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_opens_in_both_languages(books: Books, sign_in: Callable[[Role], Client], language: str) -> None:
    client = sign_in(Role.READER)
    for path in paths(books):
        response = client.get(path, headers={"accept-language": language})
        assert response.status_code == 200, path
        assert f'<html lang="{language}"' in response.content.decode()
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]


def test_every_page_needs_a_sign_in(books: Books) -> None:
    for path in paths(books):
        response = Client().get(path)
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, reverse("sign-in")), path


def test_no_page_shows_another_company(books: Books) -> None:
    stranger = add_person("stranger", keep_books("Süd").company, Role.ADMIN)
    client = Client()
    client.force_login(stranger)
    for path in paths(books):
        response = client.get(path)
        if path.rstrip("/").split("/")[-1].isdigit():
            assert response.status_code == 404, path
        else:
            page = reverse("documents:detail", args=[books.document.pk])
            assert f'"{page}"' not in response.content.decode(), path
    assert client.post(reverse("orders:retrieve", args=[books.platform.pk])).status_code == 404
    assert client.post(reverse("orders:retry", args=[books.parked.pk])).status_code == 404


def test_reader_sees_no_buttons_and_is_refused(books: Books, sign_in: Callable[[Role], Client]) -> None:
    client = sign_in(Role.READER)
    retrieve = reverse("orders:retrieve", args=[books.platform.pk])
    retry = reverse("orders:retry", args=[books.parked.pk])
    assert retrieve not in client.get(reverse("orders:platform", args=[books.platform.pk])).content.decode()
    assert retry not in client.get(reverse("orders:parked")).content.decode()
    for path in (retrieve, retry):
        response = client.post(path)
        assert response.status_code == 403
        assert "Das dürfen Sie nicht" in response.content.decode()
    assert RetrievalRun.objects.count() == 1


def test_clerk_is_told_why_a_retrieval_cannot_start(books: Books, sign_in: Callable[[Role], Client]) -> None:
    client = sign_in(Role.CLERK)
    path = reverse("orders:retrieve", args=[books.platform.pk])
    assert client.get(path).status_code == 405
    response = client.post(path, follow=True)
    assert "konnte nicht gestartet werden: Die Plattform ist nicht bereit" in response.content.decode()
    assert RetrievalRun.objects.count() == 1


def test_person_without_company_is_told_whom_to_ask() -> None:
    client = Client()
    client.force_login(add_person("nobody", None, Role.READER))
    response = client.get(reverse("start"), headers={"accept-language": "de"})
    assert response.status_code == 403
    assert "Sie gehören noch zu keinem Mandanten" in response.content.decode()
    assert client.post(reverse("sign-out")).status_code == 302


def test_person_of_two_companies_chooses(books: Books) -> None:
    person = add_person("both", books.company, Role.READER)
    south = keep_books("Süd")
    person.memberships.create(company=south.company, role=Role.READER)
    client = Client()
    client.force_login(person)
    detail = reverse("documents:detail", args=[south.document.pk])
    assert client.get(detail).status_code == 404
    client.post(reverse("company"), {"company": south.company.pk})
    assert client.get(detail).status_code == 200
    client.post(reverse("company"), {"company": 999_999})
    assert client.get(detail).status_code == 200


def test_document_shows_amounts_messages_and_escapes(books: Books, sign_in: Callable[[Role], Client]) -> None:
    page = sign_in(Role.CLERK).get(reverse("documents:detail", args=[books.document.pk])).content.decode()
    assert "1.234,56\N{NO-BREAK SPACE}€" in page
    assert "Die SKU „X“ gibt es in Ihrem Artikelstamm nicht" in page
    assert "Ömer Łukasz 王" in page
    assert "&lt;b&gt;Tau&lt;/b&gt;" in page
    assert "03.02.2026 05:05" in page, "in the Office's time zone"


def test_times_cannot_be_misread_in_english(books: Books, sign_in: Callable[[Role], Client]) -> None:
    path = reverse("documents:detail", args=[books.document.pk])
    page = sign_in(Role.READER).get(path, headers={"accept-language": "en"}).content.decode()
    assert "3 Feb 2026, 05:05" in page


def test_parked_change_leads_to_the_document_that_stayed(books: Books, sign_in: Callable[[Role], Client]) -> None:
    PlatformOrder.objects.filter(document=books.document).update(state=OrderState.PARKED, reason="amounts_missing")
    page = sign_in(Role.CLERK).get(reverse("orders:parked")).content.decode()
    assert reverse("documents:detail", args=[books.document.pk]) in page
    assert "Der Vorgang dazu blieb, wie er ist: B0001" in page


def test_progress_is_asked_for_until_the_end(books: Books, sign_in: Callable[[Role], Client]) -> None:
    client = sign_in(Role.READER)
    path = reverse("orders:progress", args=[books.run.pk])
    assert client.get(path).status_code == 286
    RetrievalRun.objects.filter(pk=books.run.pk).update(state=RunState.RUNNING)
    assert client.get(path).status_code == 200
    assert f'hx-get="{path}"' in client.get(reverse("orders:run", args=[books.run.pk])).content.decode()


def test_lists_page_without_counting_or_a_query_a_row(
    books: Books, sign_in: Callable[[Role], Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2, PER_PAGE + 3):
        add_document(books.company, books.document_type, books.customer, books.platform, number)
    client = sign_in(Role.READER)
    client.post(reverse("documents:list"), {"do": "layout"})  # all columns
    with django_assert_max_num_queries(14):
        first = client.get(reverse("documents:list"), {"sort": "number"}).content.decode()
    assert "B0050" in first
    assert "B0051" not in first
    with django_assert_max_num_queries(14):
        second = client.get(reverse("documents:list"), {"sort": "number", "page": 2}).content.decode()
    assert second.index("B0051") < second.index("B0052")
    assert "B0050" not in second
    assert client.get(reverse("documents:list"), {"page": LAST_PAGE + 1}).status_code == 200
    assert client.get(reverse("documents:list"), {"page": "many", "sort": "-nonsense"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"q": "B0001"}, True),
        ({"q": "1-1"}, True),
        ({"q": "łukasz ÖMER"}, True),
        ({"q": "Łukasz"}, True),
        ({"q": "nobody"}, False),
        ({"state": "cancelled"}, False),
        ({"state": "nonsense"}, True),
        ({"first": "2026-02-03", "last": "2026-02-03"}, True),
        ({"first": "2026-02-04"}, False),
        ({"last": "2026-02-02"}, False),
        ({"q": "%"}, False),
    ],
)
def test_documents_are_searched_and_narrowed(
    books: Books, sign_in: Callable[[Role], Client], query: dict[str, str], is_found: bool
) -> None:
    page = sign_in(Role.CLERK).get(
        reverse("documents:list"), query, headers={"hx-request": "true", "hx-target": "list"}
    )
    assert "<html" not in page.content.decode(), "HTMX gets the list alone"
    assert (books.document.number in page.content.decode()) is is_found


def test_the_menu_bears_the_names_of_the_guide(sign_in: Callable[[Role], Client]) -> None:
    page = sign_in(Role.ADMIN).get(reverse("documents:parameters", args=["number-ranges"])).content.decode()
    menu = page[page.index("<nav") : page.index("</nav>")]
    found = re.findall(r'menu-heading">([^<]+)<|menu-group">([^<]+)<|nav-link-title">([^<]+)<', menu)
    shown = [f"##{heading}" if heading else f"#{group}" if group else entry for heading, group, entry in found]
    assert shown == [
        "##Meine Firma", "#Überblick", "Startseite", "Automatisierungsaufgaben und Dienste",
        "##Verkauf", "Vorgänge", "Status-Protokolle", "Versand", "Zu entscheidende Änderungen",
        "#Stammdaten", "Adressen", "Artikel", "SKU-Zuordnung", "Datenübernahme",
        "##E-Commerce", "#Stammdaten", "Plattformen",
        "#Aktive Plattformen", "Amazon",
        "#Bestellungen ohne Vorgang", "Geparkte Bestellungen", "Übersprungene Bestellungen",
        "##Parameter", "#Adressen", "Status",
        "#Vorgänge", "Vorgangsarten", "Nummernkreise", "Zahlungsarten", "Versand-Zahlweisen", "Versandarten", "Lager",
        "Briefkopf",
        "#E-Commerce", "Regeln für Plattformen",
        "#Steuern", "Steuersätze", "Steuerliche Registrierungen",
        "#Sonstige", "Zugangsdaten", "Benutzer", "Änderungsprotokoll",
        "##Middleware", "#E-Commerce – Einstellungen", "Zeitpläne", "Manuell synchronisieren",
        "#Umstieg", "Umstieg", "Abgelehnte Bestellungen",
    ]  # fmt: skip
    active = re.findall(
        r'aria-current="page">\s*<span[^>]*>.*?</span><span class="nav-link-title">([^<]+)', menu, re.DOTALL
    )
    assert active == ["Nummernkreise"]
    reader = sign_in(Role.READER).get(reverse("platforms:list")).content.decode()
    assert "Nummernkreise" not in reader


def test_unknown_page_is_told_in_the_readers_language(sign_in: Callable[[Role], Client]) -> None:
    response = sign_in(Role.READER).get("/no-such-page/")
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()
