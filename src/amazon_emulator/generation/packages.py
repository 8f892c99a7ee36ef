"""Parcels of generated orders: what of an order has been shipped lies in one or two of them."""

import random
from typing import Any

Order = dict[str, Any]

CARRIERS = {
    "DE": ("DHL", "DHL", "DPD", "GLS", "Hermes Logistik Gruppe"),
    "FR": ("La Poste", "Chronopost", "GLS"),
    "UK": ("Royal Mail", "DPD"),
    "US": ("USPS", "UPS", "FedEx"),
}
ELSEWHERE = ("DHL", "UPS", "GLS")
AMAZON = "Amazon Logistics"
IN_TWO = 0.3


def pack(order: Order, country: str) -> list[Order]:
    """Return the parcels of an order that nothing else is said of; they hang on its number alone.

    Their numbers are long ones, as of parcels confirmed by hand: a program that counts its own from one meets none.
    """
    rng = random.Random(order["orderId"])  # noqa: S311 - reproducible on purpose
    shipped = [
        {"orderItemId": item["orderItemId"], "quantity": item["fulfillment"]["quantityFulfilled"]}
        for item in order["orderItems"]
        if item["fulfillment"]["quantityFulfilled"]
    ]
    parts = [shipped[:1], shipped[1:]] if len(shipped) > 1 and rng.random() < IN_TWO else [shipped]
    is_fba = order["fulfillment"]["fulfilledBy"] == "AMAZON"
    carrier = AMAZON if is_fba else rng.choice(CARRIERS.get(country, ELSEWHERE))
    first = rng.randrange(10**11, 10**12 - len(parts))
    return [_parcel(order, first + place, carrier, items, rng) for place, items in enumerate(parts) if items]


def _parcel(order: Order, number: int, carrier: str, items: list[Order], rng: random.Random) -> Order:
    shipped_at = order["lastUpdatedTime"]
    return {
        "packageReferenceId": str(number),
        "createdTime": shipped_at,
        "packageStatus": {"status": "SHIPPED"},
        "carrier": carrier,
        "shipTime": shipped_at,
        "shippingService": "Standard",
        "trackingNumber": f"{rng.randrange(10**17):018d}",
        "packageItems": items,
    }
