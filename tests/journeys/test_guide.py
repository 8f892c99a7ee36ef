"""Steps 1 to 7 of the guide, by a merchant who has only its text in hand: elements are found by what is to be seen."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.office import PASSWORD, Office

ORDERS = 6
WRONG_SECRET = "was-never-issued"

GERMAN = {
    # the menu
    "Main menu": "Hauptmenü",
    "E-commerce": "E-Commerce",
    "Master data": "Stammdaten",
    "Platforms": "Plattformen",
    "Active platforms": "Aktive Plattformen",
    "Parameters": "Parameter",
    "Other": "Sonstige",
    "Addresses": "Adressen",
    "Status": "Status",
    # buttons
    "New": "Neu",
    "Test": "Testen",
    "Save": "Speichern",
    "Save & close": "Speichern & schließen",
    "Sign in": "Anmelden",
    "Sign in at the platform": "Anmelden",
    "Refresh": "Aktualisieren",
    "Yes": "Ja",
    "No": "Nein",
    "Change nothing": "Nichts ändern",
    "Table designer": "Tabellengestalter",
    "Reset": "Zurücksetzen",
    "Copy": "Kopieren",
    "Retrieve orders": "Vorgänge abrufen",
    # fields
    "User name": "Benutzername",
    "Password": "Passwort",
    "Name": "Name",
    "Client ID": "Client-ID",
    "Client secret": "Client-Secret",
    "Use the Cloud": "Cloud verwenden",
    "Document type": "Vorgangsart",
    "Shipping payment term": "Versand-Zahlweise",
    "Payment method (ERP)": "Zahlungsart (Warenwirtschaft)",
    "Shipping method (ERP)": "Versandart (Warenwirtschaft)",
    "Freight article number": "Fracht-Artikelnummer",
    "Service article number": "Service-Artikelnummer",
    "At the platform": "Auf der Plattform",
    "Here": "Hier",
    "Region": "Region",
    "Europe": "Europa",
    "Marketplaces": "Marktplätze",
    "Prefix": "Präfix",
    "Next number": "Nächste Nummer",
    "Address status of new customers": "Adress-Status neuer Kunden",
    # parts of a page
    "Registers": "Register",
    "Platform": "Plattform",
    "Document creation": "Vorgangserzeugung",
    "Credentials": "Zugangsdaten",
    "Defaults": "Vorgaben",
    "Payment methods": "Zahlungsarten",
    "Platform reference in the Cloud": "Plattformreferenz in der Cloud",
    "Import the settings of the platform?": "Einstellungen der Plattform importieren?",
    "What the import would overwrite": "Was der Import überschreiben würde",
    "Last retrieval": "Letzter Abruf",
    "Order": "Bestellung",
    # what the Office answers
    "The Cloud does not know this client ID.": "Die Cloud kennt diese Client-ID nicht.",
    "The Cloud knows the client ID, but the client secret is wrong.": (
        "Die Cloud kennt die Client-ID, aber das Client-Secret ist falsch."
    ),
    "The sign-in works": "Die Anmeldung funktioniert",
    "no marketplace “XX”": "keinen Marktplatz „XX“",
    "not authenticated": "nicht authentifiziert",
    "authenticated": "authentifiziert",
    "Nothing was changed": "Es wurde nichts geändert",
    "Another status has this name already.": "Ein anderer Status heißt schon so.",
    "Retrieval finished": "Abruf beendet",
    # Amazon's Seller Central and the Cloud
    "E-mail address": "E-Mail-Adresse",
    "One-time code": "Einmalcode",
    "Confirm": "Bestätigen",
    "is signed in": "ist angemeldet",
}
"""The labels of the guide, with those of the second language in which the same screens are to be walked."""


@dataclass(frozen=True)
class Tongue:
    """A language of the browser, and what tells this walk's things from the other one's in the shared Office."""

    locale: str
    labels: Mapping[str, str]
    place: str
    prefix: str


IN_GERMAN = Tongue("de-DE", GERMAN, "Hafen", "HF-")
IN_ENGLISH = Tongue("en-GB", {each: each for each in GERMAN}, "Harbour", "HB-")


@dataclass(frozen=True)
class Merchant:
    """Somebody in front of the screen, who reads labels."""

    page: Page
    tongue: Tongue

    def read(self, label: str) -> str:
        """Return a label as it stands on the screen."""
        return self.tongue.labels[label]

    def press(self, label: str) -> None:
        """Press what looks like a button."""
        name = self.read(label)
        button = self.page.get_by_role("button", name=name, exact=True)
        button.or_(self.page.get_by_role("link", name=name, exact=True)).click()

    def field(self, label: str) -> Locator:
        """Return a field of the form."""
        return self.page.get_by_label(self.read(label), exact=True)

    def open_menu(self, section: str, group: str, entry: str) -> None:
        """Follow the menu as the guide writes it."""
        menu = self.page.get_by_role("navigation", name=self.read("Main menu"))
        expect(menu.get_by_role("heading", name=self.read(section), exact=True)).to_be_visible()
        entries = menu.get_by_role("list", name=self.read(group), exact=True)
        entries.get_by_role("link", name=entry, exact=True).click()

    def registers(self) -> Locator:
        """Return the tabs of a platform that are to be seen."""
        return self.page.get_by_role("navigation", name=self.read("Registers")).get_by_role("link")

    def open_register(self, label: str) -> None:
        """Open a register of a platform."""
        name = self.read(label)
        self.registers().filter(has_text=re.compile(f"^{name}$")).click()
        expect(self.page).to_have_title(re.compile(name if label != "Platform" else self.platform))

    def open_platform(self) -> None:
        """Go to the platform's registers by the list of platforms."""
        self.open_menu("E-commerce", "Master data", self.read("Platforms"))
        self.page.get_by_role("table").get_by_role("link", name=self.platform, exact=True).click()

    def see(self, label: str) -> None:
        """Find an answer on the screen."""
        expect(self.page.get_by_text(self.read(label)).first).to_be_visible()

    @property
    def platform(self) -> str:
        """The name of the platform that is set up."""
        return f"Amazon {self.tongue.place}"

    @property
    def credentials(self) -> str:
        """The name of the credentials that are entered."""
        return f"Cloud {self.tongue.place}"

    @property
    def status(self) -> str:
        """The name of the address status that is copied."""
        return f"Amazon-Kunde {self.tongue.place}"


@pytest.mark.parametrize("tongue", [IN_GERMAN, IN_ENGLISH], ids=["de", "en"])
def test_the_guide_is_walked(office: Office, open_page: Callable[..., Page], tongue: Tongue) -> None:
    seller = add_seller(office, tongue)
    merchant = Merchant(open_page(locale=tongue.locale), tongue)
    merchant.page.goto(office.url)
    merchant.field("User name").fill("admin")
    merchant.field("Password").fill(PASSWORD)
    merchant.press("Sign in")

    enter_credentials(merchant, open_account(office, tongue))
    set_the_cloud_flag(merchant)
    say_how_documents_are_made(merchant)
    sign_in_at_amazon(merchant, seller)
    decline_the_import(merchant)
    add_a_column(merchant)
    copy_an_address_status(merchant)
    choose_the_status(merchant)
    retrieve_by_hand(merchant)


def add_seller(office: Office, tongue: Tongue) -> dict[str, str]:
    """Let somebody sell at Amazon who has not given his consent yet; return how he signs in there."""
    asked = {"name": tongue.place, "region": "EU", "authorize": False}
    answer = httpx.post(f"{office.emulator_url}/emulator/sellers", json=asked).raise_for_status()
    seller: dict[str, str] = answer.json()
    sold = {"count": ORDERS, "seller_id": seller["seller_id"]}
    httpx.post(f"{office.emulator_url}/emulator/generate", json=sold).raise_for_status()
    return seller


def open_account(office: Office, tongue: Tongue) -> dict[str, str]:
    """Open an account at the Cloud, as who runs it does; return its client ID and secret."""
    command = [sys.executable, "-m", "kogge.main", "cloud", "account", "create", tongue.place, "--json"]
    told = subprocess.run(command, env=office.environment, check=True, capture_output=True, text=True).stdout
    account: dict[str, str] = json.loads(told)
    return account


def enter_credentials(merchant: Merchant, account: dict[str, str]) -> None:
    """Step 1: what TESTEN says is exact, and the secret is never shown again."""
    page, tried = merchant.page, merchant.page.get_by_role("status")
    merchant.open_menu("Parameters", "Other", merchant.read("Credentials"))
    merchant.press("New")
    merchant.field("Name").fill(merchant.credentials)
    merchant.field("Client ID").fill("kogge.nobody")
    merchant.field("Client secret").fill(WRONG_SECRET)
    merchant.press("Test")
    expect(tried.filter(has_text=merchant.read("The Cloud does not know this client ID."))).to_be_visible()
    merchant.field("Client ID").fill(account["client_id"])
    merchant.press("Test")
    refusal = merchant.read("The Cloud knows the client ID, but the client secret is wrong.")
    expect(tried.filter(has_text=refusal)).to_be_visible()
    merchant.field("Client secret").fill(account["client_secret"])
    merchant.press("Test")
    expect(tried.filter(has_text=merchant.read("The sign-in works"))).to_be_visible()
    merchant.press("Save & close")
    page.get_by_role("link", name=merchant.credentials, exact=True).click()
    expect(merchant.field("Client ID")).to_have_value(account["client_id"])
    expect(merchant.field("Client secret")).to_have_value("")
    assert account["client_secret"] not in page.content()


def set_the_cloud_flag(merchant: Merchant) -> None:
    """Step 2: two registers appear with the flag."""
    merchant.open_menu("E-commerce", "Master data", merchant.read("Platforms"))
    merchant.press("New")
    merchant.field("Name").fill(merchant.platform)
    merchant.field("Use the Cloud").uncheck()
    merchant.press("Save")
    expect(merchant.registers()).to_have_text([merchant.read("Platform"), merchant.read("Defaults")])
    merchant.field("Use the Cloud").check()
    named = ("Platform", "Document creation", "Credentials", "Defaults")
    expect(merchant.registers()).to_have_text([merchant.read(each) for each in named])


def say_how_documents_are_made(merchant: Merchant) -> None:
    """Step 3: six fields, and a row of a mapping table."""
    chosen = {
        "Document type": "Auftragsbestätigung",
        "Shipping payment term": "Auf Rechnung",
        "Payment method (ERP)": "Amazon-Zahlung",
        "Shipping method (ERP)": "DHL Paket",
        "Freight article number": "FRACHT Versandkosten",
        "Service article number": "SERVICE Serviceleistung",
    }
    merchant.open_register("Document creation")
    for label, choice in chosen.items():
        merchant.field(label).select_option(label=choice)
    payments = merchant.page.get_by_role("region", name=merchant.read("Payment methods"))
    word = payments.get_by_label(merchant.read("At the platform")).first
    method = payments.get_by_label(merchant.read("Here")).first
    word.fill("Invoice")
    method.select_option(label="Überweisung")
    with merchant.page.expect_navigation():
        merchant.press("Save")
    merchant.page.reload()
    for label, choice in chosen.items():
        expect(merchant.field(label).get_by_role("option", selected=True)).to_have_text(choice)
    expect(word).to_have_value("Invoice")
    expect(method.get_by_role("option", selected=True)).to_have_text("Überweisung")


def sign_in_at_amazon(merchant: Merchant, seller: dict[str, str]) -> None:
    """Step 4: region and marketplaces, then the seller's consent, which counts once it was asked for."""
    page = merchant.page
    merchant.open_register("Credentials")
    merchant.field("Credentials").select_option(label=merchant.credentials)
    merchant.field("Region").select_option(label=merchant.read("Europe"))
    merchant.field("Marketplaces").fill("DE, FR; XX")
    merchant.press("Save")
    merchant.see("no marketplace “XX”")
    expect(merchant.field("Marketplaces")).to_have_value("DE, FR; XX")
    merchant.field("Marketplaces").fill("DE, FR; IT")
    with page.expect_popup() as opened:
        merchant.press("Sign in at the platform")
    amazon = Merchant(opened.value, merchant.tongue)
    amazon.field("E-mail address").fill(seller["email"])
    amazon.field("Password").fill(seller["password"])
    amazon.press("Sign in")
    amazon.field("One-time code").fill(seller["one_time_code"])
    amazon.page.keyboard.press("Enter")
    amazon.page.get_by_role("checkbox").check()
    amazon.press("Confirm")
    done = amazon.page.get_by_role("heading", level=1)
    expect(done).to_contain_text(merchant.platform)
    expect(done).to_contain_text(merchant.read("is signed in"))
    amazon.page.close()

    merchant.open_register("Credentials")
    expect(page.get_by_text(merchant.read("not authenticated"), exact=True).first).to_be_visible()
    merchant.press("Refresh")
    expect(page.get_by_text(merchant.read("authenticated"), exact=True).first).to_be_visible()
    expect(page.get_by_text(merchant.read("not authenticated"), exact=True)).to_have_count(0)
    expect(merchant.field("Marketplaces")).to_have_value("DE, FR, IT")


def decline_the_import(merchant: Merchant) -> None:
    """Step 5: YES shows what would be overwritten, NO changes nothing."""
    page = merchant.page
    merchant.press("Save & close")
    expect(page.get_by_role("heading", name=merchant.read("Import the settings of the platform?"))).to_be_visible()
    merchant.press("No")
    merchant.see("Nothing was changed")
    merchant.open_platform()
    merchant.press("Save & close")
    merchant.press("Yes")
    expect(page.get_by_role("heading", name=merchant.read("What the import would overwrite"))).to_be_visible()
    overwritten = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=merchant.read("Document type")))
    expect(overwritten.get_by_role("cell")).to_have_text(["Auftragsbestätigung", "Bestellung vom Kunden"])
    merchant.press("Change nothing")
    merchant.see("Nothing was changed")


def add_a_column(merchant: Merchant) -> None:
    """Step 6: the list of platforms shows the reference in the Cloud once it is asked for."""
    merchant.open_menu("E-commerce", "Master data", merchant.read("Platforms"))
    column = merchant.page.get_by_role("columnheader", name=merchant.read("Platform reference in the Cloud"))
    merchant.press("Table designer")
    merchant.press("Reset")
    expect(merchant.page.get_by_role("table")).to_be_visible()
    expect(column).to_have_count(0)
    merchant.press("Table designer")
    merchant.field("Platform reference in the Cloud").check()
    merchant.press("Save & close")
    expect(column).to_be_visible()


def copy_an_address_status(merchant: Merchant) -> None:
    """Step 7, the first half: a status of one's own with a numbering of its own.

    The guide's own name is taken here, by the demo, whose platform uses it.
    """
    page = merchant.page
    merchant.open_menu("Parameters", "Addresses", merchant.read("Status"))
    page.get_by_role("link", name=f"{merchant.read('Copy')} Kunde", exact=True).click()
    merchant.field("Name").fill("Amazon-Kunde")
    merchant.field("Prefix").fill(merchant.tongue.prefix)
    merchant.field("Next number").fill("7001")
    expect(page.get_by_text(f"{merchant.tongue.prefix}007001")).to_be_visible()
    merchant.press("Save & close")
    merchant.see("Another status has this name already.")
    merchant.field("Name").fill(merchant.status)
    merchant.press("Save & close")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=merchant.status, exact=True))
    expect(row).to_contain_text(f"{merchant.tongue.prefix}007001")


def choose_the_status(merchant: Merchant) -> None:
    """Step 7, the second half: the platform's new customers get it."""
    merchant.open_platform()
    merchant.open_register("Defaults")
    merchant.field("Address status of new customers").select_option(label=merchant.status)
    merchant.press("Save & close")
    merchant.press("No")
    merchant.see("Nothing was changed")


def retrieve_by_hand(merchant: Merchant) -> None:
    """What was set up holds: an order becomes a document of the chosen type, of a customer of the new numbering."""
    page = merchant.page
    merchant.open_menu("E-commerce", "Active platforms", merchant.platform)
    merchant.press("Retrieve orders")
    progress = page.get_by_role("region", name=merchant.read("Last retrieval"))
    expect(progress).to_contain_text(merchant.read("Retrieval finished"), timeout=60_000)
    progress.get_by_role("link").first.click()
    page.get_by_role("table").get_by_role("link", name=re.compile("^AB")).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Auftragsbestätigung")
    order = page.get_by_role("region", name=merchant.read("Order"), exact=True)
    expect(order.get_by_role("link", name=re.compile(f"^{merchant.tongue.prefix}007"))).to_be_visible()
