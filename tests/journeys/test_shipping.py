"""From an order to Amazon's knowledge of its parcel: convert, pack, make ready, send; and what Amazon then shows."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT
from tests.journeys.office import Office

OpenPage = Callable[..., Page]
SignIn = Callable[..., None]

TRACKING = "00340434161094015902"
PATIENCE_MS = 60_000


FIND = """
import django
django.setup()
from kogge.documents.models import Document
shippable = Document.objects.filter(
    state="open", marketplace="Amazon.de", fulfilled_by_platform=False, ships_with_platform_label=False,
    awaits_decision=False, cancellation_requested=False, shipments=None, platform_order__platform_status="open",
)
print(shippable.order_by("-ordered_at").first().order_reference)
"""


def find_order(office: Office) -> str:
    """Return an open order of the German marketplace that the merchant ships with a label of its own."""
    command = [sys.executable, "-c", FIND]
    return subprocess.run(command, env=office.environment, check=True, capture_output=True, text=True).stdout.strip()


def show_packages(office: Office, order: str) -> list[dict[str, Any]]:
    """Return what Amazon shows of an order's parcels."""
    form = {name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")}
    with httpx.Client(base_url=office.emulator_url) as http:
        token = http.post("/auth/o2/token", data=form | {"grant_type": "refresh_token"}).json()["access_token"]
        http.headers["x-amz-access-token"] = token
        answer = http.get(f"/orders/2026-01-01/orders/{order}", params={"includedData": "PACKAGES"})
    found: list[dict[str, Any]] = answer.raise_for_status().json()["order"].get("packages", [])
    return found


def test_a_parcel_is_reported_to_amazon(office: Office, open_page: OpenPage, sign_in: SignIn) -> None:
    order, page = find_order(office), open_page()
    sign_in(page)
    page.goto(f"{office.url}/shipping/?q={order}")
    page.get_by_role("link", name=re.compile("Paket zu")).click()
    expect(page.get_by_label("Frachtführer-Code")).not_to_have_value("")
    page.get_by_label("Sendungsnummer").fill(TRACKING)
    page.get_by_role("button", name="Versandfertig", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="ist versandfertig")).to_be_visible(timeout=PATIENCE_MS)
    parcels = page.get_by_role("region", name="Pakete")
    expect(parcels).to_contain_text(TRACKING)

    page.get_by_role("link", name="Wandeln").click()
    page.get_by_label("Wandeln in").select_option(label="Rechnung")
    page.get_by_role("button", name="Wandeln").click()
    expect(page.get_by_role("region", name="Pakete")).to_contain_text("offen")

    page.goto(f"{office.url}/status/?q={order}")
    expect(page.locator("#list")).to_contain_text("offen")
    page.get_by_role("button", name="Jetzt senden").click()
    page.goto(f"{office.url}/status/?q={order}")
    expect(page.locator("#list")).to_contain_text(re.compile("angenommen|bestätigt"), timeout=PATIENCE_MS)
    page.get_by_role("link", name=order).click()
    expect(page.get_by_role("region", name="Versuche")).to_contain_text("status-")

    shown = show_packages(office, order)
    until = time.monotonic() + PATIENCE_MS / 1000
    while not shown and time.monotonic() < until:
        time.sleep(0.5)
        shown = show_packages(office, order)
    assert [(each["trackingNumber"], each["carrier"]) for each in shown] == [(TRACKING, "DHL")]
