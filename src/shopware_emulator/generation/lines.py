"""The lines of generated orders: products, bundles, products made to measure, discounts and credits."""

import random
from collections.abc import Mapping
from typing import Any

from shopware_emulator.entities.definitions import LIVE_VERSION, Row
from shopware_emulator.entities.ids import named_id
from shopware_emulator.generation.catalogue import GOODS, SAMPLE, VOUCHER, Product
from shopware_emulator.generation.traits import Traits
from shopware_emulator.pricing.calculating import (
    FREE,
    GROSS,
    Price,
    add_up,
    calculate,
    discount_absolute,
    discount_percent,
)
from shopware_emulator.pricing.writing import number, write_price, write_rules

HOME_RATES = {19: 0, 7: 1}
QUANTITIES = (1, 1, 1, 1, 2, 2, 3, 5, 12)
PERCENTS = (5, 10, 15, 33.33)
AMOUNTS = (5, 10, 20)


class LineWriter:
    """Writes the lines of one order, one after the other; `roots` are the prices that make the order's total."""

    def __init__(self, rng: random.Random, traits: Traits, next_id: Any, order: Mapping[str, Any]) -> None:  # noqa: ANN401 - a source of ids
        """Begin an order without lines."""
        self._rng = rng
        self._traits = traits
        self._next_id = next_id
        self._order = order
        self.rows: list[Row] = []
        self.roots: list[Price] = []
        self.prices: dict[str, Price] = {}

    def write_all(self) -> None:
        """Write what the order's traits ask for; discounts come last, since they look at what stands before."""
        features = self._traits.features
        if "zero" in features:
            self.add_product(SAMPLE, 1)
            return
        for product in self._rng.sample(GOODS, self._rng.choice((1, 1, 1, 2, 2, 3, 4))):
            self.add_product(product, self._rng.choice(QUANTITIES))
        steps = {
            "container": self._add_container,
            "customized": self._add_customized,
            "voucher": lambda: self.add_product(VOUCHER, 1),
            "custom": self._add_custom,
            "percent": self._add_percent,
            "absolute": self._add_absolute,
            "free_delivery": self._add_free_delivery,
            "credit": self._add_credit,
        }
        for name, step in steps.items():
            if name in features:
                step()

    def rate_of(self, product: Product) -> float:
        """Return the rate of a product where the goods go."""
        return self._traits.rates[HOME_RATES[product.tax]] if product.tax in HOME_RATES else 0

    def price_of(self, product: Product, quantity: int) -> Price:
        """Return what a quantity costs: with tax in shops that say so, else what remains without it."""
        amount = product.price * self._traits.factor
        if self._traits.context.tax_state != GROSS:
            amount /= 1 + product.tax / 100
        return calculate(amount, quantity, {self.rate_of(product): 100}, self._traits.context)

    def add_product(self, product: Product, quantity: int, parent: str | None = None) -> Price:
        """Add a line of a product."""
        price = self.price_of(product, quantity)
        line = {
            "identifier": product.product_id,
            "referencedId": product.product_id,
            "productId": product.product_id,
            "productVersionId": LIVE_VERSION,
            "type": "product",
            "label": product.title,
            "good": True,
            "removable": True,
            "stackable": True,
            "states": ["is-physical"] if product is not VOUCHER else ["is-download"],
            "payload": _product_payload(product),
        }
        self._add(line, price, quantity_definition(price), parent)
        return price

    def _add_container(self) -> None:
        """Add a bundle: the box costs what its contents cost, and they stand below it with their own prices."""
        contents = [(product, self._rng.choice((1, 2))) for product in self._rng.sample(GOODS, 2)]
        price = add_up(self.price_of(product, quantity) for product, quantity in contents)
        key = named_id("bundle", self._order["id"])
        line = {
            "identifier": key,
            "referencedId": key,
            "type": "container",
            "label": "Geschenkkiste „Kontor“",
            "good": True,
            "removable": True,
            "stackable": False,
            "payload": {"productNumber": "KISTE-GESCHENK"},
        }
        parent = self._add(line, price, None)
        for product, quantity in contents:
            self.add_product(product, quantity, parent)

    def _add_customized(self) -> None:
        """Add a product made to measure, in the shape of the extension Custom Products."""
        product = self._rng.choice(GOODS)
        surcharge = Product("GRAVUR", "Gravur", 9.90, product.tax)
        price = add_up([self.price_of(product, 1), self.price_of(surcharge, 1)])
        template = named_id("template", product.number)
        line = {
            "identifier": named_id("customized", self._order["id"]),
            "referencedId": template,
            "type": "customized-products",
            "label": "customized-products",
            "good": False,
            "removable": True,
            "stackable": True,
            "payload": [],
        }
        parent = self._add(line, price, None)
        self.add_product(product, 1, parent)
        option = {
            "identifier": named_id("option", self._order["id"]),
            "referencedId": named_id("option", "GRAVUR"),
            "type": "customized-products-option",
            "label": "Gravur",
            "good": False,
            "removable": True,
            "stackable": True,
            "payload": {"type": "textfield", "value": "Für Oma & „Opa“ <3", "productNumber": "GRAVUR"},
        }
        engraved = self.price_of(surcharge, 1)
        self._add(option, engraved, quantity_definition(engraved), parent)

    def _add_custom(self) -> None:
        """Add what somebody of the shop wrote in by hand: a line without a product."""
        price = self.price_of(Product("", "", 15, 19), 1)
        line = {
            "identifier": named_id("custom", self._order["id"]),
            "type": "custom",
            "label": "Zuschnitt nach Absprache",
            "good": True,
            "removable": True,
            "stackable": True,
            "payload": [],
        }
        self._add(line, price, quantity_definition(price))

    def _add_percent(self) -> None:
        percent = self._rng.choice(PERCENTS)
        goods = self._discountable()
        price = discount_percent(-percent, goods, self._traits.context)
        definition: Row = {"type": "percentage", "percentage": -percent, "filter": None, "extensions": []}
        payload = _promotion_payload("SOMMER", "percentage", percent, "cart")
        self._add_promotion(f"{percent} % Sommerrabatt", price, definition, payload)

    def _add_absolute(self) -> None:
        goods = self._discountable()
        value = self._rng.choice(AMOUNTS) * (1 if self._traits.context.tax_state != FREE else 0.5)
        price = discount_absolute(-min(value, add_up(goods).total), goods, self._traits.context)
        definition = {"type": "absolute", "price": number(-value), "filter": None, "extensions": []}
        payload = _promotion_payload("KONTOR-2026", "absolute", number(value), "cart")
        self._add_promotion("Willkommensgutschein", price, definition, payload)

    def _add_free_delivery(self) -> None:
        """Add a promotion that takes the shipping away: its line is zero, a delivery with minus costs does the rest."""
        definition: Row = {"type": "percentage", "percentage": -100, "filter": None, "extensions": []}
        payload = _promotion_payload("", "percentage", 100, "delivery")
        self._add_promotion("Versand geschenkt", Price(0, 0), definition, payload)

    def _add_credit(self) -> None:
        price = discount_absolute(-min(7.5, add_up(self.roots).total), self._discountable(), self._traits.context)
        line = {
            "identifier": named_id("credit", self._order["id"]),
            "type": "credit",
            "label": "Gutschrift zur letzten Bestellung",
            "good": False,
            "removable": True,
            "stackable": False,
            "payload": [],
        }
        definition = {"type": "absolute", "price": -7.5, "filter": None, "extensions": []}
        self._add(line, price, definition | {"apiAlias": "cart_price_absolute"})

    def _discountable(self) -> list[Price]:
        """Return the prices of the lines that discounts look at."""
        return [price for price in self.roots if price.total > 0]

    def _add_promotion(self, label: str, price: Price, definition: Row, payload: Row) -> None:
        composed = [
            {"id": row["identifier"], "quantity": row["quantity"], "discount": 0}
            for row in self.rows
            if not row.get("parentId")
        ]
        line = {
            "identifier": payload["discountId"],
            "referencedId": payload["code"],
            "promotionId": payload["promotionId"],
            "type": "promotion",
            "label": label,
            "description": label,
            "good": False,
            "removable": True,
            "stackable": False,
            "payload": payload | {"composition": composed},
        }
        self._add(line, price, definition | {"apiAlias": f"cart_price_{definition['type']}"})

    def _add(self, line: Row, price: Price, definition: Row | None, parent: str | None = None) -> str:
        row_id: str = self._next_id()
        siblings = sum(1 for row in self.rows if row.get("parentId") == parent)
        row = line | {
            "id": row_id,
            "orderId": self._order["id"],
            "orderVersionId": LIVE_VERSION,
            "quantity": price.quantity,
            "unitPrice": number(price.unit),
            "totalPrice": number(price.total),
            "price": write_price(price),
            "position": siblings + 1,
            "createdAt": self._order["createdAt"],
        }
        if definition is not None:
            row["priceDefinition"] = definition
        if parent is None:
            self.roots.append(price)
        else:
            row |= {"parentId": parent, "parentVersionId": LIVE_VERSION}
        self.rows.append(row)
        self.prices[row_id] = price
        return row_id


def quantity_definition(price: Price) -> Row:
    """Return how the price of a quantity came about."""
    return {
        "type": "quantity",
        "price": number(price.unit),
        "quantity": price.quantity,
        "taxRules": write_rules(price.rules),
        "isCalculated": True,
        "referencePriceDefinition": None,
        "listPrice": None,
        "regulationPrice": None,
        "extensions": [],
        "apiAlias": "cart_price_quantity",
    }


def _product_payload(product: Product) -> Row:
    return {
        "isCloseout": False,
        "customFields": [],
        "createdAt": "2025-10-01 08:00:00.000",
        "releaseDate": None,
        "isNew": False,
        "markAsTopseller": False,
        "productNumber": product.number,
        "manufacturerId": named_id("product_manufacturer", "Kontor"),
        "taxId": named_id("tax", str(product.tax)),
        "tagIds": None,
        "categoryIds": [],
        "propertyIds": None,
        "optionIds": [named_id("option", option) for _, option in product.options] or None,
        "options": [{"group": group, "option": option} for group, option in product.options],
        "streamIds": None,
        "parentId": named_id("product", product.number.split(".")[0]) if product.options else None,
        "stock": 100,
    }


def _promotion_payload(code: str, kind: str, value: float, scope: str) -> Row:
    return {
        "promotionId": named_id("promotion", code or "delivery"),
        "priority": 1,
        "discountId": named_id("discount", f"{code}{kind}"),
        "discountType": kind,
        "code": code,
        "value": str(value),
        "promotionCodeType": "fixed" if code else "global",
        "maxValue": "",
        "discountScope": scope,
        "preventCombination": False,
        "exclusions": [],
        "groupId": "",
        "setGroups": [],
        "filter": {"sorterKey": None, "applierKey": None, "usageKey": None, "pickerKey": None},
    }
