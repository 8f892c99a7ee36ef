"""Makes a report's document from the seller's own orders."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

from amazon_emulator.documents.store import Document
from amazon_emulator.operations import Call
from amazon_emulator.reports.actionable_rows import write_actionable
from amazon_emulator.reports.order_rows import write_orders
from amazon_emulator.reports.rules import ACTIONABLE, BY_CHANGE
from amazon_emulator.reports.store import ReportWish

COMPRESSED_ABOVE = 64 * 1024
WRITTEN_AT_ONCE = 10_000
"""Orders that a report is written of within the request."""

# As the header of Amazon's documents names them.
CHARSETS = {"EU": "Cp1252", "NA": "UTF-8", "FE": "Shift_JIS"}


def make_document(call: Call, wish: ReportWish) -> Document | None:
    """Return the document of a report, or None where there is nothing to tell.

    A long one is written meanwhile, of the orders as they are now: whoever asks for a report is answered at once.
    """
    orders = list(_select(call, wish))
    if not orders:
        return None
    settings, documents = call.emulator.reports.settings, call.emulator.documents
    charset = settings.charset or CHARSETS[call.account.region]
    document = documents.reserve(call.account.seller_id, f"text/plain;charset={charset}")

    def write() -> None:
        is_actionable = wish.report_type == ACTIONABLE
        text = write_actionable(orders, settings.columns, call.now) if is_actionable else write_orders(orders)
        compress = len(text) > COMPRESSED_ABOVE if settings.compress is None else settings.compress
        if text:
            documents.write(document, text, compress=compress)

    if len(orders) > WRITTEN_AT_ONCE:
        Thread(target=write, daemon=True).start()
        return document
    write()
    return None if document.content is None else document


def _select(call: Call, wish: ReportWish) -> Iterator[dict[str, Any]]:
    """Go over the orders of the marketplaces; those without one, of other channels, are told of as well."""
    field = "lastUpdatedTime" if wish.report_type == BY_CHANGE else "createdTime"
    wanted = {*wish.marketplace_ids, None}
    for _, order in call.store.walk(field, (wish.since, ""), wish.until):
        if order["salesChannel"].get("marketplaceId") in wanted:
            yield order
