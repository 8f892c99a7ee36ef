"""Generated orders: the same seed and time give the same orders."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from amazon_emulator.generation.buyers import Buyer, BuyerPool
from amazon_emulator.generation.catalogue import PRODUCTS, Product
from amazon_emulator.generation.marketplaces import MARKETPLACES, Marketplace
from amazon_emulator.generation.money import ItemMoney, money, order_proceeds, round_price
from amazon_emulator.generation.packages import pack
from amazon_emulator.times import format_time

Order = dict[str, Any]

SPREAD = timedelta(days=14)
SETTLED = timedelta(minutes=5)
STATUSES = {
    "UNSHIPPED": 70,
    "PARTIALLY_SHIPPED": 4,
    "SHIPPED": 12,
    "PENDING": 6,
    "PENDING_AVAILABILITY": 1,
    "CANCELLED": 7,
}
UNPAID = {"PENDING", "PENDING_AVAILABILITY"}
GIFT_WRAP_MINOR = 390
SHARES = {
    "fba": 0.12,
    "prime": 0.1,
    "premium": 0.04,
    "replacement": 0.02,
    "tip": 0.004,
    "free_shipping": 0.55,
    "gift": 0.08,
    "discount": 0.14,
    "shipping_discount": 0.05,
    "tax_shown": 0.2,
    "facilitated": 0.03,
    "cancel_request": 0.02,
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What an order is like, decided before it is written."""

    number: int
    marketplace: Marketplace
    buyer: Buyer
    status: str
    is_fba: bool
    is_replacement: bool
    facilitated: bool

    @property
    def currency(self) -> str:
        """The marketplace's currency."""
        return self.marketplace.currency


class OrderGenerator:
    """Writes believable orders, one after the other."""

    def __init__(self, seed: int, now: datetime) -> None:
        """Begin the sequence that belongs to the seed, as of `now`."""
        self._rng = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self._now = now
        self._pool = BuyerPool(self._rng)
        self._count = 0
        self._prefix = self._rng.randrange(302, 309)

    def generate(self, count: int) -> list[Order]:
        """Return the next `count` orders."""
        return [self._order() for _ in range(count)]

    def _chance(self, share: str) -> bool:
        return self._rng.random() < SHARES[share]

    def _order(self) -> Order:
        rng, traits = self._rng, self._traits()
        created_at, updated_at = self._times()
        # Only an order of several items can have been shipped in part.
        size = rng.choices(range(1, 6), weights=(60, 22, 10, 5, 3))[0]
        products = rng.sample(PRODUCTS, max(size, 2) if traits.status == "PARTIALLY_SHIPPED" else size)
        amounts = [self._money(product, traits) for product in products]
        items = [
            self._item(traits, position, product, quantity, amount)
            for position, (product, (quantity, amount)) in enumerate(zip(products, amounts, strict=True), start=1)
        ]
        is_paid = traits.status not in UNPAID
        tip = 300 if is_paid and not traits.is_replacement and self._chance("tip") else 0
        order: Order = {
            "orderId": self._order_id(traits.number),
            "createdTime": format_time(created_at),
            "lastUpdatedTime": format_time(updated_at),
            "programs": self._programs(traits),
            "associatedOrders": self._associated(traits),
            "salesChannel": {
                "channelName": "AMAZON",
                "marketplaceId": traits.marketplace.marketplace_id,
                "marketplaceName": traits.marketplace.name,
            },
            "fulfillment": self._fulfillment(traits, created_at),
            "orderItems": items,
        }
        if is_paid:
            order["proceeds"] = order_proceeds([amount for _, amount in amounts], tip, traits.currency)
            order["payment"] = {
                "paymentExecutions": [{"paymentMethod": "Invoice" if traits.buyer.company else "CreditCard"}]
            }
            order |= self._people(traits)
        if packages := pack(order, traits.marketplace.country):
            order["packages"] = packages
        return order

    def _traits(self) -> Traits:
        rng = self._rng
        marketplace = rng.choices(MARKETPLACES, weights=[each.weight for each in MARKETPLACES])[0]
        self._count += 1
        status = rng.choices(list(STATUSES), weights=list(STATUSES.values()))[0]
        is_fba = self._chance("fba")
        if is_fba and status == "PARTIALLY_SHIPPED":
            status = "SHIPPED"
        return Traits(
            number=self._count,
            marketplace=marketplace,
            buyer=self._pool.draw(marketplace),
            status=status,
            is_fba=is_fba,
            is_replacement=self._chance("replacement"),
            facilitated=self._chance("facilitated") or bool(marketplace.tax_apart_bp),
        )

    def _order_id(self, number: int) -> str:
        # A multiplication by a number prime to 10^7 visits every value once: ids look random and never repeat.
        first = (number * 7654321 + 1357911) % 10**7
        second = (number * 3141593 + 2718281) % 10**7
        return f"{self._prefix}-{first:07d}-{second:07d}"

    def _times(self) -> tuple[datetime, datetime]:
        latest = self._now - SETTLED
        created_at = latest - SPREAD * self._rng.random()
        updated_at = created_at + (latest - created_at) * self._rng.random() ** 3
        return _to_seconds(created_at), _to_seconds(updated_at)

    def _money(self, product: Product, traits: Traits) -> tuple[int, ItemMoney]:
        rng, market = self._rng, traits.marketplace
        quantity = rng.choices((1, 2, 3, 4, 10), weights=(78, 13, 5, 3, 1))[0]
        if traits.is_replacement:
            return quantity, ItemMoney(traits.currency, 0)
        goods = round_price(product.price_minor * market.rate, traits.currency) * quantity
        amount = ItemMoney(traits.currency, goods)
        if not self._chance("free_shipping"):
            amount.shipping = market.shipping_minor
        if self._chance("gift"):
            amount.gift_wrap = round_price(GIFT_WRAP_MINOR * market.rate, traits.currency)
        if self._chance("discount"):
            amount.goods_discount = goods * rng.choice((5, 10, 15, 20)) // 100
        if amount.shipping and self._chance("shipping_discount"):
            amount.shipping_discount = amount.shipping
        self._add_tax(amount, market)
        return quantity, amount

    def _add_tax(self, amount: ItemMoney, market: Marketplace) -> None:
        if market.tax_apart_bp:
            amount.tax_apart = True
            bases = {
                "ITEM": amount.goods - amount.goods_discount,
                "SHIPPING": amount.shipping - amount.shipping_discount,
            }
            amount.tax = {name: base * market.tax_apart_bp // 10_000 for name, base in bases.items() if base}
        elif self._chance("tax_shown"):
            charged = amount.goods - amount.goods_discount
            amount.tax = {"ITEM": charged - charged * 100 // 119}

    def _item(self, traits: Traits, position: int, product: Product, quantity: int, amount: ItemMoney) -> Order:
        shipped = {"SHIPPED": quantity, "PARTIALLY_SHIPPED": quantity if position == 1 else 0}.get(traits.status, 0)
        item: Order = {
            "orderItemId": f"{traits.number:07d}{position:02d}{self._rng.randrange(10**5):05d}",
            "quantityOrdered": quantity,
            "product": {
                "asin": product.asin,
                "title": product.title,
                "sellerSku": product.sku,
                "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
            },
            "fulfillment": {"quantityFulfilled": shipped, "quantityUnfulfilled": quantity - shipped},
        }
        if traits.status in UNPAID:
            return item
        item["product"]["price"] = {"unitPrice": money(amount.goods // quantity, traits.currency)}
        if traits.buyer.company:
            item["product"]["price"]["priceDesignation"] = "BUSINESS_PRICE"
        item["proceeds"] = amount.proceeds()
        if amount.gift_wrap:
            option = {"giftMessage": "Alles Gute zum Geburtstag!", "giftWrapLevel": "STANDARD"}
            item["fulfillment"]["packing"] = {"giftOption": option}
        if amount.goods_discount or amount.shipping_discount:
            item["promotion"] = {"breakdowns": [{"promotionId": f"KOGGE-{self._rng.randrange(1000):03d}"}]}
        if traits.facilitated:
            item["tax"] = {
                "taxCollections": [
                    {"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon Services Europe S.a.r.L."}
                ]
            }
        if traits.status == "UNSHIPPED" and self._chance("cancel_request"):
            request = {"requester": "BUYER", "cancelReason": "Ordered by mistake"}
            item["cancellation"] = {"cancellationRequest": request}
        return item

    def _programs(self, traits: Traits) -> list[str]:
        chosen = {
            "AMAZON_BUSINESS": bool(traits.buyer.company),
            "PRIME": traits.is_fba or self._chance("prime"),
            "PREMIUM": self._chance("premium"),
            "PREORDER": traits.status == "PENDING_AVAILABILITY",
        }
        return [name for name, applies in chosen.items() if applies]

    def _associated(self, traits: Traits) -> list[Order]:
        if not traits.is_replacement:
            return []
        original = f"{self._prefix}-{self._rng.randrange(10**7):07d}-{self._rng.randrange(10**7):07d}"
        return [{"orderId": original, "associationType": "REPLACEMENT_ORIGINAL_ID"}]

    def _fulfillment(self, traits: Traits, created_at: datetime) -> Order:
        day = created_at.replace(hour=0, minute=0, second=0)
        return {
            "fulfillmentStatus": traits.status,
            "fulfilledBy": "AMAZON" if traits.is_fba else "MERCHANT",
            "fulfillmentServiceLevel": self._rng.choice(("STANDARD", "STANDARD", "STANDARD", "EXPEDITED")),
            "shipByWindow": _window(day, 1, 2),
            "deliverByWindow": _window(day, 3, 6),
        }

    def _people(self, traits: Traits) -> Order:
        buyer = traits.buyer
        shown: Order = {"buyerName": buyer.name}
        if not traits.is_fba and traits.status != "CANCELLED":
            shown["buyerEmail"] = buyer.email
        people: Order = {"buyer": shown, "recipient": {"deliveryAddress": dict(buyer.address)}}
        if traits.is_fba:
            people["recipient"]["deliveryAddress"].pop("phone", None)
        if buyer.company:
            shown |= {"buyerCompanyName": buyer.company, "buyerPurchaseOrderNumber": f"PO-{traits.number:05d}"}
        if buyer.vat_id:
            registration = {"entityType": "BUYER", "legalName": buyer.company, "taxRegistrationType": "VAT"}
            people["tax"] = {"taxRegistrations": [registration | {"taxRegistrationNumber": buyer.vat_id}]}
        return people


def _to_seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _window(day: datetime, first: int, last: int) -> Order:
    end = day + timedelta(days=last, hours=23, minutes=59, seconds=59)
    return {"earliestDateTime": format_time(day + timedelta(days=first)), "latestDateTime": format_time(end)}
