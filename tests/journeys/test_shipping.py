"""Step 11 of the guide: an order in two parcels is converted, packed, uploaded, and read back at Amazon."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.integration.kogge_cloud.test_emulator import DEMO_ACCOUNT
from tests.journeys.office import Office

OpenPage = Callable[..., Page]
SignIn = Callable[..., None]

TRACKING = ("00340434161094015902", "00340434161094015919")
PATIENCE_MS = 60_000


FIND = """
import django
django.setup()
from kogge.documents.models import Document
from kogge.shipping.queries import list_items_of
shippable = Document.objects.filter(
    state="open", platform__name="Amazon", marketplace="Amazon.de", fulfilled_by_platform=False,
    ships_with_platform_label=False, awaits_decision=False, cancellation_requested=False, shipments=None,
    platform_order__platform_status="open",
).order_by("-ordered_at")
units = {pk: sum(item.ordered for item in items) for pk, items in list_items_of(list(shippable)).items()}
print(next(each.order_reference for each in shippable if units[each.pk] > 1))
"""


LOOK = """
import django
django.setup()
from datetime import UTC, datetime, timedelta
import time_machine
from kogge.status.models import SendingRun
from kogge.status.sending import advance_run
now = lambda: datetime.now(UTC)
with time_machine.travel(now() + timedelta(seconds=65), tick=True):
    for run in SendingRun.objects.filter(state="running"):
        advance_run(run.pk, now, 10.0)
"""
"""Looks at Amazon for what was accepted, as another worker a minute later would: nobody waits for it."""


def find_order(office: Office) -> str:
    """Return an open order of the German marketplace for two parcels, which the merchant ships with own labels."""
    return run_in(office, FIND)


def run_in(office: Office, program: str) -> str:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=office.environment, check=True, capture_output=True, text=True).stdout.strip()


def show_order(office: Office, order: str) -> dict[str, Any]:
    """Return what Amazon shows of an order and its parcels."""
    form = {name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")}
    with httpx.Client(base_url=office.emulator_url) as http:
        token = http.post("/auth/o2/token", data=form | {"grant_type": "refresh_token"}).json()["access_token"]
        http.headers["x-amz-access-token"] = token
        answer = http.get(f"/orders/2026-01-01/orders/{order}", params={"includedData": "PACKAGES"})
    shown: dict[str, Any] = answer.raise_for_status().json()["order"]
    return shown


def pack(page: Page, note: str, tracking: str, *, is_first: bool) -> str:
    """Pack a parcel from the delivery note's page: one piece, or all that is left; return the delivery service."""
    page.goto(note)
    page.get_by_role("region", name="Pakete").get_by_role("link", name="Paket hinzufügen").click()
    boxes = page.get_by_label(re.compile("^Menge von"))
    for place in range(boxes.count() if is_first else 0):
        boxes.nth(place).fill("0" if place else "1")
    expect(page.get_by_label("Frachtführer-Code")).to_have_value("DHL")
    page.get_by_label("Sendungsnummer").fill(tracking)
    service = page.get_by_label("Lieferservice").input_value()
    page.get_by_role("button", name="Versandfertig", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="ist versandfertig")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("region", name="Pakete")).to_contain_text(tracking)
    return service


def convert(page: Page, into: str) -> str:
    """Convert the document of the page, and return the address of the new one."""
    page.get_by_role("link", name="Wandeln").click()
    page.get_by_label("Wandeln in").select_option(label=into)
    page.get_by_role("button", name="Wandeln").click()
    expect(page.get_by_text("Der Vorgang wurde in")).to_be_visible()
    return page.url


def check_parcels(shown: dict[str, Any], services: list[str]) -> None:
    """Require that Amazon shows both parcels with carrier, service, number, time and contents, as they were packed."""
    first, second = sorted(shown["packages"], key=lambda each: each["trackingNumber"])
    assert (first["trackingNumber"], second["trackingNumber"]) == TRACKING
    assert [each["carrier"] for each in (first, second)] == ["DHL", "DHL"]
    assert [each["shippingService"] for each in (first, second)] == services
    for each in (first, second):
        assert timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(each["shipTime"]) < timedelta(minutes=10)
    inside = [
        Counter({item["orderItemId"]: item["quantity"] for item in each["packageItems"]}) for each in (first, second)
    ]
    ordered = Counter({item["orderItemId"]: item["quantityOrdered"] for item in shown["orderItems"]})
    assert inside[0].total() == 1
    assert inside[0] + inside[1] == +ordered


def test_an_order_in_two_parcels_is_reported_to_amazon(office: Office, open_page: OpenPage, sign_in: SignIn) -> None:
    order, page = find_order(office), open_page()
    sign_in(page)
    page.goto(f"{office.url}/documents/?q={order}")
    page.locator("tbody a").first.click()
    note = convert(page, "Lieferschein")
    services = [pack(page, note, tracking, is_first=tracking == TRACKING[0]) for tracking in TRACKING]
    page.goto(note)
    convert(page, "Rechnung")
    expect(page.get_by_role("region", name="Pakete").get_by_text("offen", exact=True)).to_have_count(2)

    page.goto(f"{note}convert/")
    expect(page.get_by_text("Der Vorgang ist nicht mehr offen")).to_be_visible()
    page.goto(f"{office.url}/status/?q={order}")
    expect(page.locator("#list tbody tr")).to_have_count(2)
    expect(page.locator("#list")).to_contain_text("offen")
    page.get_by_role("button", name="Jetzt senden").click()
    page.goto(f"{office.url}/status/?q={order}")
    expect(page.locator("#list tbody").get_by_text(re.compile("angenommen|bestätigt"))).to_have_count(
        2, timeout=PATIENCE_MS
    )
    run_in(office, LOOK)
    page.reload()
    expect(page.locator("#list tbody").get_by_text("bestätigt")).to_have_count(2)
    page.get_by_role("link", name=order).first.click()
    expect(page.get_by_role("region", name="Versuche")).to_contain_text("status-")
    check_parcels(show_order(office, order), services)
