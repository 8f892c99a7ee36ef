"""Status reports in the reader's words: rules, states, waits, and what the platform answered."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.documents.models import DocumentKind
from kogge.orders.wording import Reason, word_failure
from kogge.printing.wording import REFUSALS as PAPERS
from kogge.status.models import StatusKind, StatusRecord, Trigger
from kogge.status.outbox import DOCUMENT_CANCELLED, PARCEL_VOIDED
from kogge.status.rates import Measure
from kogge.status.rules import OF_ORDERS, Rule
from kogge_contract.platforms import CancelReason

Text = str | Promise

SYSTEM_NAMES: dict[str, Text] = {
    "fulfillment_complete": _("FULFILLMENT “COMPLETE”: converted into an invoice, and shipped"),
    "order_cancelled": _("ORDER “CANCELLED”: the order's document was cancelled here"),
}
"""Names of the rules that Kogge brings along."""

ANSWERS: dict[str, Text] = {
    "order_cancelled": _("The order is cancelled: do not ship it, or call the parcel back. Then ignore the report."),
    "order_not_open": _("The platform has not released the order yet: retrieve it, then send the report again."),
    "order_unknown": _("The Cloud does not know the order: retrieve it, then send the report again."),
    "order_unreadable": _("The Cloud cannot read the order: see the parked orders."),
    "fulfilled_by_platform": _("The platform ships this order itself: ignore the report."),
    "ships_with_platform_label": _("The platform's own label has confirmed the order: ignore the report."),
    "carrier_name_missing": _("With the carrier “Other” its name must be given: correct the parcel."),
    "carrier_unknown": _(
        "The marketplace does not know the carrier, or drops its confirmations: correct the parcel. Choose a carrier "
        "as the platform offers it, or “Other” with the carrier's name."
    ),
    "shipping_service_missing": _(
        "The marketplace demands the delivery service, such as “DHL Paket”: correct the parcel, and store it with the "
        "shipping method."
    ),
    "tracking_number_missing": _("The platform demands a tracking number: correct the parcel."),
    "shipped_before_order": _("The time of shipping lies before the order: correct the parcel."),
    "shipped_in_future": _("The time of shipping lies in the future: correct the parcel, or send the report later."),
    "line_unknown": _("The platform's order has no such item: look at the order there, then correct the parcel."),
    "quantity_not_open": _(
        "So much of an item is not open at the platform any more: another parcel may hold it. Look at the order there."
    ),
    "confirmation_lost": _(
        "The platform accepted the report twice, but shows no parcel. Usually it does not know the carrier: correct "
        "the parcel, or look at the order there."
    ),
    "order_shipped": _(
        "The platform cancels no order that is shipped, or of which a parcel is confirmed: ignore the report, and "
        "settle it with the buyer as a return."
    ),
    "report_lost": _("The platform accepted the report twice, but does not show it: look at the order there."),
    "report_unsupported": _("The platform takes no such status: ignore the report, and change the rule."),
    "request_refused": _("The platform refused the report in these words:"),
    "invoice_refused": _("The platform did not keep the invoice, in these words:"),
    "invoiced_by_platform": _(
        "The platform writes this order's invoice itself: ignore the report, and narrow the rule that wrote it."
    ),
    "marketplace_without_invoices": _(
        "The order's marketplace takes no invoices from sellers: ignore the report, and narrow the rule that wrote it."
    ),
    "feed_cancelled": _("Somebody cancelled the upload at the platform: send the report again."),
    "feed_fatal": _("The platform broke the upload off twice: send the report again later."),
    "feed_unfinished": _("The platform did not finish the upload for hours: look at it there, then send it again."),
    "paper_too_large": _("The invoice's paper is too large: use a smaller logo, for what was kept stays as it is."),
    "invoice_contradictory": _("Something else was sent under this name before: send the report again."),
    "shipment_contradictory": _("Something else was sent under this name before: send the report again."),
}
"""What the Cloud's codes mean, and what to do."""

QUOTED = frozenset({"request_refused", "invoice_refused"})
"""After these the platform's own words follow."""

REMARKS: dict[str, Text] = {
    "carrier_unchecked": _("Nobody knows whether this marketplace takes the carrier; the platform did not object."),
    "confirmed_elsewhere": _("Another tool had confirmed the parcel already, with the same tracking number."),
}

MEASURES: dict[Measure, Reason] = {
    Measure.LATE: Reason(
        _("Late shipments"), _("Orders of the last 30 days that were confirmed after their ship-by time, or not yet.")
    ),
    Measure.TRACKING: Reason(
        _("Valid tracking"),
        _("Parcels of the last 30 days with a plausible tracking number. Platforms also count the carriers' scans."),
    ),
    Measure.CANCELLED: Reason(
        _("Cancellations"), _("Orders of the last 7 days that were cancelled here, not by the buyer.")
    ),
}
"""By what platforms judge."""

WAITS: dict[str, Text] = {
    "quota": _("waits for the platform's quota"),
    "another_advance": _("another process is just busy with it"),
    "earlier_cancellation": _("waits for other cancellations that are just being handed in"),
    "earlier_invoice": _("waits for another invoice that is just being handed in"),
    "earlier_shipment": _("waits for the earlier report of the parcel"),
    "platform": _("waits for the platform to show it"),
}

IGNORED: dict[str, Text] = {
    DOCUMENT_CANCELLED: _("The document was cancelled before anything was sent."),
    PARCEL_VOIDED: _("The parcel was voided before anything was sent."),
}

CANCEL_REASONS: dict[str, Text] = {
    CancelReason.BUYER.value: _("The buyer asked for it."),
    CancelReason.MERCHANT.value: _("You cannot deliver; the platform counts it as your cancellation."),
}

REFUSALS: dict[str, Text] = {
    "record_not_resendable": _("Only a rejected or ignored report can be sent again."),
    "record_not_ignorable": _("Only an open or rejected report can be ignored."),
    "reason_missing": _("Say why the report is ignored: the platform may take the order for not shipped."),
    "rule_name_taken": _("This name is taken already: choose another one."),
    "platform_not_ready": _("The platform cannot be told anything: it is not active, or not signed in."),
}


def name_status(kind: str, value: str) -> str:
    """Return what a platform is told, as the guide writes it."""
    return gettext("%(kind)s “%(value)s”") % {"kind": kind, "value": value}


def name_rule(rule: Rule) -> str:
    """Return a rule's name."""
    return str(SYSTEM_NAMES.get(rule.key, rule.name))


def word_trigger(trigger: str, document_kind: str, status: str) -> str:
    """Say what must have happened for a status to be reported."""
    kinds: Mapping[str, Text] = dict(DocumentKind.choices)
    kind = kinds.get(document_kind, document_kind)
    if status == StatusKind.INVOICE:
        return gettext("posted: %(kind)s") % {"kind": kind}
    if trigger == Trigger.CANCELLED:
        return gettext("cancelled here")
    if trigger == Trigger.SHIPPED:
        return gettext("shipped in full") if status in OF_ORDERS else gettext("shipped")
    if status in OF_ORDERS:
        words = gettext("converted: %(kind)s") if trigger == Trigger.CONVERTED else gettext("posted: %(kind)s")
    elif trigger == Trigger.CONVERTED:
        words = gettext("converted: %(kind)s; and shipped")
    else:
        words = gettext("posted: %(kind)s; and shipped")
    return words % {"kind": kind}


def word_answer(code: str, text: str) -> str:
    """Say what was answered, and what to do; the platform's own text where there is no other, or besides."""
    words = str(ANSWERS.get(code) or PAPERS.get(code) or word_failure(code) or "")
    if words and (code in PAPERS or (code in ANSWERS and code not in QUOTED)):
        return words
    return f"{words} {text}".strip()


def word_proof(record: StatusRecord) -> str:
    """Say what the platform was seen to show."""
    if record.kind in OF_ORDERS:
        return gettext("Read back: the platform shows the order so.")
    if record.kind == StatusKind.INVOICE:
        return gettext("Read back: the platform kept the invoice.")
    return gettext("Read back: the platform shows the parcel.")


def word_cancel_reason(reason: str) -> str:
    """Say why an order is cancelled, as the platform is told."""
    return str(CANCEL_REASONS.get(reason, reason))


def word_ignored(reason: str) -> str:
    """Say why a report is not sent: a code, or a person's words."""
    return str(IGNORED.get(reason, reason))


def word_state(record: StatusRecord) -> str:
    """Say where a report is, and what it waits for."""
    waits = WAITS.get(record.waiting_for)
    return f"{record.get_state_display()}: {waits}" if waits else record.get_state_display()


def list_remarks(remarks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Say what somebody may want to know of a report all the same."""
    return [str(REMARKS.get(each.get("code", ""), each.get("code", ""))) for each in remarks]


def word_refusal(code: str, text: str) -> str:
    """Say why something could not be done."""
    return str(REFUSALS.get(code) or word_failure(code) or text)
