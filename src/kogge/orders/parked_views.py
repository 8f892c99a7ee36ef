"""The list of parked orders, and what people do about them: try again, or leave out with a reason."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.orders import listing
from kogge.orders.deciding import ignore_orders
from kogge.orders.forms import ParkedFilters
from kogge.orders.models import OrderState, PlatformOrder
from kogge.orders.starting import start_by_hand
from kogge.orders.tables import ParkedTable
from kogge.orders.wording import word_failure
from kogge.web.access import OfficeRequest, action_needing
from kogge.web.actions import BulkAction
from kogge.web.lists import ListPage


def retry_chosen(request: OfficeRequest, orders: QuerySet[PlatformOrder]) -> None:
    """Retrieve the chosen orders again."""
    runs = [start_by_hand(request, each.platform, order_reference=each.platform_reference) for each in orders]
    if started := len([run for run in runs if run]):
        messages.success(request, gettext("Orders that are being retrieved again: %(number)s.") % {"number": started})


def leave_out_chosen(request: OfficeRequest, orders: QuerySet[PlatformOrder]) -> None:
    """Leave the chosen orders out, with the reason that the person gave."""
    chosen, reason = list(orders.values_list("pk", flat=True)), request.POST.get("reason", "")
    user, now = request.membership.user, datetime.now(UTC)
    try:
        number = ignore_orders(request.company, chosen, reason=reason, actor=user, now=now)
    except KoggeError as error:
        messages.error(request, str(word_failure(error.code) or error))
        return
    messages.success(request, gettext("Orders left out: %(number)s.") % {"number": number})


class ParkedList(ListPage):
    """Orders that could not be taken over and wait for a person."""

    title = _("Parked orders")
    introduction = _("These orders could not become documents. All others went on; put the cause right, then retry.")
    batch_subject = "parked-orders"
    table_class = ParkedTable
    filters_class = ParkedFilters
    empty_title = _("No parked orders")
    empty_hint = _("Every order that was retrieved has its document, or was left out on purpose.")
    actions: ClassVar = (
        BulkAction("retry", _("Retry"), "refresh", Right.RETRIEVE_ORDERS, retry_chosen),
        BulkAction(
            "leave-out",
            _("Leave out"),
            "player-skip-forward",
            Right.DECIDE_CHANGES,
            leave_out_chosen,
            asks=_("Reason for leaving them out"),
        ),
    )

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's parked orders."""
        return listing.list_orders(self.request.company, OrderState.PARKED)


@action_needing(Right.RETRIEVE_ORDERS)
def retry(request: OfficeRequest, order_id: int) -> HttpResponse:
    """Retrieve one parked order again, and show how that goes."""
    order = get_object_or_404(listing.list_orders(request.company, OrderState.PARKED), pk=order_id)
    run = start_by_hand(request, order.platform, order_reference=order.platform_reference)
    return redirect("orders:parked") if run is None else redirect("orders:run", run_id=run.pk)
