"""Generated orders: the same seed and time give the same orders."""

import base64
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from shopware_emulator.entities.definitions import LIVE_VERSION, Row
from shopware_emulator.entities.graph import Tables
from shopware_emulator.entities.ids import named_id, state_id, timed_id
from shopware_emulator.entities.shop import currency_id, language_id
from shopware_emulator.generation.buyers import HOSTILE_NAMES, Buyer, BuyerPool
from shopware_emulator.generation.deliveries import DeliveryWriter
from shopware_emulator.generation.lines import LineWriter
from shopware_emulator.generation.traits import FRESH, Traits, draw_traits
from shopware_emulator.orders.states import ORDER, TRANSACTION
from shopware_emulator.orders.store import Aggregate
from shopware_emulator.pricing.calculating import CartPrice, Price, add_up, total_up
from shopware_emulator.pricing.writing import number, write_cart_price, write_price, write_rounding
from shopware_emulator.times import format_time

FIRST_NUMBER = 10000
SAVED_TOGETHER = 0.1
"""The share of orders that a nightly job saves: all in the same millisecond."""

_PAID_BY = (
    "payment_invoicepayment",
    "payment_prepayment",
    "payment_debitpayment",
    "swag_paypal_paypal",
    "swag_paypal_acdc",
)
_LANGUAGES = {"DE": "de-DE", "AT": "de-DE", "CH": "de-DE", "LI": "de-DE", "FR": "fr-FR", "IT": "it-IT", "NL": "nl-NL"}
_COMMENTS = ("Bitte als Geschenk verpacken.", "Lieferung bitte erst ab 17 Uhr", *HOSTILE_NAMES)


class OrderGenerator:
    """Writes believable orders, one after the other; their customers are added to the shop's."""

    def __init__(self, seed: int, tables: Tables) -> None:
        """Begin the sequence that belongs to the seed."""
        self._rng = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self._pool = BuyerPool(self._rng)
        self._tables = tables
        self._count = 0

    def generate(self, count: int, now: datetime, days: float) -> Iterator[Aggregate]:
        """Return the next orders, spread over the last days, the oldest first."""
        ages = sorted((self._rng.random() * days for _ in range(count)), reverse=True)
        for age in ages:
            placed = now - timedelta(days=age)
            traits = draw_traits(self._rng, self._pool, is_fresh=False)
            yield self._write(traits, placed, self._saved_at(traits, placed, now))

    def place(self, now: datetime) -> Aggregate:
        """Return an order that is placed at this moment."""
        return self._write(draw_traits(self._rng, self._pool, is_fresh=True), now, None)

    def _saved_at(self, traits: Traits, placed: datetime, now: datetime) -> datetime | None:
        """Return when an order was last saved; Shopware leaves it null where nobody touched the order itself."""
        if self._rng.random() < SAVED_TOGETHER:
            night = (placed + timedelta(days=1)).replace(hour=3, minute=0, second=0, microsecond=0)
            return night if night < now else None
        if traits.states[0] == FRESH[0]:
            return None
        return placed + (now - placed) * self._rng.random()

    def _write(self, traits: Traits, placed: datetime, saved: datetime | None) -> Aggregate:
        self._count += 1
        next_id = partial(timed_id, placed, self._rng)
        order = self._begin(traits, placed, saved, next_id())
        addresses = self._addresses(traits.buyer, order, next_id)
        lines = LineWriter(self._rng, traits, next_id, order)
        lines.write_all()
        writer = DeliveryWriter(self._rng, traits, lines, order, addresses[-1]["id"], next_id)
        deliveries, positions, costs = writer.write(placed)
        price = total_up(lines.roots, costs, traits.context)
        self._finish(order, price, costs, addresses)
        aggregate = {
            "order": [order],
            "order_customer": [self._customer(traits.buyer, order, next_id())],
            "order_address": addresses,
            "order_line_item": lines.rows,
            "order_delivery": deliveries,
            "order_delivery_position": positions,
            "order_transaction": self._transactions(traits, price, order, next_id),
        }
        if saved is not None:
            _note_saving(aggregate, format_time(saved))
        self._know(traits, order)
        return aggregate

    def _begin(self, traits: Traits, placed: datetime, saved: datetime | None, order_id: str) -> Row:
        moment = format_time(placed)
        features, rng = traits.features, self._rng
        row: dict[str, Any] = {
            "id": order_id,
            "autoIncrement": self._count,
            "orderNumber": str(FIRST_NUMBER + self._count),
            "currencyId": currency_id(traits.currency),
            "currencyFactor": number(traits.factor),
            "languageId": language_id(_LANGUAGES.get(traits.buyer.country, "en-GB")),
            "salesChannelId": named_id("sales_channel", traits.channel),
            "billingAddressVersionId": LIVE_VERSION,
            "orderDateTime": moment,
            "orderDate": f"{moment[:10]}T00:00:00.000+00:00",
            "deepLinkCode": base64.urlsafe_b64encode(rng.randbytes(24)).decode(),
            "stateId": state_id(ORDER, traits.states[0]),
            "ruleIds": [named_id("rule", "immer gültig")],
            "itemRounding": write_rounding(traits.context.item_rounding),
            "totalRounding": write_rounding(traits.context.total_rounding),
            "createdAt": moment,
        }
        if saved is not None:
            row["updatedAt"] = format_time(saved)
        if "comment" in features:
            row["customerComment"] = rng.choice(_COMMENTS)
        if "campaign" in features:
            row |= {"campaignCode": "herbst-2026", "affiliateCode": "hafenblog"}
        if "custom_fields" in features:
            row["customFields"] = {"kontor_filiale": "Lübeck", "kontor_geschenk": rng.random() < 0.5}  # noqa: PLR2004
        return row

    def _finish(self, order: Row, price: CartPrice, costs: list[Price], addresses: list[Row]) -> None:
        shipping = add_up(costs)
        order |= {
            "billingAddressId": addresses[0]["id"],
            "price": write_cart_price(price),
            "amountTotal": number(price.total),
            "amountNet": number(price.net),
            "positionPrice": number(price.position),
            "taxStatus": price.tax_state,
            "shippingCosts": write_price(shipping),
            "shippingTotal": number(shipping.total),
        }

    def _addresses(self, buyer: Buyer, order: Row, next_id: Any) -> list[Row]:  # noqa: ANN401 - a source of ids
        """Return the addresses: the first is billed, the last is shipped to."""
        given = [buyer.billing] + ([buyer.shipping] if buyer.shipping else [])
        keys = {"orderId": order["id"], "orderVersionId": LIVE_VERSION, "createdAt": order["createdAt"]}
        return [address | keys | {"id": next_id()} for address in given]

    def _customer(self, buyer: Buyer, order: Row, row_id: str) -> Row:
        row = {
            "id": row_id,
            "orderId": order["id"],
            "orderVersionId": LIVE_VERSION,
            "customerId": buyer.customer_id,
            "customerNumber": buyer.number,
            "email": buyer.email,
            "salutationId": named_id("salutation", buyer.salutation),
            "firstName": buyer.first_name,
            "lastName": buyer.last_name,
            "company": buyer.company,
            "vatIds": buyer.vat_ids,
            "remoteAddress": "192.0.2.0",
            "createdAt": order["createdAt"],
        }
        return {name: value for name, value in row.items() if value is not None}

    def _transactions(self, traits: Traits, price: CartPrice, order: Row, next_id: Any) -> list[Row]:  # noqa: ANN401
        """Return the payments: one, or a failed one and the next that worked."""
        amount = write_price(Price(price.total, price.total, price.taxes, price.rules))
        states = [traits.states[1]]
        if "second_try" in traits.features:
            states = [self._rng.choice(("failed", "cancelled")), *states]
        return [
            {
                "id": next_id(),
                "orderId": order["id"],
                "orderVersionId": LIVE_VERSION,
                "paymentMethodId": named_id("payment_method", self._rng.choice(_PAID_BY)),
                "amount": amount,
                "stateId": state_id(TRANSACTION, state),
                "createdAt": order["createdAt"],
            }
            for state in states
        ]

    def _know(self, traits: Traits, order: Row) -> None:
        """Add the order's customer to the shop's, guests included."""
        buyer = traits.buyer
        known = self._tables["customer"].get(buyer.customer_id)
        self._tables["customer"][buyer.customer_id] = {
            "id": buyer.customer_id,
            "customerNumber": buyer.number,
            "salutationId": named_id("salutation", buyer.salutation),
            "firstName": buyer.first_name,
            "lastName": buyer.last_name,
            "company": buyer.company,
            "email": buyer.email,
            "vatIds": buyer.vat_ids,
            "active": True,
            "guest": buyer.is_guest,
            "accountType": "business" if buyer.company else "private",
            "languageId": order["languageId"],
            "salesChannelId": order["salesChannelId"],
            "orderCount": (known["orderCount"] if known else 0) + 1,
            "lastOrderDate": order["orderDateTime"],
            "createdAt": known["createdAt"] if known else order["createdAt"],
        }


def _note_saving(aggregate: Aggregate, moment: str) -> None:
    """Give payments and deliveries that have moved the time they did."""
    for entity in ("order_transaction", "order_delivery"):
        for row in aggregate[entity]:
            row["updatedAt"] = moment
