"""The Listings Items API v2021-08-01: read, write, change, end and search a seller's listings."""

import uuid
from collections.abc import Collection
from http import HTTPStatus
from typing import Any

from amazon_emulator.errors import ApiError, unauthorized
from amazon_emulator.listings.rules import (
    Query,
    collect,
    read_answer,
    read_datasets,
    read_marketplaces,
    read_mode,
    read_new,
    read_patches,
)
from amazon_emulator.listings.searching import read_search, write_pagination
from amazon_emulator.listings.showing import show
from amazon_emulator.listings.store import ListingStore
from amazon_emulator.listings.submitting import Occasion, Submission, delete_listing, patch_listing, replace_listing
from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota

_SELLER = "/listings/2021-08-01/items/{sellerId}"
# A SKU may hold slashes, which arrive decoded.
_ITEM = f"{_SELLER}/{{sku:path}}"


def _get_item(call: Call) -> dict[str, Any]:
    store, query = _open(call), collect(call.query)
    marketplace_ids, datasets = read_marketplaces(query, store.marketplace_ids), read_datasets(query)
    listing = store.find(call.path["sku"], call.now)
    if listing is None or listing.marketplace_ids.isdisjoint(marketplace_ids):
        message = f"SKU '{call.path['sku']}' not found in marketplaces {', '.join(marketplace_ids)}"
        raise ApiError(HTTPStatus.NOT_FOUND, "NOT_FOUND", message, "")
    return show(listing, datasets, marketplace_ids)


def _put_item(call: Call) -> dict[str, Any]:
    store, query = _open(call), collect(call.query)
    occasion, included = _read_occasion(call, query, store, most=1)
    submission = replace_listing(store, call.path["sku"], read_new(call.body), occasion)
    return _show_submission(submission, included, occasion)


def _patch_item(call: Call) -> dict[str, Any]:
    store, query = _open(call), collect(call.query)
    occasion, included = _read_occasion(call, query, store)
    submission = patch_listing(store, call.path["sku"], read_patches(call.body), occasion)
    return _show_submission(submission, included, occasion)


def _delete_item(call: Call) -> dict[str, Any]:
    store = _open(call)
    marketplace_ids = read_marketplaces(collect(call.query), store.marketplace_ids, most=1)
    occasion = Occasion(marketplace_ids, call.now, call.emulator.listings.live_at(call.now))
    return _show_submission(delete_listing(store, call.path["sku"], occasion), {"issues"}, occasion)


def _search_items(call: Call) -> dict[str, Any]:
    store, query = _open(call), collect(call.query)
    marketplace_ids, datasets = read_marketplaces(query, store.marketplace_ids), read_datasets(query)
    search = read_search(query, marketplace_ids)
    found = search.select(store.walk(call.now))
    page = found[search.offset : search.offset + search.page_size]
    answer: dict[str, Any] = {
        "numberOfResults": len(found),
        "items": [show(each, datasets, marketplace_ids) for each in page],
    }
    pagination = write_pagination(search, len(found))
    return answer | ({"pagination": pagination} if pagination else {})


def _open(call: Call) -> ListingStore:
    if call.path["sellerId"] != call.account.seller_id:
        raise unauthorized("")
    return call.emulator.listings.open(call.account.seller_id)


def _read_occasion(call: Call, query: Query, store: ListingStore, most: int = 0) -> tuple[Occasion, frozenset[str]]:
    is_preview = read_mode(query)
    marketplace_ids = read_marketplaces(query, store.marketplace_ids, most)
    live_at = call.emulator.listings.live_at(call.now)
    return Occasion(marketplace_ids, call.now, live_at, is_preview), read_answer(query, is_preview=is_preview)


def _show_submission(submission: Submission, included: Collection[str], occasion: Occasion) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "sku": submission.sku,
        "status": submission.status,
        "submissionId": uuid.uuid4().hex,
    }
    if "issues" in included:
        shown["issues"] = [each.show() for each in submission.issues]
    if "identifiers" in included:
        shown["identifiers"] = [
            {"marketplaceId": each} | ({"asin": submission.asin} if submission.asin else {})
            for each in occasion.marketplace_ids
        ]
    return shown


OPERATIONS = (
    Operation("searchListingsItems", "GET", _SELLER, Quota(5, 5), _search_items),
    Operation("getListingsItem", "GET", _ITEM, Quota(5, 10), _get_item),
    Operation("putListingsItem", "PUT", _ITEM, Quota(5, 10), _put_item),
    Operation("patchListingsItem", "PATCH", _ITEM, Quota(5, 5), _patch_item),
    Operation("deleteListingsItem", "DELETE", _ITEM, Quota(5, 5), _delete_item),
)
