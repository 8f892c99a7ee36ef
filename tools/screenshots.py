"""Takes the pictures of docs/screenshots from a running demo, at desktop and at phone width."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path("docs/screenshots")
PASSWORD = "for-the-pictures-only"  # noqa: S105 - of a throw-away installation
PORT = 8807
URL = f"http://127.0.0.1:{PORT}"
START_WITHIN_S = 120
STOP_WITHIN_S = 60
DESK = {"width": 1360, "height": 850}
LONGEST_RETRIEVAL_MS = 120_000
PHONE = {"width": 390, "height": 844}


def main() -> int:
    """Start a demo, take every picture, end the demo."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_demo(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        take_pictures(browser)
        browser.close()
    return 0


def take_pictures(browser: Browser) -> None:
    """Take the pictures; the first document that has a message is the one to show."""
    desk = sign_in(browser, "en", DESK)
    take(desk, "/", "overview")
    take(desk, "/documents/", "documents")
    take(desk, "/documents/1/", "document")
    take(desk, "/documents/?designer=1", "table-designer")
    take(desk, "/platforms/1/document-creation/", "document-creation")
    take(desk, "/platforms/1/", "platform")
    desk.get_by_role("button", name="Retrieve orders").click()
    desk.locator("#progress").get_by_text("Retrieving orders").wait_for()
    save(desk, "retrieval")
    automate(desk)
    take(desk, "/automation/", "automation-tasks")
    take(desk, "/automation/tasks/1/edit/", "automation-task")
    take(desk, "/changeover/1/", "changeover")
    take(desk, "/shipping/", "shipping")
    dark = sign_in(browser, "de", DESK, dark=True)
    take(dark, "/documents/", "documents-german-dark")
    german = sign_in(browser, "de", DESK)
    take(german, "/automation/", "automation-tasks-german")
    take(german, "/changeover/1/", "changeover-german")
    take(german, "/shipping/", "shipping-german")
    phone = sign_in(browser, "de", PHONE)
    take(phone, "/", "overview-phone")
    take(phone, "/documents/", "documents-phone")
    take(phone, "/platforms/1/", "platform-phone")


def automate(page: Page) -> None:
    """Walk through the assistant of batch actions, and have a task do what it saved."""
    page.goto(f"{URL}/platforms/")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Batch actions").click()
    page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Go on", exact=True).click()
    save(page, "batch-action")
    page.get_by_label("Save as a preset").click()
    page.get_by_role("button", name="Save as a new preset").click()
    page.get_by_label("Name of the preset").fill("Amazon order retrieval")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_text("The batch action is finished").first.wait_for(timeout=LONGEST_RETRIEVAL_MS)
    save(page, "batch-action-result")
    page.goto(f"{URL}/automation/services/add/")
    page.get_by_role("button", name="Set up").click()
    page.goto(f"{URL}/automation/tasks/add/")
    page.get_by_label("Name", exact=True).fill("Retrieve from Amazon")
    page.get_by_label("Preset", exact=True).select_option(label="Amazon order retrieval")
    page.get_by_role("button", name="Save & close").click()
    page.goto(f"{URL}/automation/")
    page.get_by_text("waits for its time").wait_for(timeout=LONGEST_RETRIEVAL_MS)


def sign_in(browser: Browser, language: str, size: dict[str, int], *, dark: bool = False) -> Page:
    """Open a signed-in page of that language and size."""
    scheme = "dark" if dark else "light"
    context = browser.new_context(locale=language, color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{URL}/sign-in/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", PASSWORD)
    page.click("form[novalidate] button[type=submit]")
    page.wait_for_selector("h1.page-title")
    return page


def take(page: Page, path: str, name: str) -> None:
    """Open an address and take its picture."""
    page.goto(URL + path)
    save(page, name)


def save(page: Page, name: str) -> None:
    """Write what is to be seen to docs/screenshots."""
    page.screenshot(path=FOLDER / f"{name}.png")
    print(FOLDER / f"{name}.png")


@contextmanager
def running_demo() -> Iterator[None]:
    """Run `kogge demo` with a data folder of its own, and end it at the end."""
    with tempfile.TemporaryDirectory(prefix="kogge-screenshots-") as home:
        environment = os.environ | {"KOGGE_HOME": home, "KOGGE_ADMIN_PASSWORD": PASSWORD, "DATABASE_URL": ""}
        command = [sys.executable, "-m", "kogge.main", "demo", "--orders", "400", "--port", str(PORT)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as demo:
            try:
                wait_until_it_answers()
                yield
            finally:
                demo.terminate()
                demo.wait(STOP_WITHIN_S)


def wait_until_it_answers() -> None:
    """Wait for the sign-in page. Raises URLError when it does not come in time."""
    deadline = time.monotonic() + START_WITHIN_S
    while True:
        try:
            with urlopen(f"{URL}/sign-in/", timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
