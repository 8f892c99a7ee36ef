"""searchOrders by the rules of Amazon's model and its prose."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amazon_emulator.errors import ApiError
from amazon_emulator.orders.searching import search_orders
from amazon_emulator.orders.store import OrderStore
from amazon_emulator.times import format_time

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
START = NOW - timedelta(days=10)


def order(number: int, updated_at: datetime, **fields: Any) -> dict[str, Any]:
    return {
        "orderId": f"303-{number:07d}-0000000",
        "createdTime": format_time(updated_at),
        "lastUpdatedTime": format_time(updated_at),
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [],
    } | fields


def store(*orders: dict[str, Any]) -> OrderStore:
    filled = OrderStore()
    for each in orders:
        filled.put(each)
    return filled


HOURLY = store(*(order(number, START + timedelta(hours=number)) for number in range(200)))


def search(orders: OrderStore = HOURLY, now: datetime = NOW, **query: str) -> dict[str, Any]:
    return search_orders(orders, query.items(), now)


def ids(answer: dict[str, Any]) -> list[str]:
    return [each["orderId"] for each in answer["orders"]]


def refusal(**query: str) -> dict[str, str]:
    with pytest.raises(ApiError) as refused:
        search(**query)
    assert refused.value.status == 400
    assert refused.value.body["errors"][0]["code"] == "InvalidInput"
    return refused.value.body["errors"][0]


AFTER = format_time(START)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"createdAfter": AFTER, "lastUpdatedAfter": AFTER},
        {"createdAfter": AFTER, "lastUpdatedBefore": AFTER},
        {"lastUpdatedAfter": AFTER, "createdBefore": AFTER},
        {"lastUpdatedBefore": AFTER},
        {"lastUpdatedAfter": "yesterday"},
        {"lastUpdatedAfter": AFTER, "lastUpdatedBefore": format_time(START - timedelta(seconds=1))},
        {"lastUpdatedAfter": AFTER, "lastUpdatedBefore": format_time(NOW - timedelta(seconds=119))},
        {"lastUpdatedAfter": AFTER, "maxResultsPerPage": "0"},
        {"lastUpdatedAfter": AFTER, "maxResultsPerPage": "101"},
        {"lastUpdatedAfter": AFTER, "maxResultsPerPage": "ten"},
        {"lastUpdatedAfter": AFTER, "fulfillmentStatuses": "UNSHIPPED,LOST"},
        {"lastUpdatedAfter": AFTER, "fulfilledBy": "DRONE"},
        {"lastUpdatedAfter": AFTER, "includedData": "SECRETS"},
        {"lastUpdatedAfter": AFTER, "marketplaceIds": ",".join(f"M{number}" for number in range(51))},
        {"lastUpdatedAfter": AFTER, "paginationToken": "made up"},
    ],
)
def test_requests_that_break_a_rule_are_refused(query: dict[str, str]) -> None:
    assert refusal(**query)["message"]


def test_unknown_parameters_are_ignored() -> None:
    assert ids(search(lastUpdatedAfter=AFTER, marketplace_ids="X", AmazonOrderIds="1")) == ids(
        search(lastUpdatedAfter=AFTER)
    )


def test_both_bounds_are_inclusive() -> None:
    moment = format_time(START + timedelta(hours=5))
    assert ids(search(lastUpdatedAfter=moment, lastUpdatedBefore=moment)) == ["303-0000005-0000000"]
    assert ids(search(createdAfter=moment, createdBefore=moment)) == ["303-0000005-0000000"]


@pytest.mark.parametrize("text", ["2026-11-10T12:00:00Z", "2026-11-10T12:00:00.000Z", "2026-11-10T13:00:00 01:00"])
def test_times_come_in_many_spellings(text: str) -> None:
    assert ids(search(lastUpdatedAfter=text, maxResultsPerPage="1")) == ["303-0000000-0000000"]


def test_orders_of_the_last_two_minutes_are_not_listed_yet() -> None:
    fresh = store(order(1, NOW - timedelta(minutes=2)), order(2, NOW - timedelta(seconds=119)))
    answer = search(fresh, lastUpdatedAfter=AFTER)
    assert ids(answer) == ["303-0000001-0000000"]
    assert answer["lastUpdatedBefore"] == format_time(NOW - timedelta(minutes=2))
    assert "createdBefore" not in answer


def test_filters() -> None:
    mixed = store(
        order(1, START, fulfillment={"fulfillmentStatus": "SHIPPED", "fulfilledBy": "AMAZON"}),
        order(2, START, salesChannel={"channelName": "AMAZON", "marketplaceId": "A13V1IB3VIYZZH"}),
        order(3, START),
    )
    assert ids(search(mixed, lastUpdatedAfter=AFTER, fulfilledBy="AMAZON")) == ["303-0000001-0000000"]
    assert len(ids(search(mixed, lastUpdatedAfter=AFTER, fulfillmentStatuses="UNSHIPPED"))) == 2
    assert ids(search(mixed, lastUpdatedAfter=AFTER, marketplaceIds="A13V1IB3VIYZZH")) == ["303-0000002-0000000"]
    repeated = search_orders(
        mixed, [("lastUpdatedAfter", AFTER), ("fulfilledBy", "AMAZON"), ("fulfilledBy", "MERCHANT")], NOW
    )
    assert len(repeated["orders"]) == 3


def test_pages_follow_one_another_without_gap_and_end_without_a_token() -> None:
    seen: list[str] = []
    token: dict[str, str] = {}
    while True:
        answer = search(lastUpdatedAfter=AFTER, maxResultsPerPage="30", **token)
        seen += ids(answer)
        if "pagination" not in answer:
            break
        token = {"paginationToken": answer["pagination"]["nextToken"]}
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen) == 200


def test_a_token_hangs_on_all_parameters_but_page_size_and_groups() -> None:
    token = search(lastUpdatedAfter=AFTER, maxResultsPerPage="30")["pagination"]["nextToken"]
    again = search(lastUpdatedAfter=AFTER, maxResultsPerPage="10", includedData="FULFILLMENT", paginationToken=token)
    assert len(ids(again)) == 10
    for changed in ({"fulfilledBy": "MERCHANT"}, {"lastUpdatedBefore": format_time(NOW - timedelta(hours=1))}):
        said = refusal(lastUpdatedAfter=AFTER, paginationToken=token, **changed)["message"]
        assert "All parameters must match the original request" in said


def test_a_token_ends_after_a_day() -> None:
    token = search(lastUpdatedAfter=AFTER, maxResultsPerPage="30")["pagination"]["nextToken"]
    assert ids(search(now=NOW + timedelta(hours=23), lastUpdatedAfter=AFTER, paginationToken=token))
    with pytest.raises(ApiError):
        search(now=NOW + timedelta(hours=25), lastUpdatedAfter=AFTER, paginationToken=token)


def test_an_order_that_changes_while_somebody_pages_shows_again() -> None:
    live = store(*(order(number, START + timedelta(hours=number)) for number in range(4)))
    first = search(live, lastUpdatedAfter=AFTER, maxResultsPerPage="2")
    live.put(order(0, START + timedelta(hours=9)))
    token = first["pagination"]["nextToken"]
    second = search(live, lastUpdatedAfter=AFTER, maxResultsPerPage="2", paginationToken=token)
    third = search(
        live, lastUpdatedAfter=AFTER, maxResultsPerPage="2", paginationToken=second["pagination"]["nextToken"]
    )
    assert ids(first)[0] == ids(third)[0] == "303-0000000-0000000"
