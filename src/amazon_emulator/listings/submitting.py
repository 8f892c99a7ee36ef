"""Changes a seller's listings: what is wrong is refused as a whole, everything else is accepted."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from amazon_emulator.listings.issues import (
    AMAZON,
    ERROR,
    FULFILLMENT,
    MERCHANT,
    OFFER,
    Issue,
    check_attributes,
    left_fba,
    missing,
    sku_unknown,
)
from amazon_emulator.listings.models import Listing, has_channel
from amazon_emulator.listings.patching import Attributes, Patch, apply_patches
from amazon_emulator.listings.store import ListingStore

ACCEPTED, INVALID, VALID = "ACCEPTED", "INVALID", "VALID"
WHOLE, PRODUCT_ONLY, OFFER_ONLY = "LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"
REQUIRED = {
    WHOLE: ("item_name", "condition_type"),
    PRODUCT_ONLY: ("item_name",),
    OFFER_ONLY: ("merchant_suggested_asin", "condition_type"),
}
"""What a new listing has to have. Amazon demands far more, by product type; this is what all have in common."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when a change is sent. It shows from `live_at` (UTC) on; a preview changes nothing."""

    marketplace_ids: tuple[str, ...]
    now: datetime
    live_at: datetime
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class NewListing:
    """All that a seller says of a listing at once."""

    product_type: str
    attributes: Attributes
    requirements: str = WHOLE


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a change: ACCEPTED, VALID (a preview) or INVALID, and why."""

    sku: str
    status: str
    issues: tuple[Issue, ...] = ()
    asin: str = ""


def replace_listing(store: ListingStore, sku: str, new: NewListing, occasion: Occasion) -> Submission:
    """Create a listing, or replace all of it that belongs to the occasion's marketplaces."""
    known = store.find_accepted(sku)
    found = check_attributes(new.attributes, store.region)
    found += [missing(each) for each in REQUIRED[new.requirements] if not new.attributes.get(each)]
    removals = [Patch("delete", name) for name in (known.attributes if known else {})]
    additions = [Patch("add", name, tuple(entries)) for name, entries in new.attributes.items()]
    draft = known or Listing(
        sku, _asin(sku, new.attributes), new.product_type, {}, frozenset(), occasion.now, occasion.now
    )
    draft = replace(
        draft,
        product_type=new.product_type,
        marketplace_ids=draft.marketplace_ids | frozenset(occasion.marketplace_ids),
    )
    return _submit(store, draft, known, [*removals, *additions], occasion, found)


def patch_listing(store: ListingStore, sku: str, patches: Sequence[Patch], occasion: Occasion) -> Submission:
    """Change single attributes of a listing that exists."""
    known = store.find_accepted(sku)
    if known is None:
        return Submission(sku, INVALID, (sku_unknown(sku),))
    given: dict[str, list[Mapping[str, Any]]] = {}
    for patch in patches:
        if patch.op != "delete":
            given.setdefault(patch.attribute, []).extend(patch.value)
    return _submit(store, known, known, patches, occasion, check_attributes(given, store.region))


def update_listing(store: ListingStore, sku: str, attributes: Attributes, occasion: Occasion) -> Submission:
    """Replace the attributes that are named and leave the others, as a feed's PARTIAL_UPDATE does."""
    patches = [Patch("replace", name, tuple(entries)) for name, entries in attributes.items()]
    return patch_listing(store, sku, patches, occasion)


def delete_listing(store: ListingStore, sku: str, occasion: Occasion) -> Submission:
    """End a listing in the occasion's marketplaces; where no other is left, it is gone."""
    known = store.find_accepted(sku)
    if known is None:
        return Submission(sku, INVALID, (sku_unknown(sku),))
    left = known.marketplace_ids.difference(occasion.marketplace_ids)
    if left:
        removals = [
            Patch("delete", name)
            for name, entries in known.attributes.items()
            if any("marketplace_id" in entry for entry in entries)
        ]
        return _submit(store, replace(known, marketplace_ids=left), known, removals, occasion, ())
    if not occasion.is_preview:
        store.delete(sku, occasion.now, occasion.live_at)
    return Submission(sku, VALID if occasion.is_preview else ACCEPTED, (), known.asin)


def _submit(
    store: ListingStore,
    draft: Listing,
    known: Listing | None,
    patches: Sequence[Patch],
    occasion: Occasion,
    found: Sequence[Issue],
) -> Submission:
    if any(each.severity == ERROR for each in found):
        return Submission(draft.sku, INVALID, tuple(found), draft.asin)
    changed = _choose_channel(known, apply_patches(draft.attributes, patches, occasion.marketplace_ids))
    has_left = known is not None and known.is_fba and has_channel(changed, MERCHANT)
    issues = (*found, left_fba()) if has_left else tuple(found)
    listing = replace(
        draft,
        attributes=changed,
        marketplace_ids=draft.marketplace_ids.union(each["marketplace_id"] for each in changed.get(OFFER, [])),
        updated_at=occasion.now,
    )
    if has_left:
        listing = replace(listing, left_fba_at=occasion.now)
    elif listing.is_fba:
        listing = replace(listing, left_fba_at=None)
    listing = replace(listing, issues=(left_fba(),) if listing.left_fba_at else ())
    if not occasion.is_preview:
        store.put(listing, occasion.now, occasion.live_at)
    return Submission(draft.sku, VALID if occasion.is_preview else ACCEPTED, issues, listing.asin)


def _choose_channel(known: Listing | None, attributes: Attributes) -> Attributes:
    """Leave one channel where both are named: the one that the listing was not fulfilled through until now."""
    if not (has_channel(attributes, AMAZON) and has_channel(attributes, MERCHANT)):
        return attributes
    stays_merchant = known is not None and known.is_fba
    kept = [
        entry
        for entry in attributes[FULFILLMENT]
        if (entry.get("fulfillment_channel_code") == MERCHANT) is stays_merchant
    ]
    return attributes | {FULFILLMENT: kept}


def _asin(sku: str, attributes: Attributes) -> str:
    """Return the ASIN that the seller matched, or one that follows from his SKU."""
    suggested = next(
        (str(each["value"]) for each in attributes.get("merchant_suggested_asin", []) if each.get("value")), ""
    )
    return suggested or f"B0{zlib.crc32(sku.encode()):08X}"
