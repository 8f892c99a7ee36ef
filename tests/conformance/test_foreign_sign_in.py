"""Unmodified client libraries of others sign in at a running Emulator; a browser walks through the consent."""

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sp_api.api import ApplicationManagement, Sellers, Tokens
from sp_api.auth import access_token_client
from sp_api.auth.access_token_client import AccessTokenClient
from sp_api.auth.exceptions import AuthorizationError
from sp_api.base import Marketplaces, SellingApiException
from spapi import SPAPIClient, SPAPIConfig
from spapi.api.applications_v2023_11_30.applications_api import ApplicationsApi
from spapi.api.sellers_v1.sellers_api import SellersApi
from spapi.api.tokens_v2021_03_01.tokens_api import TokensApi
from spapi.auth import lwa_request
from spapi.auth.lwa_exception import LwaException
from spapi.models.tokens_v2021_03_01 import CreateRestrictedDataTokenRequest, RestrictedResource

from amazon_emulator.accounts import DEMO
from tests.emulators import RunningEmulator, running_emulator

GERMANY = "A1PA6795UKMFR9"
ROTATION = "sellingpartnerapi::client_credential:rotation"
BACK = "http://127.0.0.1:9/return"
ADDRESS = "/orders/v0/orders/{orderId}/address"
RESOURCE = {"method": "GET", "path": ADDRESS, "dataElements": ["shippingAddress"]}


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningEmulator]:
    access_token_client.cache.clear()
    access_token_client.grantless_cache.clear()
    with running_emulator("--orders", "3", "--clock", "virtual", "--quota", "1000") as running:
        monkeypatch.setattr(AccessTokenClient, "scheme", "http://")
        monkeypatch.setattr(AccessTokenClient, "host", running.url.removeprefix("http://"))
        yield running


def sign_in_amazons_own(emulator: RunningEmulator, **changes: Any) -> SPAPIClient:
    keys = {"client_id": DEMO.client_id, "client_secret": DEMO.client_secret, "refresh_token": DEMO.refresh_token}
    config = SPAPIConfig(**keys | {"region": "EU"} | changes)
    return SPAPIClient(config, oauth_endpoint=emulator.login_url, endpoint=emulator.url)


def sign_in_python_amazon(kind: type[Any], emulator: RunningEmulator, **changes: str) -> Any:
    keys = {
        "lwa_app_id": DEMO.client_id,
        "lwa_client_secret": DEMO.client_secret,
        "refresh_token": DEMO.refresh_token,
    }
    client = kind(credentials=keys | changes, marketplace=Marketplaces.DE)
    client.endpoint = emulator.url
    return client


def exchange(emulator: RunningEmulator, **fields: str) -> httpx.Response:
    keys = {"client_id": DEMO.client_id, "client_secret": DEMO.client_secret}
    return httpx.post(emulator.login_url, data=keys | fields)


def control(emulator: RunningEmulator, path: str, method: str = "POST", **body: Any) -> Any:
    answer = httpx.request(method, f"{emulator.url}/emulator/{path}", json=body).raise_for_status()
    return answer.json() if answer.content else None


def test_both_clients_read_the_seller(emulator: RunningEmulator) -> None:
    api = SellersApi(sign_in_amazons_own(emulator).api_client)
    participations = api.get_marketplace_participations().payload
    assert GERMANY in [each.marketplace.id for each in participations]
    assert {each.marketplace.default_currency_code for each in participations} >= {"EUR", "SEK", "PLN", "GBP"}
    assert api.get_account().payload.selling_plan == "PROFESSIONAL"
    listed = sign_in_python_amazon(Sellers, emulator).get_marketplace_participation().payload
    assert [each["marketplace"]["id"] for each in listed] == [each.marketplace.id for each in participations]


def test_both_clients_get_restricted_tokens(emulator: RunningEmulator) -> None:
    wanted = CreateRestrictedDataTokenRequest(
        restricted_resources=[RestrictedResource(method="GET", path=ADDRESS, data_elements=["shippingAddress"])]
    )
    own = TokensApi(sign_in_amazons_own(emulator).api_client).create_restricted_data_token(wanted)
    assert own.expires_in == 3600
    python = sign_in_python_amazon(Tokens, emulator).create_restricted_data_token(restrictedResources=[RESOURCE])
    for token in (own.restricted_data_token, python.payload["restrictedDataToken"]):
        assert token.startswith("Atz.sprdt|")
        elsewhere = httpx.get(f"{emulator.url}/sellers/v1/account", headers={"x-amz-access-token": token})
        assert elsewhere.status_code == 403


def test_a_restricted_token_needs_the_role(emulator: RunningEmulator) -> None:
    control(emulator, f"applications/{DEMO.client_id}/roles", "PUT", roles=["Tax Invoicing"])
    with pytest.raises(SellingApiException, match="does not have access to one or more requested data elements"):
        sign_in_python_amazon(Tokens, emulator).create_restricted_data_token(restrictedResources=[RESOURCE])


def test_a_secret_is_changed_and_the_old_one_ends_after_a_week(
    emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    ApplicationsApi(
        sign_in_amazons_own(emulator, refresh_token=None, scope=ROTATION).api_client
    ).rotate_application_client_secret()
    (application,) = control(emulator, "applications", "GET")["applications"]
    newest = application["secrets"][-1]["secret"]
    control(emulator, "clock", advance_s=7 * 86_400 - 1)
    SellersApi(sign_in_amazons_own(emulator).api_client).get_account()
    control(emulator, "clock", advance_s=1)
    # It tries four times with growing pauses, whatever the answer, and drops Amazon's reason.
    monkeypatch.setattr(lwa_request, "time", SimpleNamespace(time=time.time, sleep=lambda _seconds: None))
    with pytest.raises(LwaException, match="Token request failed"):
        sign_in_amazons_own(emulator)
    SellersApi(sign_in_amazons_own(emulator, client_secret=newest).api_client).get_account()
    with pytest.raises(AuthorizationError) as refused:
        sign_in_python_amazon(Sellers, emulator).get_account()
    assert refused.value.error_code == "invalid_client"
    client = sign_in_python_amazon(ApplicationManagement, emulator, lwa_client_secret=newest)
    client.rotate_application_client_secret()
    (application,) = control(emulator, "applications", "GET")["applications"]
    assert len(application["secrets"]) == 3


@pytest.mark.parametrize(
    ("what", "error"), [("secret", "invalid_client"), ("authorization", "invalid_grant"), ("", "invalid_grant")]
)
def test_what_ran_out_or_was_revoked_signs_nobody_in(emulator: RunningEmulator, what: str, error: str) -> None:
    other = control(emulator, "sellers", name="Bäcker Süß")
    one = {"client_id": DEMO.client_id, "seller_id": DEMO.seller_id}
    control(emulator, "expire", what=what, **one) if what else control(emulator, "revoke", **one)
    with pytest.raises(AuthorizationError) as refused:
        sign_in_python_amazon(Sellers, emulator).get_account()
    assert refused.value.error_code == error
    keeps = exchange(emulator, grant_type="refresh_token", refresh_token=other["refresh_token"])
    assert keeps.status_code == (401 if what == "secret" else 200)


def test_a_seller_of_many_is_himself(emulator: RunningEmulator) -> None:
    shop = control(emulator, "sellers", name="Harbor Two", region="NA", marketplaces=["ATVPDKIKX0DER"])
    config = sign_in_amazons_own(emulator, refresh_token=shop["refresh_token"])
    participations = SellersApi(config.api_client).get_marketplace_participations().payload
    assert [(each.marketplace.country_code, each.store_name) for each in participations] == [("US", "Harbor Two")]


def test_a_browser_walks_through_the_consent(emulator: RunningEmulator) -> None:
    ask = {"application_id": DEMO.application_id, "state": "once", "redirect_uri": BACK}
    page = httpx.URL(f"{emulator.url}/apps/authorize/consent", params=ask)
    with httpx.Client(follow_redirects=True) as browser:
        assert "Sign in" in browser.get(page).text
        sign_in = {"step": "sign_in", "email": "nordlicht@kogge.example", "password": "kogge-demo"}
        assert "Two-step verification" in browser.post(page, data=sign_in).text
        assert "Authorize Kogge" in browser.post(page, data={"step": "second_factor", "code": "123456"}).text
        confirm = {"step": "consent", "decision": "confirm", "agreed": "yes"}
        codes = []
        for _ in range(3):
            left = browser.post(page, data=confirm, follow_redirects=False)
            given = parse_qs(urlsplit(left.headers["location"]).query)
            assert (left.status_code, left.headers["location"].split("?")[0]) == (302, BACK)
            assert (given["state"], given["selling_partner_id"]) == (["once"], ["A3KOGGENORDLICHT"])
            codes.append(given["spapi_oauth_code"][0])
    grant = {"grant_type": "authorization_code", "code": codes[0], "redirect_uri": BACK}
    tokens = exchange(emulator, **grant)
    assert tokens.status_code == 200
    assert tokens.json()["expires_in"] == 3600
    assert exchange(emulator, **grant).json()["error"] == "invalid_grant"
    elsewhere = exchange(emulator, **grant | {"code": codes[1], "redirect_uri": "http://127.0.0.1:9/other"})
    assert elsewhere.json()["error"] == "invalid_grant"
    control(emulator, "clock", advance_s=300)
    assert exchange(emulator, **grant | {"code": codes[2]}).json()["error"] == "invalid_grant"
    account = SellersApi(sign_in_amazons_own(emulator, refresh_token=tokens.json()["refresh_token"]).api_client)
    assert account.get_account().payload.business.name == "Nordlicht Handel"


def test_python_amazons_client_exchanges_a_code(emulator: RunningEmulator) -> None:
    page = httpx.URL(f"{emulator.url}/apps/authorize/consent", params={"application_id": DEMO.application_id})
    with httpx.Client() as browser:
        browser.post(page, data={"step": "sign_in", "email": "demo@kogge.example", "password": "kogge-demo"})
        browser.post(page, data={"step": "second_factor", "code": "123456"})
        left = browser.post(page, data={"step": "consent", "decision": "confirm", "agreed": "yes"})
    code = parse_qs(urlsplit(left.headers["location"]).query)["spapi_oauth_code"][0]
    keys = SimpleNamespace(lwa_app_id=DEMO.client_id, lwa_client_secret=DEMO.client_secret, refresh_token="")
    tokens = AccessTokenClient(credentials=keys).authorize_auth_code(code)
    assert tokens["refresh_token"].startswith("Atzr|")
