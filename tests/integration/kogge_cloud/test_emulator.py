"""The whole way from an emulated Amazon through the contract's API into the feed, over real HTTP."""

import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from django.utils import timezone
from pytest_django import Settings

from kogge_cloud.amazon.mapping_amounts import sum_of_charges
from kogge_cloud.amazon.quotas import BucketKey, note_throttling, take_token
from kogge_cloud.amazon.reporting import ACTIONABLE
from kogge_cloud.amazon.rules import SEARCH_ORDERS
from kogge_contract.feed import FeedPage
from kogge_contract.foreign_work import ForeignWork
from kogge_contract.messages import FetchState, ListedOrder, ListingPage
from kogge_contract.orders import FeedEntry, Order, OrderStatus
from tests.emulators import running_emulator
from tests.integration.kogge_cloud.conftest import DATABASES, Caller

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)

ORDERS = 250
DEMO_ACCOUNT = {
    "client_id": "amzn1.application-oa2-client.kogge-demo",
    "client_secret": "amzn1.oa2-cs.v1.kogge-demo-secret",
    "refresh_token": "Atzr|kogge-demo-refresh-token",
    "seller_reference": "A2KOGGEDEMOSELLER",
}
_REFRESH = {"grant_type": "refresh_token"} | {
    name: DEMO_ACCOUNT[name] for name in ("client_id", "client_secret", "refresh_token")
}


@pytest.fixture(scope="module")
def plenty() -> Iterator[str]:
    """An Amazon with quota to spare."""
    with running_emulator("--orders", str(ORDERS), "--seed", "7", "--quota", "100000") as emulator:
        yield emulator.url


@pytest.fixture
def platform(caller: Caller, plenty: str, settings: Settings) -> str:
    point_to(settings, plenty)
    return authorized(caller)


def point_to(settings: Settings, url: str) -> None:
    settings.KOGGE_CLOUD_SPAPI_URL = url
    settings.KOGGE_CLOUD_LWA_URL = f"{url}/auth/o2/token"


def authorized(caller: Caller, **changes: str) -> str:
    reference = caller.register()
    caller.ask("PUT", f"/platforms/{reference}/authorization", json=DEMO_ACCOUNT | changes)
    return reference


def fetch(caller: Caller, platform: str, **wishes: Any) -> FetchState:
    """Fetch to the end, without ever having to wait."""
    path = f"/platforms/{platform}/fetches"
    state = FetchState.model_validate(caller.ask("POST", path, 201, json={"reference": "f"} | wishes))
    while state.progress == "running":
        state = FetchState.model_validate(caller.ask("POST", f"{path}/{state.reference}/advance"))
        assert state.retry_after_s == 0
    return state


def read_feed(caller: Caller, platform: str) -> list[FeedEntry]:
    entries: list[FeedEntry] = []
    after = 0
    while True:
        page = FeedPage.model_validate(caller.ask("GET", f"/platforms/{platform}/feed?after={after}&limit=100"))
        entries += page.entries
        after = page.next_after
        if after == page.head:
            return entries


def truth(url: str) -> dict[str, dict[str, Any]]:
    answer = httpx.get(f"{url}/emulator/orders").json()
    return {each["orderId"]: each for each in answer["orders"]}


def test_every_order_arrives_once_and_to_the_cent(caller: Caller, platform: str, plenty: str) -> None:
    state = fetch(caller, platform, backfill=True)
    assert (state.progress, state.orders_listed, state.orders_changed) == ("done", ORDERS, ORDERS)
    entries = read_feed(caller, platform)
    assert [entry.sequence for entry in entries] == list(range(1, ORDERS + 1))
    orders = [entry.order for entry in entries if entry.order]
    assert {order.reference for order in orders} == set(truth(plenty))
    for order in orders:
        assert_adds_up(order)


def assert_adds_up(order: Order) -> None:
    if order.status is OrderStatus.PENDING:
        assert order.total is None
    elif order.total is not None:
        charges = [*order.charges, *(charge for line in order.lines for charge in line.charges)]
        assert sum_of_charges(charges) == order.total, order.reference
        assert order.remarks == ()


def test_the_same_again_brings_nothing_new(caller: Caller, platform: str) -> None:
    fetch(caller, platform, reference="1", backfill=True)
    again = fetch(caller, platform, reference="2", backfill=True)
    assert (again.orders_listed, again.orders_changed) == (ORDERS, 0)
    window = fetch(caller, platform, reference="3")
    assert (window.progress, window.orders_changed) == ("done", 0)


def test_a_listing_agrees_with_amazons_own_books(caller: Caller, platform: str, plenty: str) -> None:
    token = ""
    listed: dict[str, ListedOrder] = {}
    while True:
        query = {"token": token} if token else {}
        page = ListingPage.model_validate(caller.ask("GET", f"/platforms/{platform}/listing", params=query))
        listed |= {order.reference: order for order in page.orders}
        if not page.next_token:
            break
        token = page.next_token
    books = truth(plenty)
    assert listed.keys() == books.keys()
    for reference, order in listed.items():
        stated = books[reference].get("grandTotal")
        if order.total is not None:
            assert stated is not None
            assert order.total == Decimal(stated["amount"])


def test_one_order_is_fetched_alone(caller: Caller, platform: str, plenty: str) -> None:
    wanted = next(iter(truth(plenty)))
    assert fetch(caller, platform, order_reference=wanted).orders_changed == 1
    latest = caller.ask("GET", f"/platforms/{platform}/feed/orders/{wanted}")
    assert latest["order_reference"] == wanted


def test_an_order_that_nobody_knows(caller: Caller, platform: str) -> None:
    state = fetch(caller, platform, order_reference="302-9999999-9999999")
    assert state.problem is not None
    assert state.problem.code == "order_not_found"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_secret": "wrong"}, "application_rejected"),
        ({"refresh_token": "Atzr|nobody"}, "authorization_revoked"),
    ],
)
def test_wrong_credentials_are_told(
    caller: Caller, plenty: str, settings: Settings, changes: dict[str, str], code: str
) -> None:
    point_to(settings, plenty)
    platform = authorized(caller, **changes)
    state = fetch(caller, platform)
    assert state.problem is not None
    assert state.problem.code == code
    assert caller.ask("GET", f"/platforms/{platform}")["state"] != "authenticated"
    assert changes[next(iter(changes))] not in state.problem.message


def test_amazons_quota_is_respected(caller: Caller, settings: Settings) -> None:
    """Twenty calls at once, then a wait of about three minutes: never a 429."""
    with running_emulator("--orders", "2100", "--seed", "3", "--quota", "1") as emulator:
        point_to(settings, emulator.url)
        platform = authorized(caller)
        path = f"/platforms/{platform}/fetches"
        caller.ask("POST", path, 201, json={"reference": "f"})
        for _ in range(19):
            state = FetchState.model_validate(caller.ask("POST", f"{path}/f/advance"))
            assert state.retry_after_s == 0
        while state.pages < 20:
            # The last token waits for the margin that calls of different speed need.
            assert state.retry_after_s <= 2
            time.sleep(state.retry_after_s)
            state = FetchState.model_validate(caller.ask("POST", f"{path}/f/advance"))
        state = FetchState.model_validate(caller.ask("POST", f"{path}/f/advance"))
    assert (state.progress, state.pages, state.waiting_for) == ("running", 20, "quota")
    assert 100 < state.retry_after_s <= 1 / 0.0056


def test_foreign_schedules_and_calls_are_told(caller: Caller, platform: str, plenty: str) -> None:
    assert caller.ask("GET", f"/platforms/{platform}/foreign-work")["schedules"] == []
    wish = {"reportType": ACTIONABLE, "marketplaceIds": ["A1PA6795UKMFR9"], "period": "PT15M"}
    granted = httpx.post(f"{plenty}/auth/o2/token", data=_REFRESH).json()
    headers = {"x-amz-access-token": granted["access_token"]}
    schedules = f"{plenty}/reports/2021-06-30/schedules"
    made = httpx.post(schedules, json=wish, headers=headers).json()["reportScheduleId"]
    key = BucketKey.of(DEMO_ACCOUNT["client_id"], DEMO_ACCOUNT["seller_reference"], SEARCH_ORDERS)
    for now in (timezone.now(), timezone.now() + timedelta(seconds=5)):
        assert take_token(key, now) == 0
        note_throttling(key, now)
    told = ForeignWork.model_validate(caller.ask("GET", f"/platforms/{platform}/foreign-work"))
    httpx.delete(f"{schedules}/{made}", headers=headers).raise_for_status()
    assert [(each.report_type, each.period) for each in told.schedules] == [(ACTIONABLE, "PT15M")]
    # At the second refusal our own books had only what came back after the first.
    assert (told.refused_calls, told.refused_at is not None) == (1, True)
