"""Steps 0, 10, 11 and 12 of the guide, as a merchant with the German text in hand walks them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from playwright.sync_api import Locator, expect

from amazon_emulator.generation.orders import OrderGenerator
from tests.journeys.guide import Merchant
from tests.journeys.office import Office
from tests.journeys.old_way import OldWay

SCHEDULE, SHOPS = "Alle Plattformen", "Nur der Laden"
OFFERS = "Artikel, Bestand, Preise"
ORDERS = "Adressen und Vorgänge"
AREAS = (*OFFERS.split(", "), "Auftragsstatus", ORDERS)
UPLOAD = "Autom. Amazon Statusmeldung"
TRACKING = "00340434161094015926"
PATIENCE_MS = 60_000
SINCE_ORDERED = timedelta(minutes=5)
GERMANY = "A1PA6795UKMFR9"


def open_changeover(merchant: Merchant, old: OldWay) -> None:
    """Go to the platform's page of the changeover."""
    merchant.open_menu("Middleware", "Changeover", merchant.read("Changeover"))
    merchant.page.get_by_role("main").get_by_role("link", name=old.amazon, exact=True).click()
    expect(merchant.page.get_by_role("heading", level=1)).to_have_text(f"Umstieg – {old.amazon}")


def find_lines(merchant: Merchant, region: str, state: str) -> Locator:
    """Return the lines of prerequisites, or of steps, that are in a state."""
    lines = merchant.page.get_by_role("region", name=region, exact=True).get_by_role("listitem")
    return lines.filter(has=merchant.page.get_by_text(state, exact=True))


def run_the_old_way(merchant: Merchant, old: OldWay) -> None:
    """Let one schedule serve both platforms with everything, as of old: documents come from both."""
    merchant.open_menu("Middleware", "E-commerce – Settings", merchant.read("Schedules"))
    merchant.press("New")
    merchant.field("Name").fill(SCHEDULE)
    tick(merchant, "Plattformen", old.amazon, old.shop)
    tick(merchant, "Bereiche", *AREAS)
    merchant.press("Save & close")
    expect(merchant.page.get_by_text("Der Zeitplan ist gespeichert.")).to_be_visible()
    # Its own time may come beside that, and then the newest run finds nothing new.
    runs = synchronise(merchant, SCHEDULE)
    brought = re.compile(rf"{old.amazon}: {ORDERS} – fertig\s*angelegt [1-9]")
    expect(runs.filter(has_text=brought).first).to_be_visible(timeout=PATIENCE_MS)


def tick(merchant: Merchant, group: str, *labels: str) -> None:
    """Tick boxes of a group, and none else."""
    boxes = merchant.page.get_by_role("group", name=group)
    ticked = boxes.get_by_role("checkbox", checked=True)
    while ticked.count():
        ticked.first.uncheck()
    for label in labels:
        boxes.get_by_label(label, exact=True).check()


def synchronise(merchant: Merchant, schedule: str, *results: str) -> Locator:
    """Let a schedule run at once, and wait until its last run says what it is to; return its runs."""
    page = merchant.page
    merchant.open_menu("Middleware", "E-commerce – Settings", merchant.read("Schedules"))
    page.get_by_role("link", name=schedule, exact=True).click()
    merchant.press("Synchronise now")
    runs = page.get_by_role("row").filter(has_text=schedule)
    for result in results:
        expect(runs.first).to_contain_text(re.compile(result), timeout=PATIENCE_MS)
    return runs


def fulfil_what_is_asked_first(merchant: Merchant, old: OldWay) -> None:
    """Step 0: the page says what is missing and leads there; what has to wait for later steps stays red."""
    page = merchant.page
    open_changeover(merchant, old)
    expect(page.get_by_text("Die Vorgänge kommen über die Middleware.")).to_be_visible()
    missing = find_lines(merchant, "Vorher", "fehlt")
    expect(missing.filter(has_text=re.compile("mindestens 6594|mindestens 5.11.557"))).to_have_count(2)
    missing.get_by_role("link", name="Version der Warenwirtschaft").click()
    page.get_by_label(re.compile("Version der Warenwirtschaft")).fill("6594")
    page.get_by_label(re.compile("Version der Middleware")).fill("5.11.557")
    merchant.press("Save & close")
    open_changeover(merchant, old)
    page.get_by_role("button", name="Jetzt sichern").click()
    expect(page.get_by_text(re.compile(r"Letzte Sicherung: kogge-\w+\.zip"))).to_be_visible(timeout=PATIENCE_MS)
    expect(find_lines(merchant, "Vorher", "fehlt")).to_have_count(1)
    expect(find_lines(merchant, "Vorher", "fehlt")).to_contain_text("Plattform ist aktiv und hat einen eigenen Bereich")
    last = find_lines(merchant, "Schritte", "offen").last
    expect(last.get_by_text(re.compile("^Zuerst: "))).to_be_visible()


def cut_over(merchant: Merchant, old: OldWay) -> None:
    """Step 10: from some minutes ago on the orders come by the Cloud; all that is asked first is green."""
    page = merchant.page
    open_changeover(merchant, old)
    expect(find_lines(merchant, "Vorher", "fehlt")).to_have_count(0)
    fence = datetime.now(ZoneInfo("Europe/Berlin")) - 2 * SINCE_ORDERED
    page.get_by_label("Bestellungen ab").fill(f"{fence:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Auf die Cloud umstellen").click()
    expect(page.get_by_text("Die Vorgänge kommen über die Cloud.")).to_be_visible()


def sell(office: Office, old: OldWay) -> set[str]:
    """Let buyers in Germany have ordered after the fence; return the numbers of the orders, which the merchant ships.

    Neither way sees what is younger than two minutes.
    """
    placed = f"{datetime.now(UTC) - SINCE_ORDERED:%Y-%m-%dT%H:%M:%SZ}"
    wanted = []
    for order in OrderGenerator(seed=12, now=datetime.now(UTC)).generate(40):
        facts = order["fulfillment"]
        if (facts["fulfillmentStatus"], facts["fulfilledBy"]) == ("UNSHIPPED", "MERCHANT") and is_german(order):
            wanted.append(order | {"createdTime": placed, "lastUpdatedTime": placed})
    put = {"seller_id": old.seller["seller_id"], "orders": wanted[:3]}
    httpx.post(f"{office.emulator_url}/emulator/orders", json=put).raise_for_status()
    return {each["orderId"] for each in put["orders"]}


def is_german(order: Mapping[str, Any]) -> bool:
    """Tell whether an order is the German marketplace's."""
    return order["salesChannel"].get("marketplaceId") == GERMANY


def have_the_forgotten_schedule_rejected(merchant: Merchant, old: OldWay, office: Office, order: str) -> None:
    """Step 10: what the schedule that nobody thought of delivers is shown, and becomes no document."""
    office.run("sync", SCHEDULE)
    merchant.open_menu("Middleware", "Changeover", "Abgelehnte Bestellungen")
    expect(merchant.page.get_by_role("row").filter(has_text=order)).to_contain_text("gehört dem anderen Weg")
    open_changeover(merchant, old)
    expect(merchant.page.get_by_text("Möglicherweise arbeitet ein weiteres Programm")).to_be_visible()


def split_the_schedule(merchant: Merchant, old: OldWay) -> None:
    """Step 10: one click takes Amazon's orders out, and the shop keeps fetching; all else goes on for both."""
    page = merchant.page
    find_lines(merchant, "Schritte", "offen").get_by_role("link", name="Kein Zeitplan ruft diese Vorgänge").click()
    expect(page.get_by_role("heading", name="Synchronisations-Aufgaben")).to_be_visible()
    page.get_by_role("row").filter(has_text=SCHEDULE).get_by_role("link", name="Zeitplan teilen").click()
    page.get_by_label("Name des neuen Zeitplans").fill(SHOPS)
    page.get_by_role("button", name="Teilen", exact=True).click()
    expect(page.get_by_text("Der Zeitplan ist geteilt.")).to_be_visible()
    rest = page.get_by_role("row").filter(has=page.get_by_role("link", name=SCHEDULE, exact=True))
    expect(rest).not_to_contain_text(ORDERS)
    synchronise(merchant, SHOPS, rf"{old.shop}: {ORDERS} – fertig")
    synchronise(merchant, SCHEDULE, rf"{old.amazon}: {OFFERS} – fertig", rf"{old.amazon}: Auftragsstatus – fertig")
    expect(page.get_by_role("row").filter(has_text=SCHEDULE).first).not_to_contain_text(ORDERS)


def synchronise_by_hand(merchant: Merchant, old: OldWay) -> None:
    """Step 10: by hand, orders are refused as soon as Amazon is chosen, and allowed for the shop alone."""
    page = merchant.page
    merchant.open_menu("Middleware", "E-commerce – Settings", "Manuell synchronisieren")
    tick(merchant, "Plattformen", old.amazon, old.shop)
    tick(merchant, "Bereiche", *AREAS)
    page.get_by_role("button", name="Synchronisieren", exact=True).click()
    refused = page.get_by_role("alert").filter(has_text=f"„{ORDERS}“ kann nicht synchronisiert werden: {old.amazon}")
    expect(refused).to_be_visible()
    tick(merchant, "Plattformen", old.shop)
    page.get_by_role("button", name="Synchronisieren", exact=True).click()
    expect(page.get_by_text("Die Synchronisation hat begonnen.")).to_be_visible()


def tell_everybody(merchant: Merchant, old: OldWay) -> None:
    """Step 10: who may synchronise by hand is told, reads it on each page, and confirms that."""
    page = merchant.page
    open_changeover(merchant, old)
    page.get_by_role("region", name="Schritte").get_by_role("link", name=re.compile("benachrichtigt")).click()
    page.get_by_role("link", name="Benachrichtigung schreiben").click()
    page.get_by_role("button", name="Senden", exact=True).click()
    expect(page.get_by_text(re.compile(r"Benachrichtigt: \d"))).to_be_visible()
    page.get_by_role("button", name="Gelesen").click()
    expect(page.get_by_role("button", name="Gelesen")).to_have_count(0)


def retrieve(merchant: Merchant, old: OldWay) -> None:
    """Have the Cloud fetch what was ordered, without waiting for the task's next time."""
    merchant.open_menu("E-commerce", "Active platforms", old.amazon)
    merchant.press("Retrieve orders")
    progress = merchant.page.get_by_role("region", name=merchant.read("Last retrieval"))
    expect(progress.get_by_role("link").first).to_be_visible(timeout=PATIENCE_MS)


def ship(merchant: Merchant, order: str) -> None:
    """Step 11: the order's document is packed and becomes an invoice; that writes a status report."""
    page = merchant.page
    merchant.open_menu("Parameters", "E-commerce", "Regeln für Plattformen")
    expect(page.get_by_role("listitem").filter(has_text="COMPLETE").first).to_contain_text("FULFILLMENT")
    merchant.open_menu("Sales", "Sales", "Versand")
    page.get_by_role("searchbox").last.fill(order)
    row = page.get_by_role("row").filter(has_text=order)
    row.get_by_role("link", name=re.compile("Paket zu")).click()
    page.get_by_label("Frachtführer-Code").fill("DHL")
    page.get_by_label("Sendungsnummer").fill(TRACKING)
    page.get_by_role("button", name="Versandfertig", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="ist versandfertig")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Wandeln").click()
    page.get_by_label("Wandeln in").select_option(label="Rechnung")
    page.get_by_role("button", name="Wandeln").click()
    expect(page.get_by_role("region", name="Pakete")).to_contain_text("offen")


def save_the_upload_as_a_preset(merchant: Merchant) -> None:
    """Step 11: the upload is a second preset; CANCEL leaves the assistant, and the preset stays."""
    page = merchant.page
    merchant.open_menu("E-commerce", "Master data", "Plattformen")
    page.get_by_text("Weitere", exact=True).click()
    merchant.press("Batch actions")
    merchant.press("Go on")
    page.get_by_label("Status hochladen (Systemvorgabe)", exact=True).check()
    merchant.press("Go on")
    page.get_by_label(merchant.read("Save as a preset"), exact=True).click()
    merchant.press("Save as a new preset")
    merchant.field("Name of the preset").fill(UPLOAD)
    merchant.press("Save")
    expect(page.get_by_text(f"Das Schema „{UPLOAD}“ ist gespeichert.")).to_be_visible()
    merchant.press("Cancel")


def have_it_uploaded_by_a_task(merchant: Merchant, order: str) -> None:
    """Step 11: a second task carries the preset out by itself, and Amazon's answer is there to be read."""
    page = merchant.page
    merchant.open_menu("My company", "Overview", merchant.read("Automation tasks and services"))
    merchant.press("New")
    merchant.field("Name").fill(UPLOAD)
    merchant.field("Service").select_option(label=merchant.service)
    merchant.field("Trigger").select_option(label=merchant.read("continuous"))
    merchant.field("Interval").fill("10")
    merchant.field("Unit").select_option(label=merchant.read("minutes"))
    merchant.field("Preset").select_option(label=UPLOAD)
    merchant.press("Save & close")
    merchant.see("The task is saved.")
    merchant.open_menu("Sales", "Sales", "Status-Protokolle")
    record = page.get_by_role("row").filter(has_text=order)
    expect(record).to_contain_text(re.compile("angenommen|bestätigt"), timeout=PATIENCE_MS)
    record.get_by_role("link", name=order).click()
    expect(page.get_by_role("main")).to_contain_text(TRACKING)


def prove_it(merchant: Merchant, old: OldWay, orders: set[str]) -> None:
    """Step 12: the page is green throughout, and each order is there once."""
    page = merchant.page
    open_changeover(merchant, old)
    expect(page.get_by_text("Der Umstieg ist abgeschlossen")).to_be_visible()
    for region, state in (("Vorher", "fehlt"), ("Schritte", "offen")):
        expect(find_lines(merchant, region, state)).to_have_count(0)
    proof = page.get_by_role("region", name="Nachweis")
    expect(proof).to_contain_text("Dubletten: 0.")
    proof.get_by_role("link", name="Jede Bestellung zeigen").click()
    for order in orders:
        rows = page.get_by_role("row").filter(has_text=order)
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("Cloud")
