"""Asks the platform about an order before its parcel leaves: whether it was cancelled meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from pydantic import ValidationError

from kogge.documents.models import Document
from kogge.kernel.errors import KoggeError
from kogge.platforms.services import connect_platform
from kogge.shipping.rules import Refusal
from kogge_contract.messages import FetchProgress, NewFetch
from kogge_contract.orders import FeedEntry, OrderStatus

TURNS = 3
"""A fetch of one order is one call, seldom followed by another one."""

log = structlog.get_logger(__name__)


class Source(StrEnum):
    """Where an answer comes from: the platform itself, what the Cloud knows newest, nobody; or no platform is asked."""

    LIVE = "live"
    KNOWN = "known"
    NOBODY = "nobody"
    NEEDLESS = "needless"


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of an order; `waived`: somebody wants to go on although nobody could be asked."""

    source: Source
    status: OrderStatus | None = None
    asks_to_cancel: bool = False
    waived: bool = False


def check_order(document: Document, now: datetime, *, is_live: bool = True, waived: bool = False) -> Check:
    """Ask the platform about a document's order; where its quota is used up, what the Cloud knows newest.

    Without `is_live` only the latter is asked, which costs no quota. Not to be called in a transaction: an embedded
    Cloud answers in this very thread.
    """
    platform = document.platform
    if platform is None or not platform.uses_cloud or not platform.cloud_reference:
        return Check(Source.NEEDLESS)
    try:
        source = Source.LIVE if is_live and _fetch(document, now) else Source.KNOWN
        body = connect_platform(platform).read_order(platform.cloud_reference, document.platform_reference)
        order = FeedEntry.model_validate_json(body).order
    except (KoggeError, ValidationError) as error:
        log.warning("shipping.order_unchecked", document=document.pk, problem=type(error).__name__)
        return Check(Source.NOBODY, waived=waived)
    if order is None:
        return Check(Source.NOBODY, waived=waived)
    return Check(source, order.status, any(line.cancellation_requested for line in order.lines))


def find_order_refusal(check: Check, *, already_asked: bool) -> Refusal | None:
    """Return why a parcel may not leave by what the platform said; `already_asked`: the buyer's wish is known here."""
    if check.source is Source.NOBODY and not check.waived:
        return Refusal.UNCHECKED
    if check.status is OrderStatus.CANCELLED:
        return Refusal.CANCELLED_AT_PLATFORM
    if check.status in {OrderStatus.PENDING, OrderStatus.UNFULFILLABLE}:
        return Refusal.NOT_RELEASED
    return Refusal.CANCELLATION_REQUESTED if check.asks_to_cancel and not already_asked else None


def _fetch(document: Document, now: datetime) -> bool:
    """Bring the order's newest version into the feed; return whether that worked at once."""
    platform = document.platform
    if platform is None:
        return False
    client = connect_platform(platform)
    reference = f"ship-{document.pk}-{now:%Y%m%dT%H%M%S%f}"
    new = NewFetch(reference=reference, order_reference=document.platform_reference)
    state = client.start_fetch(platform.cloud_reference, new)
    for _turn in range(TURNS):
        if state.progress is not FetchProgress.RUNNING:
            break
        state = client.advance_fetch(platform.cloud_reference, reference)
        if state.retry_after_s > 0:
            break
    return state.progress is FetchProgress.DONE
