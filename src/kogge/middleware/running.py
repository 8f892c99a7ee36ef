"""Carries out a part of a synchronisation: hands it to the transfer, the upload of status reports, or the retrieval."""

from datetime import datetime

from kogge.guards.rules import Way
from kogge.guards.services import settle_owner
from kogge.middleware.errors import OrdersRefused
from kogge.middleware.listing import is_fetched_elsewhere
from kogge.middleware.models import SyncStep
from kogge.middleware.rules import Area
from kogge.orders.services import require_ready, start_retrieval
from kogge.orders.workflows import enqueue_retrieval
from kogge.platforms.traits import get_traits
from kogge.status.sending import start_sending
from kogge.status.workflows import enqueue_run
from kogge.transfers import rules as transfer_rules
from kogge.transfers.services import start_transfer
from kogge.transfers.workflows import enqueue_transfer


def carry_out(step: SyncStep, now: datetime) -> bool:
    """Begin what a part asks for; return whether it is done, or goes on by reading order reports.

    Raises KoggeErrors that say why it cannot be.
    """
    areas = set(map(Area, step.areas))
    if Area.ORDERS in areas:
        return _fetch_orders(step, now)
    if Area.ORDER_STATUS in areas:
        sending = start_sending(step.platform_id, user_id=step.run.started_by_id, now=now)
        if sending is not None:
            enqueue_run(sending.pk)
    else:
        wanted = {transfer_rules.Area(each.value) for each in areas}
        transfer = start_transfer(step.platform, wanted, user=step.run.started_by, now=now)
        if transfer is not None:
            enqueue_transfer(transfer.pk)
    return True


def _fetch_orders(step: SyncStep, now: datetime) -> bool:
    """Refuse before anything is fetched what the guard would reject; it has the last word when documents are made.

    A shop makes no order reports: its own retrieval fetches the orders, which nobody else does.
    """
    if not get_traits(step.platform.kind).has_order_reports:
        run = start_retrieval(step.platform_id, user_id=step.run.started_by_id, now=now, by_middleware=True)
        enqueue_retrieval(run.pk)
        return True
    if is_fetched_elsewhere(step.platform):
        message = (
            f"The orders of platform “{step.platform}” come into another company by the Cloud: the middleware fetched "
            "none of them. Take “Addresses and orders” out of the schedule."
        )
        raise OrdersRefused(message)
    ownership = settle_owner(step.platform)
    if step.epoch != ownership.epoch or (ownership.way is Way.NEW and ownership.is_whole):
        message = (
            f"The orders of platform “{step.platform}” come by the Cloud, or it was decided anew while this waited: "
            "the middleware fetched none of them. Take “Addresses and orders” out of the schedule."
        )
        raise OrdersRefused(message)
    require_ready(step.platform, by_middleware=True)
    return False
