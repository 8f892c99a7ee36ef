"""The guide, walked by a merchant who has only its text in hand: elements are found by what is to be seen."""

import json
import re
import subprocess
import sys
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

from tests.emulators import running_shop
from tests.journeys.changing_over import (
    cut_over,
    fulfil_what_is_asked_first,
    have_it_uploaded_by_a_task,
    have_the_forgotten_schedule_rejected,
    prove_it,
    retrieve,
    run_the_old_way,
    save_the_upload_as_a_preset,
    sell,
    ship,
    split_the_schedule,
    synchronise_by_hand,
    tell_everybody,
)
from tests.journeys.guide import IN_ENGLISH, IN_GERMAN, Merchant, Tongue
from tests.journeys.office import PASSWORD, Office
from tests.journeys.old_way import connect_the_old_way

ORDERS = 6
WRONG_SECRET = "was-never-issued"
RULE = "Download documents from the platform (system default)"


def test_a_new_platform_is_set_up_in_english(office: Office, open_page: Callable[..., Page]) -> None:
    seller = add_seller(office, IN_ENGLISH)
    merchant = sign_in_to_the_office(office, open_page, IN_ENGLISH)
    enter_credentials(merchant, open_account(office, IN_ENGLISH))
    add_the_platform(merchant)
    set_the_cloud_flag(merchant)
    say_how_documents_are_made(merchant)
    sign_in_at_amazon(merchant, seller, is_first=True)
    decline_the_import(merchant)
    add_a_column(merchant)
    copy_an_address_status(merchant)
    choose_the_status(merchant)
    save_the_retrieval_as_a_preset(merchant, "Created")
    look_at_the_documents(merchant)
    automate_it(merchant)


def test_the_whole_guide_leads_from_the_middleware_to_hybrid_operation(
    office: Office, open_page: Callable[..., Page]
) -> None:
    seller, account = add_seller(office, IN_GERMAN), open_account(office, IN_GERMAN)
    with running_shop("--orders", "6") as shop:
        merchant = sign_in_to_the_office(office, open_page, IN_GERMAN)
        old = connect_the_old_way(office, merchant.platform, "Laden Hafen", account, seller, shop.url)
        run_the_old_way(merchant, old)
        fulfil_what_is_asked_first(merchant, old)
        enter_credentials(merchant, account)
        set_the_cloud_flag(merchant)
        say_how_documents_are_made(merchant)
        sign_in_at_amazon(merchant, seller, is_first=False)
        decline_the_import(merchant)
        add_a_column(merchant)
        copy_an_address_status(merchant)
        choose_the_status(merchant)
        save_the_retrieval_as_a_preset(merchant, "Skipped")
        automate_it(merchant)
        cut_over(merchant, old)
        orders = sell(office, old)
        have_the_forgotten_schedule_rejected(merchant, old, office, min(orders))
        split_the_schedule(merchant, old)
        synchronise_by_hand(merchant, old)
        tell_everybody(merchant, old)
        retrieve(merchant, old)
        look_at_the_documents(merchant)
        ship(merchant, min(orders))
        save_the_upload_as_a_preset(merchant)
        have_it_uploaded_by_a_task(merchant, min(orders))
        prove_it(merchant, old, orders)


def sign_in_to_the_office(office: Office, open_page: Callable[..., Page], tongue: Tongue) -> Merchant:
    """Open the Office in a browser of a language."""
    merchant = Merchant(open_page(locale=tongue.locale), tongue)
    merchant.page.goto(office.url)
    merchant.field("User name").fill("admin")
    merchant.field("Password").fill(PASSWORD)
    merchant.press("Sign in")
    return merchant


def add_seller(office: Office, tongue: Tongue) -> dict[str, str]:
    """Let somebody sell at Amazon; return how he signs in there, and what the middleware signs in with."""
    asked = {"name": tongue.place, "region": "EU"}
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


def add_the_platform(merchant: Merchant) -> None:
    """Step 2, for a platform that there was not before."""
    merchant.open_menu("E-commerce", "Master data", merchant.read("Platforms"))
    merchant.press("New")
    merchant.field("Name").fill(merchant.platform)
    merchant.field("Use the Cloud").uncheck()
    merchant.press("Save & close")


def set_the_cloud_flag(merchant: Merchant) -> None:
    """Step 2: two registers appear with the flag."""
    merchant.open_platform()
    expect(merchant.registers()).to_have_text([merchant.read("Platform"), merchant.read("Defaults")])
    merchant.field("Use the Cloud").check()
    named = ("Platform", "Document creation", "Credentials", "Defaults", "Offers")
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


def sign_in_at_amazon(merchant: Merchant, seller: dict[str, str], *, is_first: bool) -> None:
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
    if is_first:
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


def save_the_retrieval_as_a_preset(merchant: Merchant, outcome: str) -> None:
    """Step 8: range, rule, summary; the preset is saved, GO ON runs it once, and CANCEL leaves with the preset kept."""
    page = merchant.page
    put_together(merchant)
    expect(page.get_by_role("row").filter(has_text=merchant.read(RULE))).to_contain_text(merchant.read("You may"))
    page.get_by_label(merchant.read("Save as a preset"), exact=True).click()
    merchant.press("Save as a new preset")
    merchant.field("Name of the preset").fill(merchant.preset)
    merchant.press("Save")
    expect(page.get_by_text(merchant.read("The preset “%s” is saved.") % merchant.preset)).to_be_visible()
    merchant.press("Go on")
    expect(page.get_by_text(merchant.read("The batch action is finished")).first).to_be_visible(timeout=60_000)
    counted = page.get_by_role("term").filter(has_text=re.compile(f"^{merchant.read(outcome)}$"))
    expect(counted.locator("xpath=following-sibling::dd[1]")).to_have_text(re.compile("[1-9]"))
    expect(page.get_by_role("table").get_by_role("link", name=merchant.platform, exact=True)).to_be_visible()
    put_together(merchant)
    merchant.press("Cancel")
    expect(page.get_by_role("heading", name=merchant.read("Platforms"), level=1)).to_be_visible()


def put_together(merchant: Merchant) -> None:
    """Go through the assistant up to its summary."""
    page = merchant.page
    merchant.open_menu("E-commerce", "Master data", merchant.read("Platforms"))
    page.get_by_text(merchant.read("More"), exact=True).click()
    merchant.press("Batch actions")
    merchant.field("A single platform").check()
    merchant.field("Platform").select_option(label=merchant.platform)
    merchant.press("Go on")
    merchant.field(RULE).check()
    merchant.press("Go on")
    expect(page.get_by_text(merchant.read("Summary"), exact=True)).to_be_visible()


def look_at_the_documents(merchant: Merchant) -> None:
    """What was set up holds: an order becomes a document of the chosen type, of a customer of the new numbering."""
    page = merchant.page
    merchant.open_menu("E-commerce", "Active platforms", merchant.platform)
    progress = page.get_by_role("region", name=merchant.read("Last retrieval"))
    expect(progress).to_contain_text(merchant.read("Retrieval finished"), timeout=60_000)
    progress.get_by_role("link").first.click()
    page.get_by_role("table").get_by_role("link", name=re.compile("^AB")).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Auftragsbestätigung")
    order = page.get_by_role("region", name=merchant.read("Order"), exact=True)
    expect(order.get_by_role("link", name=re.compile(f"^{merchant.tongue.prefix}007"))).to_be_visible()


def automate_it(merchant: Merchant) -> None:
    """Step 9: a service, a task with the preset, and the list shows that it ran."""
    page = merchant.page
    merchant.open_menu("My company", "Overview", merchant.read("Automation tasks and services"))
    merchant.open_register("Automation services")
    merchant.press("New")
    merchant.field("Name").fill(merchant.service)
    merchant.field("User").select_option(label="admin")
    merchant.press("Set up")
    merchant.see("The service is set up and started.")
    merchant.open_register("Automation tasks")
    merchant.press("New")
    merchant.field("Name").fill(merchant.task)
    merchant.field("Service").select_option(label=merchant.service)
    expect(merchant.field("Active")).to_be_checked()
    merchant.field("Trigger").select_option(label=merchant.read("continuous"))
    merchant.field("Interval").fill("10")
    merchant.field("Unit").select_option(label=merchant.read("minutes"))
    expect(page.get_by_role("status").filter(has_text=merchant.read("Next runs:"))).to_be_visible()
    merchant.field("Preset").select_option(label=merchant.preset)
    merchant.press("Add an action")
    merchant.field("Kind of action").nth(1).select_option(label=merchant.read("send an e-mail"))
    merchant.field("Recipient").nth(1).fill("buero@example.de")
    merchant.field("Condition").nth(1).select_option(label=merchant.read("if there are errors"))
    merchant.press("Save & close")
    merchant.see("The task is saved.")
    merchant.open_menu("My company", "Overview", merchant.read("Automation tasks and services"))
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=merchant.task, exact=True))
    expect(row.get_by_role("link", name=re.compile(r"\d\d:\d\d"))).to_be_visible(timeout=30_000)
    expect(row).to_contain_text(merchant.read("waits for its time"), timeout=30_000)
    merchant.open_register("Automation services")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=merchant.service, exact=True))
    expect(row).to_contain_text(merchant.read("runs on"))
