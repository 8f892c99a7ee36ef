"""Unmodified clients of others read and change listings and read the stock at Amazon, at a running Emulator."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sp_api.api import Inventories, ListingsItems
from sp_api.auth import access_token_client
from sp_api.auth.access_token_client import AccessTokenClient
from sp_api.base import Marketplaces, SellingApiException
from spapi import SPAPIClient, SPAPIConfig
from spapi.api.fba_inventory_v1.fba_inventory_api import FbaInventoryApi
from spapi.api.listings_items_v2021_08_01.listings_api import ListingsApi
from spapi.models.listings_items_v2021_08_01 import (
    ListingsItemPatchRequest,
    ListingsItemPutRequest,
    PatchOperation,
)
from spapi.rest import ApiException

from amazon_emulator.accounts import DEMO
from tests.conformance.test_emulator_model import Model
from tests.emulators import RunningEmulator, running_emulator

MODELS = Path(__file__).parents[2].parent / "shared/models/amazon"
GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
SELLER, SKU, ODD_SKU = DEMO.seller_id, "TROYER-M", "Müsli/500 g +1"
SHOWN_WITHIN_S = 10
DATASETS = (
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
)
WHOLE = {
    "item_name": [{"value": "Müsli", "language_tag": "de_DE", "marketplace_id": GERMANY}],
    "condition_type": [{"value": "new_new", "marketplace_id": GERMANY}],
    "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 3}],
    "purchasable_offer": [
        {"marketplace_id": GERMANY, "currency": "EUR", "our_price": [{"schedule": [{"value_with_tax": 4.99}]}]}
    ],
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "1", "--quota", "1000") as running:
        httpx.post(f"{running.url}/emulator/listings", json={"seconds": 0.3}).raise_for_status()
        yield running


@pytest.fixture
def credentials(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    access_token_client.cache.clear()
    monkeypatch.setattr(AccessTokenClient, "scheme", "http://")
    monkeypatch.setattr(AccessTokenClient, "host", emulator.url.removeprefix("http://"))
    return {
        "lwa_app_id": DEMO.client_id,
        "lwa_client_secret": DEMO.client_secret,
        "refresh_token": DEMO.refresh_token,
    }


@pytest.fixture
def python_amazon(emulator: RunningEmulator, credentials: dict[str, str]) -> Any:
    client = ListingsItems(credentials=credentials, marketplace=Marketplaces.DE)
    client.endpoint = emulator.url
    return client


@pytest.fixture
def python_amazon_stock(emulator: RunningEmulator, credentials: dict[str, str]) -> Inventories:
    client = Inventories(credentials=credentials, marketplace=Marketplaces.DE)
    client.endpoint = emulator.url
    return client


@pytest.fixture
def amazons_own(emulator: RunningEmulator) -> Any:
    config = SPAPIConfig(
        client_id=DEMO.client_id, client_secret=DEMO.client_secret, refresh_token=DEMO.refresh_token, region="EU"
    )
    return SPAPIClient(config, oauth_endpoint=emulator.login_url, endpoint=emulator.url).api_client


@pytest.fixture
def raw(emulator: RunningEmulator) -> Iterator[httpx.Client]:
    login = {
        "grant_type": "refresh_token",
        "refresh_token": DEMO.refresh_token,
        "client_id": DEMO.client_id,
        "client_secret": DEMO.client_secret,
    }
    token = httpx.post(emulator.login_url, data=login).json()["access_token"]
    with httpx.Client(base_url=emulator.url, headers={"x-amz-access-token": token}) as client:
        yield client


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SHOWN_WITHIN_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def stock_patch(quantity: int) -> dict[str, Any]:
    own = {"fulfillment_channel_code": "DEFAULT", "quantity": quantity}
    return {"op": "merge", "path": "/attributes/fulfillment_availability", "value": [own]}


def test_python_amazon_sends_stock_and_sees_it_later(python_amazon: Any) -> None:
    body = {"productType": "PRODUCT", "patches": [stock_patch(41)]}
    answer = python_amazon.patch_listings_item(SELLER, SKU, marketplaceIds=[GERMANY], body=body).payload
    assert (answer["status"], answer["issues"]) == ("ACCEPTED", [])

    def read() -> dict[str, Any]:
        asked = {"marketplaceIds": [GERMANY], "includedData": ["attributes", "fulfillmentAvailability"]}
        return dict(python_amazon.get_listings_item(SELLER, SKU, **asked).payload)

    wait_until(lambda: read()["fulfillmentAvailability"][0]["quantity"] == 41)
    assert read()["attributes"]["fulfillment_availability"][0]["lead_time_to_ship_max_days"] == 2


def test_python_amazon_is_told_what_is_invalid(python_amazon: Any) -> None:
    body = {"productType": "PRODUCT", "patches": [stock_patch(-1)]}
    answer = python_amazon.patch_listings_item(SELLER, SKU, marketplaceIds=[GERMANY], body=body).payload
    assert (answer["status"], answer["issues"][0]["attributeNames"]) == ("INVALID", ["fulfillment_availability"])
    with pytest.raises(SellingApiException) as refusal:
        python_amazon.get_listings_item(SELLER, "NOBODY", marketplaceIds=[GERMANY])
    assert refusal.value.code == 404


def test_python_amazon_writes_and_ends_a_listing(python_amazon: Any) -> None:
    body = {"productType": "GROCERY", "requirements": "LISTING", "attributes": WHOLE}
    written = python_amazon.put_listings_item(SELLER, ODD_SKU, marketplaceIds=[GERMANY], body=body)
    assert written.payload["status"] == "ACCEPTED"

    def count() -> int:
        found = python_amazon.search_listings_items(
            SELLER, marketplaceIds=[GERMANY], identifiers=[ODD_SKU], identifiersType="SKU"
        )
        return len(found.payload["items"])

    wait_until(lambda: count() == 1)
    ended = python_amazon.delete_listings_item(SELLER, ODD_SKU, marketplaceIds=[GERMANY])
    assert ended.payload["status"] == "ACCEPTED"
    wait_until(lambda: count() == 0)


def test_python_amazon_walks_all_listings(python_amazon: Any, emulator: RunningEmulator) -> None:
    truth = {each["sku"] for each in httpx.get(f"{emulator.url}/emulator/listings").json()["listings"]}
    seen: set[str] = set()
    token: dict[str, str] = {}
    while True:
        page = python_amazon.search_listings_items(SELLER, marketplaceIds=[GERMANY], pageSize=20, **token)
        seen |= {each["sku"] for each in page.payload["items"]}
        if "nextToken" not in (page.pagination or {}):
            break
        token = {"pageToken": page.pagination["nextToken"]}
    assert seen == truth


def test_amazons_own_client_previews_sends_and_reads_prices(amazons_own: Any) -> None:
    client = ListingsApi(amazons_own)
    offer = {"marketplace_id": GERMANY, "currency": "EUR", "our_price": [{"schedule": [{"value_with_tax": 77.5}]}]}
    patch = PatchOperation(op="replace", path="/attributes/purchasable_offer", value=[offer])
    body = ListingsItemPatchRequest(product_type="PRODUCT", patches=[patch])
    preview = client.patch_listings_item(SELLER, "TROYER-L", [GERMANY], body, mode="VALIDATION_PREVIEW")
    assert (preview.status, preview.issues) == ("VALID", [])
    assert client.patch_listings_item(SELLER, "TROYER-L", [GERMANY], body).status == "ACCEPTED"

    def read(marketplace_id: str) -> str:
        item = client.get_listings_item(SELLER, "TROYER-L", [marketplace_id], included_data=["offers"])
        return str(item.offers[0].price.amount)

    french = read(FRANCE)
    wait_until(lambda: read(GERMANY) == "77.50")
    assert read(FRANCE) == french


def test_amazons_own_client_writes_and_ends_a_listing(amazons_own: Any) -> None:
    client, sku = ListingsApi(amazons_own), f"{ODD_SKU} 2"
    body = ListingsItemPutRequest(product_type="GROCERY", requirements="LISTING", attributes=WHOLE)
    assert client.put_listings_item(SELLER, sku, [GERMANY], body).status == "ACCEPTED"

    def find() -> list[str]:
        found = client.search_listings_items(SELLER, [GERMANY], identifiers=[sku], identifiers_type="SKU")
        return [each.summaries[0].item_name for each in found.items]

    wait_until(lambda: find() == ["Müsli"])
    assert client.delete_listings_item(SELLER, sku, [GERMANY]).status == "ACCEPTED"
    wait_until(lambda: find() == [])
    with pytest.raises(ApiException) as refusal:
        client.get_listings_item(SELLER, sku, [GERMANY])
    assert (refusal.value.status, json.loads(refusal.value.body)["errors"][0]["code"]) == (404, "NOT_FOUND")


def test_both_clients_read_the_stock_at_amazon(
    emulator: RunningEmulator, python_amazon_stock: Inventories, amazons_own: Any
) -> None:
    truth = {
        each["sku"]: each["fulfillable"] for each in httpx.get(f"{emulator.url}/emulator/inventory").json()["stock"]
    }
    first = python_amazon_stock.get_inventory_summary_marketplace(details=True, marketplaceIds=[GERMANY])
    assert truth == {
        each["sellerSku"]: each["inventoryDetails"]["fulfillableQuantity"]
        for each in first.payload["inventorySummaries"]
    }
    httpx.post(f"{emulator.url}/emulator/inventory", json={"page_size": 4}).raise_for_status()
    client, seen, token = FbaInventoryApi(amazons_own), {}, {}
    while True:
        page = client.get_inventory_summaries("Marketplace", GERMANY, [GERMANY], details=True, **token)
        seen |= {
            each.seller_sku: each.inventory_details.fulfillable_quantity for each in page.payload.inventory_summaries
        }
        if page.pagination is None:
            break
        token = {"next_token": page.pagination.next_token}
    assert seen == truth


@pytest.mark.skipif(not MODELS.exists(), reason="Amazon's models are not there")
def test_answers_hold_to_amazons_models(raw: httpx.Client) -> None:
    model = Model(MODELS / "listingsItems_2021-08-01.json")
    path = f"/listings/2021-08-01/items/{SELLER}"
    query = {"marketplaceIds": f"{GERMANY},{FRANCE}", "includedData": ",".join(DATASETS), "pageSize": "20"}
    results = raw.get(path, params=query).json()
    assert len(results["items"]) == 20
    assert all(each.pop("attributes") for each in results["items"])
    assert list(model.faults(results, {"$ref": "ItemSearchResults"})) == []
    body = {"productType": "PRODUCT", "patches": [stock_patch(-1)]}
    refused = raw.patch(f"{path}/{SKU}", params={"marketplaceIds": GERMANY}, json=body).json()
    assert list(model.faults(refused, {"$ref": "ListingsItemSubmissionResponse"})) == []
    asked = {"granularityType": "Marketplace", "granularityId": GERMANY, "marketplaceIds": GERMANY, "details": "true"}
    stock = raw.get("/fba/inventory/v1/summaries", params=asked).json()
    inventory = Model(MODELS / "fbaInventory.json")
    assert list(inventory.faults(stock, {"$ref": "GetInventorySummariesResponse"})) == []
