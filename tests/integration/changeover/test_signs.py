"""Signs that another tool works on the same account."""

from datetime import timedelta

import pytest

from kogge.changeover.signs import Sign, find_signs
from kogge.changeover.wording import SIGNS
from kogge.guards.models import RejectedOrder
from kogge.guards.rules import Ownership, Way
from kogge.orders.models import PlatformOrder
from kogge.shipping.models import Shipment
from kogge_contract.orders import OrderStatus
from tests.integration.orders.shop import LATER, open_shop
from tests.orders import AT, order

pytestmark = pytest.mark.django_db


def test_foreign_confirmations_and_deliveries_give_another_tool_away() -> None:
    shop, now = open_shop(), LATER + timedelta(hours=1)
    assert find_signs(shop.platform, Ownership(Way.NEW, 1), now) == {}
    shop.take_orders(order(1), order(2), order(3), order(4, status=OrderStatus.SHIPPED))
    ours = PlatformOrder.objects.get(platform_reference=order(1).reference)
    facts = {"company": shop.company, "created_at": LATER, "changed_at": LATER}
    Shipment.objects.create(document=ours.document, package_number=1, reported_at=LATER, **facts)
    confirmed = [order(number).reference for number in (1, 2)]
    PlatformOrder.objects.filter(platform_reference__in=confirmed).update(platform_status="shipped")
    RejectedOrder.objects.create(
        company=shop.company, platform=shop.platform, way=Way.OLD, platform_reference="9", reason="other_way", epoch=1,
        placed_at=AT, first_at=LATER, last_at=LATER,
    )  # fmt: skip
    found = find_signs(shop.platform, Ownership(Way.NEW, 1), now)
    assert {sign: number.number for sign, number in found.items()} == dict.fromkeys(Sign, 1)
    assert set(SIGNS) == set(Sign)
    assert find_signs(shop.platform, Ownership(Way.OLD, 1), now) == {}
    assert find_signs(shop.platform, Ownership(Way.NEW, 1), now + timedelta(days=8)) == {}
