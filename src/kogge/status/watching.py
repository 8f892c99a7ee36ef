"""Counts what platforms judge a seller's shipping by; a few bounded queries over the last weeks."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, Min

from kogge.companies.models import Company
from kogge.documents.models import Document, DocumentMessage, DocumentState
from kogge.platforms.models import Platform
from kogge.platforms.traits import list_traits
from kogge.shipping.carriers import find_carrier
from kogge.shipping.models import Shipment, ShipmentState
from kogge.shipping.queries import list_to_ship
from kogge.shipping.tracking import judge
from kogge.status.models import RecordState, StatusAttempt, StatusKind, StatusRecord
from kogge.status.notices import NOT_OURS
from kogge.status.rates import Outlook, judge_cancellations, judge_late, judge_tracking

LATE_OVER = timedelta(days=30)
TRACKING_OVER = timedelta(days=30)
CANCELLED_OVER = timedelta(days=7)
"""Over so long platforms count."""
SOON = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(days=30)
SAMPLE = 5_000
"""Of more parcels the newest are judged: their rate is that of all."""
LIVING = [each for each in DocumentState if each != DocumentState.CANCELLED]
"""By name, and not as all but one: so the index of states and times leads to them."""


def list_outlooks(company: Company, now: datetime) -> list[Outlook]:
    """Return late shipments, valid tracking and cancellations of orders of platforms that judge a seller by them.

    Where several kinds of platforms do, the strictest limits count; where none does, there is nothing to return.
    """
    judged = {each.kind: each.shipping_standard for each in list_traits().values() if each.shipping_standard}
    kinds = set(Platform.objects.filter(company=company, kind__in=judged).values_list("kind", flat=True))
    standards = [judged[kind] for kind in kinds]
    if not standards:
        return []
    return [
        _watch_late(company, now, kinds, min(each.late_below for each in standards)),
        _watch_tracking(company, now, kinds, max(each.tracking_above for each in standards)),
        _watch_cancellations(company, now, kinds, min(each.cancelled_below for each in standards)),
    ]


def _watch_late(company: Company, now: datetime, kinds: Collection[str], limit: Decimal) -> Outlook:
    since = now - LATE_OVER
    due = Document.objects.filter(
        company=company,
        fulfilled_by_platform=False,
        is_derived=False,
        platform__kind__in=kinds,
        state__in=LIVING,
        ship_by_at__gte=since,
        ship_by_at__lt=now,
    )
    confirmed = StatusAttempt.objects.filter(
        record__company=company,
        record__platform__kind__in=kinds,
        record__document__ship_by_at__gte=since,
        record__document__ship_by_at__lt=now,
    )
    first = confirmed.order_by().values("record__document").annotate(first=Min("accepted_at"))
    shipped_late = first.filter(first__gt=F("record__document__ship_by_at")).count()
    waiting = list_to_ship(company, now).filter(platform__kind__in=kinds).order_by()
    overdue = waiting.filter(ship_by_at__gte=since, ship_by_at__lt=now).count()
    threatened = waiting.filter(ship_by_at__gte=now, ship_by_at__lt=now + SOON).count()
    return judge_late(due.count(), shipped_late + overdue, threatened, limit)


def _watch_tracking(company: Company, now: datetime, kinds: Collection[str], limit: Decimal) -> Outlook:
    parcels = Shipment.objects.filter(
        company=company,
        state=ShipmentState.FIXED,
        fixed_at__gte=now - TRACKING_OVER,
        document__platform__kind__in=kinds,
    ).order_by("-created_at", "-pk")
    labels = parcels.values_list("tracking_number", "carrier_code", "carrier_name", "delivery_service")[:SAMPLE]
    judged = [bool(number) and judge(number, find_carrier(*words)) is None for number, *words in labels]
    rejected = StatusRecord.objects.filter(
        company=company,
        platform__kind__in=kinds,
        kind=StatusKind.FULFILLMENT,
        state=RecordState.REJECTED,
        created_at__gte=now - TRACKING_OVER,
    ).count()
    return judge_tracking(len(judged), sum(judged), rejected, limit)


def _watch_cancellations(company: Company, now: datetime, kinds: Collection[str], limit: Decimal) -> Outlook:
    orders = Document.objects.filter(
        company=company,
        fulfilled_by_platform=False,
        is_derived=False,
        platform__kind__in=kinds,
        ordered_at__gte=now - CANCELLED_OVER,
    )
    cancelled = DocumentMessage.objects.filter(
        code="document_cancelled", document__in=orders.filter(cancellation_requested=False)
    ).exclude(values__reason__in=NOT_OURS)
    given_up = now - GIVEN_UP_AFTER
    abandoned = list_to_ship(company, now).filter(
        platform__kind__in=kinds, ordered_at__gte=given_up, ordered_at__lt=given_up + SOON
    )
    by_hand = cancelled.order_by().values("document").distinct().count()
    return judge_cancellations(orders.count(), by_hand, abandoned.order_by().count(), limit)
