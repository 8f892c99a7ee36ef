"""Works a feed off when its time has come, and writes its processing report."""

import gzip
from datetime import datetime

from amazon_emulator.documents.store import Document
from amazon_emulator.emulator import Emulator
from amazon_emulator.feeds.invoices import take_invoice
from amazon_emulator.feeds.listings import apply_listings
from amazon_emulator.feeds.orders import apply_cancellations, apply_shipments
from amazon_emulator.feeds.rules import FULFILLMENT, INVOICE, LISTINGS
from amazon_emulator.feeds.store import Feed
from amazon_emulator.listings.submitting import Occasion

COMPRESSED_FROM = 64 * 1024
FLAT_FILE = "text/tab-separated-values; charset=UTF-8"


def work_off(emulator: Emulator, feed: Feed, now: datetime) -> Document:
    """Do what the feed says and return its processing report."""
    content = _unpack(feed.wish.document.content or b"")
    if feed.wish.feed_type == LISTINGS:
        store = emulator.listings.open(feed.seller_id)
        occasion = Occasion(feed.wish.marketplace_ids, now, emulator.listings.live_at(now))
        text = apply_listings(store, feed.feed_id, feed.seller_id, content, occasion)
        content_type = "application/json; charset=UTF-8"
    elif feed.wish.feed_type == INVOICE:
        text = take_invoice(emulator.invoices, emulator.open_store(feed.seller_id), feed, content, now)
        content_type = FLAT_FILE
    else:
        apply = apply_shipments if feed.wish.feed_type == FULFILLMENT else apply_cancellations
        text = apply(emulator.open_store(feed.seller_id), _decode(content, feed.wish.document.content_type), now)
        content_type = FLAT_FILE
    return emulator.documents.add(feed.seller_id, text, content_type, compress=len(text) > COMPRESSED_FROM)


def _unpack(content: bytes) -> bytes:
    """Return the content, unpacked where a client packed it."""
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _decode(content: bytes, content_type: str) -> str:
    charset = content_type.lower().partition("charset=")[2].split(";")[0].strip() or "utf-8"
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
