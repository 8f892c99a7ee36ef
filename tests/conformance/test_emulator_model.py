"""The Emulator's answers hold to Amazon's model, and Amazon's own samples come back as they were loaded."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from amazon_emulator.accounts import DEMO
from amazon_emulator.orders.gating import DATA_GROUPS
from tests.conformance.test_cloud_samples import MODEL, sample_orders
from tests.emulators import RunningEmulator, running_emulator

pytestmark = pytest.mark.skipif(not MODEL.exists(), reason=f"Amazon's model is not there: {MODEL}")

GENERATED = 400
PATH = "/orders/2026-01-01/orders"
SINCE = "2000-01-01T00:00:00Z"
JSON_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
EVERYTHING = ",".join(DATA_GROUPS)


class Model:
    """Amazon's Swagger file; stricter than it has to be: unknown fields and undocumented values are faults."""

    def __init__(self, path: Path) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        self.definitions: dict[str, Any] = content["definitions"]
        self.search: dict[str, Any] = content["paths"].get(PATH, {}).get("get", {})

    def faults(self, value: Any, schema: dict[str, Any], where: str = "$") -> Iterator[str]:
        if "$ref" in schema:
            schema = self.definitions[schema["$ref"].rsplit("/", 1)[-1]]
        kind = schema.get("type", "object")
        if not isinstance(value, JSON_TYPES[kind]):
            yield f"{where}: {value!r} is no {kind}"
        elif kind == "object":
            yield from self._object_faults(value, schema, where)
        elif kind == "array":
            for number, entry in enumerate(value):
                # What a list of words may hold stands at the list.
                told = {"description": schema.get("description", "")} | schema["items"]
                yield from self.faults(entry, told, f"{where}[{number}]")
        else:
            yield from self._value_faults(value, schema, where)

    def _object_faults(self, value: dict[str, Any], schema: dict[str, Any], where: str) -> Iterator[str]:
        known = schema.get("properties", {})
        yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        yield from (f"{where}.{name} is unknown" for name in value if name not in known)
        for name in value.keys() & known.keys():
            yield from self.faults(value[name], known[name], f"{where}.{name}")

    def _value_faults(self, value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
        allowed = documented_values(schema)
        if allowed and value not in allowed:
            yield f"{where}: {value!r} is none of {sorted(allowed)}"
        if schema.get("format") == "date-time":
            assert datetime.fromisoformat(value).tzinfo is not None, where


def documented_values(schema: dict[str, Any]) -> set[str]:
    """Most values stand in tables or in the prose, and not in the schema."""
    table = {each["value"] for each in schema.get("x-docgen-enum-table-extension", ())}
    _, _, prose = schema.get("description", "").partition("**Possible values**")
    return {*schema.get("enum", ()), *table, *re.findall(r"`([A-Z_]+)`", prose)}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(MODEL)


@pytest.fixture(scope="module")
def samples() -> dict[str, dict[str, Any]]:
    return {each["orderId"]: each for each in sample_orders()}


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory, samples: dict[str, Any]) -> Iterator[RunningEmulator]:
    file = tmp_path_factory.mktemp("samples") / "samples.json"
    file.write_text(json.dumps({"orders": list(samples.values())}), encoding="utf-8")
    with running_emulator("--load", str(file), "--orders", str(GENERATED), "--quota", "1000000") as running:
        yield running


@pytest.fixture(scope="module")
def amazon(emulator: RunningEmulator) -> Iterator[httpx.Client]:
    login = {
        "grant_type": "refresh_token",
        "refresh_token": DEMO.refresh_token,
        "client_id": DEMO.client_id,
        "client_secret": DEMO.client_secret,
    }
    token = httpx.post(emulator.login_url, data=login).json()["access_token"]
    with httpx.Client(base_url=emulator.url, headers={"x-amz-access-token": token}) as client:
        yield client


def pages(amazon: httpx.Client, **query: str) -> Iterator[dict[str, Any]]:
    token: dict[str, str] = {}
    while True:
        answer = amazon.get(PATH, params={"lastUpdatedAfter": SINCE, **query, **token})
        assert answer.status_code == 200, answer.text
        yield answer.json()
        if "pagination" not in answer.json():
            return
        token = {"paginationToken": answer.json()["pagination"]["nextToken"]}


@pytest.mark.parametrize("included", ["", "FULFILLMENT", EVERYTHING])
def test_every_page_is_as_the_model_says(
    amazon: httpx.Client, model: Model, samples: dict[str, Any], included: str
) -> None:
    seen: list[str] = []
    for page in pages(amazon, includedData=included):
        generated = [order for order in page["orders"] if order["orderId"] not in samples]
        response = {"$ref": "SearchOrdersResponse"}
        assert list(model.faults(page | {"orders": generated}, response)) == []
        seen += [order["orderId"] for order in page["orders"]]
    assert len(seen) == len(set(seen)) == GENERATED + len(samples)


def test_faults_would_be_noticed(amazon: httpx.Client, model: Model) -> None:
    order = next(pages(amazon, includedData=EVERYTHING))["orders"][0]
    channel = {"channelName": "MARKET_HALL", "marketplaceId": 7}
    broken = {name: value for name, value in order.items() if name != "createdTime"}
    broken |= {"colour": "red", "programs": ["MOON"], "salesChannel": channel, "orderItems": [{}]}
    found = sorted(fault.split(" ")[0] for fault in model.faults(broken, {"$ref": "Order"}))
    missing = [f"$.orderItems[0].{name}" for name in ("orderItemId", "product", "quantityOrdered")]
    wrong = ["$.salesChannel.channelName:", "$.salesChannel.marketplaceId:"]
    assert found == ["$.colour", "$.createdTime", *missing, "$.programs[0]:", *wrong]


def test_refusals_are_as_the_model_says(amazon: httpx.Client, model: Model) -> None:
    refusals = [
        amazon.get(PATH),
        amazon.get(PATH, params={"lastUpdatedAfter": SINCE, "includedData": "SECRETS"}),
        amazon.get(PATH, headers={"x-amz-access-token": "Atza|made-up"}, params={"lastUpdatedAfter": SINCE}),
        amazon.get(f"{PATH}/000-0000000-0000000"),
    ]
    assert [each.status_code for each in refusals] == [400, 400, 403, 404]
    for refusal in refusals:
        assert str(refusal.status_code) in model.search["responses"]
        assert list(model.faults(refusal.json(), {"$ref": "ErrorList"})) == []


def test_the_parameters_are_those_of_the_model(amazon: httpx.Client, model: Model) -> None:
    by_name = {each["name"]: each for each in model.search["parameters"] if "name" in each}
    for name in ("fulfillmentStatuses", "fulfilledBy", "includedData"):
        values = by_name[name]["items"]["enum"]
        answer = amazon.get(PATH, params={"lastUpdatedAfter": SINCE, name: ",".join(values)})
        assert answer.status_code == 200, (name, answer.text)
    assert list(by_name["includedData"]["items"]["enum"]) == DATA_GROUPS


def test_samples_come_back_word_for_word(amazon: httpx.Client, samples: dict[str, dict[str, Any]]) -> None:
    assert samples
    for order_id, sample in samples.items():
        assert amazon.get(f"{PATH}/{order_id}", params={"includedData": EVERYTHING}).json() == {"order": sample}
    listed = {order["orderId"]: order for page in pages(amazon, includedData=EVERYTHING) for order in page["orders"]}
    assert {order_id: listed[order_id] for order_id in samples} == samples


def test_without_groups_only_the_ungated_fields_are_there(amazon: httpx.Client) -> None:
    ungated = {
        *("orderId", "orderAliases", "createdTime", "lastUpdatedTime", "programs", "associatedOrders"),
        *("salesChannel", "orderItems"),
    }
    ungated_in_items = {
        *("orderItemId", "quantityOrdered", "measurement", "associatedOrderItems", "programs", "product"),
    }
    for order in (order for page in pages(amazon) for order in page["orders"]):
        assert order.keys() <= ungated
        assert all(item.keys() <= ungated_in_items for item in order["orderItems"])
