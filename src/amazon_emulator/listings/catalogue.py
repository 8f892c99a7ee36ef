"""Writes a seller's first listings: the products that the generated orders are about. Everything here is pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from amazon_emulator.generation.catalogue import PRODUCTS, Product
from amazon_emulator.generation.marketplaces import MARKETPLACES, Marketplace
from amazon_emulator.generation.money import money, round_price
from amazon_emulator.listings.issues import FULFILLMENT, MERCHANT, OFFER
from amazon_emulator.listings.models import Listing
from amazon_emulator.listings.patching import Attributes

PRODUCT_TYPE = "PRODUCT"
CHANNELS = {"EU": "AMAZON_EU", "NA": "AMAZON_NA", "FE": "AMAZON_JP"}
LEAD_DAYS = 2
# Every eighth product is fulfilled by Amazon, about as often as the generated orders are.
FBA_EVERY = 8


def write_catalogue(region: str, marketplace_ids: Collection[str], now: datetime) -> list[Listing]:
    """Return the listings of all products, offered in those of the marketplaces that orders come from."""
    offered = [each for each in MARKETPLACES if each.marketplace_id in marketplace_ids]
    return [_write(index, product, CHANNELS[region], offered, now) for index, product in enumerate(PRODUCTS)]


def _write(index: int, product: Product, channel: str, offered: list[Marketplace], now: datetime) -> Listing:
    created_at = (now - timedelta(days=30 + index)).replace(microsecond=0)
    if index % FBA_EVERY == FBA_EVERY - 1:
        availability: dict[str, Any] = {"fulfillment_channel_code": channel}
    else:
        availability = {
            "fulfillment_channel_code": MERCHANT,
            "quantity": index * 7 % 40,
            "lead_time_to_ship_max_days": LEAD_DAYS,
        }
    attributes: Attributes = {
        "item_name": [
            {"value": product.title, "language_tag": "de_DE", "marketplace_id": _id(each)} for each in offered
        ],
        "condition_type": [{"value": "new_new", "marketplace_id": _id(each)} for each in offered],
        "merchant_suggested_asin": [{"value": product.asin, "marketplace_id": _id(each)} for each in offered],
        "product_tax_code": [{"value": "A_GEN_STANDARD"}],
        FULFILLMENT: [availability],
        OFFER: [_offer(product, each) for each in offered],
    }
    return Listing(
        product.sku, product.asin, PRODUCT_TYPE, attributes, frozenset(map(_id, offered)), created_at, created_at
    )


def _offer(product: Product, marketplace: Marketplace) -> dict[str, Any]:
    return {
        "marketplace_id": _id(marketplace),
        "currency": marketplace.currency,
        "audience": "ALL",
        "our_price": [{"schedule": [{"value_with_tax": _price(product, marketplace)}]}],
    }


def _price(product: Product, marketplace: Marketplace) -> float:
    minor = round_price(product.price_minor * marketplace.rate, marketplace.currency)
    return float(money(minor, marketplace.currency)["amount"])


def _id(marketplace: Marketplace) -> str:
    return marketplace.marketplace_id
