"""Step 4 of the guide: a new platform is signed in at Amazon, fetches, loses its access and gets it back."""

from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.office import Office
from tests.journeys.test_accessibility import violations
from tests.journeys.test_setting_up import enter_platform


def consent(page: Page) -> None:
    """Walk through the Emulator's Seller Central; a seller who is signed in there is asked for his consent at once."""
    if page.get_by_label("E-Mail-Adresse").is_visible():
        page.get_by_label("E-Mail-Adresse").fill("nordlicht@kogge.example")
        page.get_by_label("Passwort").fill("kogge-demo")
        page.keyboard.press("Enter")
        page.get_by_label("Einmalcode").fill("123456")
        page.keyboard.press("Enter")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Bestätigen").click()


def sign_in_at_amazon(office_page: Page) -> Page:
    """Press ANMELDEN, give consent in the window that opens, and return it with the Cloud's page."""
    with office_page.expect_popup() as opened:
        office_page.get_by_role("button", name="Anmelden").click()
    seller = opened.value
    seller.wait_for_url("**/apps/authorize/consent?**")
    consent(seller)
    seller.wait_for_url("**/cloud/oauth/amazon/callback?**")
    return seller


def test_a_platform_is_signed_in_revoked_and_renewed(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    httpx.post(
        f"{office.emulator_url}/emulator/generate", json={"count": 9, "seller_id": "A3KOGGENORDLICHT"}
    ).raise_for_status()
    page = open_page()
    sign_in(page)
    enter_platform(page, office, "Amazon Nordlicht", "DE, FR; IT")
    edit = page.url

    seller = sign_in_at_amazon(page)
    expect(seller.get_by_role("heading")).to_contain_text("„Amazon Nordlicht“ ist angemeldet")
    assert violations(seller) == []
    expect(page.get_by_text("nicht authentifiziert").first).to_be_visible()
    page.goto(edit)
    page.get_by_role("button", name="Aktualisieren").click()
    expect(page.get_by_text("authentifiziert", exact=True).first).to_be_visible()
    expect(page.get_by_label("Marktplätze")).to_have_value("DE, FR, IT")
    expect(page.get_by_text("A3KOGGENORDLICHT")).to_be_visible()
    expect(page.get_by_text("Diese Cloud hat weder eine Warteschlange")).to_be_visible()
    assert violations(page) == []
    office.run("retrieve", "Amazon Nordlicht")

    httpx.post(f"{office.emulator_url}/emulator/revoke", json={"seller_id": "A3KOGGENORDLICHT"}).raise_for_status()
    page.get_by_role("link", name="Amazon Nordlicht").first.click()
    page.get_by_role("button", name="Vorgänge abrufen").click()
    expect(page.get_by_text("zurückgenommen").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("widerrufen").first).to_be_visible()
    expect(page.get_by_text("Bestellungen warten, keine geht verloren").first).to_be_visible()

    page.goto(edit)
    renewed = sign_in_at_amazon(page)
    expect(renewed.get_by_role("heading")).to_contain_text("ist angemeldet")
    page.goto(edit)
    page.get_by_role("button", name="Aktualisieren").click()
    expect(page.get_by_text("authentifiziert", exact=True).first).to_be_visible()
    office.run("retrieve", "Amazon Nordlicht")


def test_who_does_not_consent_is_told_what_to_do(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = open_page(viewport={"width": 390, "height": 800})
    sign_in(page)
    enter_platform(page, office, "Amazon Zögerlich")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Anmelden").click()
    seller = opened.value
    seller.wait_for_url("**/apps/authorize/consent?**")
    seller.get_by_label("E-Mail-Adresse").fill("nordlicht@kogge.example")
    seller.get_by_label("Passwort").fill("kogge-demo")
    seller.keyboard.press("Enter")
    seller.get_by_label("Einmalcode").fill("123456")
    seller.keyboard.press("Enter")
    seller.get_by_role("button", name="Abbrechen").click()
    expect(seller.get_by_role("heading")).to_contain_text("nicht zugestimmt")
    assert violations(seller) == []
    seller.get_by_role("link", name="Zurück ins Büro").click()
    expect(seller.get_by_role("button", name="Anmelden")).to_be_visible()
