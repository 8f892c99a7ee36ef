"""The FBA Inventory API in one process."""

from typing import Any

import pytest

from amazon_emulator.accounts import DEMO
from amazon_emulator.times import format_time
from tests.unit.amazon_emulator.test_app import Amazon

SUMMARIES = "/fba/inventory/v1/summaries"
GERMANY, US = "A1PA6795UKMFR9", "ATVPDKIKX0DER"
QUERY = {"granularityType": "Marketplace", "granularityId": GERMANY, "marketplaceIds": GERMANY, "details": "true"}


class Warehouse(Amazon):
    """Asks what lies there."""

    def __init__(self) -> None:
        super().__init__(quota_factor=1000)
        self.sign_in()

    def page(self, **query: str) -> dict[str, Any]:
        # The bucket holds two calls, whatever the rate.
        self.emulator.clock.advance(0.01)
        answer = self.ask("GET", SUMMARIES, params=QUERY | query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def list(self, **query: str) -> list[dict[str, Any]]:
        return list(self.page(**query)["payload"]["inventorySummaries"])


@pytest.fixture
def amazon() -> Warehouse:
    return Warehouse()


def test_the_stock_is_that_of_what_amazon_fulfils(amazon: Warehouse) -> None:
    listed = amazon.ask("GET", "/emulator/listings").json()["listings"]
    stock = amazon.list()
    assert {each["sellerSku"] for each in stock} == {each["sku"] for each in listed if each["isFba"]} != set()
    for each in stock:
        details = each["inventoryDetails"]
        parts = [details[f"{name}Quantity"] for name in ("fulfillable", "inboundWorking", "inboundShipped")]
        parts.append(details["reservedQuantity"]["totalReservedQuantity"])
        parts.append(details["unfulfillableQuantity"]["totalUnfulfillableQuantity"])
        assert each["totalQuantity"] == sum(parts)
    assert "inventoryDetails" not in amazon.list(details="false")[0]


def test_pages_live_thirty_seconds(amazon: Warehouse) -> None:
    everything = amazon.list()
    amazon.ask("POST", "/emulator/inventory", json={"page_size": 3})
    first = amazon.page()
    token = first["pagination"]["nextToken"]
    amazon.emulator.clock.advance(29)
    assert first["payload"]["inventorySummaries"] + amazon.list(nextToken=token) == everything[:6]
    amazon.emulator.clock.advance(2)
    late = amazon.ask("GET", SUMMARIES, params=QUERY | {"nextToken": token})
    assert (late.status_code, late.json()["errors"][0]["details"]) == (400, "nextToken has expired.")


def test_changes_are_told_since_a_time_and_by_sku(amazon: Warehouse) -> None:
    sku = amazon.list()[0]["sellerSku"]
    since = format_time(amazon.emulator.clock.now())
    assert amazon.list(startDateTime=since) == []
    changed = amazon.ask("POST", "/emulator/inventory", json={"sku": sku, "fulfillable": 77})
    assert changed.status_code == 200
    assert [each["inventoryDetails"]["fulfillableQuantity"] for each in amazon.list(startDateTime=since)] == [77]
    assert [each["sellerSku"] for each in amazon.list(sellerSkus=f"{sku},NOBODY")] == [sku]
    assert [each["sellerSku"] for each in amazon.list(sellerSku=sku)] == [sku]
    assert amazon.list(sellerSkus="NOBODY", sellerSku=sku) == []
    assert [each["sellerSku"] for each in amazon.list(sellerSkus="NOBODY", startDateTime=since)] == [sku]


def test_stock_stays_where_it_is_when_the_offer_leaves(amazon: Warehouse) -> None:
    before = amazon.list()
    path = f"/listings/2021-08-01/items/{DEMO.seller_id}/{before[0]['sellerSku']}"
    own = {"fulfillment_channel_code": "DEFAULT", "quantity": 1}
    patches = [{"op": "merge", "path": "/attributes/fulfillment_availability", "value": [own]}]
    answer = amazon.ask(
        "PATCH", path, params={"marketplaceIds": GERMANY}, json={"productType": "PRODUCT", "patches": patches}
    )
    assert answer.json()["status"] == "ACCEPTED"
    amazon.emulator.clock.advance(5)
    assert amazon.list() == before


@pytest.mark.parametrize(
    "change",
    [
        {"granularityType": ""},
        {"granularityType": "Country"},
        {"granularityId": ""},
        {"granularityId": "A13V1IB3VIYZZH"},
        {"marketplaceIds": ""},
        {"marketplaceIds": US, "granularityId": US},
        {"marketplaceIds": f"{GERMANY},A13V1IB3VIYZZH"},
        {"sellerSkus": ",".join(map(str, range(51)))},
        {"startDateTime": "2020-01-01T00:00:00Z"},
        {"startDateTime": "lately"},
        {"nextToken": "?"},
        {"nextToken": "bm90aGluZw=="},
    ],
)
def test_requests_that_break_the_model_are_refused(amazon: Warehouse, change: dict[str, str]) -> None:
    answer = amazon.ask("GET", SUMMARIES, params=QUERY | change)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


@pytest.mark.parametrize(
    "body", [[], {"page_size": 0}, {"sku": "NOBODY", "fulfillable": 1}, {"fulfillable": 1}, {"colour": "red"}]
)
def test_the_admin_is_told_what_is_wrong(amazon: Warehouse, body: Any) -> None:
    assert amazon.ask("POST", "/emulator/inventory", json=body).status_code == 400
