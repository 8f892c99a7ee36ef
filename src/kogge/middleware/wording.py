"""The middleware in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.guards.errors import OwnershipChanged
from kogge.kernel.errors import KoggeError
from kogge.middleware import errors
from kogge.middleware.models import SyncStep
from kogge.middleware.rules import Area

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
    errors.OrderReportsUnread.code: _(
        "The order reports of this platform cannot be read yet. Its orders were not fetched; have them fetched by the "
        "Cloud (Changeover)."
    ),
    errors.NothingToSplit.code: _("The schedule fetches no orders that are to come by the Cloud: nothing to split."),
    errors.ScheduleNameTaken.code: _("There is a schedule of this name already."),
    OwnershipChanged.code: _(
        "The orders of one of these platforms come by the Cloud. Take out “Addresses and orders”, or give the orders "
        "back to the middleware on the page Changeover."
    ),
    "platform_not_ready": _("The platform is not ready: it has to be active, use the Cloud and be signed in."),
    "offers_not_ready": _("The platform takes no offers yet: sign in and choose a marketplace in the register Offers."),
    "transfer_runs": _("A transfer of this platform is under way already."),
    "engine_unavailable": _("The workers' database cannot be reached, so nothing can be started. Try again later."),
}


def word_areas(areas: list[str]) -> str:
    """Return areas as a list in words, in the order of the register."""
    return ", ".join(str(label) for area, label in AREAS.items() if area.value in areas)


def word_refusal(error: KoggeError) -> str:
    """Return why something cannot be done, in the active language."""
    return str(REFUSALS.get(error.code, str(error)))


def word_problem(step: SyncStep) -> str:
    """Return why a part failed, in the active language."""
    return str(REFUSALS.get(step.code, step.problem))
