"""An administrator tries the credentials and sets a platform up."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.office import Office


def test_credentials_are_tried_and_a_platform_is_made(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = open_page()
    sign_in(page)
    page.get_by_role("link", name="Zugangsdaten", exact=True).click()
    page.get_by_role("link", name="Kogge Cloud").click()
    page.get_by_role("button", name="Testen").click()
    expect(page.get_by_role("status")).to_contain_text("Die Anmeldung funktioniert")
    page.goto(f"{office.url}/platforms/new/")
    page.get_by_label("Name").fill("Amazon Süd")
    page.get_by_label("Cloud verwenden").check()
    page.get_by_label("Zugangsdaten").select_option(label="Kogge Cloud")
    page.get_by_label("Marktplätze").fill("de; fr")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_label("Marktplätze")).to_have_value("DE, FR")
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
