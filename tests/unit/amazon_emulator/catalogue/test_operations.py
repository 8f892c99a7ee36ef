"""The Catalog Items API in one process: products by their numbers."""

from pathlib import Path
from typing import Any

import pytest
from stdnum import ean

from amazon_emulator.generation.catalogue import PRODUCTS
from tests.conformance.test_emulator_model import Model
from tests.unit.amazon_emulator.test_app import Amazon

MODEL = Path(__file__).parents[5] / "shared/models/amazon/catalogItems_2022-04-01.json"
GERMANY, US = "A1PA6795UKMFR9", "ATVPDKIKX0DER"


@pytest.fixture
def amazon() -> Amazon:
    amazon = Amazon(quota_factor=1000)
    amazon.sign_in()
    return amazon


def search(amazon: Amazon, **query: Any) -> Any:
    amazon.emulator.clock.advance(1)
    return amazon.ask("GET", "/catalog/2022-04-01/items", params={"marketplaceIds": GERMANY} | query)


def test_products_are_found_by_their_numbers(amazon: Amazon) -> None:
    product = PRODUCTS[3]
    for kind, number in (("EAN", product.ean), ("GTIN", f"0{product.ean}"), ("ASIN", product.asin)):
        found = search(amazon, identifiersType=kind, identifiers=f"{number},4006381333931").json()
        assert [each["asin"] for each in found["items"]] == [product.asin]
    shown = search(
        amazon, identifiersType="EAN", identifiers=product.ean, includedData="identifiers,productTypes,summaries"
    ).json()
    assert shown["items"][0]["productTypes"] == [{"marketplaceId": GERMANY, "productType": "PRODUCT"}]
    if MODEL.exists():
        assert list(Model(MODEL).faults(shown, {"$ref": "ItemSearchResults"})) == []


def test_each_product_has_an_ean_of_its_own() -> None:
    numbers = [each.ean for each in PRODUCTS]
    assert all(map(ean.is_valid, numbers))
    assert len(set(numbers)) == len(PRODUCTS)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"keywords": "Tee"}, 400),
        ({"identifiers": "1", "identifiersType": "NAME"}, 400),
        ({"identifiers": ",".join(map(str, range(21))), "identifiersType": "EAN"}, 400),
        ({"identifiers": "1", "identifiersType": "EAN", "marketplaceIds": US}, 403),
    ],
)
def test_what_is_wrong_is_refused(amazon: Amazon, query: dict[str, str], status: int) -> None:
    assert search(amazon, **query).status_code == status
