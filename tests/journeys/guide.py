"""A merchant who has only the guide's text in hand: the labels that he reads, in two languages, and what he does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

GERMAN = {
    # the menu
    "My company": "Meine Firma",
    "Overview": "Überblick",
    "Automation tasks and services": "Automatisierungsaufgaben und Dienste",
    "Main menu": "Hauptmenü",
    "E-commerce": "E-Commerce",
    "Master data": "Stammdaten",
    "Platforms": "Plattformen",
    "Active platforms": "Aktive Plattformen",
    "Parameters": "Parameter",
    "Sales": "Verkauf",
    "Middleware": "Middleware",
    "E-commerce – Settings": "E-Commerce – Einstellungen",
    "Schedules": "Zeitpläne",
    "Changeover": "Umstieg",
    "Other": "Sonstige",
    "Addresses": "Adressen",
    "Status": "Status",
    # buttons
    "New": "Neu",
    "Synchronise now": "Jetzt synchronisieren",
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
    "More": "Weitere",
    "Batch actions": "Bereichs-Aktionen",
    "Go on": "Weiter",
    "Back": "Zurück",
    "Cancel": "Abbrechen",
    "Save as a preset": "Als Schema speichern",
    "Save as a new preset": "Als neues Schema speichern",
    "Set up": "Einrichten",
    # fields
    "All": "Alle",
    "A single platform": "Einzelne Plattform",
    "Download documents from the platform (system default)": (
        "Vorgänge aus der Plattform herunterladen (Systemvorgabe)"
    ),
    "Name of the preset": "Name des Schemas",
    "User": "Benutzer",
    "Service": "Dienst",
    "Active": "Aktiv",
    "Trigger": "Auslöser",
    "continuous": "kontinuierlich",
    "Interval": "Intervall",
    "Unit": "Einheit",
    "minutes": "Minuten",
    "Preset": "Schema",
    "Add an action": "Aktion hinzufügen",
    "Kind of action": "Art der Aktion",
    "send an e-mail": "E-Mail senden",
    "Recipient": "Empfänger",
    "Condition": "Bedingung",
    "if there are errors": "wenn Fehler vorliegen",
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
    "Offers": "Angebote",
    "Payment methods": "Zahlungsarten",
    "Platform reference in the Cloud": "Plattformreferenz in der Cloud",
    "Import the settings of the platform?": "Einstellungen der Plattform importieren?",
    "What the import would overwrite": "Was der Import überschreiben würde",
    "Last retrieval": "Letzter Abruf",
    "Order": "Bestellung",
    "Automation tasks": "Automatisierungsaufgaben",
    "Automation services": "Automatisierungsdienste",
    "Presets": "Schemas",
    "Summary": "Zusammenfassung",
    "Result": "Ergebnis",
    "State": "Status",
    # what the Office answers
    "The preset “%s” is saved.": "Das Schema „%s“ ist gespeichert.",
    "The batch action is finished": "Die Bereichs-Aktion ist beendet",
    "Created": "Angelegt",
    "Skipped": "Übersprungen",
    "You may": "Sie dürfen das",
    "The service is set up and started.": "Der Dienst ist eingerichtet und gestartet.",
    "runs on": "läuft auf",
    "The task is saved.": "Die Aufgabe ist gespeichert.",
    "waits for its time": "wartet auf ihre Zeit",
    "Next runs:": "Nächste Ausführungen:",
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
        expect(menu.get_by_role("heading", name=self.read(section), exact=True, level=2)).to_be_visible()
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

    @property
    def preset(self) -> str:
        """The name of the preset that is saved."""
        return f"Autom. Amazon Vorgangsabruf {self.tongue.place}"

    @property
    def service(self) -> str:
        """The name of the automation service."""
        return f"Dienst {self.tongue.place}"

    @property
    def task(self) -> str:
        """The name of the automation task."""
        return f"Amazon abrufen {self.tongue.place}"
