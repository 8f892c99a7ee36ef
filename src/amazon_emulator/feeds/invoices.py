"""Takes invoices that sellers upload: a PDF as UPLOAD_VAT_INVOICE, its figures in the feed's options."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from amazon_emulator.feeds.store import Feed
from amazon_emulator.orders.store import OrderStore
from amazon_emulator.times import format_time

INVOICE, CREDIT_NOTE = "invoice", "creditnote"
PDF = "application/pdf"

INCOMPLETE, ISSUED_BY_AMAZON = "79513", "79525"
"""Both codes and their words are Amazon's; the other one is the Emulator's own."""
REFUSED = "79500"

_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
_PREFIX = "metadata:"
_NEEDED = (
    "Please provide metadata:shippingid or metadata:orderid,metadata:invoicenumber,metadata:totalamount,"
    "metadata:totalvatamount"
)


class InvoiceRefused(ValueError):
    """An invoice is not taken; `code` and words stand in the processing report."""

    def __init__(self, code: str, message: str) -> None:
        """Keep why."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class TakenInvoice:
    """An invoice that was taken, with what its seller said of it. Amounts are the seller's texts."""

    seller_id: str
    feed_id: str
    marketplace_id: str
    order_id: str
    shipping_id: str
    number: str
    document_type: str
    total: str
    tax: str
    transaction_id: str
    content: bytes = field(repr=False)
    taken_at: datetime

    def show(self) -> dict[str, Any]:
        """Return what tests are told of it: of the PDF size and digest."""
        return {
            "sellerId": self.seller_id,
            "feedId": self.feed_id,
            "marketplaceId": self.marketplace_id,
            "orderId": self.order_id,
            "shippingId": self.shipping_id,
            "invoiceNumber": self.number,
            "documentType": self.document_type,
            "totalAmount": self.total,
            "totalVATAmount": self.tax,
            "transactionId": self.transaction_id,
            "bytes": len(self.content),
            "sha256": sha256(self.content).hexdigest(),
            "takenTime": format_time(self.taken_at),
        }


@dataclass(slots=True)
class Invoices:
    """What was taken, oldest first; where `amazon_issues` Amazon writes the invoices, and takes none."""

    amazon_issues: bool = False
    taken: list[TakenInvoice] = field(default_factory=list)


def take_invoice(invoices: Invoices, orders: OrderStore, feed: Feed, content: bytes, now: datetime) -> str:
    """Take the invoice of a feed, or say why not; return the processing report."""
    try:
        invoices.taken.append(_read(invoices, orders, feed, content, now))
    except InvoiceRefused as error:
        return _report(f"1\t\t{error.code}\tError\t{error}")
    return _report()


def _read(invoices: Invoices, orders: OrderStore, feed: Feed, content: bytes, now: datetime) -> TakenInvoice:
    options = {name.lower().removeprefix(_PREFIX): value.strip() for name, value in _list_options(feed.wish.options)}
    order_id, shipping_id = options.get("orderid", ""), options.get("shippingid", "")
    needed = ("invoicenumber", "totalamount", "totalvatamount")
    if not (order_id or shipping_id) or not all(options.get(name) for name in needed):
        raise InvoiceRefused(INCOMPLETE, _NEEDED)
    if invoices.amazon_issues:
        message = f"Amazon will generate invoice for shipmentId {shipping_id or 'N/A'}, orderId {order_id or 'N/A'}"
        raise InvoiceRefused(ISSUED_BY_AMAZON, message)
    kind = options.get("documenttype", "Invoice")
    problems = {
        "The document is not a PDF.": not _is_pdf(feed.wish.document.content_type, content),
        f"documenttype is neither Invoice nor CreditNote: {kind}": kind.lower() not in {INVOICE, CREDIT_NOTE},
        "totalamount is not an amount.": not _AMOUNT.fullmatch(options["totalamount"]),
        "totalvatamount is not an amount.": not _AMOUNT.fullmatch(options["totalvatamount"]),
        "A credit note needs metadata:transactionid.": kind.lower() == CREDIT_NOTE and "transactionid" not in options,
        f"The order {order_id} does not exist.": bool(order_id) and orders.find(order_id) is None,
    }
    for message, applies in problems.items():
        if applies:
            raise InvoiceRefused(REFUSED, message)
    return TakenInvoice(
        seller_id=feed.seller_id,
        feed_id=feed.feed_id,
        marketplace_id=feed.marketplace_ids[0],
        order_id=order_id,
        shipping_id=shipping_id,
        number=options["invoicenumber"],
        document_type=kind,
        total=options["totalamount"],
        tax=options["totalvatamount"],
        transaction_id=options.get("transactionid", ""),
        content=content,
        taken_at=now,
    )


def _list_options(options: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the options that count: those with the prefix."""
    return [(name, value) for name, value in options.items() if name.lower().startswith(_PREFIX)]


def _is_pdf(content_type: str, content: bytes) -> bool:
    return content_type.lower().partition(";")[0].strip() == PDF and content.startswith(b"%PDF-")


def _report(*errors: str) -> str:
    lines = [
        "Feed Processing Summary:",
        "\tNumber of records processed\t\t1",
        f"\tNumber of records successful\t\t{0 if errors else 1}",
        "",
        "original-record-number\tsku\terror-code\terror-type\terror-message",
        *errors,
    ]
    return "\n".join(lines) + "\n"
