"""Advances a transfer by one call to Amazon at a time: look, match, send, or the feed's way to its report."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from kogge_cloud.accounts.errors import NotAuthenticated
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.amazon import feeds
from kogge_cloud.amazon.errors import AmazonError, AmazonUnavailable, OrderNotFound, QuotaExhausted, RequestRefused
from kogge_cloud.amazon.listings import get_listing, patch_listing, put_listing, search_listings, search_products
from kogge_cloud.amazon.marketplaces import get_marketplace
from kogge_cloud.amazon.reporting import poll_delay_s
from kogge_cloud.amazon.rules import retry_delay_s
from kogge_cloud.errors import CloudError
from kogge_cloud.listings.mapping import (
    read_listing,
    read_product,
    read_report,
    read_submission,
    withholds_stock,
    write_body,
    write_feed,
    write_message,
)
from kogge_cloud.listings.models import Transfer, TransferItem
from kogge_cloud.listings.queries import describe_transfer, find_obstacle, get_transfer, list_items, read_standing
from kogge_cloud.listings.rules import (
    FEEDS_SINCE,
    LOOK_SIZE,
    MAX_FAILURES,
    MAX_FEEDS,
    MAX_POLLS,
    SEEK_AFTER,
    Finding,
    ItemState,
    Step,
    choose_looked_at,
    choose_way,
    find_own_feed,
    judge,
    judge_match,
    next_step,
)
from kogge_cloud.listings.services import finish_transfer, give_up, record, set_finding
from kogge_contract.listings import ListingOffer, TransferProgress, TransferState

LEASE = timedelta(seconds=20)
"""As long as a call may take: a second call beside the first would do no harm, but cost quota."""
OTHER_ADVANCE_S = 1
WAIT_FOR_QUOTA = "quota"
WAIT_FOR_OTHER = "another_advance"
WAIT_FOR_EARLIER = "earlier_transfer"
WAIT_FOR_PLATFORM = "platform"
_PASSED: dict[str, Any] = {
    "failures": 0,
    "retry_at": None,
    "waiting_for": "",
    "problem_code": "",
    "problem_message": "",
}
_NO_FEED: dict[str, Any] = {
    "feeds_before": None,
    "feed_document_id": "",
    "feed_asked_at": None,
    "feed_id": "",
    "result_document_id": "",
    "polls": 0,
}


def advance_transfer(transfer: Transfer, now: datetime) -> TransferState:
    """Make the transfer's next call to Amazon (at most one), record its answer, and tell how far it is.

    A platform's transfers go up one after the other: the oldest is advanced in place of a later one. Safe to run beside
    itself and to be killed at any moment.
    """
    is_running = transfer.progress == TransferProgress.RUNNING
    obstacle = find_obstacle(transfer) if is_running else None
    if obstacle is None:
        return _advance(transfer, now)
    ahead = _advance(obstacle, now)
    return describe_transfer(transfer, now, retry_after_s=ahead.retry_after_s, waiting_for=WAIT_FOR_EARLIER)


def _advance(transfer: Transfer, now: datetime) -> TransferState:
    step = next_step(read_standing(transfer))
    if step is Step.NONE or (transfer.retry_at and transfer.retry_at > now):
        return describe_transfer(transfer, now)
    if not _lease(transfer, now):
        fresh = get_transfer(transfer.registration, transfer.reference)
        return describe_transfer(fresh, now, retry_after_s=OTHER_ADVANCE_S, waiting_for=WAIT_FOR_OTHER)
    try:
        require_authenticated(transfer.registration)
        _STEPS[step](transfer, now)
    except QuotaExhausted as error:
        record(transfer, retry_at=now + timedelta(seconds=error.retry_after_s), waiting_for=WAIT_FOR_QUOTA)
    except (AmazonError, NotAuthenticated) as error:
        _postpone(transfer, error, now)
    transfer.refresh_from_db()
    return describe_transfer(transfer, now)


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
            record(transfer, [_reject(items[0], error)], look_size=LOOK_SIZE, **_PASSED)
        return
    found = {each.sku: each for each in (read_listing(listing, marketplace_id) for listing in shown)}
    looked = [set_finding(each, judge(_offer(each), found.get(each.content["sku"]))) for each in items]
    record(transfer, looked, **_PASSED)


def _match(transfer: Transfer, now: datetime) -> None:
    """Find the product of the next item that has no listing."""
    [item] = list_items(transfer, ItemState.UNMATCHED, 1)
    offer, marketplace_id = _offer(item), _marketplace_id(transfer)
    try:
        ean = offer.match.ean if offer.match else ""
        products = search_products(transfer.registration, marketplace_id, ean, now)
    except RequestRefused as error:
        record(transfer, [_reject(item, error)], **_PASSED)
        return
    found = [product for product in (read_product(each, marketplace_id) for each in products) if product[0]]
    record(transfer, [set_finding(item, judge_match(offer, found))], **_PASSED)


def _choose(transfer: Transfer, _now: datetime) -> None:
    """Choose how the items go up, once it is known how many there are."""
    record(transfer, way=choose_way(transfer.items.filter(state=ItemState.READY).count()), **_PASSED)


def _send(transfer: Transfer, now: datetime) -> None:
    """Send the next item by itself. After an unknown outcome it is simply sent again: values are absolute."""
    [item] = list_items(transfer, ItemState.READY, 1)
    query = {"marketplaceIds": _marketplace_id(transfer), "issueLocale": transfer.language}
    submit = patch_listing if item.is_listed else put_listing
    try:
        answer = submit(transfer.registration, item.content["sku"], query, _body(transfer, item), now)
    except (RequestRefused, OrderNotFound) as error:
        record(transfer, [_reject(item, error)], **_PASSED)
        return
    record(transfer, [set_finding(item, read_submission(answer))], **_PASSED)


def _upload(transfer: Transfer, now: datetime) -> None:
    """Write the feed's document, and lay it down at Amazon."""
    messages = [
        write_message(each.position + 1, each.content["sku"], _body(transfer, each))
        for each in list_items(transfer, ItemState.READY)
    ]
    feed = write_feed(transfer.registration.seller_reference, transfer.language, messages)
    content = json.dumps(feed, ensure_ascii=False).encode()
    record(transfer, feed_document_id=feeds.upload_document(transfer.registration, content, now), **_PASSED)


def _list(transfer: Transfer, now: datetime) -> None:
    """Note which feeds there are, so that ours can be told from them whatever happens."""
    record(transfer, feeds_before=_list_feeds(transfer, now, now), **_PASSED)


def _create(transfer: Transfer, now: datetime) -> None:
    """Note that the feed may be there from now on, and hand it in."""
    if not record(transfer, lease_until=now + LEASE, feed_asked_at=now, attempts=transfer.attempts + 1):
        return
    try:
        feed_id = feeds.create_feed(transfer.registration, _marketplace_id(transfer), transfer.feed_document_id, now)
    except AmazonUnavailable:
        raise
    except RequestRefused as error:
        give_up(transfer, error.code, error.message, now, permanent=True)
    except AmazonError:
        # Neither quota nor credentials: certainly nothing was handed in, so nothing need be looked for.
        record(transfer, lease_until=now + LEASE, feed_asked_at=None, attempts=transfer.attempts)
        raise
    else:
        wait = timedelta(seconds=poll_delay_s(0))
        record(transfer, feed_id=feed_id, **_PASSED | {"retry_at": now + wait, "waiting_for": WAIT_FOR_PLATFORM})


def _seek(transfer: Transfer, now: datetime) -> None:
    """Look whether a feed that may have been handed in is there: nothing else goes up meanwhile."""
    asked_at = transfer.feed_asked_at or now
    if now < asked_at + SEEK_AFTER:
        record(transfer, retry_at=asked_at + SEEK_AFTER, waiting_for=WAIT_FOR_PLATFORM)
        return
    own = find_own_feed(transfer.feeds_before or [], _list_feeds(transfer, asked_at, now))
    record(transfer, feed_id=own, feed_asked_at=asked_at if own else None, **_PASSED)


def _list_feeds(transfer: Transfer, moment: datetime, now: datetime) -> list[str]:
    """Return the ids of the feeds handed in shortly before a moment, or later."""
    shown = feeds.list_feeds(transfer.registration, _marketplace_id(transfer), moment - FEEDS_SINCE, now)
    return [each.feed_id for each in shown if each.feed_id]


def _poll(transfer: Transfer, now: datetime) -> None:
    """Ask how far the feed is."""
    feed = feeds.get_feed(transfer.registration, transfer.feed_id, now)
    if feed.status == feeds.DONE and feed.result_document_id:
        record(transfer, result_document_id=feed.result_document_id, **_PASSED)
    elif feed.status == feeds.DONE:
        give_up(transfer, "report_missing", "Amazon finished the feed, but wrote no report.", now, permanent=False)
    elif feed.status == feeds.CANCELLED:
        give_up(transfer, "feed_cancelled", "Somebody cancelled the feed at Amazon.", now, permanent=False)
    elif feed.status == feeds.FATAL and transfer.attempts < MAX_FEEDS:
        record(transfer, **_NO_FEED, **_PASSED)
    elif feed.status == feeds.FATAL:
        give_up(transfer, "feed_fatal", "Amazon broke the feed off, twice.", now, permanent=False)
    elif transfer.polls >= MAX_POLLS:
        give_up(transfer, "feed_unfinished", "Amazon did not finish the feed for hours.", now, permanent=False)
    else:
        retry_at = now + timedelta(seconds=poll_delay_s(transfer.polls + 1))
        waits = _PASSED | {"retry_at": retry_at, "waiting_for": WAIT_FOR_PLATFORM}
        record(transfer, polls=transfer.polls + 1, **waits)


def _report(transfer: Transfer, now: datetime) -> None:
    """Read what became of each message."""
    report = feeds.read_result(transfer.registration, transfer.result_document_id, now)
    items = list_items(transfer, ItemState.READY)
    findings = read_report(report, [each.position + 1 for each in items])
    record(transfer, [set_finding(each, findings[each.position + 1]) for each in items], **_PASSED)


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


def _lease(transfer: Transfer, now: datetime) -> bool:
    """Ask others to keep out while we call. A courtesy that saves quota: correctness hangs on `revision` alone."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    unchanged = Transfer.objects.filter(free, pk=transfer.pk, revision=transfer.revision)
    return unchanged.update(lease_until=now + LEASE) == 1


def _postpone(transfer: Transfer, error: CloudError, now: datetime) -> None:
    """Try again later, or give up: at once where only a person can help, else after many failures in a row."""
    failures = transfer.failures + 1
    if error.permanent or failures >= MAX_FAILURES:
        give_up(transfer, error.code, error.message, now, permanent=error.permanent)
        return
    record(
        transfer,
        failures=failures,
        retry_at=now + timedelta(seconds=retry_delay_s(failures)),
        waiting_for=WAIT_FOR_PLATFORM,
        problem_code=error.code,
        problem_message=error.message,
        problem_is_permanent=False,
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
