"""The Listings Items API in one process: read, write, change, end and search, by the clock."""

from typing import Any
from urllib.parse import quote

import pytest

from amazon_emulator.accounts import DEMO
from amazon_emulator.generation.catalogue import PRODUCTS
from tests.unit.amazon_emulator.test_app import Amazon

ITEMS = f"/listings/2021-08-01/items/{DEMO.seller_id}"
GERMANY, FRANCE, US = "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "ATVPDKIKX0DER"
EVERYTHING = "summaries,attributes,issues,offers,fulfillmentAvailability,procurement,relationships,productTypes"
SKU, OWN_STOCK = "TEE-ASSAM-500", {"fulfillment_channel_code": "DEFAULT", "quantity": 12}


def price(value: Any, marketplace_id: str = GERMANY, **more: Any) -> dict[str, Any]:
    offer = {
        "marketplace_id": marketplace_id,
        "currency": "EUR",
        "our_price": [{"schedule": [{"value_with_tax": value}]}],
    }
    return offer | more


class Lister(Amazon):
    """Changes listings and looks at what became of them."""

    def __init__(self) -> None:
        super().__init__(quota_factor=1000)
        self.sign_in()

    def get(self, sku: str = SKU, marketplace_ids: str = GERMANY) -> dict[str, Any]:
        query = {"marketplaceIds": marketplace_ids, "includedData": EVERYTHING}
        return dict(self.ask("GET", f"{ITEMS}/{quote(sku, safe='')}", params=query).json())

    def change(self, method: str, sku: str = SKU, **options: Any) -> dict[str, Any]:
        query = {"marketplaceIds": GERMANY} | options.pop("params", {})
        answer = self.ask(method, f"{ITEMS}/{quote(sku, safe='')}", params=query, **options)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def patch(self, op: str, attribute: str, *value: Any, sku: str = SKU, **params: str) -> dict[str, Any]:
        patch = {"op": op, "path": f"/attributes/{attribute}", "value": list(value)}
        return self.change("PATCH", sku, json={"productType": "PRODUCT", "patches": [patch]}, params=params)

    def wait(self) -> None:
        self.emulator.clock.advance(3)

    def search(self, **query: Any) -> dict[str, Any]:
        return dict(self.ask("GET", ITEMS, params={"marketplaceIds": GERMANY} | query).json())

    def find_fba(self) -> str:
        listed = self.ask("GET", "/emulator/listings").json()["listings"]
        return str(next(each["sku"] for each in listed if each["isFba"]))


@pytest.fixture
def amazon() -> Lister:
    return Lister()


def test_a_listing_shows_what_was_asked_for(amazon: Lister) -> None:
    item = amazon.get()
    product = next(each for each in PRODUCTS if each.sku == SKU)
    assert item["sku"] == SKU
    summary = item["summaries"][0]
    assert (summary["asin"], summary["itemName"], summary["status"]) == (
        product.asin,
        product.title,
        ["BUYABLE", "DISCOVERABLE"],
    )
    assert [each["marketplaceId"] for each in item["summaries"]] == [GERMANY]
    assert item["offers"] == [
        {"marketplaceId": GERMANY, "offerType": "B2C", "price": {"currencyCode": "EUR", "amount": "21.99"}}
    ]
    assert item["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 7}]
    assert len(amazon.get(marketplace_ids=f"{GERMANY},{FRANCE}")["summaries"]) == 2
    only = amazon.ask("GET", f"{ITEMS}/{SKU}", params={"marketplaceIds": GERMANY}).json()
    assert only.keys() == {"sku", "summaries"}


def test_accepted_is_not_yet_live(amazon: Lister) -> None:
    answer = amazon.patch("merge", "fulfillment_availability", OWN_STOCK)
    assert (answer["status"], answer["issues"], answer["sku"]) == ("ACCEPTED", [], SKU)
    assert amazon.get()["fulfillmentAvailability"][0]["quantity"] == 7
    amazon.wait()
    assert amazon.get()["fulfillmentAvailability"][0]["quantity"] == 12


def test_changes_in_quick_succession_build_on_each_other(amazon: Lister) -> None:
    for quantity in (1, 2, 3):
        amazon.patch("merge", "fulfillment_availability", OWN_STOCK | {"quantity": quantity})
        assert amazon.get()["fulfillmentAvailability"][0]["quantity"] == 7
    amazon.patch("replace", "purchasable_offer", price(19.9))
    amazon.wait()
    item = amazon.get()
    assert (item["fulfillmentAvailability"][0]["quantity"], item["offers"][0]["price"]["amount"]) == (3, "19.90")


@pytest.mark.parametrize(("op", "keeps"), [("merge", True), ("replace", False), ("add", False)])
def test_only_merge_keeps_the_lead_time(amazon: Lister, op: str, keeps: bool) -> None:
    amazon.patch(op, "fulfillment_availability", OWN_STOCK)
    amazon.wait()
    entry = amazon.get()["attributes"]["fulfillment_availability"][0]
    assert ("lead_time_to_ship_max_days" in entry, entry["quantity"]) == (keeps, 12)


def test_a_price_belongs_to_its_marketplace(amazon: Lister) -> None:
    before = amazon.get(marketplace_ids=FRANCE)["offers"]
    amazon.patch("replace", "purchasable_offer", price(19.9), price(17.5, audience="B2B"))
    amazon.wait()
    assert [(each["offerType"], each["price"]["amount"]) for each in amazon.get()["offers"]] == [
        ("B2C", "19.90"),
        ("B2B", "17.50"),
    ]
    assert amazon.get(marketplace_ids=FRANCE)["offers"] == before


def test_no_stock_and_no_price_end_the_sale(amazon: Lister) -> None:
    amazon.patch("merge", "fulfillment_availability", OWN_STOCK | {"quantity": 0})
    amazon.patch("delete", "purchasable_offer", {"marketplace_id": FRANCE, "currency": "EUR"}, sku="KLUNTJE-500")
    amazon.wait()
    assert amazon.get()["summaries"][0]["status"] == ["DISCOVERABLE"]
    assert amazon.get("KLUNTJE-500", FRANCE)["summaries"][0]["status"] == ["DISCOVERABLE"]
    assert amazon.get("KLUNTJE-500")["summaries"][0]["status"] == ["BUYABLE", "DISCOVERABLE"]


@pytest.mark.parametrize(
    ("attribute", "value", "code"),
    [
        ("fulfillment_availability", OWN_STOCK | {"quantity": -1}, "90225"),
        ("fulfillment_availability", OWN_STOCK | {"quantity": 1.5}, "90225"),
        ("fulfillment_availability", OWN_STOCK | {"quantity": True}, "90225"),
        ("fulfillment_availability", OWN_STOCK | {"lead_time_to_ship_max_days": 31}, "90225"),
        ("fulfillment_availability", OWN_STOCK | {"restock_date": "soon"}, "90225"),
        ("fulfillment_availability", {"quantity": 3}, "90220"),
        ("fulfillment_availability", {"fulfillment_channel_code": "MINE"}, "90225"),
        ("purchasable_offer", price(5, "NOWHERE"), "90225"),
        ("purchasable_offer", price(5, US), "90225"),
        ("purchasable_offer", price(5, currency="PLN"), "90225"),
        ("purchasable_offer", price(5, currency=""), "90220"),
        ("purchasable_offer", price(0), "90225"),
        ("purchasable_offer", price("5,00"), "90225"),
        ("purchasable_offer", price(5, our_price=[{}, {"schedule": [{"value_with_tax": 5}]}]), "90225"),
        ("purchasable_offer", {"currency": "EUR"}, "90220"),
    ],
)
def test_wrong_values_are_invalid_and_change_nothing(
    amazon: Lister, attribute: str, value: dict[str, Any], code: str
) -> None:
    before = amazon.get()
    answer = amazon.patch("merge", attribute, value)
    assert answer["status"] == "INVALID"
    assert code in {each["code"] for each in answer["issues"]}
    assert {each["severity"] for each in answer["issues"]} == {"ERROR"}
    assert answer["issues"][0]["attributeNames"] == [attribute]
    amazon.wait()
    assert amazon.get() == before


def test_a_preview_changes_nothing(amazon: Lister) -> None:
    before = amazon.get()
    asked = {"mode": "VALIDATION_PREVIEW", "includedData": "identifiers,issues"}
    answer = amazon.patch("replace", "purchasable_offer", price(1), **asked)
    assert answer["status"] == "VALID"
    assert answer["identifiers"][0]["asin"] == before["summaries"][0]["asin"]
    amazon.wait()
    assert amazon.get() == before


def test_stock_of_its_own_takes_an_offer_from_amazon(amazon: Lister) -> None:
    sku = amazon.find_fba()
    assert amazon.get(sku)["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "AMAZON_EU"}]
    answer = amazon.patch("merge", "fulfillment_availability", OWN_STOCK, sku=sku)
    assert (answer["status"], answer["issues"][0]["severity"]) == ("ACCEPTED", "WARNING")
    amazon.wait()
    item = amazon.get(sku)
    assert item["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 12}]
    assert item["issues"] == answer["issues"]
    assert [each["sku"] for each in amazon.search(withIssueSeverity="WARNING")["items"]] == [sku]
    seen = {each["sku"]: each for each in amazon.ask("GET", "/emulator/listings").json()["listings"]}
    assert (seen[sku]["isFba"], bool(seen[sku]["leftFbaAt"])) == (False, True)
    amazon.patch("merge", "fulfillment_availability", {"fulfillment_channel_code": "AMAZON_EU"}, sku=sku)
    amazon.wait()
    assert amazon.get(sku)["issues"] == []
    assert amazon.get(sku)["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "AMAZON_EU"}]


@pytest.mark.parametrize("sku", ["Müsli/500 g", "a b", "100%", "x+y", "ÄÖÜ ß/„1“", "q?a=b#c"])
def test_any_sku_is_written_and_read_and_ended(amazon: Lister, sku: str) -> None:
    body = {
        "productType": "GROCERY",
        "requirements": "LISTING",
        "attributes": {
            "item_name": [{"value": "Müsli", "language_tag": "de_DE", "marketplace_id": GERMANY}],
            "condition_type": [{"value": "new_new"}],
            "fulfillment_availability": [OWN_STOCK],
            "purchasable_offer": [price(4.99)],
        },
    }
    assert amazon.change("PUT", sku, json=body)["status"] == "ACCEPTED"
    amazon.wait()
    item = amazon.get(sku)
    assert (item["sku"], item["summaries"][0]["productType"]) == (sku, "GROCERY")
    assert item["offers"][0]["price"]["amount"] == "4.99"
    assert amazon.change("DELETE", sku)["status"] == "ACCEPTED"
    amazon.wait()
    assert amazon.ask("GET", f"{ITEMS}/{quote(sku, safe='')}", params={"marketplaceIds": GERMANY}).status_code == 404


def test_put_replaces_one_marketplace_whole(amazon: Lister) -> None:
    attributes = {
        "item_name": [{"value": "Assam", "marketplace_id": GERMANY}],
        "condition_type": [{"value": "new_new"}],
    }
    amazon.change("PUT", json={"productType": "TEA", "attributes": attributes})
    amazon.wait()
    german, french = amazon.get(), amazon.get(marketplace_ids=FRANCE)
    assert (german["summaries"][0]["itemName"], german["offers"], german["fulfillmentAvailability"]) == (
        "Assam",
        [],
        [],
    )
    assert len(french["offers"]) == 1
    assert french["summaries"][0]["itemName"] == "Assam Second Flush, loser Schwarztee, 500 g"


def test_delete_ends_one_marketplace(amazon: Lister) -> None:
    amazon.change("DELETE")
    amazon.wait()
    assert amazon.get()["errors"][0]["code"] == "NOT_FOUND"
    assert amazon.get(marketplace_ids=FRANCE)["summaries"][0]["marketplaceId"] == FRANCE


def test_what_is_missing_is_told(amazon: Lister) -> None:
    answer = amazon.change("PUT", "NEW-1", json={"productType": "TEA", "attributes": {}})
    assert (answer["status"], [each["attributeNames"] for each in answer["issues"]]) == (
        "INVALID",
        [["item_name"], ["condition_type"]],
    )
    unknown = amazon.patch("merge", "fulfillment_availability", OWN_STOCK, sku="NOBODY")
    assert (unknown["status"], unknown["issues"][0]["code"]) == ("INVALID", "13013")
    assert amazon.change("DELETE", "NOBODY")["status"] == "INVALID"


@pytest.mark.parametrize(
    ("method", "query", "body"),
    [
        ("GET", {"marketplaceIds": ""}, None),
        ("GET", {"includedData": "everything"}, None),
        ("PATCH", {}, None),
        ("PATCH", {}, []),
        ("PATCH", {}, {"patches": [{"op": "delete", "path": "/attributes/item_name"}]}),
        ("PATCH", {}, {"productType": "TEA", "patches": []}),
        ("PATCH", {}, {"productType": "TEA", "patches": ["delete"]}),
        ("PATCH", {}, {"productType": "TEA", "patches": [{"op": "move", "path": "/attributes/a", "value": []}]}),
        ("PATCH", {}, {"productType": "TEA", "patches": [{"op": "add", "path": "/attributes/a"}]}),
        ("PATCH", {}, {"productType": "TEA", "patches": [{"op": "add", "path": "/attributes/a", "value": [1]}]}),
        ("PATCH", {}, {"productType": "TEA", "patches": [{"op": "delete", "path": "/attributes/a/0/b"}]}),
        ("PATCH", {}, {"productType": "TEA", "patches": [{"op": "delete", "path": "/title"}]}),
        ("PATCH", {"mode": "DRY"}, {"productType": "TEA", "patches": [{"op": "delete", "path": "/attributes/a"}]}),
        (
            "PATCH",
            {"includedData": "identifiers"},
            {"productType": "TEA", "patches": [{"op": "delete", "path": "/attributes/a"}]},
        ),
        ("PUT", {}, {"productType": "TEA"}),
        ("PUT", {}, {"productType": "TEA", "attributes": {"item_name": "Tea"}}),
        ("PUT", {}, {"productType": "TEA", "attributes": {}, "requirements": "NONE"}),
        ("PUT", {"marketplaceIds": f"{GERMANY},{FRANCE}"}, {"productType": "TEA", "attributes": {}}),
        ("DELETE", {"marketplaceIds": f"{GERMANY},{FRANCE}"}, None),
    ],
)
def test_requests_that_break_the_model_are_refused(
    amazon: Lister, method: str, query: dict[str, str], body: Any
) -> None:
    options = {} if body is None else {"json": body}
    answer = amazon.ask(method, f"{ITEMS}/{SKU}", params={"marketplaceIds": GERMANY} | query, **options)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


def test_strangers_and_other_regions_are_refused(amazon: Lister) -> None:
    others = "/listings/2021-08-01/items/A3KOGGENORDLICHT/TEE-ASSAM-500"
    assert amazon.ask("GET", others, params={"marketplaceIds": GERMANY}).status_code == 403
    assert amazon.ask("GET", f"{ITEMS}/{SKU}", params={"marketplaceIds": US}).status_code == 403


def test_a_search_goes_page_by_page(amazon: Lister) -> None:
    skus: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = amazon.search(pageSize=20, sortBy="sku", sortOrder="ASC", **token)
        assert page["numberOfResults"] == len(PRODUCTS)
        skus += [each["sku"] for each in page["items"]]
        if "nextToken" not in page.get("pagination", {}):
            break
        token = {"pageToken": page["pagination"]["nextToken"]}
    assert skus == sorted(each.sku for each in PRODUCTS)
    back = amazon.search(pageSize=20, sortBy="sku", sortOrder="ASC", pageToken=page["pagination"]["previousToken"])
    assert [each["sku"] for each in back["items"]] == skus[20:40]


def test_a_search_finds_by_number_status_and_time(amazon: Lister) -> None:
    asin = amazon.get()["summaries"][0]["asin"]
    assert [each["sku"] for each in amazon.search(identifiers=f"{asin},X", identifiersType="ASIN")["items"]] == [SKU]
    assert amazon.search(identifiers=SKU, identifiersType="SKU")["numberOfResults"] == 1
    sold_out = amazon.search(withoutStatus="BUYABLE", pageSize=20)
    assert 0 < sold_out["numberOfResults"] < 10
    assert amazon.search(withStatus="BUYABLE")["numberOfResults"] == len(PRODUCTS) - sold_out["numberOfResults"]
    now = amazon.emulator.clock.now().isoformat()
    assert amazon.search(lastUpdatedAfter=now)["numberOfResults"] == 0
    amazon.patch("merge", "fulfillment_availability", OWN_STOCK)
    amazon.wait()
    assert [each["sku"] for each in amazon.search(lastUpdatedAfter=now)["items"]] == [SKU]
    assert amazon.search(createdAfter=now)["numberOfResults"] == 0
    assert amazon.search(variationParentSku=SKU)["numberOfResults"] == 0
    assert amazon.search()["items"][0]["sku"] == SKU


@pytest.mark.parametrize(
    "query",
    [
        {"identifiers": "a"},
        {"identifiersType": "SKU"},
        {"identifiers": "a", "identifiersType": "NUMBER"},
        {"identifiers": ",".join(map(str, range(21))), "identifiersType": "SKU"},
        {"identifiers": "a", "identifiersType": "SKU", "variationParentSku": "b"},
        {"withStatus": "SOLD"},
        {"withIssueSeverity": "INFO"},
        {"sortBy": "price"},
        {"sortOrder": "UP"},
        {"pageSize": "0"},
        {"pageSize": "21"},
        {"pageToken": "?"},
        {"createdAfter": "yesterday"},
    ],
)
def test_searches_that_break_the_model_are_refused(amazon: Lister, query: dict[str, str]) -> None:
    assert amazon.ask("GET", ITEMS, params={"marketplaceIds": GERMANY} | query).status_code == 400


def test_the_time_that_changes_take_is_set(amazon: Lister) -> None:
    assert amazon.ask("POST", "/emulator/listings", json={"seconds": 0}).json() == {"seconds": 0}
    amazon.patch("merge", "fulfillment_availability", OWN_STOCK)
    assert amazon.get()["fulfillmentAvailability"][0]["quantity"] == 12
    assert amazon.ask("POST", "/emulator/listings", json={"seconds": -1}).status_code == 400
    assert amazon.ask("GET", "/emulator/listings?seller_id=NOBODY").status_code == 400
