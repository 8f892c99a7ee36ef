"""The middleware in the reader's words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.guards.errors import OwnershipChanged
from kogge.kernel.errors import KoggeError
from kogge.middleware import errors
from kogge.middleware.models import SyncStep
from kogge.middleware.rules import Area
from kogge.platforms.traits import KindUnknown
from kogge_contract.order_reports import ReportColumn

Text = str | Promise

AREAS: dict[Area, Text] = {
    Area.ARTICLES: _("Articles"),
    Area.STOCK: _("Stock"),
    Area.PRICES: _("Prices"),
    Area.ORDER_STATUS: _("Order status"),
    Area.ORDERS: _("Addresses and orders"),
}

REFUSALS: dict[str, Text] = {
    errors.OrdersRefused.code: _(
        "“Addresses and orders” cannot be synchronised here for platforms of the Cloud: their orders come by the "
        "order retrieval. Leave out either the area or the platform."
    ),
    errors.NothingToSplit.code: _("The schedule fetches no orders that are to come by the Cloud: nothing to split."),
    errors.ScheduleNameTaken.code: _("There is a schedule of this name already."),
    OwnershipChanged.code: _(
        "The orders of one of these platforms come by the Cloud. Take out “Addresses and orders”, or give the orders "
        "back to the middleware on the page Changeover."
    ),
    "platform_not_ready": _(
        "The platform is not ready: it has to be active and signed in (register Platforms), and the company needs what "
        "documents are made with (Document creation)."
    ),
    KindUnknown.code: _("The Cloud cannot be reached, so it is not known how this platform gives out its orders."),
    "report_failed": _("The platform could not make its order reports, or they cannot be read. Try again later."),
    "not_authenticated": _("The platform is not signed in: sign in (register Platforms)."),
    "access_denied": _(
        "The platform gives out no order reports: the application lacks a role, such as that to see buyers' addresses."
    ),
    "offers_not_ready": _("The platform takes no offers yet: sign in and choose a marketplace in the register Offers."),
    "transfer_runs": _("A transfer of this platform is under way already."),
    "engine_unavailable": _("The workers' database cannot be reached, so nothing can be started. Try again later."),
}


COLUMNS: dict[str, Text] = {
    ReportColumn.ADDRESS_TYPE: _("address type"),
    ReportColumn.INVOICE_ADDRESS: _("invoice address"),
    ReportColumn.ORDER_CHANNEL: _("order channel"),
}

OUTCOMES: dict[str, Text] = {
    "created": _("created"),
    "updated": _("updated"),
    "unchanged": _("unchanged"),
    "parked": _("parked"),
    "rejected": _("rejected"),
    "skipped": _("skipped"),
    "waiting": _("left to the next reports"),
}


def word_outcome(step: SyncStep) -> str:
    """Return what became of the orders of the platform's reports: “created 3, unchanged 1”; empty for other parts."""
    if not step.outcome:
        return ""
    numbers = {name: step.outcome.get(name, 0) for name in OUTCOMES}
    numbers["skipped"] = sum(step.outcome.get("skipped", {}).values())
    return ", ".join(f"{OUTCOMES[name]} {number}" for name, number in numbers.items() if number) or gettext(
        "nothing new"
    )


def word_missing_columns(missing: Iterable[str]) -> str:
    """Return which columns the order reports lack, and how the seller switches them on; empty where none is missing."""
    names = ", ".join(str(COLUMNS.get(each, each)) for each in missing)
    if not names:
        return ""
    words = gettext(
        "The order reports lack: %(names)s. Switch them on in the seller's account: Orders, Order Reports, "
        "“Add or remove order report columns”; later reports have them."
    )
    return words % {"names": names}


def word_areas(areas: list[str]) -> str:
    """Return areas as a list in words, in the order of the register."""
    return ", ".join(str(label) for area, label in AREAS.items() if area.value in areas)


def word_refusal(error: KoggeError) -> str:
    """Return why something cannot be done, in the active language."""
    return str(REFUSALS.get(error.code, str(error)))


def word_problem(step: SyncStep) -> str:
    """Return why a part failed, in the active language."""
    return str(REFUSALS.get(step.code, step.problem))
