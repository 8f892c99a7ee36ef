"""Offers and transfers in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.transfers.models import Offer, Transfer, TransferState
from kogge.transfers.rules import Area

Text = str | Promise

AREAS: dict[str, Text] = {
    Area.STOCK.value: _("Stock"),
    Area.PRICES.value: _("Prices"),
    Area.ARTICLES.value: _("Articles"),
}

PROBLEMS: dict[str, Text] = {
    "not_listed": _(
        "The platform has no listing of this SKU in the marketplace. Transfer the article, or check the SKU."
    ),
    "product_not_found": _("The platform's catalogue has no product with this EAN: create it there."),
    "product_ambiguous": _("The platform's catalogue has several products with this EAN: create the listing there."),
    "fulfilled_by_platform": _("The platform ships this offer itself. Tick that at the offer: its stock is not yours."),
    "stock_withheld": _("The platform ships this offer itself: its stock was not sent. Tick that at the offer."),
    "price_unfit": _("The price does not fit the marketplace's currency."),
    "already_listed": "",
    "report_incomplete": _("The platform did not tell what became of it. It is sent again with the next transfer."),
    "feed_fatal": _("The platform broke off working on it. It is sent again with the next transfer."),
    "feed_cancelled": _("Somebody cancelled it at the platform. It is sent again with the next transfer."),
    "feed_unfinished": _("The platform did not finish it for hours. It is sent again with the next transfer."),
    "report_missing": _("The platform did not tell what became of it. It is sent again with the next transfer."),
    "platform_unavailable": _("The platform was not available. It is sent again with the next transfer."),
    "not_authenticated": _("The platform is not signed in."),
    "authorization_revoked": _("The access to the platform was withdrawn: sign in again."),
    "application_rejected": _("The platform does not accept the application's credentials (any more)."),
    "access_denied": _("The platform denies access: the application lacks a role."),
    "cloud_unreachable": _("The Cloud does not answer."),
    "transfer_runs": _("Its offers are being transferred already."),
    "offers_not_ready": _("The platform cannot take offers: its settings are not complete."),
}

WAITS: dict[str, Text] = {
    "quota": _("The platform's quota is used up."),
    "platform": _("The platform is working on it, or not available."),
    "earlier_transfer": _("An earlier transfer goes first."),
}


def word_problem(code: str, message: str) -> str:
    """Return what is wrong, in the reader's words where there are any, else in those of the platform."""
    return str(PROBLEMS.get(code) or message or code)


def list_problems(offer: Offer) -> list[str]:
    """Return what an offer's row has to tell: what went wrong, and what the platform remarked."""
    told = [word_problem(offer.code, offer.message)] if offer.code or offer.message else []
    return [*filter(None, told), *(_word_remark(each) for each in offer.remarks)]


def _word_remark(remark: Mapping[str, Any]) -> str:
    return word_problem(str(remark.get("code", "")), str(remark.get("values", {}).get("message", "")))


@dataclass(frozen=True)
class Watched:
    """A transfer as people watch it; wait and duration in seconds."""

    transfer: Transfer
    title: str
    areas: str
    is_running: bool
    wait_s: float
    waits_for: Text
    duration_s: float
    problem: str


def watch_transfer(transfer: Transfer, now: datetime) -> Watched:
    """Return what there is to see of a transfer at `now`."""
    is_running = transfer.state == TransferState.RUNNING
    wait_s = (transfer.waiting_until_at - now).total_seconds() if is_running and transfer.waiting_until_at else 0
    titles = {
        TransferState.RUNNING: gettext("Transferring offers …"),
        TransferState.DONE: gettext("Transfer finished"),
        TransferState.FAILED: gettext("Transfer failed"),
    }
    return Watched(
        transfer=transfer,
        title=titles[TransferState(transfer.state)],
        areas=", ".join(str(AREAS[each]) for each in AREAS if each in transfer.areas),
        is_running=is_running,
        wait_s=max(0, wait_s),
        waits_for=WAITS.get(transfer.waiting_for, ""),
        duration_s=((transfer.finished_at or now) - transfer.started_at).total_seconds(),
        problem=word_problem(transfer.problem_code, transfer.problem) if transfer.problem_code else "",
    )
