"""Steps 2 to 4, 8 and 11 of the guide for a Shopware shop: keys, retrieval, and a parcel that the shop then shows."""

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.conformance.adapters.stands import KEYS
from tests.emulators import running_shop
from tests.journeys.guide import IN_GERMAN, Merchant
from tests.journeys.office import Office

SHOP, TRACKING, PATIENCE_MS = "Laden am Kai", "00340434161094015903", 60_000

FIND = """
import django
django.setup()
from kogge.documents.models import Document
open_ones = Document.objects.filter(platform__name="Laden am Kai", state="open", platform_order__platform_status="open")
print(open_ones.order_by("-ordered_at").first().order_reference)
"""


def test_a_shop_is_connected_and_told(
    office: Office, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    with running_shop("--orders", "12") as shop:
        page = open_page()
        sign_in(page)
        merchant = Merchant(page, IN_GERMAN)
        connect(merchant, shop.url)
        retrieve(merchant)
        order = subprocess.run(
            [sys.executable, "-c", FIND], env=office.environment, check=True, capture_output=True, text=True
        ).stdout.strip()
        ship(page, office, order)
        [delivery] = [each for each in show_deliveries(shop.url, order) if each["trackingCodes"]]
        assert (delivery["trackingCodes"], delivery["stateMachineState"]["technicalName"]) == ([TRACKING], "shipped")


def connect(merchant: Merchant, url: str) -> None:
    """Steps 2 to 4: what TESTEN says is exact, and a shop is asked for neither region nor marketplaces."""
    page = merchant.page
    merchant.open_menu("E-commerce", "Master data", "Plattformen")
    merchant.press("New")
    merchant.field("Name").fill(SHOP)
    page.get_by_label("Art", exact=True).select_option(label="Shopware 6")
    merchant.press("Save")
    merchant.registers().filter(has_text="Vorgangserzeugung").click()
    merchant.field("Document type").select_option(label="Auftragsbestätigung")
    with page.expect_navigation():
        merchant.press("Save")
    merchant.registers().filter(has_text="Zugangsdaten").click()
    expect(merchant.field("Region")).to_have_count(0)
    expect(merchant.field("Marketplaces")).to_have_count(0)
    merchant.field("Credentials").select_option(index=1)
    with page.expect_navigation():
        merchant.press("Save")
    page.get_by_label("Adresse des Shops").fill(url)
    page.get_by_label("Zugangs-ID").fill(KEYS["access_key"])
    page.get_by_label("Sicherheitsschlüssel").fill("falsch")
    merchant.press("Test")
    expect(page.get_by_role("status").filter(has_text="nimmt die Zugangs-ID mit diesem")).to_be_visible()
    page.get_by_label("Sicherheitsschlüssel").fill(KEYS["secret"])
    merchant.press("Test")
    expect(page.get_by_role("status").filter(has_text="Der Shop nimmt die Schlüssel an.")).to_be_visible()
    page.get_by_role("button", name="Mit diesen Schlüsseln anmelden").click()
    expect(page.get_by_text("authentifiziert", exact=True).first).to_be_visible()
    assert KEYS["secret"] not in page.content()


def retrieve(merchant: Merchant) -> None:
    """Step 8, by the button."""
    merchant.open_menu("E-commerce", "Active platforms", SHOP)
    merchant.press("Retrieve orders")
    progress = merchant.page.get_by_role("region", name=merchant.read("Last retrieval"))
    expect(progress).to_contain_text(merchant.read("Retrieval finished"), timeout=PATIENCE_MS)


def ship(page: Page, office: Office, order: str) -> None:
    """Step 11: pack, make an invoice, send, and see it confirmed."""
    page.goto(f"{office.url}/shipping/?q={order}")
    page.get_by_role("link", name=re.compile("Paket zu")).click()
    page.get_by_label("Frachtführer-Code").fill("DHL")
    page.get_by_label("Sendungsnummer").fill(TRACKING)
    page.get_by_role("button", name="Versandfertig", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="ist versandfertig")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Wandeln").click()
    page.get_by_label("Wandeln in").select_option(label="Rechnung")
    page.get_by_role("button", name="Wandeln").click()
    expect(page.get_by_role("region", name="Pakete")).to_contain_text("offen")
    page.goto(f"{office.url}/status/?q={order}")
    page.get_by_role("button", name="Jetzt senden").click()
    page.goto(f"{office.url}/status/?q={order}")
    expect(page.locator("#list")).to_contain_text("bestätigt", timeout=PATIENCE_MS)


def show_deliveries(url: str, order: str) -> list[dict[str, Any]]:
    """Return an order's deliveries as the shop shows them."""
    asked = {"grant_type": "client_credentials", "client_id": KEYS["access_key"], "client_secret": KEYS["secret"]}
    with httpx.Client(base_url=url) as http:
        token = http.post("/api/oauth/token", json=asked).raise_for_status().json()["access_token"]
        http.headers.update({"Authorization": f"Bearer {token}", "Accept": "application/json"})
        criteria = {
            "filter": [{"type": "equals", "field": "orderNumber", "value": order}],
            "associations": {"deliveries": {"associations": {"stateMachineState": {}}}},
        }
        answer = http.post("/api/search/order", json=criteria).raise_for_status()
    found: list[dict[str, Any]] = answer.json()["data"][0]["deliveries"]
    return found
