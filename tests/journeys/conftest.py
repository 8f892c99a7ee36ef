"""The browser, and an Office to use with it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.office import PASSWORD, Office, running_office

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An Office that has retrieved its orders."""
    with running_office(tmp_path_factory.mktemp("office")) as office:
        office.run("retrieve", "Amazon")
        yield office


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of a browser of one's own; a script that fails or breaks the security policy fails the test."""
    contexts = []
    problems: list[str] = []

    def open_one(**options: object) -> Page:
        context = browser.new_context(**({"locale": "de-DE", "viewport": {"width": 1280, "height": 850}} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda each: problems.append(each.text) if "Content Security Policy" in each.text else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def sign_in(office: Office) -> Callable[..., None]:
    def sign_in(page: Page, user: str = "admin", url: str = office.url) -> None:
        page.goto(f"{url}/sign-in/")
        page.fill("#id_username", user)
        page.fill("#id_password", PASSWORD)
        page.click("form[novalidate] button[type=submit]")

    return sign_in
