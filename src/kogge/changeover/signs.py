"""Signs that another tool, or an old schedule, still works on a platform's account."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef

from kogge.guards.models import RejectedOrder
from kogge.guards.rules import Ownership, Way
from kogge.orders.models import OrderState, PlatformOrder
from kogge.orders.rules import SkipReason
from kogge.platforms.models import Platform
from kogge.shipping.models import Shipment
from kogge.web.paging import Count, count_together
from kogge_contract.orders import OrderStatus

LOOKED_BACK = timedelta(days=7)
SHIPPED = (OrderStatus.SHIPPED.value, OrderStatus.PARTIALLY_SHIPPED.value)


class Sign(StrEnum):
    """What gives another tool away."""

    OLD_WAY = "old_way"
    SHIPPED_BEFORE = "shipped_before"
    FOREIGN_CONFIRMATION = "foreign_confirmation"


def find_signs(platform: Platform, ownership: Ownership, now: datetime) -> Mapping[Sign, Count]:
    """Return the signs of the last days, with how many orders each is about; none while the middleware has the orders.

    What the platform ships itself, or labels itself, is confirmed by nobody else.
    """
    if ownership.way is not Way.NEW:
        return {}
    since = now - LOOKED_BACK if ownership.fence is None else max(now - LOOKED_BACK, ownership.fence)
    orders = PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform, changed_at__gte=since)
    reported = Shipment.objects.filter(document=OuterRef("document"), reported_at__isnull=False)
    confirmed = orders.filter(
        ~Exists(reported),
        state=OrderState.CREATED,
        platform_status__in=SHIPPED,
        document__created_at__gte=since,
        document__fulfilled_by_platform=False,
        document__ships_with_platform_label=False,
    )
    counts = count_together(
        platform.company,
        {
            Sign.OLD_WAY.value: RejectedOrder.objects.filter(platform=platform, way=Way.OLD, last_at__gte=since),
            Sign.SHIPPED_BEFORE.value: orders.filter(
                state=OrderState.SKIPPED, reason=SkipReason.SHIPPED_ELSEWHERE, first_seen_at__gte=since
            ),
            Sign.FOREIGN_CONFIRMATION.value: confirmed,
        },
    )
    return {Sign(name): number for name, number in counts.items() if number.number}
