"""The Feeds API v2021-06-30: documents to upload, feeds, and what became of them."""

from datetime import datetime
from http import HTTPStatus
from itertools import islice
from typing import Any

from amazon_emulator.documents.store import UPLOAD
from amazon_emulator.emulator import Emulator
from amazon_emulator.errors import unauthorized
from amazon_emulator.feeds.processing import work_off
from amazon_emulator.feeds.rules import ENDED, INVOICE, read_content_type, read_feed
from amazon_emulator.feeds.store import Feed
from amazon_emulator.operations import Call, Operation
from amazon_emulator.quotas import Quota
from amazon_emulator.reports.rules import read_filter, refused, resource_missing, write_token
from amazon_emulator.reports.store import CANCELLED, DONE, FATAL, QUEUED, RUNNING
from amazon_emulator.roles import Role
from amazon_emulator.times import format_time

_ROOT = "/feeds/2021-06-30"
_SELDOM = Quota(0.0222, 10)


def _create_document(call: Call) -> dict[str, Any]:
    documents = call.emulator.documents
    document = documents.reserve(call.account.seller_id, read_content_type(call.body))
    return {"feedDocumentId": document.document_id, "url": documents.sign(document, UPLOAD)}


def _create_feed(call: Call) -> dict[str, Any]:
    emulator, seller_id = call.emulator, call.account.seller_id
    wish = read_feed(call.body, call.account.region, lambda each: emulator.documents.find(seller_id, each))
    if wish.feed_type == INVOICE and Role.TAX_INVOICING not in call.account.roles:
        raise unauthorized("")
    feed = emulator.feeds.add(seller_id, call.account.region, wish, call.now)
    if wish.feed_type in ENDED:
        feed.outcome = FATAL
    _plan(emulator, feed)
    return {"feedId": feed.feed_id}


def _plan(emulator: Emulator, feed: Feed) -> None:
    def finish(now: datetime) -> None:
        if feed.outcome == DONE:
            feed.result = work_off(emulator, feed, now)

    emulator.agenda.add(feed.ends_at, finish)


def _get_feed(call: Call) -> dict[str, Any]:
    return _show(_feed(call), call.now)


def _list_feeds(call: Call) -> dict[str, Any]:
    wanted = read_filter(call.query, call.now, "feedTypes")
    matching = (each for each in call.emulator.feeds.walk(call.account.seller_id) if wanted.matches(each, call.now))
    found = list(islice(matching, wanted.page_size + 1))
    page = found[: wanted.page_size]
    answer: dict[str, Any] = {"feeds": [_show(each, call.now) for each in page]}
    if len(found) > len(page):
        answer["nextToken"] = write_token(call.query, page[-1].number)
    return answer


def _cancel_feed(call: Call) -> None:
    feed = _feed(call)
    if feed.status(call.now) != QUEUED:
        raise refused("Only feeds whose processingStatus is IN_QUEUE can be cancelled.")
    feed.cancel(call.now)


def _get_document(call: Call) -> dict[str, Any]:
    documents = call.emulator.documents
    document = documents.find(call.account.seller_id, call.path["feedDocumentId"])
    if document is None or not call.emulator.feeds.has_result(document, call.now):
        raise resource_missing()
    encoded = call.first("enableContentEncodingUrlHeader").lower() == "true"
    answer = {"feedDocumentId": document.document_id, "url": documents.sign(document, encoded=encoded)}
    return answer | ({"compressionAlgorithm": document.compression} if document.compression else {})


def _feed(call: Call) -> Feed:
    feed = call.emulator.feeds.find(call.account.seller_id, call.path["feedId"])
    if feed is None:
        raise resource_missing()
    return feed


def _show(feed: Feed, now: datetime) -> dict[str, Any]:
    status = feed.status(now)
    shown: dict[str, Any] = {
        "feedId": feed.feed_id,
        "feedType": feed.wish.feed_type,
        "marketplaceIds": list(feed.wish.marketplace_ids),
        "createdTime": format_time(feed.created_at),
        "processingStatus": status,
    }
    if status in {RUNNING, DONE, FATAL, CANCELLED}:
        shown["processingStartTime"] = format_time(feed.starts_at)
    if status in {DONE, FATAL, CANCELLED}:
        shown["processingEndTime"] = format_time(feed.ends_at)
    if status == DONE and feed.result is not None:
        shown["resultFeedDocumentId"] = feed.result.document_id
    return shown


OPERATIONS = (
    Operation("createFeedDocument", "POST", f"{_ROOT}/documents", Quota(0.5, 15), _create_document, HTTPStatus.CREATED),
    Operation("createFeed", "POST", f"{_ROOT}/feeds", Quota(0.0083, 15), _create_feed, HTTPStatus.ACCEPTED),
    Operation("getFeeds", "GET", f"{_ROOT}/feeds", _SELDOM, _list_feeds),
    Operation("getFeed", "GET", f"{_ROOT}/feeds/{{feedId}}", Quota(2, 15), _get_feed),
    Operation("cancelFeed", "DELETE", f"{_ROOT}/feeds/{{feedId}}", Quota(2, 15), _cancel_feed),
    Operation("getFeedDocument", "GET", f"{_ROOT}/documents/{{feedDocumentId}}", _SELDOM, _get_document),
)
