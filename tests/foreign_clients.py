"""Client libraries of others, unmodified, pointed at a running Emulator; and orders for them to find there."""

import json
from typing import Any

import httpx
import pytest
from sp_api.auth import access_token_client
from sp_api.auth.access_token_client import AccessTokenClient
from sp_api.base import Marketplaces
from spapi import SPAPIClient, SPAPIConfig
from spapi.rest import ApiException

from amazon_emulator.accounts import DEMO
from tests.emulators import RunningEmulator

Order = dict[str, Any]

GERMANY = "A1PA6795UKMFR9"


def point_at(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have python-amazon-sp-api sign in at the Emulator."""
    access_token_client.cache.clear()
    monkeypatch.setattr(AccessTokenClient, "scheme", "http://")
    monkeypatch.setattr(AccessTokenClient, "host", emulator.url.removeprefix("http://"))


def amazons_own(emulator: RunningEmulator) -> SPAPIClient:
    """Return Amazon's own client, signed in as the demo seller."""
    config = SPAPIConfig(
        client_id=DEMO.client_id, client_secret=DEMO.client_secret, refresh_token=DEMO.refresh_token, region="EU"
    )
    return SPAPIClient(config, oauth_endpoint=emulator.login_url, endpoint=emulator.url)


def python_amazon(kind: type[Any], emulator: RunningEmulator, **settings: Any) -> Any:
    """Return a client of python-amazon-sp-api of a kind, for Germany; `point_at` comes first."""
    keys = {
        "lwa_app_id": DEMO.client_id,
        "lwa_client_secret": DEMO.client_secret,
        "refresh_token": DEMO.refresh_token,
    }
    client = kind(credentials=keys, marketplace=Marketplaces.DE, **settings)
    client.endpoint = emulator.url
    return client


def place_order(emulator: RunningEmulator, order_id: str, **changes: Any) -> Order:
    """Let a merchant's order of two lines arrive, settled already."""
    address = {"name": "Antje Meyer", "addressLine1": "Hafenstraße 1", "city": "Lübeck", "countryCode": "DE"}
    order = {
        "orderId": order_id,
        "createdTime": "2026-01-02T08:00:00.000Z",
        "lastUpdatedTime": "2026-01-02T08:00:00.000Z",
        "programs": [],
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": GERMANY},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "buyer": {"buyerName": "Antje Meyer", "buyerEmail": "a@marketplace.amazon.de"},
        "recipient": {"deliveryAddress": address},
        "orderItems": [
            {"orderItemId": "1", "quantityOrdered": 2, "product": {"asin": "B000000001"}},
            {"orderItemId": "2", "quantityOrdered": 1, "product": {"asin": "B000000002"}},
        ],
    } | changes
    httpx.post(f"{emulator.url}/emulator/orders", json={"orders": [order]}).raise_for_status()
    return order


def code_of(error: ApiException) -> Any:
    """Return the code of the first error in an answer."""
    return json.loads(error.body)["errors"][0]["code"]
