"""The deliveries of generated orders, and what their shipping costs."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shopware_emulator.entities.definitions import LIVE_VERSION, Row
from shopware_emulator.entities.ids import named_id, state_id
from shopware_emulator.generation.lines import LineWriter
from shopware_emulator.generation.traits import Traits
from shopware_emulator.orders.states import DELIVERY
from shopware_emulator.pricing.calculating import GROSS, Price, Rules, add_up, calculate, highest_rule, share_rules
from shopware_emulator.pricing.writing import number, write_price
from shopware_emulator.times import format_time

METHODS = {
    "shipping_standard": ("auto", 4.90, 80),
    "shipping_express": ("highest", 12.90, 15),
    "shipping_spedition": ("fixed", 39, 5),
}
"""How the tax of the costs is found, the costs in euros, and how often a way is taken."""

SHIPPED = {"shipped", "shipped_partially", "returned", "returned_partially"}


@dataclass(slots=True)
class DeliveryWriter:
    """Writes the deliveries of one order; `costs` are the prices that its total takes in."""

    rng: random.Random
    traits: Traits
    lines: LineWriter
    order: Row
    address_id: str
    next_id: Callable[[], str]

    def write(self, moment: datetime) -> tuple[list[Row], list[Row], list[Price]]:
        """Return deliveries, their positions, and their costs."""
        weights = [weight for _, _, weight in METHODS.values()]
        method = self.rng.choices(list(METHODS), weights)[0]
        physical = [row for row in self.lines.rows if "is-physical" in row.get("states", ())]
        parts = [physical]
        if "several_deliveries" in self.traits.features and len(physical) > 1:
            parts = [physical[:1], physical[1:]]
        deliveries, positions, costs = [], [], []
        for part in parts:
            price = self._costs(method, [self.lines.prices[row["id"]] for row in part])
            delivery = self._delivery(method, price, moment)
            deliveries.append(delivery)
            costs.append(price)
            positions += [self._position(delivery, row) for row in part]
        if "free_delivery" in self.traits.features and add_up(costs).total > 0:
            # Shopware takes shipping away with one more delivery that has nothing but costs below zero.
            whole = add_up(costs)
            price = calculate(-whole.total, 1, share_rules(whole), self.traits.context)
            deliveries.append(self._delivery(method, price, moment))
            costs.append(price)
        return deliveries, positions, costs

    def _costs(self, method: str, prices: list[Price]) -> Price:
        tax_type, euros, _ = METHODS[method]
        amount: float = 0 if self.traits.features & {"free_shipping", "zero"} else euros * self.traits.factor
        if self.traits.context.tax_state != GROSS:
            amount /= 1.19
        rules: Rules = {self.traits.rates[0]: 100}
        if tax_type == "highest":
            rules = highest_rule(prices)
        elif tax_type == "auto":
            rules = share_rules(add_up(prices))
        return calculate(amount, 1, rules, self.traits.context)

    def _delivery(self, method: str, price: Price, moment: datetime) -> Row:
        state = self.traits.states[2]
        row: dict[str, Any] = {
            "id": self.next_id(),
            "orderId": self.order["id"],
            "orderVersionId": LIVE_VERSION,
            "shippingOrderAddressId": self.address_id,
            "shippingOrderAddressVersionId": LIVE_VERSION,
            "shippingMethodId": named_id("shipping_method", method),
            "stateId": state_id(DELIVERY, state),
            "trackingCodes": [f"{self.rng.randrange(10**19, 10**20)}"] if state in SHIPPED else [],
            "shippingDateEarliest": format_time(moment + timedelta(days=1)),
            "shippingDateLatest": format_time(moment + timedelta(days=3)),
            "shippingCosts": write_price(price),
            "createdAt": self.order["createdAt"],
        }
        return row

    def _position(self, delivery: Row, line: Row) -> Row:
        price = self.lines.prices[line["id"]]
        return {
            "id": self.next_id(),
            "orderDeliveryId": delivery["id"],
            "orderDeliveryVersionId": LIVE_VERSION,
            "orderLineItemId": line["id"],
            "orderLineItemVersionId": LIVE_VERSION,
            "price": write_price(price),
            "unitPrice": number(price.unit),
            "totalPrice": number(price.total),
            "quantity": price.quantity,
            "createdAt": delivery["createdAt"],
        }
