"""A clerk says what an unknown SKU stands for, and the documents that waited repair themselves."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.office import Office

OpenPage = Callable[..., Page]
SignIn = Callable[..., None]


def list_documents(office: Office) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "kogge.main", "documents", "--json"]
    told = subprocess.run(command, env=office.environment, check=True, capture_output=True, text=True).stdout
    return [json.loads(each) for each in told.splitlines()]


def test_a_mapped_sku_repairs_its_document(office: Office, open_page: OpenPage, sign_in: SignIn) -> None:
    document, line = next(
        (each, line)
        for each in list_documents(office)
        for line in each["lines"]
        if line["article_number"] == "UNBEKANNT" and line["sku"] and each["state"] == "open"
    )
    page = open_page()
    sign_in(page)
    page.goto(f"{office.url}/documents/?q={document['number']}")
    page.locator("tbody tr a").first.click()
    expect(page.get_by_text("Die Position ist auf den Platzhalterartikel gebucht").first).to_be_visible()
    address = page.url
    page.locator(".lines").get_by_role("link", name="SKU zuordnen").first.click()
    expect(page.get_by_label("SKU auf der Plattform")).to_have_value(line["sku"])
    page.get_by_label("Steht für").fill("GIBTSNICHT")
    page.get_by_role("button", name="Speichern & schließen").click()
    expect(page.get_by_text("Es gibt keinen Artikel „GIBTSNICHT“.")).to_be_visible()
    page.get_by_label("Steht für").fill("KOMPASS-P70 × 2")
    page.get_by_role("button", name="Speichern & schließen").click()
    expect(page.get_by_text("werden repariert")).to_be_visible()
    page.goto(address)
    for _ in range(30):
        if page.locator(".lines").get_by_text("KOMPASS-P70").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator(".lines")).to_contain_text("KOMPASS-P70")
    expect(page.get_by_role("heading", name="Verlauf", exact=True)).to_be_visible()
    expect(page.locator("section[aria-labelledby=history]")).to_contain_text(
        re.compile("Mit heutigen Einstellungen neu zugeordnet")
    )
    repaired = next(each for each in list_documents(office) if each["number"] == document["number"])
    assert repaired["total"] == document["total"]
