"""The consent pages: sign-in, second factor, consent, and every way in which they refuse."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from amazon_emulator.accounts import DEMO, Application, Secret
from amazon_emulator.app import create_app
from amazon_emulator.clock import Clock
from amazon_emulator.emulator import Emulator
from amazon_emulator.login.rules import extend_address, is_registered
from amazon_emulator.login.texts import ENGLISH, GERMAN, choose_language

PAGE = "/apps/authorize/consent"
BACK = "http://127.0.0.1:9999/return?shop=1"
ASK = {"application_id": DEMO.application_id, "state": "s t/ä&1", "redirect_uri": BACK}
DRAFT = Application("amzn1.sp.solution.draft", "client", "<b>Draft</b>", [Secret("x")], [BACK], is_draft=True)


@pytest.fixture
def emulator() -> Emulator:
    emulator = Emulator(clock=Clock(virtual=True))
    emulator.accounts.applications["client"] = DRAFT
    return emulator


class Browser:
    """Keeps cookies and follows no redirect, in this process."""

    def __init__(self, emulator: Emulator) -> None:
        self.app = create_app(emulator)
        self.cookies = httpx.Cookies()

    def ask(self, method: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://amazon", cookies=self.cookies) as client:
                answer = await client.request(method, PAGE, **options)
                self.cookies = client.cookies
                return answer

        # In a thread of its own: the browser tests leave an event loop running in theirs.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, send()).result()

    def get(self, params: dict[str, str], **options: Any) -> httpx.Response:
        return self.ask("GET", params=params, **options)

    def post(self, params: dict[str, str], data: dict[str, str]) -> httpx.Response:
        return self.ask("POST", params=params, data=data)


@pytest.fixture
def browser(emulator: Emulator) -> Browser:
    return Browser(emulator)


def walk(browser: Browser, ask: dict[str, str] = ASK, email: str = "demo@kogge.example") -> Any:
    signed_in = browser.post(ask, {"step": "sign_in", "email": email, "password": "kogge-demo"})
    assert signed_in.status_code == 303
    assert browser.post(ask, {"step": "second_factor", "code": "123 456"}).status_code == 303
    return browser.get(ask)


def test_a_seller_walks_from_sign_in_to_the_application(browser: Browser) -> None:
    first = browser.get(ASK)
    assert 'type="password"' in first.text
    assert (first.headers["referrer-policy"], first.headers["cache-control"]) == ("no-referrer", "no-store")
    page = walk(browser)
    assert "Authorize Kogge" in page.text
    assert "Direct-to-Consumer Shipping" in page.text
    assert DEMO.seller_id in page.text
    confirm = {"step": "consent", "decision": "confirm", "agreed": "yes"}
    left = browser.post(ASK, confirm)
    assert left.status_code == 302
    assert left.headers["referrer-policy"] == "no-referrer"
    given = parse_qs(urlsplit(left.headers["location"]).query)
    assert left.headers["location"].startswith("http://127.0.0.1:9999/return?shop=1&")
    assert (given["state"], given["selling_partner_id"]) == ([ASK["state"]], [DEMO.seller_id])
    assert given["spapi_oauth_code"][0]


def test_cancelling_says_so_to_the_application(browser: Browser) -> None:
    walk(browser)
    left = browser.post(ASK, {"step": "consent", "decision": "cancel"})
    assert (left.status_code, parse_qs(urlsplit(left.headers["location"]).query)) == (
        302,
        {"shop": ["1"], "error": ["access_denied"], "state": [ASK["state"]]},
    )


def test_consent_wants_the_box_ticked(browser: Browser) -> None:
    walk(browser)
    refused = browser.post(ASK, {"step": "consent", "decision": "confirm"})
    assert (refused.status_code, ENGLISH["not_agreed"] in refused.text) == (400, True)


def test_wrong_password_and_code_are_told_and_lead_nowhere(browser: Browser) -> None:
    wrong = {"step": "sign_in", "email": "demo@kogge.example", "password": "guess"}
    refused = browser.post(ASK, wrong)
    assert (refused.status_code, ENGLISH["wrong_password"] in refused.text) == (403, True)
    assert "demo@kogge.example" in refused.text
    assert "guess" not in refused.text
    browser.post(ASK, wrong | {"password": "kogge-demo"})
    refused = browser.post(ASK, {"step": "second_factor", "code": "000000"})
    assert (refused.status_code, ENGLISH["wrong_code"] in refused.text) == (403, True)
    skipped = browser.post(ASK, {"step": "consent", "decision": "confirm", "agreed": "yes"})
    assert skipped.status_code == 303
    assert "spapi_oauth_code" not in skipped.headers["location"]


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({"application_id": "amzn1.sp.solution.nobody"}, 404, "unknown_application"),
        ({"application_id": "amzn1.sp.solution.draft"}, 403, "draft"),
        ({"redirect_uri": "https://evil.example/"}, 400, "unknown_redirect"),
        ({"redirect_uri": "javascript://127.0.0.1/"}, 400, "unknown_redirect"),
        ({"redirect_uri": "http://127.0.0.1@evil.example/"}, 400, "unknown_redirect"),
        ({"redirect_uri": "http://[::1"}, 400, "unknown_redirect"),
        ({"state": "x" * 2001}, 400, "state_too_long"),
    ],
)
def test_what_cannot_be_asked_is_refused(browser: Browser, change: dict[str, str], status: int, reason: str) -> None:
    refused = browser.get(ASK | change)
    assert (refused.status_code, ENGLISH[reason] in refused.text) == (status, True)
    assert browser.post(ASK | change, {"step": "consent"}).status_code == status


def test_a_draft_is_authorised_as_beta_and_its_name_is_only_text(browser: Browser) -> None:
    page = walk(browser, ASK | {"application_id": "amzn1.sp.solution.draft", "version": "beta"})
    assert page.status_code == 200
    assert "&lt;b&gt;Draft" in page.text
    assert "<b>Draft" not in page.text


def test_a_seller_consents_in_his_own_region_only(browser: Browser) -> None:
    assert walk(browser, ASK | {"region": "eu"}, "harbor@kogge.example").status_code == 403
    confirm = {"step": "consent", "decision": "confirm", "agreed": "yes"}
    assert browser.post(ASK | {"region": "EU"}, confirm).status_code == 403
    assert browser.get(ASK | {"region": "NA"}).status_code == 200
    browser.post(ASK, {"step": "sign_out"})
    assert 'type="password"' in browser.get(ASK).text


def test_the_sign_in_ends_after_an_hour(browser: Browser, emulator: Emulator) -> None:
    walk(browser)
    emulator.clock.advance(3600)
    assert 'type="password"' in browser.get(ASK).text


def test_the_pages_speak_german_to_germans(browser: Browser) -> None:
    page = browser.get(ASK, headers={"accept-language": "de-AT,de;q=0.9,en;q=0.8"})
    assert 'lang="de"' in page.text
    assert GERMAN["emulator"] in page.text
    assert GERMAN.keys() == ENGLISH.keys()
    assert [choose_language(given) for given in ("", "fr", "fr,de;q=0.5", "en-GB,de")] == ["en", "en", "de", "en"]


def test_addresses_are_extended_and_compared() -> None:
    assert extend_address("https://a.example/x?y=1", {"b": "ü&", "c": ""}) == "https://a.example/x?y=1&b=%C3%BC%26"
    strict = Application("id", "client", "Strict", [], ["https://a.example/"])
    assert is_registered(strict, "https://a.example/")
    assert not is_registered(strict, "https://a.example")
    assert not is_registered(strict, "http://127.0.0.1/")
