"""A clerk retrieves a platform's orders and watches them arrive."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.office import ORDERS, running_office

OpenPage = Callable[..., Page]
SignIn = Callable[..., None]


def test_orders_arrive_at_a_press_of_a_button(tmp_path: Path, open_page: OpenPage, sign_in: SignIn) -> None:
    with running_office(tmp_path) as office:
        page = open_page()
        sign_in(page, url=office.url)
        page.goto(f"{office.url}/documents/")
        expect(page.get_by_text("Noch keine Vorgänge")).to_be_visible()

        page.get_by_role("link", name="Amazon", exact=True).click()
        expect(page.get_by_text("Noch nichts abgerufen")).to_be_visible()
        page.get_by_role("button", name="Vorgänge abrufen").click()
        expect(page.locator("#progress")).to_contain_text("Abruf beendet", timeout=60_000)
        expect(page.get_by_role("heading", name="Letzter Abruf")).to_be_visible()
        expect(page.get_by_role("main").get_by_role("status")).to_contain_text(
            f"Abruf beendet, Gelistet {ORDERS}, Angelegt"
        )
        expect(page.get_by_role("button", name="Vorgänge abrufen")).to_be_enabled()
        expect(page.locator("section[aria-labelledby=runs] tbody")).to_contain_text("fertig")
        expect(page.locator(".figures dd").first).to_have_text(str(ORDERS))
        created = int(page.locator(".figures dd").nth(1).inner_text())
        skipped = int(page.locator(".figures dd").nth(4).inner_text())
        parked = int(page.locator(".figures dd").nth(5).inner_text())
        assert created > 0
        assert created + skipped + parked == ORDERS

        page.locator(".figures a").first.click()
        expect(page).to_have_url(re.compile(r"/documents/\?platform="))
        expect(page.locator(".list-footer strong")).to_have_text(str(created))

        page.goto(f"{office.url}/platforms/1/")
        expect(page.get_by_role("button", name="Vorgänge abrufen")).to_be_enabled()
        page.get_by_role("button", name="Vorgänge abrufen").click()
        expect(page.locator("section[aria-labelledby=runs] tbody tr")).to_have_count(2)
        expect(page.locator("#progress")).to_contain_text("Abruf beendet", timeout=60_000)
        page.goto(f"{office.url}/documents/")
        expect(page.locator(".list-footer strong")).to_have_text(str(created))

        number = office.park_an_order()
        page.goto(f"{office.url}/orders/parked/")
        expect(page.get_by_text("made unreadable by a test")).to_be_visible()
        page.locator("tbody").get_by_role("button", name="Erneut versuchen").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(number)
        expect(page.locator("#progress")).to_contain_text("Abruf beendet", timeout=60_000)
        expect(page.get_by_role("heading", name="Ergebnis")).to_be_visible()
        expect(page.locator("#progress")).to_contain_text("1 storniert")
        page.goto(f"{office.url}/orders/parked/")
        expect(page.get_by_text("Keine geparkten Bestellungen")).to_be_visible()
