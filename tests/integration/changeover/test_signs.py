"""Signs that another tool works on the same account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kogge.changeover import looking
from kogge.changeover.signs import ASKED, LOOKED_EVERY, Sign, find_signs, list_due, list_suspicious, read_signs
from kogge.changeover.wording import SIGNS
from kogge.companies.models import Membership, Role, User
from kogge.guards.models import RejectedOrder
from kogge.guards.rules import Ownership, Way
from kogge.infrastructure.cloud_errors import CloudUnreachable
from kogge.orders.models import PlatformOrder, RetrievalRun
from kogge.shipping.models import Shipment
from kogge.web.paging import Count
from kogge_contract.foreign_work import ForeignSchedule, ForeignWork
from kogge_contract.orders import OrderStatus
from tests.integration.orders.shop import LATER, open_shop
from tests.orders import AT, order

pytestmark = pytest.mark.django_db


def test_foreign_confirmations_and_deliveries_give_another_tool_away() -> None:
    shop, now = open_shop(), LATER + timedelta(hours=1)
    assert find_signs(shop.platform, Ownership(Way.NEW, 1), now) == {}
    earlier = AT - timedelta(days=1)
    first = RetrievalRun.objects.create(
        company=shop.company, platform=shop.platform, started_at=earlier, changed_at=earlier, finished_at=earlier
    )
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
    assert {sign: number.number for sign, number in found.items()} == dict.fromkeys(set(Sign) - set(ASKED), 1)
    assert set(SIGNS) == set(Sign)
    assert find_signs(shop.platform, Ownership(Way.OLD, 1), now) == {}
    first.delete()
    # What was there before the first retrieval was shipped by nobody else; what it made a document of may still be.
    found = find_signs(shop.platform, Ownership(Way.NEW, 1), now)
    assert set(found) == {Sign.OLD_WAY, Sign.FOREIGN_CONFIRMATION}
    assert find_signs(shop.platform, Ownership(Way.NEW, 1), now + timedelta(days=8)) == {}


def test_the_hourly_look_asks_the_cloud_and_keeps_what_it_told(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = open_shop()
    shop.platform.cloud_reference, shop.platform.authorization = "p", "authenticated"
    shop.platform.is_active = shop.platform.uses_cloud = True
    shop.platform.save()
    told: list[ForeignWork | None] = [
        ForeignWork(
            schedules=(ForeignSchedule(report_type="GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING", period="PT1H"),)
        ),
        None,
        ForeignWork(refused_calls=5, refused_at=LATER),
    ]

    class Cloud:
        def find_foreign_work(self, _platform: str) -> ForeignWork:
            answer = told.pop(0)
            if answer is None:
                message = "away"
                raise CloudUnreachable(message)
            return answer

    monkeypatch.setattr(looking, "connect_platform", lambda _platform: Cloud())
    assert list_due(LATER) == [shop.platform.pk]
    one = Count(1, is_more=False)
    for now in (LATER, LATER + LOOKED_EVERY):
        assert looking.look(shop.platform, now) == read_signs(shop.platform) == {Sign.FOREIGN_SCHEDULE: one}
        assert list_due(now) == []
    assert [each.platform for each in list_suspicious(shop.company)] == [shop.platform]
    assert list_due(LATER + 2 * LOOKED_EVERY) == [shop.platform.pk]
    assert looking.look(shop.platform, LATER) == {Sign.FOREIGN_CALLS: Count(5, is_more=False)}
    user = User.objects.create_user("admin")
    Membership.objects.create(company=shop.company, user=user, role=Role.ADMIN)
    client = Client(headers={"accept-language": "de"})
    client.force_login(user)
    for page in ("changeover:signs", "changeover:platform"):
        assert "nicht aufgebraucht" in client.get(reverse(page, args=[shop.platform.pk])).content.decode()
    assert "Plattformen, an denen" in client.get("/").content.decode()
    shop.platform.authorization = "not_authenticated"
    assert looking.look(shop.platform, LATER) == {}
    assert not list_suspicious(shop.company)
