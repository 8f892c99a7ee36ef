"""What searches look for and find, in the reader's words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.changeover.adoption.rules import Clue
from kogge.changeover.errors import Refusal
from kogge.changeover.models import Inspection, InspectionKind
from kogge.changeover.shadow.rules import Cause, Verdict
from kogge.changeover.wording import Text, Words
from kogge.documents.wording import name_field
from kogge.orders.wording import word_reason
from kogge.web.columns import DASH
from kogge.web.formats import format_count, format_money

CLUES: dict[str, Text] = {
    Clue.SAME_LEGACY_ID: _("same AucWebID"),
    Clue.SAME_ORDER_NUMBER: _("same order number"),
    Clue.SAME_TOTAL: _("same total"),
    Clue.OTHER_TOTAL: _("another total"),
    Clue.SAME_EMAIL: _("same e-mail"),
    Clue.SAME_ADDRESS: _("same name and address"),
    Clue.SAME_DAYS: _("ordered in the same days"),
    Clue.OTHER_NUMBER: _("another order number"),
    Clue.SEVERAL: _("several fit"),
}

ADOPTION_REFUSALS: dict[Refusal, Text] = {
    Refusal.ALREADY_DONE: _("They were taken over already."),
    Refusal.NOT_ADOPTED: _("They were not taken over."),
    Refusal.DOCUMENT_TAKEN: _("The document belongs to an order already, or was made of another document."),
    Refusal.ORDER_HAS_DOCUMENT: _("The order has a document already: look for duplicates."),
    Refusal.BUYER_KNOWN: _("The buyer is another customer already: merge the two on the page of customers."),
    Refusal.SOMETHING_CAME: _(
        "Order or document changed since they were taken over. Cancel or archive the document instead."
    ),
}

INSPECTIONS: dict[InspectionKind, Words] = {
    InspectionKind.ADOPTION: Words(_("Look for old documents"), _("Orders looked at")),
    InspectionKind.SHADOW: Words(_("Start the shadow run"), _("Orders looked at")),
    InspectionKind.DUPLICATES: Words(_("Look for duplicates"), _("Documents without an order looked at")),
}
"""The button that starts a search, and what it counts."""

VERDICT_COUNTS: dict[Verdict, Text] = {
    Verdict.SAME: _("Same"),
    Verdict.DIFFERENT: _("Different"),
    Verdict.ONLY_NEW: _("Only by the Cloud"),
    Verdict.ONLY_OLD: _("Only by the middleware"),
}

CAUSES: dict[str, Text] = {
    Cause.NOT_DELIVERED: _("the middleware has not delivered it"),
    Cause.NOT_IN_FEED: _("the Cloud has not seen it"),
    Cause.NOT_ADOPTED: _("the old document is not taken over yet"),
    Cause.TOUCHED: _("somebody changed the document"),
    Cause.LATER_VERSION: _("the order was changed at the platform since"),
    Cause.AMOUNTS: _("other amounts"),
    Cause.LINES: _("other lines"),
    Cause.TAX: _("other tax"),
    Cause.CUSTOMER: _("another customer"),
    Cause.ADDRESS: _("another address"),
    Cause.SETTINGS: _("document creation is set otherwise"),
    Cause.OTHER: _("other values"),
}


def word_cause(code: str) -> str:
    """Return why the two ways differ, in the active language."""
    return str(CAUSES[code] if code in CAUSES else word_reason(code).label) if code else ""


def word_differences(differences: Iterable[Mapping[str, Any]], currency: str) -> str:
    """Return differences as one text, each with its values where those say something."""
    return "; ".join(_word_difference(each, currency) for each in differences)


def _word_difference(difference: Mapping[str, Any], currency: str) -> str:
    name, line = difference["field"], difference.get("line")
    label = gettext("line") if name == "line" else gettext("customer") if name == "customer" else name_field(name)
    shown = f"{label} ({line})" if line else label
    before, after = (_show(name, difference[each], currency) for each in ("before", "after"))
    return shown if before == after else f"{shown}: {before} → {after}"


def _show(name: str, value: Any, currency: str) -> str:  # noqa: ANN401 - any JSON value
    if isinstance(value, Mapping):
        return f"{value['quantity']} × {value['title']}: {format_money(value['total_minor'], currency)}"
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name.endswith("_minor"):
        return format_money(value, currency)
    if name.endswith("_at"):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT")
    return str(value)


COUNTS: dict[str, Text] = {
    "proposed": _("Proposed"),
    "duplicates": _("Duplicates"),
    **{verdict.value: label for verdict, label in VERDICT_COUNTS.items()},
}
"""What a search counts beside what it looked at."""


def word_counts(inspection: Inspection | None) -> list[tuple[Text, str]]:
    """Return what a search found, in numbers."""
    counts = inspection.counts if inspection else {}
    return [(label, format_count(counts[name])) for name, label in COUNTS.items() if name in counts]
