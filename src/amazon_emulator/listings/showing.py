"""A listing as the answers show it, for the marketplaces that were asked for. Everything here is pure."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from amazon_emulator.generation.money import EXPONENTS
from amazon_emulator.listings.issues import FULFILLMENT, OFFER
from amazon_emulator.listings.models import Listing
from amazon_emulator.times import format_time

BUYABLE, DISCOVERABLE = "BUYABLE", "DISCOVERABLE"
CONSUMERS, BUSINESSES = "B2C", "B2B"

Shown = dict[str, Any]


def show(listing: Listing, datasets: Collection[str], asked: Collection[str]) -> Shown:
    """Return the Item of the model."""
    marketplace_ids = [each for each in asked if each in listing.marketplace_ids]
    return {"sku": listing.sku} | {name: _SHOWN[name](listing, marketplace_ids) for name in _SHOWN if name in datasets}


def list_statuses(listing: Listing, marketplace_id: str) -> list[str]:
    """Return what shoppers of a marketplace can do: see the listing, and buy where it has stock and a price.

    What Amazon fulfils counts as in stock.
    """
    if marketplace_id not in listing.marketplace_ids:
        return []
    has_stock = listing.is_fba or bool(listing.quantity)
    is_buyable = has_stock and find_price(listing, marketplace_id) is not None
    return [BUYABLE, DISCOVERABLE] if is_buyable else [DISCOVERABLE]


def find_price(listing: Listing, marketplace_id: str) -> Decimal | None:
    """Return what consumers of a marketplace pay, in its major unit, tax as the marketplace has it."""
    offers = _list_offers(listing, [marketplace_id])
    return next((_read_price(each) for each in offers if _type_of(each) == CONSUMERS), None)


def _list_offers(listing: Listing, marketplace_ids: Collection[str]) -> list[Mapping[str, Any]]:
    offers = listing.attributes.get(OFFER, [])
    return [each for each in offers if each["marketplace_id"] in marketplace_ids and each.get("our_price")]


def _read_price(offer: Mapping[str, Any]) -> Decimal:
    value = offer["our_price"][0]["schedule"][0]["value_with_tax"]
    return round(Decimal(str(value)), EXPONENTS.get(offer["currency"], 2))


def _type_of(offer: Mapping[str, Any]) -> str:
    return BUSINESSES if offer.get("audience") == BUSINESSES else CONSUMERS


def _show_summaries(listing: Listing, marketplace_ids: Collection[str]) -> list[Shown]:
    return [_show_summary(listing, each) for each in marketplace_ids]


def _show_summary(listing: Listing, marketplace_id: str) -> Shown:
    summary: Shown = {
        "marketplaceId": marketplace_id,
        "asin": listing.asin,
        "productType": listing.product_type,
        "status": list_statuses(listing, marketplace_id),
        "createdDate": format_time(listing.created_at),
        "lastUpdatedDate": format_time(listing.updated_at),
    }
    optional = {
        "conditionType": listing.find_text("condition_type", marketplace_id),
        "itemName": listing.find_text("item_name", marketplace_id),
        "fnSku": listing.fnsku,
    }
    return summary | {name: value for name, value in optional.items() if value}


def _show_attributes(listing: Listing, marketplace_ids: Collection[str]) -> Shown:
    shown = {
        name: [each for each in entries if each.get("marketplace_id") in {None, *marketplace_ids}]
        for name, entries in listing.attributes.items()
    }
    return {name: entries for name, entries in shown.items() if entries}


def _show_issues(listing: Listing, _: Collection[str]) -> list[Shown]:
    return [each.show() for each in listing.issues]


def _show_offers(listing: Listing, marketplace_ids: Collection[str]) -> list[Shown]:
    return [
        {
            "marketplaceId": each["marketplace_id"],
            "offerType": _type_of(each),
            "price": {"currencyCode": each["currency"], "amount": str(_read_price(each))},
        }
        for each in _list_offers(listing, marketplace_ids)
    ]


def _show_availability(listing: Listing, _: Collection[str]) -> list[Shown]:
    return [
        {"fulfillmentChannelCode": each["fulfillment_channel_code"]}
        | ({"quantity": each["quantity"]} if "quantity" in each else {})
        for each in listing.attributes.get(FULFILLMENT, [])
    ]


def _show_nothing(_listing: Listing, _: Collection[str]) -> list[Shown]:
    return []


def _show_relationships(_listing: Listing, marketplace_ids: Collection[str]) -> list[Shown]:
    return [{"marketplaceId": each, "relationships": []} for each in marketplace_ids]


def _show_product_types(listing: Listing, marketplace_ids: Collection[str]) -> list[Shown]:
    return [{"marketplaceId": each, "productType": listing.product_type} for each in marketplace_ids]


_SHOWN: dict[str, Callable[[Listing, Collection[str]], Any]] = {
    "summaries": _show_summaries,
    "attributes": _show_attributes,
    "issues": _show_issues,
    "offers": _show_offers,
    "fulfillmentAvailability": _show_availability,
    "procurement": _show_nothing,
    "relationships": _show_relationships,
    "productTypes": _show_product_types,
}
