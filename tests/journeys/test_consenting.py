"""A seller consents on the Emulator's pages with a keyboard and a phone's width, in light and in dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from amazon_emulator.accounts import DEMO
from tests.emulators import running_emulator
from tests.journeys.test_accessibility import violations


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_a_seller_consents(open_page: Callable[..., Page], theme: str, width: int) -> None:
    with running_emulator("--orders", "0") as emulator:
        page = open_page(color_scheme=theme, viewport={"width": width, "height": 800})
        back = f"{emulator.url}/health"
        query = f"application_id={DEMO.application_id}&state=once&redirect_uri={back}"
        page.goto(f"{emulator.url}/apps/authorize/consent?{query}")
        found = violations(page)
        page.get_by_label("E-Mail-Adresse").fill("demo@kogge.example")
        page.get_by_label("Passwort").fill("falsch")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        found += violations(page)
        page.get_by_label("Passwort").fill("kogge-demo")
        page.keyboard.press("Enter")
        page.get_by_label("Einmalcode").fill("123456")
        found += violations(page)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Kogge autorisieren").wait_for()
        found += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Bestätigen").click()
        page.wait_for_url(f"{back}?state=once&selling_partner_id={DEMO.seller_id}&spapi_oauth_code=*")
        assert found == []
