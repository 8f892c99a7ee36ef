"""The changeover in the reader's words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.changeover.adoption.rules import Clue
from kogge.changeover.errors import InspectionRunning, PrerequisitesMissing, Refusal
from kogge.changeover.models import Inspection, InspectionKind
from kogge.changeover.rules import MIDDLEWARE, MINIMUM_VERSIONS, OFFICE, Check, Step
from kogge.guards import errors as guard_errors
from kogge.kernel.errors import KoggeError
from kogge.web.formats import format_count

Text = str | Promise


@dataclass(frozen=True)
class Words:
    """A line's name, and what to do where it is red."""

    label: Text
    advice: Text


CHECKS: dict[Check, Words] = {
    Check.OFFICE_VERSION: Words(
        _("Version of the office"), _("Update the old office, or enter its version below once you have.")
    ),
    Check.MIDDLEWARE_VERSION: Words(
        _("Version of the middleware"), _("Update the middleware, or enter its version below once you have.")
    ),
    Check.ACTIVE: Words(
        _("Platform is active, in an area of its own"), _("Open the platform, and tick “active” and “Use the Cloud”.")
    ),
    Check.NO_SELECTION_FIELDS: Words(
        _("No set-up with selection fields"),
        _("Such a set-up would create double orders: have it changed before the changeover."),
    ),
    Check.BACKUP: Words(_("Backup of both sides today"), _("Back up both sides, and note it here.")),
    Check.SIGNED_IN: Words(_("Signed in at the platform"), _("Sign in on the platform's register “Credentials”.")),
    Check.DOCUMENT_CREATION: Words(_("Document creation is set"), _("Fill in the register “Document creation”.")),
    Check.TRANSFERS: Words(
        _("Articles, stock and prices are transferred"), _("The last transfer is older than two days, or failed.")
    ),
}

STEPS: dict[Step, tuple[str, Text]] = {
    Step.CREDENTIALS: ("1", _("Credentials for the Cloud")),
    Step.CLOUD_FLAG: ("2", _("“Use the Cloud” is ticked")),
    Step.DOCUMENT_CREATION: ("3", _("Document creation")),
    Step.SIGN_IN: ("4", _("Sign-in at the platform")),
    Step.ADDRESS_STATUS: ("7", _("Address status of new customers")),
    Step.PRESET: ("8", _("Order retrieval as a preset")),
    Step.TASK: ("9", _("Task that carries the preset out")),
    Step.CUT_OVER: ("10", _("Orders come by the Cloud")),
    Step.SCHEDULES: ("10", _("No schedule fetches these orders any more")),
    Step.STATUS_UPLOAD: ("11", _("Task that uploads status reports")),
    Step.PROOF: ("12", _("No order came twice")),
}

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
    InspectionKind.DUPLICATES: Words(_("Look for duplicates"), _("Documents without an order looked at")),
}
"""The button that starts a search, and what it counts."""

REFUSALS: dict[str, Text] = {
    guard_errors.OwnershipChanged.code: _(
        "Somebody else changed meanwhile by which way the orders come. Look at the page again before you change it."
    ),
    InspectionRunning.code: _("This is being looked for already. Wait until it is done."),
    "engine_unavailable": _("The workers' database cannot be reached, so nothing can be started. Try again later."),
    guard_errors.WitnessUnwritable.code: _(
        "The data folder cannot be written to, and without it a restored backup would not know of the changeover. "
        "Nothing was changed; free some space or correct its rights, and try again."
    ),
}


COUNTS: dict[str, Text] = {
    "proposed": _("Proposed"),
    "duplicates": _("Duplicates"),
}
"""What a search counts beside what it looked at."""


def word_counts(inspection: Inspection | None) -> list[tuple[Text, str]]:
    """Return what a search found, in numbers."""
    counts = inspection.counts if inspection else {}
    return [(label, format_count(counts[name])) for name, label in COUNTS.items() if name in counts]


def word_check(check: Check) -> str:
    """Return a prerequisite's name, with the minimum where it is a version."""
    parts = {Check.OFFICE_VERSION: OFFICE, Check.MIDDLEWARE_VERSION: MIDDLEWARE}
    label = str(CHECKS[check].label)
    if check not in parts:
        return label
    return gettext("%(label)s (at least %(minimum)s)") % {"label": label, "minimum": MINIMUM_VERSIONS[parts[check]]}


def word_refusal(error: KoggeError) -> str:
    """Return why something cannot be done, in the active language."""
    if isinstance(error, PrerequisitesMissing):
        names = "; ".join(word_check(each) for each in error.obstacles)
        return gettext("Nothing was changed. Put this right first: %(names)s.") % {"names": names}
    return str(REFUSALS.get(error.code, str(error)))
