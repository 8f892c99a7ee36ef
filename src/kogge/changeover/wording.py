"""The changeover in the reader's words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.backups.services import BackupUnderWay
from kogge.changeover.errors import InspectionRunning, PrerequisitesMissing
from kogge.changeover.rules import MIDDLEWARE, MINIMUM_VERSIONS, OFFICE, Check, Step
from kogge.changeover.signs import Sign
from kogge.guards import errors as guard_errors
from kogge.kernel.errors import KoggeError
from kogge.middleware.listing import find_missing_columns
from kogge.middleware.wording import word_missing_columns
from kogge.platforms.models import Platform

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
    Check.BACKUP: Words(
        _("Backup of both sides today"), _("Back up now, or note a backup that you made by your own means.")
    ),
    Check.SIGNED_IN: Words(_("Signed in at the platform"), _("Sign in on the platform's register “Credentials”.")),
    Check.DOCUMENT_CREATION: Words(_("Document creation is set"), _("Fill in the register “Document creation”.")),
    Check.TRANSFERS: Words(
        _("Articles, stock and prices are transferred"), _("The last transfer is older than two days, or failed.")
    ),
    Check.REPORT_COLUMNS: Words(
        _("Columns of the order reports"),
        _("Not known yet: they are looked at when the middleware fetches orders and one of them is to be shipped."),
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
    Step.NOTICES: ("10", _("Everybody who may synchronise by hand was told")),
    Step.STATUS_UPLOAD: ("11", _("Task that uploads status reports")),
    Step.PROOF: ("12", _("No order came twice")),
}

SIGNS: dict[Sign, Text] = {
    Sign.OLD_WAY: _("Orders that the middleware, or an old schedule, still delivered"),
    Sign.SHIPPED_BEFORE: _("Orders that were shipped before they were first seen here"),
    Sign.FOREIGN_CONFIRMATION: _("Orders whose shipment somebody confirmed at the platform, but not Kogge"),
    Sign.FOREIGN_SCHEDULE: _("Schedules of order reports at the platform that Kogge did not make"),
    Sign.FOREIGN_CALLS: _("Calls that the platform refused although Kogge had not used its quota up"),
}
"""What gives another tool away that works the same account."""

REFUSALS: dict[str, Text] = {
    guard_errors.OwnershipChanged.code: _(
        "Somebody else changed meanwhile by which way the orders come. Look at the page again before you change it."
    ),
    BackupUnderWay.code: _("A backup is under way already. Wait until it is made."),
    InspectionRunning.code: _("This is being looked for already. Wait until it is done."),
    "engine_unavailable": _("The workers' database cannot be reached, so nothing can be started. Try again later."),
    guard_errors.WitnessUnwritable.code: _(
        "The data folder cannot be written to, and without it a restored backup would not know of the changeover. "
        "Nothing was changed; free some space or correct its rights, and try again."
    ),
}


def word_check(check: Check) -> str:
    """Return a prerequisite's name, with the minimum where it is a version."""
    parts = {Check.OFFICE_VERSION: OFFICE, Check.MIDDLEWARE_VERSION: MIDDLEWARE}
    label = str(CHECKS[check].label)
    if check not in parts:
        return label
    return gettext("%(label)s (at least %(minimum)s)") % {"label": label, "minimum": MINIMUM_VERSIONS[parts[check]]}


def word_advice(check: Check, platform: Platform) -> str:
    """Return what to do about a prerequisite that is not fulfilled."""
    missing = find_missing_columns(platform) if check is Check.REPORT_COLUMNS else None
    return word_missing_columns(missing or ()) or str(CHECKS[check].advice)


def word_refusal(error: KoggeError) -> str:
    """Return why something cannot be done, in the active language."""
    if isinstance(error, PrerequisitesMissing):
        names = "; ".join(word_check(each) for each in error.obstacles)
        return gettext("Nothing was changed. Put this right first: %(names)s.") % {"names": names}
    return str(REFUSALS.get(error.code, str(error)))
