"""Amazon's own sample orders are mapped, to the cent. The model lies beside the repository, where there is one."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kogge_cloud.amazon.mapping import read_version
from kogge_cloud.amazon.mapping_amounts import sum_of_charges
from kogge_contract.orders import Order

MODEL = Path(__file__).parents[2].parent / "shared/models/amazon/orders_2026-01-01.json"


def sample_orders() -> list[dict[str, Any]]:
    if not MODEL.exists():
        return []
    operations = [each["get"] for each in json.loads(MODEL.read_text())["paths"].values() if "get" in each]
    cases = [
        case["response"]
        for operation in operations
        for response in operation["responses"].values()
        for case in response.get("x-amzn-api-sandbox", {}).get("static", [])
    ]
    return [
        order for case in cases for order in (*case.get("orders", ()), *([case["order"]] if "order" in case else ()))
    ]


@pytest.mark.skipif(not MODEL.exists(), reason=f"Amazon's model is not there: {MODEL}")
def test_the_samples_are_found() -> None:
    assert len(sample_orders()) >= 3


@pytest.mark.parametrize("raw", sample_orders(), ids=lambda raw: str(raw["orderId"]))
def test_samples_add_up_to_amazons_total(raw: dict[str, Any]) -> None:
    order = read_version(raw).content
    assert isinstance(order, Order)
    total = raw["proceeds"]["grandTotal"]
    assert (order.total, order.currency) == (Decimal(total["amount"]), total["currencyCode"])
    charges = [*order.charges, *(charge for line in order.lines for charge in line.charges)]
    assert sum_of_charges(charges) == order.total
    assert order.remarks == ()
    assert len(order.lines) == len(raw["orderItems"])
