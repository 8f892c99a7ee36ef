"""The Catalog Items API v2022-04-01: products found by their numbers. Search by words is not here."""

from collections.abc import Callable
from typing import Any

from amazon_emulator.generation.catalogue import PRODUCTS, Product
from amazon_emulator.listings.catalogue import PRODUCT_TYPE
from amazon_emulator.listings.rules import Query, collect, read_marketplaces, read_some, refused
from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota

MAX_IDENTIFIERS = 20
DATASETS = ("identifiers", "productTypes", "summaries")
"""Of those that Amazon has."""

_NUMBERS: dict[str, Callable[[Product], str]] = {
    "ASIN": lambda product: product.asin,
    "EAN": lambda product: product.ean,
    "GTIN": lambda product: product.ean.zfill(14),
}


def _search(call: Call) -> dict[str, Any]:
    query = collect(call.query)
    own = call.emulator.listings.open(call.account.seller_id).marketplace_ids
    [marketplace_id] = read_marketplaces(query, own, most=1)
    datasets = read_some(query, "includedData", DATASETS) or frozenset({"summaries"})
    wanted, number_of = _read_identifiers(query)
    found = [each for each in PRODUCTS if number_of(each) in wanted]
    return {"numberOfResults": len(found), "items": [_show(each, marketplace_id, datasets) for each in found]}


def _read_identifiers(query: Query) -> tuple[frozenset[str], Callable[[Product], str]]:
    wanted = frozenset(query.get("identifiers", []))
    kind = query.get("identifiersType", [""])[0]
    if not wanted or kind not in _NUMBERS:
        raise refused(f"This emulator searches by identifiers, with one of {', '.join(_NUMBERS)} as identifiersType.")
    if len(wanted) > MAX_IDENTIFIERS:
        raise refused(f"identifiers has more than {MAX_IDENTIFIERS} values.")
    return wanted, _NUMBERS[kind]


def _show(product: Product, marketplace_id: str, datasets: frozenset[str]) -> dict[str, Any]:
    numbers = [{"identifierType": "EAN", "identifier": product.ean}]
    shown: dict[str, dict[str, Any]] = {
        "identifiers": {"identifiers": numbers},
        "productTypes": {"productType": PRODUCT_TYPE},
        "summaries": {"itemName": product.title},
    }
    chosen = {name: [{"marketplaceId": marketplace_id, **fields}] for name, fields in shown.items() if name in datasets}
    return {"asin": product.asin} | chosen


OPERATIONS = (Operation("searchCatalogItems", "GET", "/catalog/2022-04-01/items", Quota(2, 2), _search),)
