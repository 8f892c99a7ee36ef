"""The calls about a seller's listings: look, change, create, and find a product by its EAN. One request each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import OrderNotFound
from kogge_cloud.amazon.calls import call_amazon
from kogge_cloud.amazon.client import send

MOST_LOOKED_AT = 20
_LOOKED_AT = "summaries,fulfillmentAvailability"
_ROOT = "/listings/2021-08-01/items"
_CATALOGUE = "/catalog/2022-04-01/items"
_IDENTIFIERS = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}


def search_listings(
    registration: Registration, marketplace_id: str, skus: Sequence[str], now: datetime
) -> list[dict[str, Any]]:
    """Look at up to twenty listings of a marketplace; those that are not there are missing. Raises PlatformError."""
    query = {
        "marketplaceIds": marketplace_id,
        "identifiersType": "SKU",
        "identifiers": ",".join(skus),
        "includedData": _LOOKED_AT,
        "pageSize": str(MOST_LOOKED_AT),
    }
    path = f"{_ROOT}/{quote(registration.seller_reference, safe='')}"
    answer = call_amazon(
        registration,
        "searchListingsItems",
        lambda token: send("GET", registration.region, path, token, query),
        now,
    )
    return _objects(answer.body.get("items"))


def get_listing(registration: Registration, marketplace_id: str, sku: str, now: datetime) -> list[dict[str, Any]]:
    """Look at one listing: the only way to one whose SKU holds a comma. Raises PlatformError."""
    query = {"marketplaceIds": marketplace_id, "includedData": _LOOKED_AT}
    try:
        answer = call_amazon(
            registration,
            "getListingsItem",
            lambda token: send("GET", registration.region, _item_path(registration, sku), token, query),
            now,
        )
    except OrderNotFound:
        return []
    return [answer.body]


def search_products(
    registration: Registration, marketplace_id: str, number: str, now: datetime
) -> list[dict[str, Any]]:
    """Find the products of Amazon's catalogue that bear an EAN, UPC or GTIN. Raises PlatformError."""
    query = {
        "marketplaceIds": marketplace_id,
        "identifiersType": _IDENTIFIERS.get(len(number), "GTIN"),
        "identifiers": number,
        "includedData": "summaries,productTypes",
        "pageSize": str(MOST_LOOKED_AT),
    }
    answer = call_amazon(
        registration,
        "searchCatalogItems",
        lambda token: send("GET", registration.region, _CATALOGUE, token, query),
        now,
    )
    return _objects(answer.body.get("items"))


def patch_listing(
    registration: Registration, sku: str, query: dict[str, str], body: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Change a listing (patchListingsItem) and return Amazon's answer. Raises PlatformError.

    After PlatformUnavailable it may have been done; doing it again is harmless, since values are absolute.
    """
    return _submit(registration, "patchListingsItem", "PATCH", sku, query, body, now)


def put_listing(
    registration: Registration, sku: str, query: dict[str, str], body: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Create a listing (putListingsItem) and return Amazon's answer. Raises PlatformError, as `patch_listing` does."""
    return _submit(registration, "putListingsItem", "PUT", sku, query, body, now)


def _submit(
    registration: Registration,
    operation: str,
    method: str,
    sku: str,
    query: dict[str, str],
    body: dict[str, Any],
    now: datetime,
) -> dict[str, Any]:
    path = _item_path(registration, sku)
    answer = call_amazon(
        registration, operation, lambda token: send(method, registration.region, path, token, query, body), now
    )
    return answer.body


def _item_path(registration: Registration, sku: str) -> str:
    return f"{_ROOT}/{quote(registration.seller_reference, safe='')}/{quote(sku, safe='')}"


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
