"""An unmodified client of others signs in at a running Shopware emulator, searches, moves states, writes stock."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from lib_shopware6_api_base import (
    ConfShopware6ApiBase,
    Criteria,
    DescFieldSorting,
    EqualsFilter,
    GrantType,
    RangeFilter,
    Shopware6AdminAPIClientBase,
    ShopwareAPIError,
)

from shopware_emulator.entities.shop import EUR_ID
from shopware_emulator.login.tokens import DEMO_KEY, DEMO_SECRET
from tests.emulators import RunningShop, running_shop

COUNT = 120


@pytest.fixture(scope="module")
def shop() -> Iterator[RunningShop]:
    with running_shop("--orders", str(COUNT)) as running:
        yield running


@pytest.fixture
def client(shop: RunningShop) -> Iterator[Shopware6AdminAPIClientBase]:
    config = ConfShopware6ApiBase(
        shopware_admin_api_url=shop.api_url,
        client_id=DEMO_KEY,
        client_secret=DEMO_SECRET,
        grant_type=GrantType.RESOURCE_OWNER,
    )
    with Shopware6AdminAPIClientBase(config=config) as signed_in:
        yield signed_in


@pytest.fixture(scope="module")
def truth(shop: RunningShop) -> dict[str, dict[str, Any]]:
    orders = httpx.get(f"{shop.url}/emulator/truth").json()["orders"]
    return {order["orderNumber"]: order for order in orders}


def test_pages_bring_every_order_once_and_to_the_cent(
    client: Shopware6AdminAPIClientBase, truth: dict[str, dict[str, Any]]
) -> None:
    criteria = Criteria(sort=[DescFieldSorting(field="orderNumber")])
    criteria.associations["lineItems"] = Criteria()
    criteria.associations["currency"] = Criteria()
    orders = client.request_post_paginated("search/order", criteria, junk_size=50).data
    assert [order["orderNumber"] for order in orders] == sorted(truth, reverse=True)
    for order in orders:
        known = truth[order["orderNumber"]]
        assert round(order["amountTotal"] * 100) == known["total_minor"]
        assert order["currency"]["isoCode"] == known["currency"]
        assert len(order["lineItems"]) == known["lines"]


def test_filters_work_as_the_client_writes_them(client: Shopware6AdminAPIClientBase, truth: dict[str, Any]) -> None:
    criteria = Criteria(filter=[EqualsFilter(field="taxStatus", value="tax-free")])
    criteria.filter.append(RangeFilter(field="orderDateTime", parameters={"gte": "2000-01-01T00:00:00.000Z"}))
    found = client.request_post_paginated("search/order", criteria).data
    assert {order["orderNumber"] for order in found} == {
        number for number, order in truth.items() if order["taxStatus"] == "tax-free"
    }


def test_get_requests_page_too(client: Shopware6AdminAPIClientBase) -> None:
    assert len(client.request_get_paginated("order", {"limit": 7}, junk_size=3).data) == 7
    assert client.request_get("_info/version").model_extra == {"version": "6.6.7.1"}


def test_states_move_and_stock_is_written(shop: RunningShop, client: Shopware6AdminAPIClientBase) -> None:
    placed = httpx.post(f"{shop.url}/emulator/rush", json={"count": 1}).json()["ids"][0]
    criteria = Criteria(ids=[placed])
    criteria.associations["deliveries"] = Criteria()
    delivery = client.request_post("search/order", criteria).data[0]["deliveries"][0]["id"]
    client.request_post(f"_action/order/{placed}/state/process")
    client.request_post(f"_action/order_delivery/{delivery}/state/ship")
    with pytest.raises(ShopwareAPIError, match="SYSTEM__ILLEGAL_STATE_TRANSITION"):
        client.request_post(f"_action/order/{placed}/state/retour")
    product = client.request_post("search/product", Criteria(limit=1)).data[0]["id"]
    client.request_patch(f"product/{product}", {"stock": 4})
    price = [{"currencyId": EUR_ID, "gross": 9.99, "net": 8.39, "linked": True}]
    operation = {"entity": "product", "action": "upsert", "payload": [{"id": product, "price": price}]}
    client.request_post("_action/sync", {"write-product": operation})
    shown = client.request_get(f"product/{product}").data
    attributes = shown.get("attributes", shown)
    assert (attributes["stock"], attributes["price"][0]["gross"]) == (4, 9.99)


def test_a_wrong_secret_is_told(shop: RunningShop) -> None:
    config = ConfShopware6ApiBase(
        shopware_admin_api_url=shop.api_url, client_id=DEMO_KEY, client_secret="no", grant_type=GrantType.RESOURCE_OWNER
    )
    with Shopware6AdminAPIClientBase(config=config) as stranger, pytest.raises(ShopwareAPIError):
        stranger.request_get("_info/version")
