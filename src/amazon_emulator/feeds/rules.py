"""What the Feeds API demands of its requests. Everything here is pure and raises ApiError (400)."""

from collections.abc import Callable, Mapping
from typing import Any

from amazon_emulator.documents.store import Document
from amazon_emulator.feeds.store import FeedWish
from amazon_emulator.regions import find_marketplace
from amazon_emulator.reports.rules import read_fields, read_marketplaces, refused

LISTINGS = "JSON_LISTINGS_FEED"
FULFILLMENT = "POST_FLAT_FILE_FULFILLMENT_DATA"
CANCELLATION = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
INVOICE = "UPLOAD_VAT_INVOICE"
ENDED = frozenset(
    {
        "POST_PRODUCT_DATA",
        "POST_INVENTORY_AVAILABILITY_DATA",
        "POST_PRODUCT_PRICING_DATA",
        "POST_PRODUCT_IMAGE_DATA",
        "POST_PRODUCT_RELATIONSHIP_DATA",
        "POST_FLAT_FILE_INVLOADER_DATA",
        "POST_FLAT_FILE_LISTINGS_DATA",
        "POST_FLAT_FILE_PRICEANDQUANTITYONLY_UPDATE_DATA",
    }
)
"""Amazon takes these listing feeds on and ends them FATAL, since 2025-07-31."""
FEED_TYPES = (LISTINGS, FULFILLMENT, CANCELLATION, INVOICE, *sorted(ENDED))
INVOICED = frozenset("DE FR IT ES GB NL BE IE SE PL".split())
"""Countries whose marketplaces take sellers' invoices."""

FindDocument = Callable[[str], Document | None]


def read_content_type(body: Any) -> str:  # noqa: ANN401 - JSON of somebody else
    """Read which content type a document will have."""
    content_type = read_fields(body).get("contentType")
    if not isinstance(content_type, str) or not content_type.strip():
        raise refused("contentType is required.")
    return content_type


def read_feed(body: Any, region: str, find_document: FindDocument) -> FeedWish:  # noqa: ANN401 - JSON of somebody else
    """Read a new feed; its document has to be uploaded by now."""
    fields = read_fields(body)
    feed_type = fields.get("feedType")
    if feed_type not in FEED_TYPES:
        raise refused(f"feedType is not one of {', '.join(FEED_TYPES)}.")
    marketplace_ids = read_marketplaces(fields, region)
    if feed_type == INVOICE and not all(map(_takes_invoices, marketplace_ids)):
        raise refused("UPLOAD_VAT_INVOICE is for the marketplaces of the European VAT program.")
    document = find_document(str(fields.get("inputFeedDocumentId", "")))
    if document is None or document.content is None:
        raise refused("inputFeedDocumentId names no document that was uploaded.")
    return FeedWish(str(feed_type), marketplace_ids, document, _read_options(fields))


def _takes_invoices(marketplace_id: str) -> bool:
    marketplace = find_marketplace(marketplace_id)
    return marketplace is not None and marketplace.country in INVOICED


def _read_options(fields: Mapping[str, Any]) -> dict[str, str]:
    options = fields.get("feedOptions") or {}
    if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
        raise refused("feedOptions are texts by name.")
    return options
