"""A clerk signs in and looks around."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.office import Office

OpenPage = Callable[..., Page]
SignIn = Callable[..., None]


def test_wrong_password_is_told(office: Office, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(office.url)
    expect(page).to_have_url(re.compile("/sign-in/"))
    page.fill("#id_username", "admin")
    page.fill("#id_password", "wrong")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("Benutzername oder Passwort ist falsch")


def test_menu_leads_to_documents_and_their_customer(office: Office, open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page)
    expect(page.get_by_role("heading", name="Überblick", level=1)).to_be_visible()
    page.get_by_role("link", name="Vorgänge", exact=True).click()
    expect(page.locator("tbody tr").first).to_be_visible()
    number = page.locator("tbody tr a").first.inner_text()
    page.locator("tbody tr").first.locator("td").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    expect(page.get_by_role("heading", name="Positionen")).to_be_visible()
    total = page.locator(".totals dd.total").inner_text()
    assert total == page.locator(".totals dd").nth(3).inner_text(), "the document's total is the platform's"
    page.locator("#order ~ * a, section[aria-labelledby=order] a").first.click()
    expect(page.get_by_role("heading", name="Letzte Vorgänge")).to_be_visible()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    assert page.url.startswith(f"{office.url}/customers/")


def test_search_answers_while_typing_and_can_be_cleared(open_page: OpenPage, sign_in: SignIn, office: Office) -> None:
    page = open_page()
    sign_in(page)
    page.goto(f"{office.url}/documents/")
    number = page.locator("tbody tr a").nth(3).inner_text()
    page.keyboard.press("/")
    page.keyboard.type(number)
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr a").first).to_have_text(number)
    expect(page).to_have_url(re.compile(f"q={number}"))
    page.fill("#id_q", "gibt es nicht")
    expect(page.get_by_text("Nichts gefunden")).to_be_visible()
    page.get_by_role("link", name="Suche und Filter leeren").click()
    expect(page.locator("tbody tr").nth(5)).to_be_visible()


def test_sorting_and_paging(open_page: OpenPage, sign_in: SignIn, office: Office) -> None:
    page = open_page()
    sign_in(page)
    page.goto(f"{office.url}/documents/")
    page.locator("thead").get_by_role("link", name="Nummer", exact=False).first.click()
    expect(page.locator("th[aria-sort=ascending]")).to_be_visible()
    first, last = (page.locator("tbody tr").nth(place).get_by_role("link").first for place in (0, -1))
    lowest, highest = first.inner_text(), last.inner_text()
    assert lowest < highest
    page.get_by_role("link", name="Weiter").click()
    expect(first).not_to_have_text(lowest)
    assert highest < first.inner_text()
    page.get_by_role("link", name="Zurück").click()
    expect(first).to_have_text(lowest)


def test_language_and_theme_are_switched_and_kept(open_page: OpenPage, sign_in: SignIn, office: Office) -> None:
    page = open_page(locale="en-US")
    page.goto(f"{office.url}/sign-in/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    sign_in(page)
    expect(page.get_by_role("heading", name="Überblick", level=1)).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html[data-bs-theme=dark]")).to_be_attached()
    page.goto(f"{office.url}/customers/")
    expect(page.locator("html[data-bs-theme=dark][lang=en]")).to_be_attached()


@pytest.mark.parametrize(
    "path", ["/", "/documents/", "/documents/1/", "/customers/1/", "/platforms/1/", "/orders/skipped/"]
)
def test_phone_needs_no_sideways_scrolling(open_page: OpenPage, sign_in: SignIn, office: Office, path: str) -> None:
    page = open_page(viewport={"width": 390, "height": 800})
    sign_in(page)
    page.goto(office.url + path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Menü").click()
    expect(page.get_by_role("link", name="Plattformen").first).to_be_visible()


def test_sign_out_closes_the_door(open_page: OpenPage, sign_in: SignIn, office: Office) -> None:
    page = open_page()
    sign_in(page)
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    page.goto(f"{office.url}/documents/")
    expect(page).to_have_url(re.compile("/sign-in/"))


def test_reader_may_look_but_not_retrieve(open_page: OpenPage, sign_in: SignIn, office: Office) -> None:
    page = open_page()
    sign_in(page, "leserin")
    page.goto(f"{office.url}/platforms/1/")
    expect(page.get_by_role("heading", name="Amazon", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Vorgänge abrufen")).to_have_count(0)


def test_person_without_company_is_told_whom_to_ask(open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, "neuling")
    expect(page.get_by_role("heading", name="Sie gehören noch zu keinem Mandanten")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
