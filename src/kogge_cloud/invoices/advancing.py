"""Advances an upload by one call to Amazon at a time, and takes from its report whether the invoice was kept."""

from datetime import datetime

from kogge_cloud.amazon import feeds
from kogge_cloud.amazon.handing_in import PASSED, HandIn, advance
from kogge_cloud.feed.errors import OrderUnknown
from kogge_cloud.feed.queries import read_latest
from kogge_cloud.invoices.models import Invoice
from kogge_cloud.invoices.queries import describe_invoice, read_content
from kogge_cloud.invoices.rules import INVOICED, ISSUED_BY_AMAZON, read_report, write_options
from kogge_contract.invoices import InvoiceState
from kogge_contract.orders import FeedEntry, Order
from kogge_contract.shipments import ShipmentProgress


def advance_invoice(invoice: Invoice, now: datetime) -> InvoiceState:
    """Make the upload's next call to Amazon (at most one), record its answer, and tell how far it is.

    Safe to run beside itself and to be killed at any moment.
    """
    wait = advance(_Upload(invoice), now)
    return describe_invoice(invoice, now, retry_after_s=wait.retry_after_s, waiting_for=wait.waiting_for)


class _Upload(HandIn[Invoice]):
    """An invoice's PDF, and its figures as options."""

    feed_type = feeds.INVOICE_FEED
    wait_for_earlier = "earlier_invoice"

    def find_marketplace(self) -> str | None:
        """Return the order's marketplace, if it takes invoices."""
        order = _read_order(self.row)
        if order is None:
            message = f"The Cloud cannot read the order {self.row.order_reference}: fetch it."
            self.reject(OrderUnknown.code, message)
        elif order.marketplace.country not in INVOICED:
            message = f"Amazon's marketplace {order.marketplace.country} takes no invoices from sellers."
            self.reject("marketplace_without_invoices", message)
        else:
            return order.marketplace.reference
        return None

    def write_document(self) -> bytes:
        """Return the PDF."""
        return read_content(self.row).pdf

    def write_options(self) -> dict[str, str]:
        """Return order, number and amounts."""
        return write_options(read_content(self.row))

    def take_report(self, report: str, now: datetime) -> None:
        """Record whether Amazon kept the invoice."""
        refusal = read_report(report)
        if refusal is None:
            self.record(progress=ShipmentProgress.VERIFIED, verified_at=now, **PASSED)
            return
        code, words = refusal
        self.reject(
            "invoiced_by_platform" if code == ISSUED_BY_AMAZON else "invoice_refused", f"{code} {words}".strip()
        )


def _read_order(invoice: Invoice) -> Order | None:
    """Return the order as the feed knows it newest, if it does."""
    try:
        return FeedEntry.model_validate_json(read_latest(invoice.registration, invoice.order_reference)).order
    except OrderUnknown:
        return None
