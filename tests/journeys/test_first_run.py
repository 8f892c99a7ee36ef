"""From an empty installation to the first orders, with nothing in hand but the code of the terminal."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from kogge.site.installation import DEMO_AUTHORIZATION
from tests.emulators import running_emulator
from tests.journeys.office import PASSWORD, STOP_WITHIN_S, free_port, wait_for
from tests.journeys.test_accessibility import violations

ORDERS = 20
FIVE_MINUTES_S = 300


@dataclass(frozen=True)
class Empty:
    """Where it answers, and what its terminal says."""

    url: str
    setup_code: str


@pytest.fixture
def empty_office(tmp_path: Path) -> Iterator[Empty]:
    """An Office with databases alone."""
    with running_emulator("--orders", str(ORDERS), "--seed", "3", "--quota", "100000") as emulator:
        environment = os.environ | {
            "KOGGE_HOME": str(tmp_path),
            "KOGGE_SPAPI_URL": emulator.url,
            "DJANGO_SETTINGS_MODULE": "kogge.site.settings",
            "DATABASE_URL": "",
        }
        kogge = [sys.executable, "-m", "kogge.main"]
        made = subprocess.run(
            [*kogge, "init", "--empty", "--json"], env=environment, check=True, capture_output=True, text=True
        )
        port = free_port()
        with subprocess.Popen([*kogge, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL) as it:
            try:
                wait_for(f"http://127.0.0.1:{port}/setup/")
                yield Empty(f"http://127.0.0.1:{port}", json.loads(made.stdout)["setup_code"])
            finally:
                it.terminate()
                it.wait(STOP_WITHIN_S)


def go_on(page: Page) -> None:
    assert violations(page) == []
    page.get_by_role("button", name="Weiter").or_(page.get_by_role("link", name="Weiter")).click()


def test_an_empty_installation_gets_its_first_orders(empty_office: Empty, open_page: Callable[..., Page]) -> None:
    began = time.monotonic()
    page = open_page(viewport={"width": 390, "height": 850})
    page.goto(empty_office.url)
    page.get_by_label("Einrichtungscode").fill(empty_office.setup_code)
    go_on(page)
    page.get_by_label("Name des Mandanten").fill("Werft Nord")
    page.get_by_label("Land").select_option("Deutschland")
    go_on(page)
    page.get_by_label("Benutzername").fill("chefin")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Passwort bestätigen").fill(PASSWORD)
    go_on(page)
    expect(page.get_by_text("Die Zugangsdaten dafür sind schon da")).to_be_visible()
    go_on(page)

    expect(page.get_by_text("Noch nicht angemeldet")).to_be_visible()
    page.get_by_text("eigene Anwendung registriert").click()
    page.get_by_label("Client-ID").fill(DEMO_AUTHORIZATION.client_id)
    page.get_by_label("Client-Secret").fill(DEMO_AUTHORIZATION.client_secret)
    page.get_by_label("Refresh-Token").fill(DEMO_AUTHORIZATION.refresh_token)
    page.get_by_label("Verkäufer-ID").fill(DEMO_AUTHORIZATION.seller_reference)
    assert violations(page) == []
    page.get_by_role("button", name="Übergeben").click()

    expect(page.get_by_text("Bestellung vom Kunden")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Damit weiter").click()
    page.get_by_role("button", name="Vorgänge abrufen").click()
    expect(page.locator("#progress")).to_contain_text("Abruf beendet", timeout=60_000)
    expect(page.locator(".figures dd").first).to_have_text(str(ORDERS))
    assert violations(page) == []
    page.get_by_role("link", name="Vorgänge ansehen").click()
    expect(page.get_by_role("heading", name="Vorgänge")).to_be_visible()
    assert time.monotonic() - began < FIVE_MINUTES_S
    assert httpx.get(f"{empty_office.url}/setup/").headers["Location"] == "/"
