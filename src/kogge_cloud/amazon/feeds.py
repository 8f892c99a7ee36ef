"""The calls of Amazon's Feeds API: hand a document in, ask after the feed, fetch its processing report."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from kogge_cloud.accounts.models import Registration
from kogge_cloud.adapters.errors import PlatformUnavailable
from kogge_cloud.amazon.calls import call_amazon
from kogge_cloud.amazon.client import Answer, download, send, upload
from kogge_cloud.amazon.rules import format_time

LISTINGS_FEED, INVOICE_FEED = "JSON_LISTINGS_FEED", "UPLOAD_VAT_INVOICE"
CANCELLATION_FEED = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
CONTENT_TYPES = {
    LISTINGS_FEED: "application/json; charset=UTF-8",
    INVOICE_FEED: "application/pdf",
    CANCELLATION_FEED: "text/tab-separated-values; charset=UTF-8",
}
DONE, FATAL, CANCELLED = "DONE", "FATAL", "CANCELLED"
_ROOT = "/feeds/2021-06-30"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as Amazon shows it."""

    feed_id: str
    status: str
    marketplace_ids: tuple[str, ...]
    result_document_id: str


def upload_document(registration: Registration, content: bytes, now: datetime, feed_type: str = LISTINGS_FEED) -> str:
    """Make a document, upload its content and return its id. Raises PlatformError; then nothing was handed in."""
    content_type = CONTENT_TYPES[feed_type]
    body = {"contentType": content_type}
    answer = _call(registration, "createFeedDocument", "POST", f"{_ROOT}/documents", now, body=body)
    upload(_text(answer.body, "url"), content, content_type)
    return _text(answer.body, "feedDocumentId")


def create_feed(
    registration: Registration,
    marketplace_id: str,
    document_id: str,
    now: datetime,
    feed_type: str = LISTINGS_FEED,
    options: dict[str, str] | None = None,
) -> str:
    """Hand a document in and return the feed's id. Raises PlatformError; after PlatformUnavailable it may be there."""
    body: dict[str, Any] = {
        "feedType": feed_type,
        "marketplaceIds": [marketplace_id],
        "inputFeedDocumentId": document_id,
    }
    if options:
        body["feedOptions"] = options
    return _text(_call(registration, "createFeed", "POST", f"{_ROOT}/feeds", now, body=body).body, "feedId")


def list_feeds(
    registration: Registration,
    marketplace_id: str,
    since: datetime,
    now: datetime,
    feed_type: str = LISTINGS_FEED,
) -> list[Feed]:
    """Return the newest feeds of a type and marketplace that were handed in since (UTC). Raises PlatformError."""
    query = {
        "feedTypes": feed_type,
        "marketplaceIds": marketplace_id,
        "createdSince": format_time(since),
        "pageSize": "100",
    }
    shown = _call(registration, "getFeeds", "GET", f"{_ROOT}/feeds", now, query=query).body.get("feeds")
    return [_read(each) for each in shown if isinstance(each, dict)] if isinstance(shown, list) else []


def get_feed(registration: Registration, feed_id: str, now: datetime) -> Feed:
    """Return how far a feed is. Raises PlatformError."""
    path = f"{_ROOT}/feeds/{quote(feed_id, safe='')}"
    return _read(_call(registration, "getFeed", "GET", path, now).body)


def read_result(registration: Registration, document_id: str, now: datetime) -> dict[str, Any]:
    """Fetch a processing report. Raises PlatformError, PlatformUnavailable for one that cannot be read."""
    content = read_report(registration, document_id, now)
    try:
        report = json.loads(content)
    except ValueError as error:
        message = f"Amazon's processing report is not JSON ({len(content)} bytes)."
        raise PlatformUnavailable(message) from error
    if not isinstance(report, dict):
        message = "Amazon's processing report is not a JSON object."
        raise PlatformUnavailable(message)
    return report


def read_report(registration: Registration, document_id: str, now: datetime) -> bytes:
    """Fetch a processing report as it came. Raises PlatformError, PlatformUnavailable for one that cannot be read."""
    path = f"{_ROOT}/documents/{quote(document_id, safe='')}"
    answer = _call(registration, "getFeedDocument", "GET", path, now)
    return download(_text(answer.body, "url"), str(answer.body.get("compressionAlgorithm") or "")).content


def _call(
    registration: Registration,
    operation: str,
    method: str,
    path: str,
    now: datetime,
    *,
    query: dict[str, str] | None = None,
    body: dict[str, Any] | None = None,
) -> Answer:
    return call_amazon(
        registration, operation, lambda token: send(method, registration.region, path, token, query, body), now
    )


def _read(shown: dict[str, Any]) -> Feed:
    ids = shown.get("marketplaceIds")
    return Feed(
        feed_id=str(shown.get("feedId") or ""),
        status=str(shown.get("processingStatus") or ""),
        marketplace_ids=tuple(map(str, ids)) if isinstance(ids, list) else (),
        result_document_id=str(shown.get("resultFeedDocumentId") or ""),
    )


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        message = f"Amazon's answer has no {name}."
        raise PlatformUnavailable(message)
    return value
