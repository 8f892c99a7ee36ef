"""An administrator tries the credentials and sets a platform up: the guide's steps 1 to 7, by what is to be seen."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.office import Office


def enter_platform(page: Page, office: Office, name: str, marketplaces: str = "") -> None:
    """Enter a platform of the Cloud, and what its register Credentials asks for; nothing of that is saved yet."""
    page.goto(f"{office.url}/platforms/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Cloud verwenden").check()
    page.get_by_role("button", name="Speichern", exact=True).click()
    open_register(page, "Zugangsdaten")
    page.get_by_label("Zugangsdaten").select_option(label="Kogge Cloud")
    page.get_by_label("Marktplätze").fill(marketplaces)


def open_register(page: Page, name: str) -> None:
    """Open a register of a platform by its tab."""
    registers = page.get_by_role("navigation", name="Register")
    registers.get_by_role("link", name=name, exact=True).click()
    expect(registers.locator("[aria-current=page]")).to_have_text(name)


def open_entry(page: Page, name: str) -> None:
    """Open an entry of the main menu."""
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name=name, exact=True).click()


def test_credentials_are_tried_and_a_platform_is_made(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = open_page()
    sign_in(page)
    open_entry(page, "Zugangsdaten")
    page.get_by_role("link", name="Kogge Cloud").click()
    page.get_by_role("button", name="Testen").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Die Anmeldung funktioniert")
    enter_platform(page, office, "Amazon Süd", "de; fr")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_label("Marktplätze")).to_have_value("DE, FR")
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()


def test_registers_come_with_the_flag_and_going_on_saves(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = open_page()
    sign_in(page)
    page.goto(f"{office.url}/platforms/new/")
    page.get_by_label("Name").fill("Amazon West")
    page.get_by_label("Cloud verwenden").uncheck()
    page.get_by_role("button", name="Speichern", exact=True).click()
    registers = page.get_by_role("navigation", name="Register")
    expect(registers.get_by_role("link")).to_have_text(["Plattform", "Vorgaben"])
    page.get_by_label("Name").fill("Amazon Westwind")
    page.get_by_label("Cloud verwenden").check()
    expect(registers.get_by_role("link")).to_have_text(
        ["Plattform", "Vorgangserzeugung", "Zugangsdaten", "Vorgaben", "Angebote"]
    )
    open_register(page, "Vorgangserzeugung")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amazon Westwind")
    for label in ("Vorgangsart", "Versand-Zahlweise", "Zahlungsart (Warenwirtschaft)", "Fracht-Artikelnummer"):
        expect(page.get_by_label(label, exact=True)).to_be_visible()
    open_register(page, "Plattform")
    expect(page.get_by_label("Cloud verwenden")).to_be_checked()


def test_a_status_is_copied_and_chosen_and_no_import_changes_it(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = open_page()
    sign_in(page)
    open_entry(page, "Status")
    page.get_by_role("link", name="Kopieren Kunde", exact=True).click()
    page.get_by_label("Name").fill("Amazon-Neukunde")
    page.get_by_label("Präfix").fill("AN-")
    page.get_by_label("Nächste Nummer").fill("5001")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("AN-005001")
    page.get_by_role("button", name="Speichern & schließen").click()
    expect(page.get_by_text("AN-005001")).to_be_visible()
    enter_platform(page, office, "Amazon Ost")
    open_register(page, "Vorgaben")
    page.get_by_label("Adress-Status neuer Kunden").select_option(label="Amazon-Neukunde")
    page.get_by_role("button", name="Speichern & schließen").click()
    expect(page.get_by_role("heading", name="Einstellungen der Plattform importieren?")).to_be_visible()
    page.get_by_role("button", name="Nein", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(["Es wurde nichts geändert"])
    page.get_by_role("link", name="Amazon Ost").last.click()
    open_register(page, "Vorgaben")
    expect(page.get_by_label("Adress-Status neuer Kunden").locator("option:checked")).to_have_text("Amazon-Neukunde")
