"""Carries out a part of a synchronisation: hands it to the transfer, the upload of status reports, or the guard."""

from datetime import datetime

from kogge.guards.rules import Way
from kogge.guards.services import settle_owner
from kogge.middleware.errors import OrderReportsUnread, OrdersRefused
from kogge.middleware.models import SyncStep
from kogge.middleware.rules import Area
from kogge.status.sending import start_sending
from kogge.status.workflows import enqueue_run
from kogge.transfers import rules as transfer_rules
from kogge.transfers.services import start_transfer
from kogge.transfers.workflows import enqueue_transfer


def carry_out(step: SyncStep, now: datetime) -> None:
    """Begin what a part asks for. Raises KoggeErrors that say why it cannot be."""
    areas = set(map(Area, step.areas))
    if Area.ORDERS in areas:
        _fetch_orders(step)
    elif Area.ORDER_STATUS in areas:
        sending = start_sending(step.platform_id, user_id=step.run.started_by_id, now=now)
        if sending is not None:
            enqueue_run(sending.pk)
    else:
        wanted = {transfer_rules.Area(each.value) for each in areas}
        transfer = start_transfer(step.platform, wanted, user=step.run.started_by, now=now)
        if transfer is not None:
            enqueue_transfer(transfer.pk)


def _fetch_orders(step: SyncStep) -> None:
    """Refuse before anything is fetched what the guard would reject; it has the last word when documents are made."""
    ownership = settle_owner(step.platform)
    if step.epoch != ownership.epoch or (ownership.way is Way.NEW and ownership.is_whole):
        message = (
            f"The orders of platform “{step.platform}” come by the Cloud, or it was decided anew while this waited: "
            "the middleware fetched none of them. Take “Addresses and orders” out of the schedule."
        )
        raise OrdersRefused(message)
    message = (
        f"Kogge cannot read the order reports of platform “{step.platform}” yet. Its orders were not fetched; have "
        "them fetched by the Cloud (Changeover)."
    )
    raise OrderReportsUnread(message)
