"""Signs that another tool, or an old schedule, still works on a platform's account."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from kogge.changeover.models import PlatformSigns
from kogge.companies.models import Company
from kogge.guards.models import RejectedOrder
from kogge.guards.rules import Ownership, Way
from kogge.orders.models import OrderState, PlatformOrder, RetrievalRun
from kogge.orders.rules import SkipReason
from kogge.platforms.models import Platform
from kogge.shipping.models import Shipment
from kogge.web.paging import Count, count_together
from kogge_contract.foreign_work import ForeignWork
from kogge_contract.orders import OrderStatus

LOOKED_BACK = timedelta(days=7)
LOOKED_EVERY = timedelta(hours=1)
FEWEST_CALLS = 3
"""A single refusal may be the platform's own whim."""
SHIPPED = (OrderStatus.SHIPPED.value, OrderStatus.PARTIALLY_SHIPPED.value)


class Sign(StrEnum):
    """What gives another tool away."""

    OLD_WAY = "old_way"
    SHIPPED_BEFORE = "shipped_before"
    FOREIGN_CONFIRMATION = "foreign_confirmation"
    FOREIGN_SCHEDULE = "foreign_schedule"
    FOREIGN_CALLS = "foreign_calls"


ASKED = (Sign.FOREIGN_SCHEDULE, Sign.FOREIGN_CALLS)
"""What only the Cloud can see."""


def list_due(now: datetime) -> list[int]:
    """Return the platforms that were not looked at for an hour: active ones whose orders may come by the Cloud."""
    rows = Platform.objects.filter(is_active=True, uses_cloud=True).exclude(cloud_reference="")
    due = rows.filter(Q(signs__isnull=True) | Q(signs__looked_at__lte=now - LOOKED_EVERY))
    return list(due.order_by("pk").values_list("pk", flat=True))


def list_suspicious(company: Company) -> QuerySet[PlatformSigns]:
    """Return the company's active platforms where signs were found, as of the last look."""
    rows = PlatformSigns.objects.filter(platform__company=company, platform__is_active=True, platform__uses_cloud=True)
    return rows.exclude(found={}).order_by("platform_id")


def read_signs(platform: Platform) -> Mapping[Sign, Count]:
    """Return the signs as of the last look."""
    row = PlatformSigns.objects.filter(platform=platform).first()
    return {
        Sign(name): Count(number, is_more=is_more) for name, (number, is_more) in (row.found if row else {}).items()
    }


def judge_foreign_work(work: ForeignWork, since: datetime) -> Mapping[Sign, Count]:
    """Return the signs in what the Cloud sees: pure. Single refusals, and those before `since`, are none."""
    is_recent = work.refused_at is not None and work.refused_at >= since
    numbers = {
        Sign.FOREIGN_SCHEDULE: len(work.schedules),
        Sign.FOREIGN_CALLS: work.refused_calls if is_recent and work.refused_calls >= FEWEST_CALLS else 0,
    }
    return {sign: Count(number, is_more=False) for sign, number in numbers.items() if number}


def find_beginning(ownership: Ownership, now: datetime) -> datetime:
    """Return from when on signs count: the last days, at most since the changeover."""
    return now - LOOKED_BACK if ownership.fence is None else max(now - LOOKED_BACK, ownership.fence)


def _list_gathering(platform: Platform) -> QuerySet[RetrievalRun]:
    """Return the retrievals that gathered what was there before, of those in which an order was first seen.

    The first one, and each of everything that is listed: of what they bring much was shipped long ago, by nobody else.
    """
    runs = RetrievalRun.objects.filter(platform=platform, hinted_only=False)
    first = runs.order_by("started_at").values("pk")[:1]
    gathering = runs.filter(Q(is_backfill=True) | Q(pk=Subquery(first)), started_at__lte=OuterRef("first_seen_at"))
    return gathering.filter(Q(finished_at__isnull=True) | Q(finished_at__gte=OuterRef("first_seen_at")))


def find_signs(platform: Platform, ownership: Ownership, now: datetime) -> Mapping[Sign, Count]:
    """Return the signs of the last days, with how many orders each is about; none while the middleware has the orders.

    What the platform ships itself, or labels itself, is confirmed by nobody else. What the Cloud sees is left out.
    """
    if ownership.way is not Way.NEW:
        return {}
    since = find_beginning(ownership, now)
    rows = PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform, changed_at__gte=since)
    orders = rows.annotate(is_from_before=Exists(_list_gathering(platform)))
    reported = Shipment.objects.filter(document=OuterRef("document"), reported_at__isnull=False)
    confirmed = orders.filter(
        ~Exists(reported),
        state=OrderState.CREATED,
        platform_status__in=SHIPPED,
        document__created_at__gte=since,
        document__fulfilled_by_platform=False,
        document__ships_with_platform_label=False,
    ).exclude(is_from_before=True, platform_status=OrderStatus.PARTIALLY_SHIPPED.value)
    counts = count_together(
        platform.company,
        {
            Sign.OLD_WAY.value: RejectedOrder.objects.filter(platform=platform, way=Way.OLD, last_at__gte=since),
            Sign.SHIPPED_BEFORE.value: orders.filter(
                state=OrderState.SKIPPED,
                reason=SkipReason.SHIPPED_ELSEWHERE,
                first_seen_at__gte=since,
                is_from_before=False,
            ),
            Sign.FOREIGN_CONFIRMATION.value: confirmed,
        },
    )
    return {Sign(name): number for name, number in counts.items() if number.number}
