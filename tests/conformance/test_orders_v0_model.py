"""The Emulator's answers of Orders v0 hold to Amazon's model, traps included."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from amazon_emulator.accounts import DEMO
from tests.conformance.test_emulator_model import Model
from tests.emulators import RunningEmulator, running_emulator

MODEL = Path(__file__).parents[2].parent / "shared/models/amazon/ordersV0.json"
pytestmark = pytest.mark.skipif(not MODEL.exists(), reason=f"Amazon's model is not there: {MODEL}")

ROOT = "/orders/v0/orders"
ONE = f"{ROOT}/{{orderId}}"
ELEMENTS = ["buyerInfo", "shippingAddress", "buyerTaxInformation"]
PATHS = {
    ONE: "GetOrderResponse",
    f"{ONE}/buyerInfo": "GetOrderBuyerInfoResponse",
    f"{ONE}/address": "GetOrderAddressResponse",
    f"{ONE}/orderItems": "GetOrderItemsResponse",
    f"{ONE}/orderItems/buyerInfo": "GetOrderItemsBuyerInfoResponse",
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator("--orders", "80", "--quota", "100000", "--seed", "5") as running:
        httpx.post(f"{running.url}/emulator/faults/profile", json={"profile": "data", "seed": 5}).raise_for_status()
        httpx.post(f"{running.url}/emulator/generate", json={"count": 80}).raise_for_status()
        httpx.post(f"{running.url}/emulator/faults/profile", json={"profile": "none"}).raise_for_status()
        yield running


@pytest.fixture(scope="module")
def amazon(emulator: RunningEmulator) -> Iterator[httpx.Client]:
    """Return a client with a restricted data token for everything."""
    keys = {"client_id": DEMO.client_id, "client_secret": DEMO.client_secret, "refresh_token": DEMO.refresh_token}
    login = httpx.post(emulator.login_url, data=keys | {"grant_type": "refresh_token"}).json()
    resources = [{"method": "GET", "path": path, "dataElements": ELEMENTS} for path in (ROOT, *PATHS)]
    token = httpx.post(
        f"{emulator.url}/tokens/2021-03-01/restrictedDataToken",
        json={"restrictedResources": resources},
        headers={"x-amz-access-token": login["access_token"]},
    ).json()["restrictedDataToken"]
    with httpx.Client(base_url=emulator.url, headers={"x-amz-access-token": token}) as client:
        yield client


def faults(answer: Any, definition: str) -> list[str]:
    """Return what the model forbids; of the subconditions the check reads only those in capitals."""
    found = Model(MODEL).faults(answer, {"$ref": f"#/definitions/{definition}"})
    return [fault for fault in found if "ConditionSubtypeId: 'New' is none of" not in fault]


def test_every_order_holds_to_the_model(emulator: RunningEmulator, amazon: httpx.Client) -> None:
    truth = httpx.get(f"{emulator.url}/emulator/orders").json()["orders"]
    ids = ",".join(sorted({order["marketplaceId"] for order in truth}))
    query = {"MarketplaceIds": ids, "CreatedAfter": "2020-01-01T00:00:00Z"}
    seen: list[str] = []
    while query:
        page = amazon.get(ROOT, params=query).json()
        assert not faults(page, "GetOrdersResponse")
        seen += [order["AmazonOrderId"] for order in page["payload"]["Orders"]]
        token = page["payload"].get("NextToken")
        query = {"MarketplaceIds": ids, "NextToken": token} if token else {}
    assert sorted(seen) == sorted(order["orderId"] for order in truth)


@pytest.mark.parametrize("path", PATHS)
def test_every_part_holds_to_the_model(emulator: RunningEmulator, amazon: httpx.Client, path: str) -> None:
    for order in httpx.get(f"{emulator.url}/emulator/orders").json()["orders"][::2]:
        answer = amazon.get(path.format(orderId=order["orderId"]))
        assert answer.status_code == 200
        assert not faults(answer.json(), PATHS[path])
