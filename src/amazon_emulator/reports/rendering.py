"""Makes a report's document from the seller's own orders."""

from collections.abc import Iterator
from typing import Any

from amazon_emulator.documents.store import Document
from amazon_emulator.operations import Call
from amazon_emulator.reports.actionable_rows import write_actionable
from amazon_emulator.reports.order_rows import write_orders
from amazon_emulator.reports.rules import ACTIONABLE, BY_CHANGE
from amazon_emulator.reports.store import ReportWish

COMPRESSED_ABOVE = 64 * 1024
# As the header of Amazon's documents names them.
CHARSETS = {"EU": "Cp1252", "NA": "UTF-8", "FE": "Shift_JIS"}


def make_document(call: Call, wish: ReportWish) -> Document | None:
    """Return the document of a report, or None where there is nothing to tell."""
    settings, orders = call.emulator.reports.settings, _select(call, wish)
    is_actionable = wish.report_type == ACTIONABLE
    text = write_actionable(orders, settings.columns, call.now) if is_actionable else write_orders(orders)
    if not text:
        return None
    charset = settings.charset or CHARSETS[call.account.region]
    compress = len(text) > COMPRESSED_ABOVE if settings.compress is None else settings.compress
    return call.emulator.documents.add(call.account.seller_id, text, f"text/plain;charset={charset}", compress=compress)


def _select(call: Call, wish: ReportWish) -> Iterator[dict[str, Any]]:
    """Go over the orders of the marketplaces; those without one, of other channels, are told of as well."""
    field = "lastUpdatedTime" if wish.report_type == BY_CHANGE else "createdTime"
    wanted = {*wish.marketplace_ids, None}
    for _, order in call.store.walk(field, (wish.since, ""), wish.until):
        if order["salesChannel"].get("marketplaceId") in wanted:
            yield order
