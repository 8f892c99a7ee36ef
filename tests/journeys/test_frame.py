"""The frame of every page: what it weighs, the search of everything, shortcuts; and the start page that is live."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.journeys.office import Office

OpenPage = Callable[..., Page]
SignIn = Callable[..., None]

LIMIT = 200_000


@pytest.mark.parametrize("path", ["/", "/documents/"])
def test_first_load_is_small_and_from_here_alone(
    office: Office, browser: Browser, open_page: OpenPage, sign_in: SignIn, path: str
) -> None:
    signed_in = open_page()
    sign_in(signed_in)
    expect(signed_in.get_by_role("heading", name="Überblick", level=1)).to_be_visible()
    fresh = browser.new_context(storage_state=signed_in.context.storage_state())
    page = fresh.new_page()
    responses: list[Response] = []
    page.on("response", lambda each: responses.append(each))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto(office.url + path)
    page.wait_for_load_state("networkidle")
    sizes = {each.url: each.request.sizes() for each in responses}
    transferred = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes.values())
    assert transferred < LIMIT, {urlsplit(url).path: each["responseBodySize"] for url, each in sizes.items()}
    assert {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in sizes} == {office.url}
    static = [each for each in responses if "/static/" in each.url]
    assert len(static) > 5
    assert all("immutable" in each.headers["cache-control"] for each in static)
    fresh.close()


def test_search_goes_anywhere_by_keyboard(office: Office, open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page)
    page.goto(f"{office.url}/articles/")
    box = page.get_by_role("combobox", name="Bestellungen, Vorgänge, Kunden und Artikel suchen")
    page.keyboard.press("Control+k")
    expect(box).to_be_focused()
    page.keyboard.type("BE0000")
    options = page.get_by_role("option")
    expect(options.nth(2)).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    number = chosen.locator(".hit-label").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    page.keyboard.press("Control+k")
    page.keyboard.type("be000007")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("BE000007")
    assert "be000007" not in page.url


def test_search_works_without_scripts(open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page)
    page.fill("#search-all", "BE0000")
    page.press("#search-all", "Enter")
    expect(page.get_by_role("heading", name="Suche nach „BE0000“")).to_be_visible()
    page.get_by_role("link", name=re.compile("^BE000001")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("BE000001")


def test_shortcuts_are_listed_and_work_but_not_while_typing(
    office: Office, open_page: OpenPage, sign_in: SignIn
) -> None:
    page = open_page()
    sign_in(page)
    page.goto(f"{office.url}/articles/")
    page.keyboard.press("Control+k")
    page.keyboard.type("n?/")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#search-all")).to_have_value("n?/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tastenkürzel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/articles/add/$"))
    expect(page.get_by_role("button", name="Speichern")).to_have_attribute(
        "aria-keyshortcuts", "Control+S Control+Enter"
    )
    page.fill("#id_number", "KURZ-1")
    page.fill("#id_name", "Mit Tasten gespeichert")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("Gespeichert")


def test_start_page_follows_without_losing_the_focus(office: Office, open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page)
    expect(page.get_by_role("heading", name="Bestellungen pro Stunde")).to_be_visible()
    expect(page.get_by_text("Geänderte Bestellungen auflisten").first).to_be_visible()
    page.locator("[id^=document-]").nth(2).focus()
    focused = page.evaluate("document.activeElement.id")
    office.park_an_order()
    page.evaluate("htmx.trigger('#overview', 'live')")
    expect(page.locator("#task-parked")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == focused


def test_a_document_is_cancelled_with_its_reason(office: Office, open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    sign_in(page)
    page.goto(f"{office.url}/documents/?state=open&q=BE00002")
    page.locator("tbody tr a").first.click()
    page.get_by_role("link", name="Vorgang stornieren").click()
    page.get_by_label("Grund").fill("Der Kunde rief an")
    page.get_by_role("button", name="Vorgang stornieren").click()
    history = page.get_by_role("region", name="Verlauf")
    expect(history).to_contain_text("Vorgang storniert")
    expect(history).to_contain_text("Der Kunde rief an")
    expect(history).to_contain_text("admin")
    expect(page.get_by_role("region", name="Derzeit nicht möglich")).to_contain_text("Der Vorgang ist storniert.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing stands out"
