"""Parcels in the reader's words: why something is refused, what is odd about a tracking number, what a file says."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.shipping.checking import Source
from kogge.shipping.csv_reading import FileProblem
from kogge.shipping.errors import ShipmentRefused
from kogge.shipping.importing import Verdict
from kogge.shipping.rules import Refusal
from kogge.shipping.tracking import Finding

Text = str | Promise

REFUSALS: dict[str, Text] = {
    Refusal.NOT_SHIPPABLE.value: _("A document of this kind is not shipped."),
    Refusal.FULFILLED_BY_PLATFORM.value: _("The platform ships this order itself: there is nothing to send."),
    Refusal.DOCUMENT_CANCELLED.value: _("The document is cancelled: do not ship it, or call the parcel back."),
    Refusal.AWAITS_DECISION.value: _(
        "The order was changed, or the buyer asks to cancel: accept or refuse that on the document's page first."
    ),
    Refusal.LOCKED.value: _("The document is locked: its page says why."),
    Refusal.CANCELLED_AT_PLATFORM.value: _(
        "The order was cancelled at the platform meanwhile: do not ship it. Retrieve the order, then its document is "
        "cancelled, too."
    ),
    Refusal.CANCELLATION_REQUESTED.value: _(
        "The buyer asks to cancel: retrieve the order, decide on the document's page, and then ship it."
    ),
    Refusal.NOT_RELEASED.value: _("The platform has not released the order for shipping: look at it there."),
    Refusal.UNCHECKED.value: _(
        "Nobody could say whether the order was cancelled meanwhile: the platform does not answer. Look it up there, "
        "then go on without the check."
    ),
    Refusal.NOTHING_LEFT.value: _("Everything that was ordered is in parcels already."),
    Refusal.NOTHING_PACKED.value: _("There is nothing in the parcel: enter a quantity."),
    Refusal.QUANTITY_NOT_OPEN.value: _("So much was not ordered, or is in other parcels already."),
    Refusal.ITEM_UNKNOWN.value: _("An item in the parcel is not on the document any more: pack it anew."),
    Refusal.NOT_OPEN.value: _("The parcel is not open any more."),
    Refusal.NOT_FIXED.value: _("The parcel is not ready: an open one can be removed."),
    Refusal.ALREADY_REPORTED.value: _(
        "The platform has been told of the parcel and cannot forget it: correct the parcel instead."
    ),
    Refusal.REASON_MISSING.value: _("Say why the parcel is voided: others will want to know."),
    Refusal.CARRIER_MISSING.value: _(
        "The carrier is missing: enter it, or store it with the shipping method (Parameters – Documents – Shipping "
        "methods)."
    ),
    Refusal.TRACKING_MISSING.value: _("The tracking number is missing: the platform demands it."),
    Refusal.TRACKING_IMPOSSIBLE.value: _("This cannot be a tracking number."),
    Refusal.SHIPPED_IN_FUTURE.value: _("The time of shipping lies in the future."),
    Refusal.SHIPPED_BEFORE_ORDER.value: _("The time of shipping lies before the order."),
}

FINDINGS: dict[Finding, Text] = {
    Finding.CHARACTERS: _("A tracking number consists of letters and digits."),
    Finding.LENGTH: _("No carrier's tracking number is that long or short."),
    Finding.ORDER_NUMBER: _("This is the order number, not the tracking number."),
    Finding.ONE_DIGIT: _("The tracking number consists of one digit only."),
    Finding.FORM: _("The carrier's tracking numbers usually look otherwise. Please compare it with the label."),
    Finding.CHECK_DIGIT: _("The check digit of the tracking number is wrong. Please compare it with the label."),
    Finding.OTHER_CARRIER: _("The tracking number looks like another carrier's. Please compare it with the label."),
}

VERDICTS: dict[str, Text] = {
    Verdict.READY.value: _("will be shipped"),
    Verdict.DONE.value: _("taken over"),
    Verdict.KNOWN.value: _("known already"),
    Verdict.TRACKING_MISSING.value: _("The row has no tracking number."),
    Verdict.TRACKING_IMPOSSIBLE.value: _("This cannot be a tracking number."),
    Verdict.ORDER_MISSING.value: _("The row names no order."),
    Verdict.ORDER_UNKNOWN.value: _("There is no document of this number or order number."),
    Verdict.ORDER_AMBIGUOUS.value: _("Several documents have this number: enter the parcel on the right one by hand."),
    Verdict.ITEM_UNKNOWN.value: _("The order has no such item, or the row does not say which one it means."),
    Verdict.QUANTITY_UNREADABLE.value: _("The quantity is no number."),
    Verdict.DAY_UNREADABLE.value: _("The day of shipping cannot be read."),
    Verdict.NOTHING_LEFT.value: _("Everything that was ordered is in parcels already."),
    Verdict.QUANTITIES_NEEDED.value: _(
        "The order goes in several parcels, and the file does not say what is in which: enter them by hand."
    ),
    Verdict.REFUSED.value: _("cannot be shipped"),
}

FILE_PROBLEMS: dict[FileProblem, Text] = {
    FileProblem.EMPTY: _("The file is empty."),
    FileProblem.TOO_LARGE: _("The file is too large: split it into parts of 5,000 rows."),
    FileProblem.NOT_TEXT: _("The file is no CSV. Export it as CSV, not as a workbook."),
    FileProblem.NO_TRACKING_COLUMN: _("No column is called like a tracking number (such as “Sendungsnummer”)."),
    FileProblem.NO_ORDER_COLUMN: _("No column is called like an order or a reference (such as “Sendungsreferenz”)."),
}


LOOKED_UP: dict[str, Text] = {
    Source.LIVE.value: _("at the platform"),
    Source.KNOWN.value: _("by what was known newest"),
    Source.NOBODY.value: _("could not be: somebody went on without it"),
    Source.NEEDLESS.value: _("not necessary"),
}
"""Where an order was looked up before its parcel left."""


def word_refusal(error: ShipmentRefused) -> str:
    """Say why something cannot be done with which parcel, and what to do."""
    return f"{error.name}: {REFUSALS[error.code]}"


def word_verdict(verdict: str, refusal: str) -> Text:
    """Say what becomes, or became, of a row of a file."""
    return REFUSALS.get(refusal) or VERDICTS.get(verdict, verdict)
