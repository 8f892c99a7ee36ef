"""A listing: what a seller offers under one of his SKUs."""

import base64
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amazon_emulator.listings.issues import AMAZON, FULFILLMENT, MERCHANT, Issue
from amazon_emulator.listings.patching import Attributes


@dataclass(frozen=True, slots=True)
class Listing:
    """A version of a listing, and the marketplaces it is in.

    Times are UTC; `left_fba_at` is None unless stock of the seller's own took it from Amazon.
    """

    sku: str
    asin: str
    product_type: str
    attributes: Attributes
    marketplace_ids: frozenset[str]
    created_at: datetime
    updated_at: datetime
    issues: tuple[Issue, ...] = ()
    left_fba_at: datetime | None = None

    @property
    def is_fba(self) -> bool:
        """Whether Amazon fulfils it."""
        return has_channel(self.attributes, AMAZON)

    @property
    def fnsku(self) -> str:
        """Amazon's own number for what lies in its warehouses, empty for what never did."""
        return write_fnsku(self.sku) if self.is_fba or self.left_fba_at else ""

    @property
    def quantity(self) -> int | None:
        """The seller's own stock, None where he has told none."""
        for entry in self.attributes.get(FULFILLMENT, []):
            if entry.get("fulfillment_channel_code") == MERCHANT and "quantity" in entry:
                return int(entry["quantity"])
        return None

    def find_text(self, attribute: str, marketplace_id: str = "") -> str:
        """Return an attribute's value, that of the marketplace if it has its own; empty where there is none."""
        entries = self.attributes.get(attribute, [])
        own: list[dict[str, Any]] = [each for each in entries if each.get("marketplace_id") == marketplace_id]
        return next((str(each["value"]) for each in (*own, *entries) if each.get("value") is not None), "")


def has_channel(attributes: Attributes, channel: str) -> bool:
    """Tell whether something is fulfilled through a channel whose code begins like that."""
    entries = attributes.get(FULFILLMENT, [])
    return any(str(each.get("fulfillment_channel_code", "")).startswith(channel) for each in entries)


def write_fnsku(sku: str) -> str:
    """Return Amazon's own number for a seller's SKU: always the same."""
    return "X00" + base64.b32encode(zlib.crc32(sku.encode()).to_bytes(4)).decode()[:7]
