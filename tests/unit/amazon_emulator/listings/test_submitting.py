"""The rules behind listings: patches, versions in time, and that no input of a seller breaks them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from amazon_emulator.errors import ApiError
from amazon_emulator.listings.catalogue import write_catalogue
from amazon_emulator.listings.issues import FULFILLMENT, OFFER
from amazon_emulator.listings.patching import Patch, apply_patches
from amazon_emulator.listings.rules import DATASETS, read_new, read_patches
from amazon_emulator.listings.showing import show
from amazon_emulator.listings.store import ListingStore
from amazon_emulator.listings.submitting import (
    ACCEPTED,
    INVALID,
    NewListing,
    Occasion,
    delete_listing,
    patch_listing,
    replace_listing,
    update_listing,
)

GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
OWN = (GERMANY, FRANCE)
NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
AT_ONCE = Occasion((GERMANY,), NOW, NOW)
SKU, FBA_SKU = "TEE-OSTF-250", "OELZ-GELB-L"
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.floats()
    | st.sampled_from(["", GERMANY, "EUR", "DEFAULT", "B2B"]),
    lambda parts: (
        st.lists(parts, max_size=2)
        | st.dictionaries(st.sampled_from(["schedule", "value_with_tax", "value"]), parts, max_size=2)
    ),
    max_leaves=6,
)
PRICES = st.floats(0.01, 99).map(lambda value: [{"schedule": [{"value_with_tax": value}]}])
# Mostly what a seller would send, so that some of it is accepted.
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "marketplace_id": st.sampled_from([GERMANY, GERMANY, FRANCE, "NOWHERE", None, []]),
        "currency": st.sampled_from(["EUR", "EUR", "EUR", "PLN", "", None, 1]),
        "audience": st.sampled_from(["ALL", "B2B", None, {}]),
        "our_price": PRICES | VALUES,
        "fulfillment_channel_code": st.sampled_from(["DEFAULT", "DEFAULT", "AMAZON_EU", "OTHER", None, 1]),
        "quantity": st.integers(-1, 9) | VALUES,
        "restock_date": st.just("2026-09-01") | VALUES,
        "value": VALUES,
    },
)
ENTRIES = st.lists(ENTRY, max_size=3)
ATTRIBUTES = st.sampled_from([FULFILLMENT, OFFER, "item_name", "condition_type"])


def fill() -> ListingStore:
    store = ListingStore("EU", OWN)
    for listing in write_catalogue("EU", OWN, NOW):
        store.put(listing, NOW, NOW)
    return store


@given(
    op=st.sampled_from(["add", "replace", "merge", "delete", "move", None]) | VALUES,
    name=ATTRIBUTES,
    value=ENTRIES | VALUES,
)
def test_no_patch_breaks_a_listing(op: Any, name: str, value: Any) -> None:
    store = fill()
    try:
        patches = read_patches(
            {"productType": "TEA", "patches": [{"op": op, "path": f"/attributes/{name}", "value": value}]}
        )
    except ApiError:
        return
    before = store.find(SKU, NOW)
    submission = patch_listing(store, SKU, patches, AT_ONCE)
    listing = store.find(SKU, NOW)
    assert listing is not None
    assert (submission.status == INVALID) == (listing is before)
    assert show(listing, DATASETS, OWN)["sku"] == SKU


@given(attributes=st.dictionaries(ATTRIBUTES, ENTRIES, max_size=4))
def test_no_new_listing_breaks_the_store(attributes: dict[str, Any]) -> None:
    store = fill()
    submission = replace_listing(store, "NEW", read_new({"productType": "TEA", "attributes": attributes}), AT_ONCE)
    listing = store.find("NEW", NOW)
    assert (submission.status == ACCEPTED) == (listing is not None)
    if listing is not None:
        assert show(listing, DATASETS, OWN)["summaries"][0]["marketplaceId"] == GERMANY


@given(quantity=st.integers(0, 10**6), days=st.integers(0, 30))
def test_what_merge_does_not_name_stays(quantity: int, days: int) -> None:
    attributes = {
        FULFILLMENT: [{"fulfillment_channel_code": "DEFAULT", "quantity": 1, "lead_time_to_ship_max_days": days}],
        OFFER: [{"marketplace_id": FRANCE, "currency": "EUR"}],
    }
    told = {"fulfillment_channel_code": "DEFAULT", "quantity": quantity}
    merged = apply_patches(attributes, [Patch("merge", FULFILLMENT, (told,))], {GERMANY})
    assert merged == attributes | {FULFILLMENT: [told | {"lead_time_to_ship_max_days": days}]}
    assert apply_patches(attributes, [Patch("replace", FULFILLMENT, (told,))], {GERMANY})[FULFILLMENT] == [told]
    assert attributes[FULFILLMENT][0]["quantity"] == 1


def test_delete_takes_the_named_entries_or_those_of_the_marketplaces() -> None:
    german = {"marketplace_id": GERMANY, "currency": "EUR"}
    business = german | {"audience": "B2B"}
    french = german | {"marketplace_id": FRANCE}
    attributes = {OFFER: [german, business, french]}
    assert apply_patches(attributes, [Patch("delete", OFFER, (business,))], {GERMANY}) == {OFFER: [german, french]}
    assert apply_patches(attributes, [Patch("delete", OFFER)], {GERMANY}) == {OFFER: [french]}
    assert apply_patches(attributes, [Patch("delete", OFFER)], {GERMANY, FRANCE}) == {}
    # The audience that is not named is that of everyone.
    everyone = german | {"audience": "ALL"}
    assert apply_patches(attributes, [Patch("delete", OFFER, (everyone,))], set()) == {OFFER: [business, french]}


@given(st.lists(st.integers(0, 4), max_size=8))
def test_every_accepted_change_shows_in_its_turn(delays: list[int]) -> None:
    store, now = fill(), NOW
    for number, delay in enumerate(delays):
        now += timedelta(seconds=1)
        told = {"fulfillment_channel_code": "DEFAULT", "quantity": number}
        occasion = Occasion((GERMANY,), now, now + timedelta(seconds=delay))
        assert patch_listing(store, SKU, [Patch("merge", FULFILLMENT, (told,))], occasion).status == ACCEPTED
        shown = store.find(SKU, now)
        assert shown is not None
        accepted = store.find_accepted(SKU)
        assert accepted is not None
        assert accepted.quantity == number
    final = store.find(SKU, now + timedelta(seconds=4))
    assert final is not None
    assert final.quantity == max(len(delays) - 1, 0)


def test_an_update_replaces_what_it_names_and_leaves_the_rest() -> None:
    store = fill()
    own = [{"fulfillment_channel_code": "DEFAULT", "quantity": 5}]
    assert update_listing(store, SKU, {FULFILLMENT: own}, AT_ONCE).status == ACCEPTED
    listing = store.find(SKU, NOW)
    assert listing is not None
    assert listing.attributes[FULFILLMENT] == own
    assert len(listing.attributes[OFFER]) == 2
    assert update_listing(store, "NOBODY", {FULFILLMENT: own}, AT_ONCE).status == INVALID


def test_a_put_that_names_both_channels_moves_to_the_other_one() -> None:
    store = fill()
    both = [{"fulfillment_channel_code": "AMAZON_EU"}, {"fulfillment_channel_code": "DEFAULT", "quantity": 2}]
    for sku, is_fba in ((SKU, True), (FBA_SKU, False)):
        submission = update_listing(store, sku, {FULFILLMENT: both}, AT_ONCE)
        listing = store.find(sku, NOW)
        assert listing is not None
        assert listing.is_fba is is_fba
        assert bool(submission.issues) is not is_fba
        assert len(listing.attributes[FULFILLMENT]) == 1


def test_a_listing_ends_with_its_last_marketplace_and_may_come_back() -> None:
    store = fill()
    later = NOW + timedelta(seconds=2)
    assert delete_listing(store, SKU, Occasion((FRANCE,), NOW, NOW)).status == ACCEPTED
    assert delete_listing(store, SKU, Occasion((GERMANY,), NOW, later)).status == ACCEPTED
    assert store.find(SKU, NOW) is not None
    assert store.find(SKU, later) is None
    assert delete_listing(store, SKU, AT_ONCE).status == INVALID
    whole = NewListing("TEA", {"item_name": [{"value": "Tee"}], "condition_type": [{"value": "new_new"}]})
    assert replace_listing(store, SKU, whole, Occasion((GERMANY,), later, later)).status == ACCEPTED
    again = store.find(SKU, later)
    assert again is not None
    assert (again.created_at, again.marketplace_ids, again.find_text("item_name")) == (later, {GERMANY}, "Tee")
