"""The HTTP side: tokens, media types, errors, actions, writing, faults, control."""

from typing import Any

import httpx
import pytest

from shopware_emulator.entities.shop import EUR_ID
from shopware_emulator.faults import FINE, Faults
from shopware_emulator.limits import Limits
from tests.unit.shopware_emulator.shops import KEYS, Shop

UNKNOWN = "0" * 32


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop().sign_in()


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    return dict(answer.json()["errors"][0])


@pytest.mark.parametrize("how", ["json", "data"])
def test_a_token_is_for_forms_and_json(shop: Shop, how: str) -> None:
    answer = shop.ask("POST", "/api/oauth/token", **{how: KEYS})
    assert answer.status_code == 200
    assert {"token_type": "Bearer", "expires_in": 600}.items() <= answer.json().items()


def test_key_and_secret_may_stand_in_the_header(shop: Shop) -> None:
    basic = (KEYS["client_id"], KEYS["client_secret"])
    answer = shop.ask("POST", "/api/oauth/token", data={"grant_type": "client_credentials"}, auth=basic)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "code", "title"),
    [
        ({"client_secret": "wrong"}, 401, "4", "Client authentication failed"),
        ({"client_id": "SWIAUNKNOWN"}, 401, "4", "Client authentication failed"),
        (
            {"grant_type": "magic"},
            400,
            "2",
            "The authorization grant type is not supported by the authorization server.",
        ),
    ],
)
def test_a_token_is_refused_in_the_servers_words(
    shop: Shop, changes: dict[str, str], status: int, code: str, title: str
) -> None:
    answer = shop.ask("POST", "/api/oauth/token", json=KEYS | changes)
    assert answer.status_code == status
    assert {"code": code, "status": str(status), "title": title}.items() <= problem_of(answer).items()


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer a.b.c", "Bearer nonsense"])
def test_nothing_is_told_without_a_token(shop: Shop, header: str) -> None:
    answer = shop.ask("GET", "/api/_info/version", headers={"Authorization": header})
    assert (answer.status_code, problem_of(answer)["code"]) == (401, "9")


def test_a_token_runs_out_after_ten_minutes() -> None:
    shop = Shop(0).sign_in()
    shop.emulator.clock.advance(599)
    assert shop.ask("GET", "/api/_info/version").json() == {"version": "6.6.7.1"}
    shop.emulator.clock.advance(2)
    answer = shop.ask("GET", "/api/_info/version")
    assert problem_of(answer)["detail"] == "Access token could not be verified"


def test_an_answer_is_json_api_where_anything_will_do(shop: Shop) -> None:
    body = {"limit": 2, "associations": {"lineItems": {}, "currency": {}}, "total-count-mode": 1}
    answer = shop.ask("POST", "/api/search/order", json=body, headers={"Accept": "*/*"})
    assert answer.headers["content-type"] == "application/vnd.api+json"
    document = answer.json()
    first = document["data"][0]
    assert document["meta"] == {"totalCountMode": 1, "total": len(shop.emulator.orders)}
    assert (first["type"], first["attributes"]["orderNumber"]) == ("order", "10001")
    assert first["links"]["self"] == f"http://shop/api/order/{first['id']}"
    lines = {each["id"] for each in first["relationships"]["lineItems"]["data"]}
    assert lines
    assert lines <= {each["id"] for each in document["included"] if each["type"] == "order_line_item"}
    assert first["relationships"]["deliveries"]["data"] == []
    assert first["relationships"]["stateMachineState"]["data"] is None


def test_other_media_types_are_unsupported(shop: Shop) -> None:
    assert shop.ask("POST", "/api/search/order", json={}, headers={"Accept": "text/html"}).status_code == 415


def test_unknown_entities_and_ids_are_not_found(shop: Shop) -> None:
    assert problem_of(shop.ask("POST", "/api/search/ship", json={}))["code"] == "FRAMEWORK__DEFINITION_NOT_FOUND"
    answer = shop.ask("GET", f"/api/order/{UNKNOWN}")
    assert (answer.status_code, problem_of(answer)["code"]) == (404, "FRAMEWORK__RESOURCE_NOT_FOUND")


def test_one_row_is_read_with_associations_of_the_address(shop: Shop) -> None:
    (order_id, *_) = shop.order_ids(limit=1)
    data = shop.ask("GET", f"/api/order/{order_id}", params={"associations[lineItems][]": ""}).json()["data"]
    assert data["id"] == data["_uniqueIdentifier"] == order_id
    assert shop.ask("GET", "/api/currency", params={"limit": 2}).json()["total"] == 2


def test_an_order_moves_on_and_says_no() -> None:
    shop = Shop(0).sign_in()
    order_id = shop.emulator.place()
    answer = shop.ask("POST", f"/api/_action/order/{order_id}/state/process")
    assert (answer.status_code, answer.json()["technicalName"]) == (200, "in_progress")
    (order,) = shop.search("order", ids=[order_id], associations={"stateMachineState": {}})["data"]
    assert order["stateMachineState"]["technicalName"] == "in_progress"
    assert order["updatedAt"] is not None
    refused = shop.ask("POST", f"/api/_action/order/{order_id}/state/process")
    assert refused.status_code == 200
    refused = shop.ask("POST", f"/api/_action/order/{order_id}/state/retour")
    assert (refused.status_code, problem_of(refused)["code"]) == (400, "SYSTEM__ILLEGAL_STATE_TRANSITION")
    missing = shop.ask("POST", f"/api/_action/order/{UNKNOWN}/state/process")
    assert problem_of(missing)["code"] == "SYSTEM__STATE_MACHINE_INVALID_ENTITY_ID"


def test_a_delivery_is_shipped_and_its_order_is_not_touched() -> None:
    shop = Shop(0).sign_in()
    order_id = shop.emulator.place()
    (order,) = shop.search("order", ids=[order_id], associations={"deliveries": {}, "transactions": {}})["data"]
    delivery, payment = order["deliveries"][0]["id"], order["transactions"][0]["id"]
    path = f"/api/order-delivery/{delivery}"
    assert shop.ask("PATCH", path, json={"trackingCodes": ["00340434161094015902"]}).status_code == 204
    assert shop.ask("POST", f"/api/_action/order_delivery/{delivery}/state/ship").status_code == 200
    assert shop.ask("POST", f"/api/_action/order_transaction/{payment}/state/paid").json()["name"] == "Bezahlt"
    actions = shop.ask("GET", f"/api/_action/state-machine/order_delivery/{delivery}/state").json()["transitions"]
    assert {each["actionName"] for each in actions} == {"cancel", "reopen", "retour", "retour_partially"}
    shown = shop.ask("GET", path, params={"associations[stateMachineState][]": ""}).json()["data"]
    assert shown["trackingCodes"] == ["00340434161094015902"]
    assert shown["stateMachineState"]["technicalName"] == "shipped"
    assert shown["updatedAt"] is not None
    assert shop.search("order", ids=[order_id])["data"][0]["updatedAt"] is None


def test_stock_and_prices_are_written() -> None:
    shop = Shop(0).sign_in()
    (product,) = shop.search("product", filter=[{"type": "equals", "field": "productNumber", "value": "KLUNTJE-500"}])[
        "data"
    ]
    path = f"/api/product/{product['id']}"
    answer = shop.ask("PATCH", path, json={"stock": 7})
    assert (answer.status_code, answer.headers["location"]) == (204, f"http://shop{path}")
    price = [{"currencyId": EUR_ID, "gross": 5.29, "net": 4.94, "linked": False}]
    operation = {
        "entity": "product",
        "action": "upsert",
        "payload": [{"id": product["id"], "price": price, "stock": 8}],
    }
    answer = shop.ask("POST", "/api/_action/sync", json={"write-product": operation})
    assert answer.json() == {"extensions": [], "data": {"product": [product["id"]]}, "notFound": [], "deleted": []}
    (shown,) = shop.search("product", ids=[product["id"]])["data"]
    assert (shown["stock"], shown["availableStock"], shown["price"][0]["gross"]) == (8, 8, 5.29)


def test_what_cannot_be_written_is_said_where_it_stands() -> None:
    shop = Shop(0).sign_in()
    known = shop.search("product", limit=1)["data"][0]["id"]
    wrong = [{"id": known, "stock": "many"}, {"id": UNKNOWN, "stock": 1}]
    operation = {"entity": "product", "action": "upsert", "payload": wrong}
    answer = shop.ask("POST", "/api/_action/sync", json={"write": operation})
    pointers = [each["source"]["pointer"] for each in answer.json()["errors"]]
    assert answer.status_code == 400
    assert pointers == ["/write/0/stock", *(f"/write/1/{name}" for name in ("name", "productNumber", "price", "taxId"))]
    missing = shop.ask("PATCH", f"/api/product/{UNKNOWN}", json={"stock": 1})
    assert problem_of(missing)["code"] == "FRAMEWORK__WRITE_TYPE_INTEND_ERROR"
    assert shop.ask("PATCH", f"/api/currency/{EUR_ID}", json={"factor": 2}).status_code == 403


@pytest.mark.parametrize(
    ("fault", "status"),
    [("throttled", 429), ("expired_token", 401), ("internal", 500), ("unavailable", 503), ("bad_gateway", 502)],
)
def test_a_request_can_ask_for_a_fault(shop: Shop, fault: str, status: int) -> None:
    answer = shop.ask("POST", "/api/search/order", json={"limit": 1}, headers={"x-emulator-fault": fault})
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (fault == "throttled")


def test_half_an_answer_is_no_json(shop: Shop) -> None:
    answer = shop.ask("POST", "/api/search/order", json={"limit": 1}, headers={"x-emulator-fault": "cut"})
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter"):
        answer.json()


def test_after_a_time_out_the_action_may_have_been_done() -> None:
    shop = Shop(0).sign_in()
    order_id = shop.emulator.place()
    headers = {"x-emulator-fault": "timeout_after"}
    with pytest.raises(httpx.ReadError):
        shop.ask("POST", f"/api/_action/order/{order_id}/state/process", headers=headers)
    (order,) = shop.search("order", ids=[order_id], associations={"stateMachineState": {}})["data"]
    assert order["stateMachineState"]["technicalName"] == "in_progress"


def test_a_row_that_moves_shifts_the_next_page(shop: Shop) -> None:
    body = {"limit": 5, "page": 1, "sort": [{"field": "updatedAt"}]}
    before = shop.order_ids(**body | {"page": 2})
    shop.ask("POST", "/api/search/order", json=body, headers={"x-emulator-fault": "moved"})
    after = shop.order_ids(**body | {"page": 2})
    assert before[0] not in after
    assert before[1] == after[0]


def test_a_profile_strikes_but_never_three_times_in_a_row() -> None:
    faults, again = Faults("network", 7), Faults("network", 7)
    struck = [faults.draw("search") != FINE for _ in range(60)]
    assert [again.draw("search") != FINE for _ in range(60)] == struck
    assert any(struck)
    assert not any(all(struck[index : index + 3]) for index in range(58))


def test_a_limit_is_told_and_kept() -> None:
    shop = Shop(0, limits=Limits(2)).sign_in()
    first = shop.ask("GET", "/api/_info/version")
    assert (first.headers["X-Rate-Limit-Limit"], first.headers["X-Rate-Limit-Remaining"]) == ("2", "1")
    shop.ask("GET", "/api/_info/version")
    refused = shop.ask("GET", "/api/_info/version")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    shop.emulator.clock.advance(61)
    assert shop.ask("GET", "/api/_info/version").status_code == 200


def test_what_happens_can_be_made_to_happen() -> None:
    shop = Shop(0).sign_in()
    shop.ask("POST", "/emulator/generate", json={"count": 3})
    (placed,) = shop.ask("POST", "/emulator/rush", json={"count": 1}).json()["ids"]
    truth = {each["id"]: each for each in shop.ask("GET", "/emulator/truth").json()["orders"]}
    assert len(truth) == 4
    assert truth[placed]["states"]["order"] == "open"
    assert shop.ask("POST", f"/emulator/orders/{placed}/events", json={"event": "cancel"}).status_code == 200
    truth = {each["id"]: each for each in shop.ask("GET", "/emulator/truth").json()["orders"]}
    assert truth[placed]["states"]["order"] == "cancelled"
    assert shop.ask("POST", f"/emulator/orders/{placed}/events", json={"event": "sink"}).status_code == 400
