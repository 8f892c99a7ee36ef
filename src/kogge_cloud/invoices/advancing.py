"""Advances an upload by one call to Amazon at a time: lay the PDF down, hand it in, look after it, read the report."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from kogge_cloud.accounts.errors import NotAuthenticated
from kogge_cloud.accounts.queries import require_authenticated
from kogge_cloud.adapters.errors import PlatformError, PlatformUnavailable, QuotaExhausted, RequestRefused
from kogge_cloud.amazon import feeds
from kogge_cloud.amazon.reporting import poll_delay_s
from kogge_cloud.errors import CloudError
from kogge_cloud.feed.errors import OrderUnknown
from kogge_cloud.feed.queries import read_latest
from kogge_cloud.infrastructure.waits import retry_delay_s
from kogge_cloud.invoices.models import Invoice
from kogge_cloud.invoices.queries import (
    describe_invoice,
    find_asked,
    get_invoice,
    list_feed_ids,
    read_content,
    read_standing,
)
from kogge_cloud.invoices.rules import (
    FEEDS_SINCE,
    INVOICED,
    ISSUED_BY_AMAZON,
    MAX_FEEDS,
    MAX_POLLS,
    SEEK_AFTER,
    Step,
    find_own_feed,
    next_step,
    read_report,
    write_options,
)
from kogge_cloud.invoices.services import record, reject
from kogge_contract.invoices import InvoiceState
from kogge_contract.orders import FeedEntry, Order
from kogge_contract.shipments import ShipmentProgress

LEASE = timedelta(seconds=20)
"""As long as a call may take: a second call beside the first would do no harm, but cost quota."""
OTHER_ADVANCE_S = 1
MOST_FAILURES = 16
"""No failure is the last: waits stop growing here."""
WAIT_FOR_QUOTA = "quota"
WAIT_FOR_OTHER = "another_advance"
WAIT_FOR_EARLIER = "earlier_invoice"
WAIT_FOR_PLATFORM = "platform"
_PASSED: dict[str, Any] = {
    "failures": 0,
    "retry_at": None,
    "waiting_for": "",
    "problem_code": "",
    "problem_message": "",
}
_NO_FEED: dict[str, Any] = {
    "feed_document_id": "",
    "feeds_before": None,
    "feed_asked_at": None,
    "feed_id": "",
    "polls": 0,
}


def advance_invoice(invoice: Invoice, now: datetime) -> InvoiceState:
    """Make the upload's next call to Amazon (at most one), record its answer, and tell how far it is.

    As long as nobody knows whether one of the platform's uploads was handed in, that is found out first. Safe to run
    beside itself and to be killed at any moment.
    """
    hands_in = next_step(read_standing(invoice)) in {Step.LIST, Step.CREATE}
    obstacle = find_asked(invoice) if hands_in else None
    if obstacle is None:
        return _advance(invoice, now)
    ahead = _advance(obstacle, now)
    return describe_invoice(invoice, now, retry_after_s=ahead.retry_after_s, waiting_for=WAIT_FOR_EARLIER)


def _advance(invoice: Invoice, now: datetime) -> InvoiceState:
    step = next_step(read_standing(invoice))
    if step is Step.NONE or (invoice.retry_at and invoice.retry_at > now):
        return describe_invoice(invoice, now)
    if not _lease(invoice, now):
        fresh = get_invoice(invoice.registration, invoice.reference)
        return describe_invoice(fresh, now, retry_after_s=OTHER_ADVANCE_S, waiting_for=WAIT_FOR_OTHER)
    try:
        require_authenticated(invoice.registration)
        _STEPS[step](invoice, now)
    except QuotaExhausted as error:
        record(invoice, retry_at=now + timedelta(seconds=error.retry_after_s), waiting_for=WAIT_FOR_QUOTA)
    except (PlatformError, NotAuthenticated) as error:
        _postpone(invoice, error, now)
    invoice.refresh_from_db()
    return describe_invoice(invoice, now)


def _upload(invoice: Invoice, now: datetime) -> None:
    """Look whether the order's marketplace takes invoices, and lay the PDF down at Amazon."""
    order = _read_order(invoice)
    if order is None:
        reject(invoice, OrderUnknown.code, f"The Cloud cannot read the order {invoice.order_reference}: fetch it.")
    elif order.marketplace.country not in INVOICED:
        message = f"Amazon's marketplace {order.marketplace.country} takes no invoices from sellers."
        reject(invoice, "marketplace_without_invoices", message)
    else:
        pdf = read_content(invoice).pdf
        document_id = feeds.upload_document(invoice.registration, pdf, now, feeds.INVOICE_FEED)
        record(invoice, feed_document_id=document_id, **_PASSED)


def _list(invoice: Invoice, now: datetime) -> None:
    """Note which feeds there are, so that ours can be told from them whatever happens."""
    record(invoice, feeds_before=_list_feeds(invoice, now, now), **_PASSED)


def _list_feeds(invoice: Invoice, moment: datetime, now: datetime) -> list[str]:
    """Return the ids of the feeds handed in shortly before a moment, or later."""
    order = _read_order(invoice)
    marketplace_id = order.marketplace.reference if order else ""
    shown = feeds.list_feeds(invoice.registration, marketplace_id, moment - FEEDS_SINCE, now, feeds.INVOICE_FEED)
    return [each.feed_id for each in shown if each.feed_id]


def _create(invoice: Invoice, now: datetime) -> None:
    """Note that the feed may be there from now on, and hand it in."""
    order = _read_order(invoice)
    if order is None:
        reject(invoice, OrderUnknown.code, f"The Cloud cannot read the order {invoice.order_reference}: fetch it.")
        return
    asked = {"feed_asked_at": now, "attempts": invoice.attempts + 1, "progress": ShipmentProgress.SENT, "sent_at": now}
    if not record(invoice, lease_until=now + LEASE, **asked):
        return
    options = write_options(read_content(invoice))
    try:
        feed_id = feeds.create_feed(
            invoice.registration,
            order.marketplace.reference,
            invoice.feed_document_id,
            now,
            feeds.INVOICE_FEED,
            options,
        )
    except PlatformUnavailable:
        raise
    except RequestRefused as error:
        reject(invoice, error.code, error.message)
    except PlatformError:
        # Neither quota nor credentials: certainly nothing was handed in, so nothing need be looked for.
        undone = {"feed_asked_at": None, "attempts": invoice.attempts, "progress": invoice.progress}
        record(invoice, lease_until=now + LEASE, sent_at=invoice.sent_at, **undone)
        raise
    else:
        _note_feed(invoice, feed_id, now)


def _seek(invoice: Invoice, now: datetime) -> None:
    """Look whether a feed that may have been handed in is there: nothing else is handed in meanwhile."""
    asked_at = invoice.feed_asked_at or now
    if now < asked_at + SEEK_AFTER:
        record(invoice, retry_at=asked_at + SEEK_AFTER, waiting_for=WAIT_FOR_PLATFORM)
        return
    others = list_feed_ids(invoice.registration, asked_at - 2 * FEEDS_SINCE)
    own = find_own_feed([*(invoice.feeds_before or []), *others], _list_feeds(invoice, asked_at, now))
    if own:
        _note_feed(invoice, own, now)
    else:
        record(invoice, feeds_before=None, feed_asked_at=None, progress=ShipmentProgress.QUEUED, **_PASSED)


def _note_feed(invoice: Invoice, feed_id: str, now: datetime) -> None:
    wait = now + timedelta(seconds=poll_delay_s(0))
    waits = _PASSED | {"retry_at": wait, "waiting_for": WAIT_FOR_PLATFORM}
    record(invoice, feed_id=feed_id, progress=ShipmentProgress.ACCEPTED, accepted_at=now, **waits)


def _poll(invoice: Invoice, now: datetime) -> None:
    """Ask how far the feed is."""
    feed = feeds.get_feed(invoice.registration, invoice.feed_id, now)
    if feed.status == feeds.DONE and feed.result_document_id:
        record(invoice, result_document_id=feed.result_document_id, **_PASSED)
    elif feed.status == feeds.CANCELLED:
        reject(invoice, "feed_cancelled", "Somebody cancelled the feed at Amazon.")
    elif feed.status == feeds.FATAL and invoice.attempts < MAX_FEEDS:
        record(invoice, progress=ShipmentProgress.QUEUED, **_NO_FEED, **_PASSED)
    elif feed.status == feeds.FATAL:
        reject(invoice, "feed_fatal", "Amazon broke the feed off, twice.")
    elif invoice.polls >= MAX_POLLS:
        reject(invoice, "feed_unfinished", "Amazon did not finish the feed for hours.")
    else:
        retry_at = now + timedelta(seconds=poll_delay_s(invoice.polls + 1))
        waits = _PASSED | {"retry_at": retry_at, "waiting_for": WAIT_FOR_PLATFORM}
        record(invoice, polls=invoice.polls + 1, **waits)


def _report(invoice: Invoice, now: datetime) -> None:
    """Read whether Amazon kept the invoice. Only this ever makes an upload verified."""
    report = feeds.read_report(invoice.registration, invoice.result_document_id, now)
    refusal = read_report(report.decode("utf-8", "replace"))
    if refusal is None:
        record(invoice, progress=ShipmentProgress.VERIFIED, verified_at=now, **_PASSED)
        return
    code, words = refusal
    reject(
        invoice, "invoiced_by_platform" if code == ISSUED_BY_AMAZON else "invoice_refused", f"{code} {words}".strip()
    )


def _read_order(invoice: Invoice) -> Order | None:
    """Return the order as the feed knows it newest, if it does."""
    try:
        return FeedEntry.model_validate_json(read_latest(invoice.registration, invoice.order_reference)).order
    except OrderUnknown:
        return None


def _lease(invoice: Invoice, now: datetime) -> bool:
    """Ask others to keep out while we call. A courtesy that saves quota: correctness hangs on `revision` alone."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    unchanged = Invoice.objects.filter(free, pk=invoice.pk, revision=invoice.revision)
    return unchanged.update(lease_until=now + LEASE) == 1


def _postpone(invoice: Invoice, error: CloudError, now: datetime) -> None:
    """Try again later, however often; tell meanwhile what stands in the way."""
    failures = min(invoice.failures + 1, MOST_FAILURES)
    record(
        invoice,
        failures=failures,
        retry_at=now + timedelta(seconds=retry_delay_s(failures)),
        waiting_for=WAIT_FOR_PLATFORM,
        problem_code=error.code,
        problem_message=error.message,
        problem_is_permanent=error.permanent,
    )


_STEPS: dict[Step, Callable[[Invoice, datetime], None]] = {
    Step.UPLOAD: _upload,
    Step.LIST: _list,
    Step.CREATE: _create,
    Step.SEEK: _seek,
    Step.POLL: _poll,
    Step.REPORT: _report,
}
