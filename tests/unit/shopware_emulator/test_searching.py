"""Searches: filters, sorting, pages, totals, associations, includes, and what is wrong with a search."""

from typing import Any

import pytest

from tests.unit.shopware_emulator.shops import Shop

NUMBERS = [str(10001 + index) for index in range(30)]


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop(30).sign_in()


def numbers(shop: Shop, **criteria: Any) -> list[str]:
    return [order["orderNumber"] for order in shop.search("order", **criteria)["data"]]


def test_pages_and_totals(shop: Shop) -> None:
    for mode, total in ((0, 10), (1, 30), (2, 20), ("exact", 30), ("none", 10), ("next-pages", 20)):
        criteria = {"limit": 10, "page": 2, "sort": "orderNumber", "total-count-mode": mode}
        answer = shop.search("order", **criteria)
        assert [order["orderNumber"] for order in answer["data"]] == NUMBERS[10:20], mode
        assert answer["total"] == total, mode
    assert numbers(shop, limit=10, page=4) == []
    assert len(numbers(shop)) == 30


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([{"type": "equals", "field": "orderNumber", "value": "10003"}], ["10003"]),
        ([{"type": "equals", "field": "order.orderNumber", "value": "10003"}], ["10003"]),
        ([{"type": "equalsAny", "field": "orderNumber", "value": "10003|10005"}], ["10003", "10005"]),
        ([{"type": "equalsAny", "field": "orderNumber", "value": ["10003", "10005"]}], ["10003", "10005"]),
        ([{"type": "contains", "field": "orderNumber", "value": "001"}], NUMBERS[:10][:9] + NUMBERS[9:19]),
        ([{"type": "prefix", "field": "orderNumber", "value": "1002"}], NUMBERS[19:29]),
        ([{"type": "suffix", "field": "orderNumber", "value": "07"}], ["10007"]),
        ([{"type": "range", "field": "autoIncrement", "parameters": {"gt": 3, "lte": 5}}], ["10004", "10005"]),
        ({"orderNumber": "10004"}, ["10004"]),
        (
            [
                {
                    "type": "multi",
                    "operator": "or",
                    "queries": [
                        {"type": "equals", "field": "orderNumber", "value": "10001"},
                        {
                            "type": "and",
                            "queries": [
                                {"type": "range", "field": "orderNumber", "parameters": {"gte": "10028"}},
                                {
                                    "type": "not",
                                    "operator": "and",
                                    "queries": [{"type": "equals", "field": "orderNumber", "value": "10029"}],
                                },
                            ],
                        },
                    ],
                }
            ],
            ["10001", "10028", "10030"],
        ),
    ],
)
def test_filters(shop: Shop, wanted: Any, expected: list[str]) -> None:
    found = numbers(shop, filter=wanted, sort=[{"field": "orderNumber", "order": "ASC"}])
    if "contains" in str(wanted):
        assert found == [number for number in NUMBERS if "001" in number]
    else:
        assert found == expected


def test_times_are_compared_as_times(shop: Shop) -> None:
    orders = shop.search("order", sort="orderDateTime")["data"]
    middle = orders[14]["orderDateTime"]
    for written in (middle, middle.replace("+00:00", "Z"), middle.replace("T", " ").removesuffix("+00:00")):
        wanted = [{"type": "range", "field": "orderDateTime", "parameters": {"gte": written}}]
        assert numbers(shop, filter=wanted) == NUMBERS[14:]


def test_what_was_never_saved_again_has_no_time_of_it(shop: Shop) -> None:
    untouched = numbers(shop, filter=[{"type": "equals", "field": "updatedAt", "value": None}])
    later = numbers(shop, filter=[{"type": "range", "field": "updatedAt", "parameters": {"gte": "2000-01-01"}}])
    assert untouched
    assert sorted(untouched + later) == NUMBERS


def test_paths_lead_along_associations(shop: Shop) -> None:
    orders = shop.search(
        "order", associations={"stateMachineState": {}, "transactions": {"associations": {"stateMachineState": {}}}}
    )
    paid = [
        order["orderNumber"]
        for order in orders["data"]
        if any(each["stateMachineState"]["technicalName"] == "paid" for each in order["transactions"])
    ]
    path = "transactions.stateMachineState.technicalName"
    assert numbers(shop, filter=[{"type": "equals", "field": path, "value": "paid"}]) == paid
    is_open = [
        order["orderNumber"] for order in orders["data"] if order["stateMachineState"]["technicalName"] == "open"
    ]
    assert numbers(shop, filter={"stateMachineState.technicalName": "open"}) == is_open


def test_sorting_goes_down_and_puts_nulls_first(shop: Shop) -> None:
    assert numbers(shop, sort=[{"field": "orderNumber", "order": "DESC"}]) == NUMBERS[::-1]
    assert numbers(shop, sort="-orderNumber") == NUMBERS[::-1]
    saved = [order["updatedAt"] for order in shop.search("order", sort="updatedAt")["data"]]
    assert saved == sorted(saved, key=lambda moment: moment or "")


def test_ids_keep_their_order_and_know_no_pages(shop: Shop) -> None:
    ids = shop.order_ids(sort="-orderNumber")[:3]
    assert shop.order_ids(ids=ids, limit=1) == ids


def test_associations_are_null_until_asked_for_but_the_customer(shop: Shop) -> None:
    order = shop.search("order", limit=1)["data"][0]
    assert order["orderCustomer"]["apiAlias"] == "order_customer"
    loaded = ("lineItems", "deliveries", "transactions", "billingAddress", "addresses", "stateMachineState", "currency")
    assert [order[name] for name in loaded] == [None] * len(loaded)
    assert order["extensions"] == order["translated"] == []
    order = shop.search(
        "order",
        limit=1,
        associations={
            "lineItems": {"sort": [{"field": "position", "order": "DESC"}], "associations": {"product": {}}},
            "deliveries": {
                "associations": {"shippingOrderAddress": {"associations": {"country": []}}, "positions": {}}
            },
            "language": {"associations": {"locale": {}}},
        },
    )["data"][0]
    positions = [line["position"] for line in order["lineItems"]]
    assert positions == sorted(positions, reverse=True)
    assert order["deliveries"][0]["shippingOrderAddress"]["country"]["iso"]
    assert order["language"]["locale"]["code"].count("-") == 1


def test_includes_keep_named_fields_of_named_kinds(shop: Shop) -> None:
    includes = {
        "order": ["orderNumber", "price", "lineItems"],
        "order_line_item": ["label"],
        "cart_price": ["totalPrice"],
    }
    order = shop.search("order", limit=1, includes=includes, associations={"lineItems": {}})["data"][0]
    assert set(order) == {"orderNumber", "price", "lineItems", "apiAlias"}
    assert set(order["price"]) == {"totalPrice", "apiAlias"}
    assert all(set(line) == {"label", "apiAlias"} for line in order["lineItems"])


def test_parts_of_orders_are_searched_by_themselves(shop: Shop) -> None:
    order_id = shop.order_ids(limit=1)[0]
    lines = shop.search("order-line-item", filter={"orderId": order_id})["data"]
    assert lines
    assert {line["orderId"] for line in lines} == {order_id}
    deliveries = shop.search("order-delivery", filter={"order.orderNumber": "10001"})["data"]
    assert {each["orderId"] for each in deliveries} == {order_id}


@pytest.mark.parametrize(
    ("entity", "field", "value"),
    [
        ("state-machine-state", "technicalName", "shipped"),
        ("payment-method", "technicalName", "payment_invoicepayment"),
        ("shipping-method", "technicalName", "shipping_standard"),
        ("sales-channel", "name", "Kontorladen"),
        ("currency", "isoCode", "CHF"),
        ("country", "iso", "AT"),
        ("tax", "taxRate", 7),
        ("product", "productNumber", "KLUNTJE-500"),
        ("salutation", "salutationKey", "mrs"),
        ("language", "locale.code", "de-DE"),
    ],
)
def test_master_data_is_found(shop: Shop, entity: str, field: str, value: object) -> None:
    assert shop.search(entity, filter=[{"type": "equals", "field": field, "value": value}])["total"] == 1


def test_customers_come_with_orders(shop: Shop) -> None:
    customers = shop.search("customer", limit=500)["data"]
    assert {True, False} == {customer["guest"] for customer in customers}
    assert shop.search("customer", term=customers[0]["customerNumber"])["total"] == 1


@pytest.mark.parametrize(
    ("criteria", "status", "code", "pointer"),
    [
        ({"limit": 501}, 400, "FRAMEWORK__QUERY_LIMIT_EXCEEDED", "/limit"),
        ({"limit": 0}, 400, "FRAMEWORK__INVALID_LIMIT_QUERY", "/limit"),
        ({"page": 0, "limit": 5}, 400, "FRAMEWORK__INVALID_PAGE_QUERY", "/page"),
        ({"filter": "x"}, 400, "FRAMEWORK__INVALID_FILTER_QUERY", "/filter"),
        ({"filter": [{"type": "equals", "field": "id"}]}, 400, "FRAMEWORK__INVALID_FILTER_QUERY", "/filter/0/value"),
        ({"filter": [{"type": "near", "field": "id"}]}, 400, "FRAMEWORK__INVALID_FILTER_QUERY", "/filter/0/type"),
        ({"sort": [{"order": "asc"}]}, 400, "FRAMEWORK__INVALID_SORT_QUERY", "/sort/0"),
        ({"sort": "rigging"}, 400, "FRAMEWORK__UNMAPPED_FIELD", None),
        ({"ids": []}, 400, "FRAMEWORK__INVALID_API_CRITERIA_IDS", None),
        ({"associations": {"crew": {}}}, 500, "FRAMEWORK__ASSOCIATION_NOT_FOUND", None),
    ],
)
def test_what_is_wrong_with_a_search_is_said(
    shop: Shop, criteria: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    answer = shop.ask("POST", "/api/search/order", json=criteria)
    problem = answer.json()["errors"][0]
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem.get("source", {}).get("pointer") == pointer
