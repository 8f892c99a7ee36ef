"""Works a JSON_LISTINGS_FEED off: message by message through the Listings Items API's own functions."""

import json
from collections.abc import Mapping
from typing import Any

from amazon_emulator.errors import ApiError
from amazon_emulator.listings.issues import ERROR
from amazon_emulator.listings.rules import read_attributes, read_new, read_patches
from amazon_emulator.listings.store import ListingStore
from amazon_emulator.listings.submitting import (
    INVALID,
    Occasion,
    Submission,
    delete_listing,
    patch_listing,
    replace_listing,
    update_listing,
)

VERSION = "2.0"
NOT_READABLE, NOT_UNDERSTOOD = "4000001", "4000003"
"""The Emulator's own issue codes: a document that is no listings feed, and a message that breaks a rule."""

Json = Any


def apply_listings(store: ListingStore, feed_id: str, seller_id: str, content: bytes, occasion: Occasion) -> str:
    """Change the listings as the feed says; return the processing report (version 2) as JSON."""
    issues: list[dict[str, Json]] = []
    accepted = processed = 0
    try:
        messages = _read_messages(content, seller_id)
    except ValueError as error:
        issues.append({"code": NOT_READABLE, "severity": ERROR, "message": str(error)})
        messages = []
    for message in messages:
        processed += 1
        place = {name: message[name] for name in ("messageId", "sku") if name in message}
        try:
            submission = _apply(store, message, occasion)
        except ApiError as error:
            issues.append(place | {"code": NOT_UNDERSTOOD, "severity": ERROR, "message": explain(error)})
            continue
        accepted += submission.status != INVALID
        issues.extend(place | _flatten(issue.show()) for issue in submission.issues)
    errors = sum(issue["severity"] == ERROR for issue in issues)
    return json.dumps(
        {
            "header": {"sellerId": seller_id, "version": VERSION, "feedId": feed_id},
            "issues": issues,
            "summary": {
                "errors": errors,
                "warnings": len(issues) - errors,
                "messagesProcessed": processed,
                "messagesAccepted": accepted,
                "messagesInvalid": processed - accepted,
            },
        },
        ensure_ascii=False,
    )


def _read_messages(content: bytes, seller_id: str) -> list[dict[str, Json]]:
    """Return the messages. Raises ValueError, which says why the document is no feed."""
    feed = json.loads(content)
    problem = _find_problem(feed, seller_id)
    if problem:
        raise ValueError(problem)
    return [each if isinstance(each, dict) else {} for each in feed["messages"]]


def _find_problem(feed: Json, seller_id: str) -> str:
    fields = feed if isinstance(feed, dict) else {}
    header = fields.get("header")
    if not isinstance(header, dict) or not isinstance(fields.get("messages"), list):
        return "The document has no header or no messages."
    if header.get("sellerId") != seller_id or header.get("version") != VERSION:
        return f"The header names another seller, or another version than {VERSION}."
    return ""


def _apply(store: ListingStore, message: Mapping[str, Json], occasion: Occasion) -> Submission:
    sku = str(message.get("sku", ""))
    operations = {
        "UPDATE": lambda: replace_listing(store, sku, read_new(message), occasion),
        "PARTIAL_UPDATE": lambda: update_listing(store, sku, read_attributes(message.get("attributes")), occasion),
        "PATCH": lambda: patch_listing(store, sku, read_patches(message), occasion),
        "DELETE": lambda: delete_listing(store, sku, occasion),
    }
    operation = operations.get(str(message.get("operationType")))
    if not sku or operation is None or not isinstance(message.get("messageId"), int):
        details = f"A message has a messageId, a sku, and one of {', '.join(operations)} as its operationType."
        raise ApiError(400, "InvalidInput", details, details)
    return operation()


def explain(error: ApiError) -> str:
    """Return what an error says in most detail."""
    first = error.body["errors"][0]
    return first.get("details") or first["message"]


def _flatten(issue: Mapping[str, Json]) -> dict[str, Json]:
    """Turn an issue of the API into one of the processing report: it names one attribute."""
    flat = {name: issue[name] for name in ("code", "severity", "message")}
    names = issue.get("attributeNames") or []
    return flat | ({"attributeName": names[0]} if names else {})
