"""A transfer's calls to Amazon: look, match, send, or the feed's way to its report."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from kogge_cloud.adapters.errors import OrderNotFound, PlatformError, PlatformUnavailable, RequestRefused
from kogge_cloud.amazon import feeds
from kogge_cloud.amazon.listings import get_listing, patch_listing, put_listing, search_listings, search_products
from kogge_cloud.amazon.marketplaces import get_marketplace
from kogge_cloud.amazon.reporting import poll_delay_s
from kogge_cloud.amazon.transfer_mapping import (
    read_listing,
    read_product,
    read_report,
    read_submission,
    withholds_stock,
    write_body,
    write_feed,
    write_message,
)
from kogge_cloud.amazon.transfer_rules import (
    FEEDS_SINCE,
    MAX_FEEDS,
    MAX_POLLS,
    SEEK_AFTER,
    Standing,
    Step,
    choose_looked_at,
    choose_way,
    find_own_feed,
    judge,
    judge_match,
    next_step,
)
from kogge_cloud.errors import CloudError
from kogge_cloud.listings.advancing import LEASE, PASSED, WAIT_FOR_PLATFORM
from kogge_cloud.listings.models import Transfer, TransferItem
from kogge_cloud.listings.queries import count_items, list_items
from kogge_cloud.listings.rules import LOOK_SIZE, Finding, ItemState
from kogge_cloud.listings.services import finish_transfer, give_up, record, set_finding
from kogge_contract.listings import ListingOffer, TransferProgress

_NO_FEED: dict[str, Any] = {
    "feeds_before": None,
    "feed_document_id": "",
    "feed_asked_at": None,
    "feed_id": "",
    "result_document_id": "",
    "polls": 0,
}


def take_step(transfer: Transfer, now: datetime) -> None:
    """Make the transfer's next call to Amazon (at most one) and record its answer. Raises PlatformError."""
    step = next_step(_read_standing(transfer))
    if step is not Step.NONE:
        _STEPS[step](transfer, now)


def _look(transfer: Transfer, now: datetime) -> None:
    """Look at the next listings: are they there, of which product type, and who ships them."""
    items = list_items(transfer, ItemState.NEW, transfer.look_size)
    number = choose_looked_at([each.content["sku"] for each in items])
    items = items[: number or 1]
    marketplace_id = _marketplace_id(transfer)
    skus = [each.content["sku"] for each in items]
    try:
        if number:
            shown = search_listings(transfer.registration, marketplace_id, skus, now)
        else:
            shown = get_listing(transfer.registration, marketplace_id, skus[0], now)
    except RequestRefused as error:
        if len(items) > 1:
            # One of them spoils the search for the others: ask for each alone.
            record(transfer, look_size=1)
        else:
            record(transfer, [_reject(items[0], error)], look_size=LOOK_SIZE, **PASSED)
        return
    found = {each.sku: each for each in (read_listing(listing, marketplace_id) for listing in shown)}
    looked = [set_finding(each, judge(_offer(each), found.get(each.content["sku"]))) for each in items]
    record(transfer, looked, **PASSED)


def _match(transfer: Transfer, now: datetime) -> None:
    """Find the product of the next item that has no listing."""
    [item] = list_items(transfer, ItemState.UNMATCHED, 1)
    offer, marketplace_id = _offer(item), _marketplace_id(transfer)
    try:
        ean = offer.match.ean if offer.match else ""
        products = search_products(transfer.registration, marketplace_id, ean, now)
    except RequestRefused as error:
        record(transfer, [_reject(item, error)], **PASSED)
        return
    found = [product for product in (read_product(each, marketplace_id) for each in products) if product[0]]
    record(transfer, [set_finding(item, judge_match(offer, found))], **PASSED)


def _choose(transfer: Transfer, _now: datetime) -> None:
    """Choose how the items go up, once it is known how many there are."""
    record(transfer, way=choose_way(transfer.items.filter(state=ItemState.READY).count()), **PASSED)


def _send(transfer: Transfer, now: datetime) -> None:
    """Send the next item by itself. After an unknown outcome it is simply sent again: values are absolute."""
    [item] = list_items(transfer, ItemState.READY, 1)
    query = {"marketplaceIds": _marketplace_id(transfer), "issueLocale": transfer.language}
    submit = patch_listing if item.is_listed else put_listing
    try:
        answer = submit(transfer.registration, item.content["sku"], query, _body(transfer, item), now)
    except (RequestRefused, OrderNotFound) as error:
        record(transfer, [_reject(item, error)], **PASSED)
        return
    record(transfer, [set_finding(item, read_submission(answer))], **PASSED)


def _upload(transfer: Transfer, now: datetime) -> None:
    """Write the feed's document, and lay it down at Amazon."""
    messages = [
        write_message(each.position + 1, each.content["sku"], _body(transfer, each))
        for each in list_items(transfer, ItemState.READY)
    ]
    feed = write_feed(transfer.registration.seller_reference, transfer.language, messages)
    content = json.dumps(feed, ensure_ascii=False).encode()
    record(transfer, feed_document_id=feeds.upload_document(transfer.registration, content, now), **PASSED)


def _list(transfer: Transfer, now: datetime) -> None:
    """Note which feeds there are, so that ours can be told from them whatever happens."""
    record(transfer, feeds_before=_list_feeds(transfer, now, now), **PASSED)


def _create(transfer: Transfer, now: datetime) -> None:
    """Note that the feed may be there from now on, and hand it in."""
    if not record(transfer, lease_until=now + LEASE, feed_asked_at=now, attempts=transfer.attempts + 1):
        return
    try:
        feed_id = feeds.create_feed(transfer.registration, _marketplace_id(transfer), transfer.feed_document_id, now)
    except PlatformUnavailable:
        raise
    except RequestRefused as error:
        give_up(transfer, error.code, error.message, now, permanent=True)
    except PlatformError:
        # Neither quota nor credentials: certainly nothing was handed in, so nothing need be looked for.
        record(transfer, lease_until=now + LEASE, feed_asked_at=None, attempts=transfer.attempts)
        raise
    else:
        wait = timedelta(seconds=poll_delay_s(0))
        record(transfer, feed_id=feed_id, **PASSED | {"retry_at": now + wait, "waiting_for": WAIT_FOR_PLATFORM})


def _seek(transfer: Transfer, now: datetime) -> None:
    """Look whether a feed that may have been handed in is there: nothing else goes up meanwhile."""
    asked_at = transfer.feed_asked_at or now
    if now < asked_at + SEEK_AFTER:
        record(transfer, retry_at=asked_at + SEEK_AFTER, waiting_for=WAIT_FOR_PLATFORM)
        return
    own = find_own_feed(transfer.feeds_before or [], _list_feeds(transfer, asked_at, now))
    record(transfer, feed_id=own, feed_asked_at=asked_at if own else None, **PASSED)


def _list_feeds(transfer: Transfer, moment: datetime, now: datetime) -> list[str]:
    """Return the ids of the feeds handed in shortly before a moment, or later."""
    shown = feeds.list_feeds(transfer.registration, _marketplace_id(transfer), moment - FEEDS_SINCE, now)
    return [each.feed_id for each in shown if each.feed_id]


def _poll(transfer: Transfer, now: datetime) -> None:
    """Ask how far the feed is."""
    feed = feeds.get_feed(transfer.registration, transfer.feed_id, now)
    if feed.status == feeds.DONE and feed.result_document_id:
        record(transfer, result_document_id=feed.result_document_id, **PASSED)
    elif feed.status == feeds.DONE:
        give_up(transfer, "report_missing", "Amazon finished the feed, but wrote no report.", now, permanent=False)
    elif feed.status == feeds.CANCELLED:
        give_up(transfer, "feed_cancelled", "Somebody cancelled the feed at Amazon.", now, permanent=False)
    elif feed.status == feeds.FATAL and transfer.attempts < MAX_FEEDS:
        record(transfer, **_NO_FEED, **PASSED)
    elif feed.status == feeds.FATAL:
        give_up(transfer, "feed_fatal", "Amazon broke the feed off, twice.", now, permanent=False)
    elif transfer.polls >= MAX_POLLS:
        give_up(transfer, "feed_unfinished", "Amazon did not finish the feed for hours.", now, permanent=False)
    else:
        retry_at = now + timedelta(seconds=poll_delay_s(transfer.polls + 1))
        waits = PASSED | {"retry_at": retry_at, "waiting_for": WAIT_FOR_PLATFORM}
        record(transfer, polls=transfer.polls + 1, **waits)


def _report(transfer: Transfer, now: datetime) -> None:
    """Read what became of each message."""
    report = feeds.read_result(transfer.registration, transfer.result_document_id, now)
    items = list_items(transfer, ItemState.READY)
    findings = read_report(report, [each.position + 1 for each in items])
    record(transfer, [set_finding(each, findings[each.position + 1]) for each in items], **PASSED)


def _body(transfer: Transfer, item: TransferItem) -> dict[str, object]:
    known = Finding(ItemState.READY, is_listed=item.is_listed, product_type=item.product_type, asin=item.asin)
    withheld = withholds_stock(item.remarks)
    return write_body(_offer(item), _marketplace_id(transfer), known, withholds_stock=withheld)


def _offer(item: TransferItem) -> ListingOffer:
    return ListingOffer.model_validate(item.content)


def _reject(item: TransferItem, error: CloudError) -> TransferItem:
    return set_finding(item, Finding(ItemState.REJECTED, error.code, error.message))


def _marketplace_id(transfer: Transfer) -> str:
    return get_marketplace(transfer.marketplace).id


def _read_standing(transfer: Transfer) -> Standing:
    """Return how far a transfer is, as the rules see it."""
    return Standing(
        is_running=transfer.progress == TransferProgress.RUNNING,
        left=count_items(transfer),
        way=transfer.way,
        has_document=bool(transfer.feed_document_id),
        knows_others=transfer.feeds_before is not None,
        may_have_feed=transfer.feed_asked_at is not None,
        has_feed=bool(transfer.feed_id),
        has_result=bool(transfer.result_document_id),
    )


_STEPS: dict[Step, Callable[[Transfer, datetime], None]] = {
    Step.LOOK: _look,
    Step.MATCH: _match,
    Step.CHOOSE: _choose,
    Step.SEND: _send,
    Step.UPLOAD: _upload,
    Step.LIST: _list,
    Step.CREATE: _create,
    Step.SEEK: _seek,
    Step.POLL: _poll,
    Step.REPORT: _report,
    Step.FINISH: finish_transfer,
}
