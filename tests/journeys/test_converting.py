"""An order goes its way in the browser: converted in part, posted, cancelled; the list converts several."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.office import Office


def test_an_order_becomes_an_invoice_that_is_posted_and_taken_back(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = open_page()
    sign_in(page)
    page.goto(f"{office.url}/documents/?state=open")
    order = page.locator("tbody a").last
    number = order.inner_text()
    order.click()
    page.get_by_role("link", name="Wandeln").click()
    page.get_by_label("Wandeln in").select_option(label="Rechnung")
    page.get_by_role("button", name="Wandeln").click()
    expect(page.get_by_text("Der Vorgang wurde in RE")).to_be_visible()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    page.get_by_role("button", name="Buchen").click()
    expect(page.get_by_text("Platz in der Kette")).to_be_visible()
    page.get_by_role("link", name="Vorgang stornieren").click()
    page.get_by_label("Grund").fill("Falsch gewandelt.")
    page.get_by_role("button", name="Vorgang stornieren").click()
    expect(page.get_by_text("nimmt zurück")).to_be_visible()
    page.get_by_role("link", name="Rechnung RE").click()
    expect(page.get_by_text("zurückgenommen durch")).to_be_visible()


def test_documents_of_the_list_are_converted_together(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = open_page()
    sign_in(page)
    page.goto(f"{office.url}/documents/?state=open")
    boxes = page.locator('input[name="chosen"]')
    for place in (-1, -2):
        boxes.nth(boxes.count() + place).check()
    page.locator("#bulk").get_by_role("button", name="Wandeln").click()
    expect(page.get_by_text("Ausgewählte Vorgänge:")).to_be_visible()
    page.get_by_label("Wandeln in").select_option(label="Lieferschein")
    page.get_by_role("button", name="Wandeln").click()
    expect(page.get_by_text("Vorgänge erledigt: 2.")).to_be_visible()
